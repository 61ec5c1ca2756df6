"""By which versions did a goal stand where, from what was known at one moment to what is known at another?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from goals.goal.definition import Definition
from goals.progress import Yardstick
from projections.answers.asking import Asking
from projections.answers.stages import Stage
from projections.goals import View
from projections.lives import placed
from projections.standing import Question, yardstick_of
from projections.versions import Kind, Placed, resolved_by

MAKING = (Kind.ACTIVATED, Kind.CALIBRATED, Kind.RETARGETED)


@dataclass(frozen=True, slots=True)
class Made:
    """What a goal was measured by since `position`, in force from `effective_on`; with what it waited for, as far as
    that is known. `n` is 0 of one that was calibrated again before the goal was committed."""

    n: int
    definition: Definition
    position: int
    effective_on: date


@dataclass(frozen=True, slots=True)
class Passed:
    """Where a goal stood at the first moment, by what was known then (`known`, None where it was not active) and by
    what is known at the second (`learnt`); and where at the second: by the version in force at the first, and by each
    after it (`lasts`). `ahead` are the positions of the retargets that are not in force yet."""

    known: Stage | None
    learnt: Stage
    lasts: tuple[Stage, ...]
    ahead: tuple[int, ...]

    @property
    def yardsticks(self) -> list[Yardstick | None]:
        return [yardstick_of(stage.definition) for stage in self.lasts]

    @property
    def moved_at(self) -> list[int]:
        """The positions of the moves that came into force in between."""
        return [stage.position for stage in self.lasts[1:]]


def passed(before: Asking, was: View | None, after: Asking, now: View, goal_id: str) -> Passed | None:
    """Of a goal as it was held at both moments: `was` at the first, if it was there. None of a draft.

    One that was not active at the first moment is followed from its first version: as committed, if it was. Before
    that it was calibrated freely.
    """
    made = _made(after, goal_id)
    if not made or now.goal.activated_on is None:
        return None
    was_active = was is not None and was.goal.activated_on is not None
    begun = _in_force(made, before, was) if was is not None and was_active else _first(made, now)
    ended = max(_in_force(made, after, now), begun)
    last, learnt, first = after.question, after.about(before.on).question, made[begun]
    return Passed(
        known=_stage(first.n, before.question, was) if was is not None and was_active else None,
        learnt=Stage(first.n, first.definition, learnt.standing(first.definition)),
        lasts=tuple(
            Stage(each.n, each.definition, last.standing(each.definition), each.position)
            for each in made[begun : ended + 1]
        ),
        ahead=tuple(each.position for each in made[ended + 1 :]),
    )


def _stage(n: int, question: Question, view: View) -> Stage:
    definition = view.goal.definition
    return Stage(n, definition, question.standing(definition))


def _made(asking: Asking, goal_id: str) -> list[Made]:
    """In the order in which they were recorded."""
    known = placed(asking.question, goal_id)
    found: list[Made] = []
    for each in known:
        if each.version.kind in MAKING:
            found.append(Made(each.n, _resolved(each, known), each.from_position, each.effective_on))
        elif each.version.kind is Kind.COMMITTED:
            found[-1] = replace(found[-1], n=each.n, effective_on=each.effective_on)
    return found


def _resolved(made: Placed, known: Sequence[Placed]) -> Definition:
    definition = made.definition
    for later in known:
        if later.from_position > made.from_position:
            definition = resolved_by(definition, later.version)
    return definition


def _first(made: Sequence[Made], view: View) -> int:
    return 0 if view.goal.original is None else next(place for place, each in enumerate(made) if each.n > 0)


def _in_force(made: Sequence[Made], asking: Asking, view: View) -> int:
    """The place of the one in force on the day asked about, by what was known; before all, that of the first."""
    known = [place for place, each in enumerate(made) if each.position <= asking.position]
    if view.goal.original is None:
        return known[-1]
    counted = [place for place in known if made[place].n > 0]
    return next((place for place in reversed(counted) if made[place].effective_on <= asking.on), counted[0])

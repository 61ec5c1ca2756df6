"""By which versions did a goal stand where, from what was known at one moment to what is known at another?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from goals.goal.definition import Definition
from goals.progress import Yardstick, comparable
from projections import versions
from projections.answers.asking import Asking
from projections.answers.stages import Stage, raw_of
from projections.goals import View
from projections.standing import yardstick_of
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
    """Where a goal stood at the first moment, by what was known then (`known`) and by what is known at the second
    (`learnt`); and where at the second: by the version in force at the first, and by each after it (`lasts`)."""

    known: Stage
    learnt: Stage
    lasts: tuple[Stage, ...]

    @property
    def yardsticks(self) -> list[Yardstick | None]:
        return [yardstick_of(stage.definition) for stage in self.lasts]

    @property
    def has_comparable_steps(self) -> list[bool]:
        """For each move, whether what it did can be told."""
        return [
            old is not None and new is not None and comparable(old, new) for old, new in pairwise(self.yardsticks)
        ]

    @property
    def moved_at(self) -> list[int]:
        """The positions of the moves that came into force."""
        return [stage.position for stage in self.lasts[1:]]


def passed(before: Asking, was: View, after: Asking, now: View, goal_id: str) -> Passed:
    """Of a goal that was active at both. All are as they were held: `was` at the first moment, `now` at the second."""
    made = _made(after, goal_id)
    begun = _in_force(made, before, was)
    ended = max(_in_force(made, after, now), begun)
    last, learnt = after.question, after.about(before.on).question
    first = made[begun]
    return Passed(
        known=Stage(first.n, was.goal.definition, before.question.standing(was.goal.definition)),
        learnt=Stage(first.n, first.definition, learnt.standing(first.definition)),
        lasts=tuple(
            Stage(each.n, each.definition, last.standing(each.definition), each.position)
            for each in made[begun : ended + 1]
        ),
    )


def known_raw(stage: Stage) -> object:
    """The progress at the first moment, as it was known then."""
    return raw_of(stage, [yardstick_of(stage.definition)], 0)


def _made(asking: Asking, goal_id: str) -> list[Made]:
    """In the order in which they were recorded."""
    placed = versions.of(asking.rows, asking.workspace_id, goal_id, asking.position)
    found: list[Made] = []
    for each in placed:
        if each.version.kind in MAKING:
            found.append(Made(each.n, _resolved(each, placed), each.from_position, each.effective_on))
        elif each.version.kind is Kind.COMMITTED:
            found[-1] = replace(found[-1], n=each.n, effective_on=each.effective_on)
    return found


def _resolved(made: Placed, placed: Sequence[Placed]) -> Definition:
    definition = made.definition
    for later in placed:
        if later.from_position > made.from_position:
            definition = resolved_by(definition, later.version)
    return definition


def _in_force(made: Sequence[Made], asking: Asking, view: View) -> int:
    """The place of the one in force on the day asked about, by what was known; before all, that of the first."""
    known = [place for place, each in enumerate(made) if each.position <= asking.position]
    if view.goal.original is None:
        return known[-1]
    counted = [place for place in known if made[place].n > 0]
    return next((place for place in reversed(counted) if made[place].effective_on <= asking.on), counted[0])

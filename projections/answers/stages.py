"""By which versions did a goal stand where, from one day to another?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from goals.goal.definition import Definition
from goals.progress import Yardstick, raw_progress
from goals.quantity import clamp
from goals.retargeting import baseline_of
from goals.rollup import Part
from projections.answers.asking import Asking
from projections.answers.between import Between
from projections.answers.lenses import known_versions
from projections.goals import View
from projections.lives import placed
from projections.standing import Standing, yardstick_of
from projections.versions import effective_by


@dataclass(frozen=True, slots=True)
class Stage:
    """The goal by one of its versions, 0 before it is committed. `position` is where its retarget was recorded."""

    n: int
    definition: Definition
    standing: Standing | None
    position: int = 0

    @property
    def value(self) -> Decimal | None:
        return None if self.standing is None else self.standing.value


@dataclass(frozen=True, slots=True)
class Stages:
    """`first` is where it stood at the beginning, by the version in force then; `lasts` where at the end: by that
    version, and by each recorded after it up to the one in force at the end."""

    first: Stage
    lasts: tuple[Stage, ...]

    @property
    def yardsticks(self) -> list[Yardstick | None]:
        """Of the last ones."""
        return [yardstick_of(stage.definition) for stage in self.lasts]


def stages(asking: Asking, goal_id: str, view: View, between: Between) -> Stages:
    """Of a goal that was activated. All by what was known at the moment asked about."""
    first, last = asking.about(between.first).question, asking.about(between.last).question
    known = known_versions(asking, goal_id, view)
    if not known:
        definition = view.goal.definition
        stage = Stage(0, definition, last.standing(definition))
        return Stages(Stage(0, definition, first.standing(definition)), (stage,))
    begun, ended = effective_by(known, between.first), effective_by(known, between.last)
    recorded = _recorded(asking, goal_id)
    passed = [each for each in known if begun.n <= each.n <= ended.n]
    lasts = [Stage(each.n, each.definition, last.standing(each.definition), recorded[each.n]) for each in passed]
    return Stages(Stage(begun.n, begun.definition, first.standing(begun.definition)), tuple(lasts))


def is_read(stage: Stage | None) -> bool:
    """Whether it stood at a value that was read, and not at its baseline for want of one."""
    return stage is not None and stage.value is not None


def value_of(stage: Stage, yardsticks: Sequence[Yardstick | None], place: int) -> Decimal | None:
    """Where it stood; at the baseline, if nothing was read. `place` is the stage's among `yardsticks`."""
    return baseline_of(yardsticks, place) if stage.value is None else stage.value


def raw_of(stage: Stage, yardsticks: Sequence[Yardstick | None], place: int) -> Decimal | None:
    """The progress of that, unrounded."""
    value, yardstick = value_of(stage, yardsticks, place), yardsticks[place]
    return None if value is None or yardstick is None else raw_progress(yardstick, value)


def part_of(stage: Stage, yardsticks: Sequence[Yardstick | None], place: int) -> Part | None:
    """What it brings to a roll-up by that."""
    raw = raw_of(stage, yardsticks, place)
    return None if raw is None else Part(weight=stage.definition.weight, clamped=clamp(raw))


def _recorded(asking: Asking, goal_id: str) -> dict[int, int]:
    """The position at which each version was first recorded, before what it waited for was known."""
    return {each.n: each.from_position for each in reversed(placed(asking.question, goal_id))}

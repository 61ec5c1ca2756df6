"""What a definition must not be, whatever the state of the goal."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from goals.goal.definition import Definition
from goals.goal.errors import (
    BaselineCannotBe,
    DayInFuture,
    LevelsCannotBe,
    LevelsNeedATarget,
    TargetCannotBe,
    TargetContradictsDirection,
    TargetIsBaseline,
    TargetNotInPercent,
    ToleranceCannotBe,
    UnitsMixed,
    WeightOutOfRange,
)
from goals.kpi.measuring import same_unit
from goals.kpi.state import Kpi
from goals.quantity import plain
from goals.target import (
    Baseline,
    Levels,
    contradiction,
    number,
    stated_baseline,
    tolerance_contradiction,
    unit_contradiction,
)
from goals.vocabulary import BaselineState, Direction, UnitKind

WITH_VALUE = (BaselineState.KNOWN, BaselineState.ASSUMED)
ONE_WAY = (Direction.INCREASE, Direction.DECREASE, None)
UPWARD = (Direction.INCREASE, Direction.AT_LEAST)


def require_sound_baseline(baseline: Baseline, *, today: date) -> None:
    """Raises BaselineCannotBe or DayInFuture."""
    if baseline.state in WITH_VALUE and baseline.value is None:
        raise BaselineCannotBe(
            f"A baseline that is {baseline.state} has a value: give it, or say unknown or measuring.",
            pointer="/baseline/value",
        )
    if baseline.state not in WITH_VALUE and baseline.value is not None:
        raise BaselineCannotBe(
            f"A baseline that is {baseline.state} has no value yet: leave it out, or say known or assumed.",
            pointer="/baseline/value",
        )
    if baseline.observed_on is not None and baseline.observed_on > today:
        raise DayInFuture(baseline.observed_on, today, pointer="/baseline/observed_on")


def require_sound_weight(weight: Decimal) -> None:
    if weight < 0:
        raise WeightOutOfRange(weight)


def require_unit_allows(definition: Definition, unit_kind: UnitKind) -> None:
    if definition.target is None:
        return
    why = unit_contradiction(definition.target, unit_kind=unit_kind)
    if why is not None:
        raise TargetNotInPercent(why)


def require_one_unit(definition: Definition, before: Definition, *, kpi: Kpi, was: Kpi | None) -> None:
    """Raises UnitsMixed where the KPI's unit changed, and a number told in the old one was not told anew."""
    if was is None or same_unit(kpi.measure, was.measure):
        return
    for field in ("target", "baseline", "levels", "tolerance"):
        kept = getattr(definition, field)
        if kept == getattr(before, field) and kept is not None and not _is_numberless(kept):
            raise UnitsMixed(was.measure.unit, kpi.measure.unit, pointer=f"/{field}")


def require_consistent(definition: Definition) -> None:
    """Raises an Unprocessable where baseline, target, direction, tolerance and levels do not go together."""
    if definition.target is None:
        if definition.levels is not None:
            raise LevelsNeedATarget(definition.direction)
        return
    baseline = definition.baseline.value
    _require_target_says_so(definition)
    if definition.direction in ONE_WAY and baseline is not None and definition.resolved == baseline:
        raise TargetIsBaseline(baseline)
    if definition.direction is not None:
        why = contradiction(definition.direction, definition.target, baseline=baseline)
        if why is not None:
            raise TargetContradictsDirection(why)
        why = tolerance_contradiction(definition.direction, definition.target, tolerance=definition.tolerance)
        if why is not None:
            raise ToleranceCannotBe(why)
    if definition.levels is not None:
        _require_levels(definition.levels, definition)


def _require_target_says_so(definition: Definition) -> None:
    """That a baseline said with the target is the baseline."""
    stated = None if definition.target is None else stated_baseline(definition.target)
    if stated is not None and definition.baseline.value is None:
        raise TargetCannotBe(
            f"The target is told from {plain(stated)}, so the baseline is not {definition.baseline.state}:"
            " say the baseline is known, or tell the target otherwise.",
            pointer="/target/from",
        )


def _require_levels(levels: Levels, definition: Definition) -> None:
    if definition.direction is None or definition.direction is Direction.MAINTAIN:
        raise LevelsNeedATarget(definition.direction)
    upward = definition.direction in UPWARD
    one_way = definition.direction in ONE_WAY
    marks = (
        ("the baseline", definition.baseline.value if one_way else None),
        ("commit", levels.commit),
        ("the target", number(definition.resolved)),
        ("stretch", levels.stretch),
    )
    known = [(name, mark) for name, mark in marks if mark is not None]
    for (name, mark), (next_name, next_mark) in pairwise(known):
        ordered = mark <= next_mark if upward else mark >= next_mark
        if not ordered or (name == "the baseline" and mark == next_mark):
            raise LevelsCannotBe(
                f"The levels go from the baseline over commit and target to stretch: {name} is"
                f" {plain(mark)}, and {next_name} {plain(next_mark)}.",
            )


def _is_numberless(said: object) -> bool:
    """Whether a baseline is not a number yet."""
    return isinstance(said, Baseline) and said.value is None

"""What was said a goal should reach, and the number or range it comes to."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from goals.quantity import EXACT, HUNDRED, ONE, order_key, resolved
from goals.vocabulary import BaselineState, Direction, UnitKind


class Absolute(Struct, frozen=True, kw_only=True, tag_field="kind", tag="absolute"):
    """As in "Reach 1,500"."""

    value: Decimal


class FromTo(Struct, frozen=True, kw_only=True, tag_field="kind", tag="from_to", rename={"from_": "from"}):
    """As in "From 4 % to 8 %". `from_` is the baseline, said together with the target."""

    from_: Decimal
    to: Decimal


class Delta(Struct, frozen=True, kw_only=True, tag_field="kind", tag="delta"):
    """As in "Lose 20 pounds": the baseline plus `by`, in the KPI's unit."""

    by: Decimal


class RelativePercent(Struct, frozen=True, kw_only=True, tag_field="kind", tag="relative_percent"):
    """As in "15 % more than now": `by` is in percent of the baseline's size."""

    by: Decimal


class PercentagePoints(Struct, frozen=True, kw_only=True, tag_field="kind", tag="percentage_points"):
    """As in "15 points more": the baseline plus `by`, for KPIs in percent."""

    by: Decimal


class Multiplier(Struct, frozen=True, kw_only=True, tag_field="kind", tag="multiplier"):
    """As in "Double it": the baseline times `factor`."""

    factor: Decimal


class Range(Struct, frozen=True, kw_only=True, tag_field="kind", tag="range"):
    """As in "Keep it between 10 and 15", both ends included."""

    low: Decimal
    high: Decimal


class AtLeast(Struct, frozen=True, kw_only=True, tag_field="kind", tag="at_least"):
    value: Decimal


class AtMost(Struct, frozen=True, kw_only=True, tag_field="kind", tag="at_most"):
    value: Decimal


class Point(Struct, frozen=True, kw_only=True):
    """The value a path should have at the end of a day."""

    on: date
    value: Decimal


class Path(Struct, frozen=True, kw_only=True, tag_field="kind", tag="path"):
    """A target told as a course: the last point is the target, on the window's last day."""

    points: tuple[Point, ...]


TargetExpression = (
    Absolute | FromTo | Delta | RelativePercent | PercentagePoints | Multiplier | Range | AtLeast | AtMost | Path
)


class Bounds(Struct, frozen=True, kw_only=True):
    """A resolved range, both ends included."""

    low: Decimal
    high: Decimal


Resolved = Decimal | Bounds


class Levels(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Two more marks beside the target: what was promised, and what was hoped for."""

    commit: Decimal | None = None
    stretch: Decimal | None = None


class Baseline(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where the KPI stood when the goal was set; `value` is there if it is known or assumed."""

    state: BaselineState
    value: Decimal | None = None
    observed_on: date | None = None
    source: str | None = None


def needs_baseline(expression: TargetExpression) -> bool:
    """Whether the target cannot be a number before the baseline is one."""
    return isinstance(expression, Delta | RelativePercent | PercentagePoints | Multiplier)


def stated_baseline(expression: TargetExpression) -> Decimal | None:
    """The baseline that was said together with the target."""
    return expression.from_ if isinstance(expression, FromTo) else None


def resolve(expression: TargetExpression, *, baseline: Decimal | None) -> Resolved | None:
    """The number or range that `expression` comes to, rounded half-even to 9 places; None while it is
    pending because the baseline is needed and not known.

    Raises ValueError for what can never be right: a multiple of a baseline that is not above zero, a
    `from` that is not the baseline, a range upside down, a path out of order.
    """
    match expression:
        case Absolute(value=value) | AtLeast(value=value) | AtMost(value=value):
            return value
        case FromTo():
            return _second_of(expression, baseline)
        case Range(low=low, high=high):
            if low > high:
                raise ValueError(f"The range's low, {low:f}, is above its high, {high:f}.")
            return Bounds(low=low, high=high)
        case Path():
            return _end_of(expression)
        case _:
            return None if baseline is None else _relative_to(baseline, expression)


def express(kind: str, *, baseline: Decimal, target: Decimal) -> TargetExpression:
    """`target` said the way of `kind`, which must be one that comes to a single number.

    Percentages and factors round half-even to 9 places. Raises ValueError where the baseline does not
    allow that way of saying it, and for other kinds.
    """
    match kind:
        case "absolute":
            return Absolute(value=target)
        case "from_to":
            return FromTo(from_=baseline, to=target)
        case "delta":
            return Delta(by=EXACT.subtract(target, baseline))
        case "percentage_points":
            return PercentagePoints(by=EXACT.subtract(target, baseline))
        case "relative_percent":
            return RelativePercent(by=_percent_of(baseline, target))
        case "multiplier":
            _require_above_zero(baseline)
            return Multiplier(factor=resolved(EXACT.divide(target, baseline)))
        case _:
            raise ValueError(f"A number cannot be said as {kind}.")


def number(target: Resolved | None) -> Decimal | None:
    """The target where it is one number."""
    return target if isinstance(target, Decimal) else None


def direction_of(expression: TargetExpression, *, baseline: Decimal | None) -> Direction | None:
    """The direction that follows from what was said; None where it cannot be told (yet).

    Raises ValueError as `resolve` does.
    """
    match expression:
        case Range():
            return Direction.MAINTAIN
        case AtLeast():
            return Direction.AT_LEAST
        case AtMost():
            return Direction.AT_MOST
        case _:
            rise = _rise(expression, baseline)
    if rise is None or rise == 0:
        return None
    return Direction.INCREASE if rise > 0 else Direction.DECREASE


def contradiction(direction: Direction, expression: TargetExpression, *, baseline: Decimal | None) -> str | None:
    """A sentence saying why a goal of this direction cannot have this target; None if it can.

    Raises ValueError as `resolve` does.
    """
    if direction not in _directions_for(expression):
        return f"A target of kind {kind_of(expression)} does not go with the direction {direction}."
    if direction not in (Direction.INCREASE, Direction.DECREASE):
        return None
    rise = _rise(expression, baseline)
    if rise is None or (rise > 0 if direction is Direction.INCREASE else rise < 0):
        return None
    if rise == 0:
        return f"The target of a goal to {direction} is equal to its baseline."
    side = "below" if rise < 0 else "above"
    return f"The target of a goal to {direction} is {side} its baseline."


def unit_contradiction(expression: TargetExpression, *, unit_kind: UnitKind) -> str | None:
    """A sentence where the target is told in percentage points of something that is not a percentage."""
    if isinstance(expression, PercentagePoints) and unit_kind is not UnitKind.PERCENT:
        return f"A target in percentage points needs a KPI in percent; this one is a {unit_kind}."
    return None


def tolerance_contradiction(
    direction: Direction, expression: TargetExpression, *, tolerance: Decimal | None
) -> str | None:
    """A sentence where the tolerance is not above zero, or is missing for a range without width."""
    if tolerance is not None and tolerance <= 0:
        return "A tolerance is above zero."
    width = isinstance(expression, Range) and expression.low != expression.high
    if direction is Direction.MAINTAIN and not width and tolerance is None:
        return "To maintain a single value a tolerance above zero is needed."
    return None


def path_contradiction(expression: TargetExpression, *, start: date, end: date) -> str | None:
    """A sentence where a path leaves the window, or does not end on its last day."""
    if not isinstance(expression, Path) or not expression.points:
        return None
    if expression.points[0].on < start:
        return f"The path has a point on {expression.points[0].on}, before the window's first day, {start}."
    if expression.points[-1].on != end:
        return f"The path ends on {expression.points[-1].on}, and the window on {end}."
    return None


def kind_of(expression: TargetExpression) -> str:
    """The name of the way the target was said, as in `express`."""
    return str(expression.__struct_config__.tag)


def _relative_to(baseline: Decimal, expression: Delta | RelativePercent | PercentagePoints | Multiplier) -> Decimal:
    match expression:
        case Delta(by=by) | PercentagePoints(by=by):
            target = EXACT.add(baseline, by)
        case RelativePercent(by=by):
            target = EXACT.add(baseline, EXACT.divide(EXACT.multiply(EXACT.abs(baseline), by), HUNDRED))
        case Multiplier(factor=factor):
            _require_above_zero(baseline)
            target = EXACT.multiply(baseline, factor)
    rounded = resolved(target)
    order_key(rounded)
    return rounded


def _second_of(expression: FromTo, baseline: Decimal | None) -> Decimal:
    if baseline is not None and baseline != expression.from_:
        raise ValueError(f"The target is told from {expression.from_:f}, but the baseline is {baseline:f}.")
    return expression.to


def _end_of(path: Path) -> Decimal:
    if not path.points:
        raise ValueError("A path needs at least one point.")
    for earlier, later in pairwise(path.points):
        if later.on <= earlier.on:
            raise ValueError(f"The path's points are not in order: {later.on} follows {earlier.on}.")
    return path.points[-1].value


def _percent_of(baseline: Decimal, target: Decimal) -> Decimal:
    if baseline == 0:
        raise ValueError("Nothing is a percentage of a baseline of zero.")
    change = EXACT.subtract(target, baseline)
    return resolved(EXACT.divide(EXACT.multiply(change, HUNDRED), EXACT.abs(baseline)))


def _require_above_zero(baseline: Decimal) -> None:
    if baseline <= 0:
        raise ValueError(f"A multiple of the baseline needs a baseline above zero; it is {baseline:f}.")


def _directions_for(expression: TargetExpression) -> tuple[Direction, ...]:
    match expression:
        case Range():
            return (Direction.MAINTAIN,)
        case AtLeast():
            return (Direction.AT_LEAST,)
        case AtMost():
            return (Direction.AT_MOST,)
        case Absolute():
            return tuple(Direction)
        case _:
            return (Direction.INCREASE, Direction.DECREASE, Direction.AT_LEAST, Direction.AT_MOST)


def _rise(expression: TargetExpression, baseline: Decimal | None) -> Decimal | None:
    """How far the target lies above the baseline, or at least with which sign."""
    known = stated_baseline(expression) if baseline is None else baseline
    if known is not None:
        target = number(resolve(expression, baseline=known))
        return None if target is None else EXACT.subtract(target, known)
    match expression:
        case Delta(by=by) | PercentagePoints(by=by) | RelativePercent(by=by):
            return by
        case Multiplier(factor=factor):
            return EXACT.subtract(factor, ONE)
        case _:
            return None

"""How far has a value come, and how far should it be?"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from goals.quantity import EXACT, ONE, ZERO, clamp, quotient, resolved
from goals.target import Bounds, Levels, Point, Resolved, number
from goals.vocabulary import Direction
from goals.window import elapsed_days, total_days

Course = list[tuple[int, Decimal]]

UNPACED = (Direction.MAINTAIN, Direction.AT_MOST)


class Yardstick(Struct, frozen=True, kw_only=True):
    """What progress is measured by. `start` and `end` are the window's first and last day; `path` is
    empty unless the target is one; `tolerance` is in the KPI's unit, `levels` stand beside the target."""

    direction: Direction
    baseline: Decimal | None
    target: Resolved | None
    start: date
    end: date
    tolerance: Decimal | None = None
    path: tuple[Point, ...] = ()
    levels: Levels | None = None
    kpi_id: str | None = None


def comparable(one: Yardstick | None, other: Yardstick | None) -> bool:
    """Whether both are known, and measure the same KPI in the same direction."""
    if one is None or other is None:
        return False
    return one.kpi_id == other.kpi_id and one.direction is other.direction


def raw_progress(yardstick: Yardstick, value: Decimal) -> Decimal | None:
    """The share of the way to the target that `value` has covered: 1 at the target, below 0 the wrong
    way, above 1 beyond it. None while baseline or target are not known, or there is no way between them.
    """
    match yardstick.direction:
        case Direction.INCREASE | Direction.DECREASE:
            return _share_of_the_way(yardstick, value)
        case Direction.AT_LEAST:
            return _share_of_a_floor(yardstick, value)
        case Direction.AT_MOST:
            return _share_of_a_ceiling(yardstick, value)
        case Direction.MAINTAIN:
            return _closeness_to_a_range(yardstick, value)


def met(yardstick: Yardstick, value: Decimal) -> bool:
    """Whether `value` is what was aimed at; not while the target is pending."""
    bounds = bounds_of(yardstick)
    if yardstick.direction is Direction.MAINTAIN:
        return bounds is not None and bounds.low <= value <= bounds.high
    target = number(yardstick.target)
    if target is None:
        return False
    if yardstick.direction in (Direction.DECREASE, Direction.AT_MOST):
        return value <= target
    return value >= target


def bounds_of(yardstick: Yardstick) -> Bounds | None:
    """The range to keep to, a single value being a range without width; None while it is pending."""
    target = yardstick.target
    return Bounds(low=target, high=target) if isinstance(target, Decimal) else target


def tolerance_of(yardstick: Yardstick) -> Decimal:
    """How far outside its range a value is worth nothing: half the range's width unless it was given."""
    if yardstick.tolerance is not None:
        return yardstick.tolerance
    bounds = bounds_of(yardstick)
    return ZERO if bounds is None else EXACT.divide(EXACT.subtract(bounds.high, bounds.low), Decimal(2))


def course(yardstick: Yardstick) -> Course | None:
    """The progress expected at the end of certain days (as ordinals), linear between them.

    From 0 on the day before the window to 1 on its last; along the path where there is one, and then
    None while the baseline is unknown or equal to the target.
    """
    start = [(yardstick.start.toordinal() - 1, ZERO)]
    if not yardstick.path:
        return [*start, (yardstick.end.toordinal(), ONE)]
    shares = [(point.on.toordinal(), _share_of_the_way(yardstick, point.value)) for point in yardstick.path]
    known = [(day, share) for day, share in shares if share is not None]
    return [*start, *known] if known else None


def expected(yardstick: Yardstick, today: date) -> Decimal | None:
    """The progress that `today` should show at its end; in [0, 1] unless a path says otherwise."""
    if not yardstick.path:
        days = elapsed_days(start=yardstick.start, end=yardstick.end, today=today)
        return EXACT.divide(Decimal(days), Decimal(total_days(start=yardstick.start, end=yardstick.end)))
    asked = asked_for(yardstick, today)
    return None if asked is None else _share_of_the_way(yardstick, asked)


def asked_for(yardstick: Yardstick, day: date) -> Decimal | None:
    """The value that the end of `day` should show: on the way from the baseline, on the day before the window, through
    the path's points, or straight to the target where there is none. None where that is not one number yet."""
    knots = _knots(yardstick)
    after = bisect_right(knots, day.toordinal(), key=lambda knot: knot[0])
    if after in (0, len(knots)):
        return knots[0 if after == 0 else -1][1]
    (day_before, value_before), (day_after, value_after) = knots[after - 1], knots[after]
    if value_before is None or value_after is None:
        return None
    climbed = EXACT.multiply(EXACT.subtract(value_after, value_before), Decimal(day.toordinal() - day_before))
    return EXACT.add(value_before, EXACT.divide(climbed, Decimal(day_after - day_before)))


def pace(*, raw: Decimal | None, expected: Decimal | None) -> Decimal | None:
    """Progress per expected progress: 1 is on time. None where nothing is expected yet."""
    if raw is None or expected is None or expected <= 0:
        return None
    return quotient(raw, expected)


def pace_on(yardstick: Yardstick, *, raw: Decimal | None, today: date) -> Decimal | None:
    """The pace on a day; to maintain and to stay at most, the progress itself."""
    if yardstick.direction in UNPACED:
        return raw
    return pace(raw=raw, expected=expected(yardstick, today))


def compliance(yardstick: Yardstick, readings: Sequence[tuple[date, Decimal]], today: date) -> Decimal | None:
    """The share of the window's elapsed days that were in range, each reading carried forward to the next.

    Days before the first reading are in no range. None before the window, and while nothing was read.
    """
    last = min(today, yardstick.end).toordinal()
    first = yardstick.start.toordinal()
    known = sorted(((day.toordinal(), value) for day, value in readings), key=lambda one: one[0])
    known = [one for one in known if one[0] <= last]
    if not known or last < first:
        return None
    until = [day for day, _ in known[1:]] + [last + 1]
    kept = sum(
        max(0, next_day - max(day, first))
        for (day, value), next_day in zip(known, until, strict=True)
        if met(yardstick, value)
    )
    return EXACT.divide(Decimal(kept), Decimal(last - first + 1))


def value_at(yardstick: Yardstick, share: Decimal) -> Decimal | None:
    """The value whose progress is `share`, to 9 places; None where no single value is."""
    baseline, target = yardstick.baseline, number(yardstick.target)
    if target is None or yardstick.direction is Direction.MAINTAIN:
        return None
    if yardstick.direction is Direction.AT_MOST:
        return target
    if yardstick.direction is Direction.AT_LEAST and (baseline is None or baseline >= target):
        return resolved(EXACT.multiply(share, target)) if target > 0 else target
    if baseline is None:
        return None
    return resolved(EXACT.add(baseline, EXACT.multiply(share, EXACT.subtract(target, baseline))))


def _share_of_the_way(yardstick: Yardstick, value: Decimal) -> Decimal | None:
    baseline, target = yardstick.baseline, number(yardstick.target)
    if baseline is None or target is None or baseline == target:
        return None
    return EXACT.divide(EXACT.subtract(value, baseline), EXACT.subtract(target, baseline))


def _share_of_a_floor(yardstick: Yardstick, value: Decimal) -> Decimal | None:
    baseline, target = yardstick.baseline, number(yardstick.target)
    if target is None:
        return None
    if baseline is not None and baseline < target:
        return _share_of_the_way(yardstick, value)
    if target > 0:
        return clamp(EXACT.divide(value, target))
    return ONE if value >= target else ZERO


def _share_of_a_ceiling(yardstick: Yardstick, value: Decimal) -> Decimal | None:
    baseline, target = yardstick.baseline, number(yardstick.target)
    if target is None:
        return None
    if value <= target:
        return ONE
    if baseline is not None and baseline > target:
        return _share_of_the_way(yardstick, value)
    return EXACT.divide(target, value) if target > 0 else ZERO


def _closeness_to_a_range(yardstick: Yardstick, value: Decimal) -> Decimal | None:
    bounds = bounds_of(yardstick)
    if bounds is None:
        return None
    distance = max(EXACT.subtract(bounds.low, value), EXACT.subtract(value, bounds.high))
    if distance <= 0:
        return ONE
    tolerance = tolerance_of(yardstick)
    return ZERO if tolerance <= 0 else clamp(EXACT.subtract(ONE, EXACT.divide(distance, tolerance)))


def _knots(yardstick: Yardstick) -> list[tuple[int, Decimal | None]]:
    """The values asked for on the days (as ordinals) between which the way is straight."""
    start = (yardstick.start.toordinal() - 1, yardstick.baseline)
    if not yardstick.path:
        return [start, (yardstick.end.toordinal(), number(yardstick.target))]
    return [start, *((point.on.toordinal(), point.value) for point in yardstick.path)]

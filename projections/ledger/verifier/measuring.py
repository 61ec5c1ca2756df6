"""What does a stored definition measure progress by, and what does a value come to by it? As Goalpost itself reckons.

Days are ordinals. Everything is unrounded, but what `share` writes.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from projections.ledger.verifier.cells import MOST_PLACES

ZERO, ONE = Decimal(0), Decimal(1)
EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
_SETTLED = Context(prec=40, rounding=ROUND_HALF_EVEN)
_NOTHING: Mapping[str, Any] = {}
_FOURTH = Decimal("0.0001")
UPWARD = frozenset(("increase", "at_least"))
LONGEST_KNOWN = 40
"""Digits of a number that is remembered."""
UNPACED = frozenset(("maintain", "at_most"))

Range = tuple[Decimal, Decimal]
Target = Decimal | Range | None
Path = tuple[tuple[int, Decimal], ...]


class Yardstick(NamedTuple):
    """`kpi` are a KPI and the number of its series; `path` is empty unless the target is one."""

    kpi: tuple[str | None, int | None]
    direction: str
    baseline: Decimal | None
    target: Target
    start: int
    end: int
    tolerance: Decimal | None
    path: Path
    commit: Decimal | None
    stretch: Decimal | None
    number: Decimal | None
    """The target where it is one number."""

    @property
    def bounds(self) -> Range | None:
        return (self.target, self.target) if isinstance(self.target, Decimal) else self.target


def yardstick(told: Mapping[str, Any], *, waiting: int | None = None) -> Yardstick | None:
    """None while direction or window are open; `waiting` is the day that stands for a window that is.

    Raises ValueError, TypeError, LookupError, ArithmeticError for what is no definition.
    """
    direction, span = told.get("direction"), told.get("span") or {}
    if direction is None or not (span or waiting):
        return None
    target, levels = told.get("target"), told.get("levels") or _NOTHING
    resolved = _resolved(told.get("resolved"))
    return Yardstick(
        (told.get("kpi_id"), told.get("series")),
        direction,
        number(told.get("baseline", _NOTHING).get("value")),
        resolved,
        waiting or ordinal(span["start"]),
        waiting or ordinal(span["end"]),
        number(told.get("tolerance")),
        () if target is None or target["kind"] != "path" else _path(target["points"]),
        number(levels.get("commit")),
        number(levels.get("stretch")),
        None if isinstance(resolved, tuple) else resolved,
    )


@lru_cache(maxsize=4096)
def ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def exactly(written: str) -> Decimal:
    """Raises ValueError, ArithmeticError where it is no number as numbers are here."""
    value = Decimal(written)
    if not value.is_finite() or abs(value.adjusted()) > MOST_PLACES:
        raise ValueError(f"{written[:40]!r} is no number as numbers are here")
    return value


def number(written: str | None) -> Decimal | None:
    return None if written is None else _known(written) if len(written) <= LONGEST_KNOWN else exactly(written)


_known = lru_cache(maxsize=4096)(exactly)


def share(value: Decimal | None) -> str:
    """To four places; empty where there is none."""
    if value is None:
        return ""
    rounded = EXACT.quantize(_SETTLED.plus(value), _FOURTH)
    return str(rounded if rounded else abs(rounded))


def quotient(part: Decimal, whole: Decimal) -> Decimal:
    return _SETTLED.plus(EXACT.divide(part, whole))


def elapsed(start: int, end: int, today: int) -> tuple[Decimal, str]:
    """The share of a window's days that have begun, and as it is written."""
    days = end - start + 1
    return _part(min(max(today - start + 1, 0), days), days)


@lru_cache(maxsize=4096)
def _part(days: int, whole: int) -> tuple[Decimal, str]:
    found = EXACT.divide(Decimal(days), Decimal(whole))
    return found, share(found)


def expected(yard: Yardstick, today: int) -> tuple[Decimal | None, str]:
    """Of the progress on a day, and as it is written."""
    if not yard.path:
        return elapsed(yard.start, yard.end, today)
    asked = asked_for(yard, today)
    found = None if asked is None else _of_the_way(yard, asked)
    return found, share(found)


def asked_for(yard: Yardstick, day: int) -> Decimal | None:
    """The value that the end of a day should show; None where that is not one number yet."""
    begin: tuple[int, Decimal | None] = (yard.start - 1, yard.baseline)
    knots = [begin, *yard.path] if yard.path else [begin, (yard.end, yard.number)]
    after = bisect_right(knots, day, key=lambda knot: knot[0])
    if after in (0, len(knots)):
        return knots[0 if after == 0 else -1][1]
    (day_before, low), (day_after, high) = knots[after - 1], knots[after]
    if low is None or high is None:
        return None
    climbed = EXACT.multiply(EXACT.subtract(high, low), Decimal(day - day_before))
    return EXACT.add(low, EXACT.divide(climbed, Decimal(day_after - day_before)))


def progress(yard: Yardstick, value: Decimal) -> Decimal | None:
    """The share of the way to the target; None where there is no way."""
    target, baseline = yard.number, yard.baseline
    if yard.direction == "maintain":
        return _closeness(yard, value)
    if yard.direction in ("increase", "decrease"):
        return _of_the_way(yard, value)
    if target is None:
        return None
    if yard.direction == "at_least":
        if baseline is not None and baseline < target:
            return _of_the_way(yard, value)
        return _clamp(EXACT.divide(value, target)) if target > 0 else ONE if value >= target else ZERO
    if value <= target:
        return ONE
    if baseline is not None and baseline > target:
        return _of_the_way(yard, value)
    return EXACT.divide(target, value) if target > 0 else ZERO


def tolerance(yard: Yardstick) -> Decimal:
    """How far outside its range a value is worth nothing: half the range's width unless it was given."""
    if yard.tolerance is not None or yard.bounds is None:
        return yard.tolerance or ZERO
    low, high = yard.bounds
    return EXACT.divide(EXACT.subtract(high, low), Decimal(2))


def _of_the_way(yard: Yardstick, value: Decimal) -> Decimal | None:
    baseline, target = yard.baseline, yard.number
    if baseline is None or target is None or baseline == target:
        return None
    return EXACT.divide(EXACT.subtract(value, baseline), EXACT.subtract(target, baseline))


def _closeness(yard: Yardstick, value: Decimal) -> Decimal | None:
    if yard.bounds is None:
        return None
    low, high = yard.bounds
    distance = max(EXACT.subtract(low, value), EXACT.subtract(value, high))
    if distance <= 0:
        return ONE
    most = tolerance(yard)
    return ZERO if most <= 0 else _clamp(EXACT.subtract(ONE, EXACT.divide(distance, most)))


def _clamp(value: Decimal) -> Decimal:
    return min(max(value, ZERO), ONE)


def _path(points: Sequence[Mapping[str, Any]]) -> Path:
    return tuple([(ordinal(each["on"]), exactly(each["value"])) for each in points])


def _resolved(told: Any) -> Target:
    return (exactly(told["low"]), exactly(told["high"])) if isinstance(told, dict) else number(told)

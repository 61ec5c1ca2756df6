"""Are the figures in a row of the trail what its event and its own reading come to?"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from projections.ledger.verifier.columns import PLACES
from projections.ledger.verifier.definitions import said_alike
from projections.ledger.verifier.easing import (
    ANY,
    HALF,
    INCOMPARABLE,
    SLACK,
    Between,
    effects,
    has_no_ratio,
    magnitude_is_right,
    missing,
    ratio,
    ratio_between,
)
from projections.ledger.verifier.measuring import (
    EXACT,
    ONE,
    UNPACED,
    Yardstick,
    elapsed,
    exactly,
    expected,
    ordinal,
    progress,
    quotient,
    share,
    yardstick,
)

Wrong = tuple[str, str, str]
"""A column, what it says, and what it should."""
Standing = tuple[str, ...]
"""The last reading and when, progress, expected progress and pace."""


class Figures(NamedTuple):
    """As they are written in a row, in the order of its columns."""

    effect: str
    ratio: str
    magnitude: str
    days_to_deadline: str
    window_elapsed: str
    last_value: str
    last_observed_at: str
    progress_then: str
    expected_then: str
    pace_then: str


STANDING, LAST = slice(5, 10), slice(5, 7)
NOTHING = ("",) * 5
FIGURES = slice(PLACES["effect"], PLACES["pace_then"] + 1)


class Move(NamedTuple):
    """`held` says that what the event changed was in force, as far as is known; `is_level` that the last reading is all
    that counts of its KPI; None where it is not known how that is measured."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    held: bool
    is_level: bool | None


def wrong(move: Move, told: Figures, today: int) -> Iterator[Wrong]:
    """What is not as it should be, on the day `today`. Raises as `yardstick` does."""
    old = yardstick(move.before)
    if move.held:
        yield from _of_the_day(move, old, told, today)
    new = yardstick(move.after)
    if (old is None or new is None) and _waits(move):
        old, new = yardstick(move.before, waiting=today), yardstick(move.after, waiting=today)
    if old is None or new is None:
        for name, right in (("effect", INCOMPARABLE), ("ratio", ""), ("magnitude", "")):
            if getattr(told, name) != right:
                yield name, getattr(told, name), repr(right)
        return
    if not magnitude_is_right(old, new, told.magnitude):
        yield "magnitude", told.magnitude, "of the sign by which the target moved, or none"
    likely, exact = _ratio(move, old, new, told, today)
    if likely is not None:
        yield "ratio", told.ratio, likely or "none"
        return
    otherwise = old.target is None and not said_alike(move.before, move.after)
    found = effects(old, new, told=told.ratio, exact=exact, said_otherwise=otherwise)
    if told.effect not in found:
        yield "effect", told.effect, " or ".join(map(repr, found))


def _of_the_day(move: Move, old: Yardstick | None, told: Figures, today: int) -> Iterator[Wrong]:
    """Days, shares, and how the goal stood, by the definition that was in force."""
    span = move.before.get("span")
    days = begun = ""
    if span is not None:
        end = ordinal(span["end"])
        days, begun = str(end - today), elapsed(ordinal(span["start"]), end, today)[1]
    if told.days_to_deadline != days:
        yield "days_to_deadline", told.days_to_deadline, repr(days)
    if told.window_elapsed != begun:
        yield "window_elapsed", told.window_elapsed, repr(begun)
    if old is None or None in old.kpi:
        yield from _unlike(told[STANDING], NOTHING)
    elif move.is_level is not None or any(told[STANDING]):
        yield from _unlike(told[STANDING], _stood(move, old, told, today))


def _stood(move: Move, yard: Yardstick, told: Figures, today: int) -> Standing:
    """How the goal stood; what is not known is as it is told."""
    due, written = expected(yard, today)
    if told.last_value == "":
        return "", "", "", written, ""
    if move.is_level:
        raw = progress(yard, exactly(told.last_value))
        return *told[LAST], share(raw), written, share(_pace(yard, raw, due))
    return *told[LAST], told.progress_then, written, _paced(yard, told, due)


def _paced(yard: Yardstick, told: Figures, due: Decimal | None) -> str:
    """The pace where no more is known than the progress as it is written."""
    if yard.direction in UNPACED:
        return told.progress_then
    if told.progress_then == "" or due is None or due <= 0:
        return ""
    rounded = exactly(told.progress_then)
    fits = told.pace_then != "" and _is_between(told.pace_then, _paces(rounded, due))
    return told.pace_then if fits else share(quotient(rounded, due))


def _ratio(move: Move, old: Yardstick, new: Yardstick, told: Figures, today: int) -> tuple[str | None, Decimal | None]:
    """What it should be, None where it is right as far as is known; and it unrounded, where that is known."""
    if has_no_ratio(old, new, today) or (move.held and told.last_value == ""):
        return ("" if told.ratio else None), None
    if move.held and move.is_level:
        exact = ratio(old, new, exactly(told.last_value), today)
        right = share(exact)
        return (None if right == told.ratio else right), exact
    way = _way(old, told) if move.held else Between(-ANY.high, ANY.high)
    if told.ratio == "":
        return (None if way.low <= 0 else "a number"), None
    found = ratio_between(old, new, way, today) if way.high > 0 else None
    if found is None:
        return "", None
    return (None if _is_between(told.ratio, found) else "another, whatever the value was"), None


def _way(old: Yardstick, told: Figures) -> Between:
    """What was missing, as far as the progress tells it."""
    if old.direction not in ("increase", "decrease") or old.baseline is None or told.progress_then == "":
        return ANY
    whole, left = missing(old, old.baseline), EXACT.subtract(ONE, exactly(told.progress_then))
    ends = sorted(EXACT.multiply(whole, EXACT.add(left, each)) for each in (-SLACK, SLACK))
    return Between(ends[0], ends[1])


def _pace(yard: Yardstick, raw: Decimal | None, due: Decimal | None) -> Decimal | None:
    if yard.direction in UNPACED:
        return raw
    return None if raw is None or due is None or due <= 0 else quotient(raw, due)


def _paces(rounded: Decimal, due: Decimal) -> Between:
    low, high = (EXACT.divide(EXACT.add(rounded, each), due) for each in (-HALF, HALF))
    return Between(EXACT.subtract(low, SLACK), EXACT.add(high, SLACK))


def _is_between(written: str, ends: Between) -> bool:
    value = exactly(written)
    return share(value) == written and ends.low <= value <= ends.high


def _unlike(told: Sequence[str], right: Standing) -> Iterator[Wrong]:
    if told != right:
        for name, found, value in zip(Figures._fields[STANDING], told, right, strict=True):
            if found != value:
                yield name, found, repr(value)


def _waits(move: Move) -> bool:
    """Whether both wait for the same window."""
    before, after = move.before, move.after
    if before.get("span") is not None or after.get("span") is not None:
        return False
    return bool(_window(before) == _window(after))


def _window(definition: Mapping[str, Any]) -> Any:
    told = definition.get("window")
    return told if told is None else {"tz": "UTC", **told}

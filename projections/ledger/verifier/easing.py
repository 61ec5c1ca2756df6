"""Did a change make a goal easier, and by how much? As Goalpost reckons it, as far as the current value is known."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from projections.ledger.verifier.measuring import (
    EXACT,
    ONE,
    UPWARD,
    Yardstick,
    asked_for,
    quotient,
    tolerance,
)

EASIER, HARDER, NEUTRAL, MIXED, INCOMPARABLE = "easier", "harder", "neutral", "mixed", "incomparable"
HALF = Decimal("0.00005")
"""What rounding to four places may change."""
SLACK = HALF + Decimal("1E-12")
_GREATEST = Decimal(10) ** 90


NO_MOVE = "0.0000"
_SHARE = re.compile(r"(?!-0\.0000)-?(?:0|[1-9][0-9]*)\.[0-9]{4}")


class Between(NamedTuple):
    """The least and the greatest a number can be."""

    low: Decimal
    high: Decimal


ANY = Between(-_GREATEST, _GREATEST)


def comparable(old: Yardstick, new: Yardstick) -> bool:
    return old.kpi == new.kpi and old.direction == new.direction


def has_no_ratio(old: Yardstick, new: Yardstick, today: int) -> bool:
    """Whether there is none, whatever the current value is."""
    numbers = old.number is not None and new.number is not None
    days = old.end > today and new.end > today
    return not (numbers and days and comparable(old, new) and old.direction != "maintain" and old.path == new.path)


def missing(old: Yardstick, value: Decimal) -> Decimal:
    """How far the target was from a value before: what is required, where it is above zero."""
    assert old.number is not None
    way = EXACT.subtract(old.number, value)
    return way if old.direction in UPWARD else EXACT.minus(way)


def ratio(old: Yardstick, new: Yardstick, value: Decimal, today: int) -> Decimal | None:
    """Of the required rates, by the current value, where there can be one; None where nothing was required."""
    way = missing(old, value)
    if way <= 0:
        return None
    before = EXACT.divide(way, Decimal(old.end - today))
    return quotient(EXACT.divide(missing(new, value), Decimal(new.end - today)), before)


def ratio_between(old: Yardstick, new: Yardstick, way: Between, today: int) -> Between:
    """What the ratio can be as written, where no more is known than what was `missing`, some of it above zero."""
    assert old.number is not None and new.number is not None
    days = EXACT.divide(Decimal(old.end - today), Decimal(new.end - today))
    further = EXACT.subtract(new.number, old.number)
    further = further if old.direction in UPWARD else EXACT.minus(further)
    if further == 0:
        ends = [days, days]
    else:
        far = days if way.high >= _GREATEST else _ratio_at(way.high, days, further)
        near = _ratio_at(way.low, days, further) if way.low > 0 else ANY.high if further > 0 else ANY.low
        ends = sorted((far, near))
    return Between(EXACT.subtract(ends[0], SLACK), EXACT.add(ends[1], SLACK))


def _ratio_at(way: Decimal, days: Decimal, further: Decimal) -> Decimal:
    return EXACT.multiply(days, EXACT.add(ONE, EXACT.divide(further, way)))


def effects(old: Yardstick, new: Yardstick, *, told: str, exact: Decimal | None, said_otherwise: bool) -> Sequence[str]:
    """Those that can be, with the ratio `told`, empty where there is none; `exact` is it unrounded, where known."""
    if not comparable(old, new):
        return (INCOMPARABLE,)
    if told == "":
        found = [_one_by_one(old, new, said_otherwise=said_otherwise)]
    elif exact is None and told == "1.0000":
        found = [EASIER, NEUTRAL, HARDER]
    else:
        found = [_called(ONE, Decimal(told) if exact is None else exact)]
    levels = _all_told(_level_moves(old, new)) if (old.commit, old.stretch) != (new.commit, new.stretch) else NEUTRAL
    return [_with_levels(each, levels) for each in found]


def magnitude_is_right(old: Yardstick, new: Yardstick, told: str) -> bool:
    """As far as the two targets tell: in which direction it moved, or that there is none."""
    if old.number is None or new.number is None or not comparable(old, new):
        return told == ""
    if told in ("", NO_MOVE):
        return True
    same_way = (told[0] == "-") is (new.number < old.number)
    return same_way and new.number != old.number and _SHARE.fullmatch(told) is not None


def _one_by_one(old: Yardstick, new: Yardstick, *, said_otherwise: bool) -> str:
    if (old.target is None) is not (new.target is None) or (old.target is None and said_otherwise):
        return INCOMPARABLE
    return _all_told([_eases(new.end - old.end), *_target_moves(old, new), *_path_moves(old, new)])


def _target_moves(old: Yardstick, new: Yardstick) -> list[str]:
    before, after = old.bounds, new.bounds
    if before is None or after is None:
        return []
    lower, higher = _called(before[0], after[0]), _called(after[1], before[1])
    if old.direction == "maintain":
        return [lower, higher, _called(tolerance(new), tolerance(old))]
    return [lower if old.direction in UPWARD else higher]


def _path_moves(old: Yardstick, new: Yardstick) -> list[str]:
    if old.path == new.path:
        return []
    days = {day for day, _ in (*old.path, *new.path)} | {old.end, new.end}
    return [_mark_move(old, asked_for(old, day), asked_for(new, day)) for day in sorted(days)]


def _with_levels(found: str, levels: str) -> str:
    if found == NEUTRAL:
        return levels
    return MIXED if found == HARDER and levels in (EASIER, MIXED) else found


def _level_moves(old: Yardstick, new: Yardstick) -> list[str]:
    marks = ((old.commit, new.commit), (old.stretch, new.stretch))
    return [_mark_move(old, mark, moved) for mark, moved in marks if mark is not None]


def _mark_move(yard: Yardstick, old: Decimal | None, new: Decimal | None) -> str:
    if old is None or new is None:
        return _eases((new is None) - (old is None))
    return _called(old, new) if yard.direction in UPWARD else _called(new, old)


def _called(reference: Decimal, value: Decimal) -> str:
    return NEUTRAL if value == reference else EASIER if value < reference else HARDER


def _eases(by: int) -> str:
    return NEUTRAL if by == 0 else EASIER if by > 0 else HARDER


def _all_told(moves: Sequence[str]) -> str:
    kinds = {*moves} - {NEUTRAL}
    return NEUTRAL if not kinds else kinds.pop() if len(kinds) == 1 else MIXED

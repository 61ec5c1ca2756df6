"""What did moving the goalposts do?"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from goals.progress import Yardstick, asked_for, bounds_of, comparable, raw_progress, tolerance_of
from goals.quantity import EXACT, ONE, quotient, total
from goals.target import Levels, number
from goals.vocabulary import Direction, Effect


class Churn(Struct, frozen=True, kw_only=True):
    """How often and how far the target was moved, in spans of the original way: `gross` there and back
    both count, in `net` they cancel out."""

    count: int
    gross: Decimal
    net: Decimal


class Decomposition(Struct, frozen=True, kw_only=True):
    """A change in progress, told apart: what was achieved, and what moving the goalposts did. `steps`
    holds the share of each retarget; a figure is None where what it compares cannot be compared."""

    performance: Decimal | None
    retarget: Decimal | None
    total: Decimal | None
    steps: tuple[Decimal | None, ...]


def required_rate(yardstick: Yardstick, *, current: Decimal | None, today: date) -> Decimal | None:
    """The progress in units per day, today left out, that would just reach the target: positive where
    there is a way to go. None where nothing was read, no days are left or the target is not one number.
    """
    target = number(yardstick.target)
    days = (yardstick.end - today).days
    if current is None or target is None or days <= 0 or yardstick.direction is Direction.MAINTAIN:
        return None
    missing = EXACT.subtract(target, current)
    return EXACT.divide(missing if _upward(yardstick) else EXACT.minus(missing), Decimal(days))


def rate_ratio(before: Yardstick, after: Yardstick, *, current: Decimal | None, today: date) -> Decimal | None:
    """The required rate after the change per the one before: below 1 is easier. None where either is
    missing, nothing was required before, the two cannot be compared, or go by different paths: a path is not one
    number."""
    old = required_rate(before, current=current, today=today)
    new = required_rate(after, current=current, today=today)
    if old is None or new is None or old <= 0 or not comparable(before, after) or before.path != after.path:
        return None
    return quotient(new, old)


def effect(
    before: Yardstick, after: Yardstick, *, current: Decimal | None, today: date, said_otherwise: bool = False
) -> Effect:
    """Whether the change made the goal easier, by the required rate; where there is none to compare, by
    target and date one by one; where that is neutral, by the levels beside the target, and behind what is harder no
    level is eased unseen. Targets that are pending and were `said_otherwise` cannot be compared."""
    if not comparable(before, after):
        return Effect.INCOMPARABLE
    change = rate_ratio(before, after, current=current, today=today)
    found = _one_by_one(before, after, said_otherwise=said_otherwise) if change is None else _called(ONE, change)
    return _with_levels(found, _all_told(_level_moves(before, after)))


def magnitude(before: Yardstick, after: Yardstick, *, original: Yardstick) -> Decimal | None:
    """How far the target moved, in spans from the original baseline to the original target; None where
    one of them is not a number, the span is zero, the two cannot be compared, or the original is of another KPI."""
    old, new = number(before.target), number(after.target)
    goal, baseline = number(original.target), original.baseline
    if old is None or new is None or goal is None or baseline is None or goal == baseline:
        return None
    if not comparable(before, after) or before.kpi_id != original.kpi_id:
        return None
    return quotient(EXACT.subtract(new, old), EXACT.abs(EXACT.subtract(goal, baseline)))


def churn(magnitudes: Sequence[Decimal | None]) -> Churn:
    """Of all retargets of a goal; one without a magnitude counts, and adds nothing."""
    known = [moved for moved in magnitudes if moved is not None]
    return Churn(count=len(magnitudes), gross=total(EXACT.abs(moved) for moved in known), net=total(known))


def decompose(
    versions: Sequence[Yardstick | None], *, before: Decimal | None, after: Sequence[Decimal | None]
) -> Decomposition:
    """The change in progress between two moments, from the first to the last of `versions`.

    `before` is the value at the first moment by the first version; `after` the value at the second, as
    each version cuts the readings. Where nothing was read it is the baseline, as `baseline_of` says it. A version is
    None whose window is not known.
    """
    start = progress_or_none(versions[0], baseline_of(versions, 0) if before is None else before)
    ends = [
        progress_or_none(version, baseline_of(versions, place) if value is None else value)
        for place, (version, value) in enumerate(zip(versions, after, strict=True))
    ]
    performance = difference_or_none(start, ends[0])
    steps = tuple(
        difference_or_none(old_end, new_end) if comparable(old, new) else None
        for (old, old_end), (new, new_end) in pairwise(zip(versions, ends, strict=True))
    )
    retarget = sum_or_none(steps)
    return Decomposition(
        performance=performance,
        retarget=retarget,
        total=sum_or_none((performance, retarget)),
        steps=steps,
    )


def baseline_of(versions: Sequence[Yardstick | None], place: int) -> Decimal | None:
    """Where a version's way begins, if nothing was read: at the baseline of the first it can be compared with, one
    version after the other."""
    while place > 0 and comparable(versions[place - 1], versions[place]):
        place -= 1
    first = versions[place]
    return None if first is None else first.baseline


def _one_by_one(before: Yardstick, after: Yardstick, *, said_otherwise: bool) -> Effect:
    if (before.target is None) is not (after.target is None):
        return Effect.INCOMPARABLE
    if before.target is None and said_otherwise:
        return Effect.INCOMPARABLE
    date_move = _eases(after.end.toordinal() - before.end.toordinal())
    return _all_told([date_move, *_target_moves(before, after), *_path_moves(before, after)])


def _target_moves(before: Yardstick, after: Yardstick) -> list[Effect]:
    old, new = bounds_of(before), bounds_of(after)
    if old is None or new is None:
        return []
    lower, higher = _called(old.low, new.low), _called(new.high, old.high)
    if before.direction is Direction.MAINTAIN:
        return [lower, higher, _called(tolerance_of(after), tolerance_of(before))]
    return [lower if _upward(before) else higher]


def _path_moves(before: Yardstick, after: Yardstick) -> list[Effect]:
    """By what is asked for on every day of either path's points, and on the last days."""
    if before.path == after.path:
        return []
    days = {point.on for point in (*before.path, *after.path)} | {before.end, after.end}
    return [_mark_move(before, asked_for(before, day), asked_for(after, day)) for day in sorted(days)]


def _with_levels(found: Effect, levels: Effect) -> Effect:
    if found is Effect.NEUTRAL:
        return levels
    is_hidden = found is Effect.HARDER and levels in (Effect.EASIER, Effect.MIXED)
    return Effect.MIXED if is_hidden else found


def _level_moves(before: Yardstick, after: Yardstick) -> list[Effect]:
    """A level newly given asks nothing of what was promised before; one taken away is a promise dropped."""
    old, new = before.levels or Levels(), after.levels or Levels()
    marks = ((old.commit, new.commit), (old.stretch, new.stretch))
    return [_mark_move(before, mark, moved) for mark, moved in marks if mark is not None]


def _mark_move(yardstick: Yardstick, old: Decimal | None, new: Decimal | None) -> Effect:
    """Of a value on the way; one that is no longer asked for eases, one newly asked for hardens."""
    if old is None or new is None:
        return _eases((new is None) - (old is None))
    return _called(old, new) if _upward(yardstick) else _called(new, old)


def _called(reference: Decimal, value: Decimal) -> Effect:
    """Easier where `value` is below its reference."""
    return _eases(0 if value == reference else 1 if value < reference else -1)


def _eases(by: int) -> Effect:
    if by == 0:
        return Effect.NEUTRAL
    return Effect.EASIER if by > 0 else Effect.HARDER


def _all_told(moves: Sequence[Effect]) -> Effect:
    kinds = set(moves) - {Effect.NEUTRAL}
    if not kinds:
        return Effect.NEUTRAL
    return kinds.pop() if len(kinds) == 1 else Effect.MIXED


def _upward(yardstick: Yardstick) -> bool:
    return yardstick.direction in (Direction.INCREASE, Direction.AT_LEAST)


def progress_or_none(yardstick: Yardstick | None, value: Decimal | None) -> Decimal | None:
    """Unrounded; None too where one of both is not known."""
    return None if yardstick is None or value is None else raw_progress(yardstick, value)


def difference_or_none(start: Decimal | None, end: Decimal | None) -> Decimal | None:
    return None if start is None or end is None else EXACT.subtract(end, start)


def sum_or_none(figures: Sequence[Decimal | None]) -> Decimal | None:
    known = [figure for figure in figures if figure is not None]
    return total(known) if len(known) == len(figures) else None

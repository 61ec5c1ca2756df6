"""How regularly was something done?"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from msgspec import Struct

from goals.quantity import EXACT, ZERO, quotient, total
from goals.vocabulary import CadencePeriod, Comparator


class Rhythm(Struct, frozen=True, kw_only=True):
    """So many at least, or at most, in every period of a window from `start` to `end`."""

    comparator: Comparator
    count: Decimal
    period: CadencePeriod
    start: date
    end: date
    absent_means_zero: bool = False


class Period(Struct, frozen=True, kw_only=True):
    """`actual` is None, and so is `hit`, where nothing was entered and that need not mean zero; `hit` is
    also None of an open period: one still running, or only in part within the window."""

    start: date
    end: date
    actual: Decimal | None
    open: bool
    hit: bool | None


class Adherence(Struct, frozen=True, kw_only=True):
    """`full_periods` are those that are over and wholly within the window; `unknown` of them count
    neither as a hit nor in the shares. Shares are None where nothing is there to share."""

    full_periods: int
    unknown: int
    hits: int
    adherence: Decimal | None
    volume: Decimal | None
    worst_excess: Decimal | None
    open_periods: tuple[Period, ...]


def adherence(rhythm: Rhythm, entries: Sequence[tuple[date, Decimal]], *, today: date) -> Adherence:
    """How well the rhythm was kept up to `today`, whose own period is still open.

    `volume` counts what was done in each period up to the required; `worst_excess`, of at most, is the
    largest amount above it, or zero.
    """
    begun = periods(rhythm, entries, today=today)
    full = [period for period in begun if not period.open]
    amounts = [period.actual for period in full if period.actual is not None]
    hits = sum(period.hit is True for period in full)
    return Adherence(
        full_periods=len(full),
        unknown=len(full) - len(amounts),
        hits=hits,
        adherence=quotient(Decimal(hits), Decimal(len(amounts))) if amounts else None,
        volume=_volume(rhythm.count, amounts),
        worst_excess=_worst_excess(rhythm, amounts),
        open_periods=tuple(period for period in begun if period.open),
    )


def periods(rhythm: Rhythm, entries: Sequence[tuple[date, Decimal]], *, today: date) -> list[Period]:
    """Every period of the window that has begun by `today`, in order; partial ones cut at the window."""
    last = min(rhythm.end, today)
    amounts: dict[date, list[Decimal]] = {}
    for day, amount in entries:
        if rhythm.start <= day <= last:
            amounts.setdefault(_period_of(day, rhythm.period)[0], []).append(amount)
    return [_judged(rhythm, begin, finish, amounts.get(begin, []), today) for begin, finish in _spans(rhythm, last)]


def _judged(rhythm: Rhythm, begin: date, finish: date, amounts: Sequence[Decimal], today: date) -> Period:
    known = len(amounts) > 0 or rhythm.comparator is Comparator.AT_LEAST or rhythm.absent_means_zero
    actual = total(amounts) if known else None
    still_open = begin < rhythm.start or finish > rhythm.end or finish >= today
    return Period(
        start=max(begin, rhythm.start),
        end=min(finish, rhythm.end),
        actual=actual,
        open=still_open,
        hit=None if still_open or actual is None else _kept(rhythm, actual),
    )


def _kept(rhythm: Rhythm, actual: Decimal) -> bool:
    if rhythm.comparator is Comparator.AT_LEAST:
        return actual >= rhythm.count
    return actual <= rhythm.count


def _volume(required: Decimal, amounts: Sequence[Decimal]) -> Decimal | None:
    whole = EXACT.multiply(required, Decimal(len(amounts)))
    if whole == 0:
        return None
    return quotient(total(min(amount, required) for amount in amounts), whole)


def _worst_excess(rhythm: Rhythm, amounts: Sequence[Decimal]) -> Decimal | None:
    if rhythm.comparator is Comparator.AT_LEAST or not amounts:
        return None
    return max(ZERO, EXACT.subtract(max(amounts), rhythm.count))


def _spans(rhythm: Rhythm, last: date) -> Iterator[tuple[date, date]]:
    day = rhythm.start
    while day <= last:
        begin, finish = _period_of(day, rhythm.period)
        yield begin, finish
        if finish == date.max:
            return
        day = finish + timedelta(days=1)


def _period_of(day: date, period: CadencePeriod) -> tuple[date, date]:
    match period:
        case CadencePeriod.DAY:
            return day, day
        case CadencePeriod.ISO_WEEK:
            monday = day.toordinal() - day.weekday()
            return date.fromordinal(monday), date.fromordinal(min(monday + 6, date.max.toordinal()))
        case CadencePeriod.MONTH:
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])

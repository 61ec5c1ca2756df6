"""How is a goal doing, by its readings alone?"""

from datetime import date
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from goals.progress import UNPACED, Yardstick, course, expected, met, pace_on, raw_progress, value_at
from goals.quantity import EXACT, ZERO, clamp
from goals.vocabulary import Cadence, Health
from goals.window import elapsed_days, total_days

CADENCE_DAYS = {
    Cadence.DAY: 1,
    Cadence.WEEK: 7,
    Cadence.MONTH: 31,
    Cadence.QUARTER: 92,
    Cadence.YEAR: 366,
}


class Thresholds(Struct, frozen=True, kw_only=True):
    """Paces from which a goal is on track or at risk; how many days a reading may be overdue; and how
    much of the window, in share and at least in days, is too early to tell."""

    on_track: Decimal = Decimal("0.9")
    at_risk: Decimal = Decimal("0.7")
    grace_days: int = 7
    noise_share: Decimal = Decimal("0.1")
    noise_days: int = 7


DEFAULT = Thresholds()


def health(
    yardstick: Yardstick,
    *,
    active: bool,
    value: Decimal | None,
    last_read_on: date | None,
    cadence: Cadence | None,
    today: date,
    thresholds: Thresholds = DEFAULT,
) -> Health | None:
    """The health on a day; None unless the goal is active.

    `value` is the current value, None where nothing was read that counts; `last_read_on` the day of the
    KPI's last reading, within the window or not.
    """
    if not active:
        return None
    raw = None if value is None else raw_progress(yardstick, value)
    if value is None or raw is None or last_read_on is None:
        return Health.NO_DATA
    if today < yardstick.start:
        return Health.NOT_STARTED
    if is_stale(last_read_on, cadence=cadence, today=today, thresholds=thresholds):
        return Health.STALE
    if today > yardstick.end:
        return Health.OVERDUE
    if met(yardstick, value) and yardstick.direction not in UNPACED:
        return Health.ACHIEVED_EARLY
    return _by_pace(yardstick, raw=raw, today=today, thresholds=thresholds)


def is_stale(last_read_on: date, *, cadence: Cadence | None, today: date, thresholds: Thresholds = DEFAULT) -> bool:
    """Whether a reading is overdue for longer than the grace days; never where no cadence is given."""
    if cadence is None:
        return False
    return (today - last_read_on).days > CADENCE_DAYS[cadence] + thresholds.grace_days


def days_until_behind(
    yardstick: Yardstick, *, value: Decimal, today: date, thresholds: Thresholds = DEFAULT
) -> int | None:
    """In how many days the pace falls below on track if nothing more is read; 0 where it is already.

    None where it does not by the window's end, or where no pace can be told.
    """
    raw = raw_progress(yardstick, value)
    if raw is None:
        return None
    if yardstick.direction in UNPACED:
        return 0 if raw < thresholds.on_track else None
    limit = EXACT.divide(raw, thresholds.on_track) if thresholds.on_track > 0 else raw
    first_day = max(today, yardstick.start).toordinal()
    for before, after in pairwise(course(yardstick) or []):
        near = _crossing(limit, before, after)
        for day in sorted({max(first_day, before[0] + 1), near - 1, near, near + 1}):
            if first_day <= day <= after[0] and _is_behind(yardstick, raw, day, thresholds):
                return day - today.toordinal()
    return None


def needed_today(yardstick: Yardstick, today: date) -> Decimal | None:
    """The value that would be exactly on pace at the end of the day; None where no single value is."""
    share = expected(yardstick, today)
    return None if share is None else value_at(yardstick, share)


def _by_pace(yardstick: Yardstick, *, raw: Decimal, today: date, thresholds: Thresholds) -> Health:
    days = total_days(start=yardstick.start, end=yardstick.end)
    noise = max(EXACT.multiply(thresholds.noise_share, Decimal(days)), Decimal(thresholds.noise_days))
    pace = pace_on(yardstick, raw=raw, today=today)
    if pace is None or elapsed_days(start=yardstick.start, end=yardstick.end, today=today) <= noise:
        return Health.AT_RISK if raw < 0 else Health.ON_TRACK
    if pace >= thresholds.on_track:
        return Health.ON_TRACK
    return Health.AT_RISK if pace >= thresholds.at_risk else Health.OFF_TRACK


def _is_behind(yardstick: Yardstick, raw: Decimal, day: int, thresholds: Thresholds) -> bool:
    pace = pace_on(yardstick, raw=raw, today=date.fromordinal(day))
    return pace is not None and pace < thresholds.on_track


def _crossing(limit: Decimal, before: tuple[int, Decimal], after: tuple[int, Decimal]) -> int:
    """The day near which a line through both, and above 0, comes above `limit`; the first if it does not rise."""
    rise = EXACT.subtract(after[1], before[1])
    if rise <= 0:
        return before[0]
    share = clamp(EXACT.divide(EXACT.subtract(max(limit, ZERO), before[1]), rise))
    return before[0] + int(EXACT.multiply(share, Decimal(after[0] - before[0])).to_integral_value())

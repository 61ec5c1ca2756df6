"""From when to when a goal runs, as it was said and as inclusive local dates."""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from goals.vocabulary import Anchor

_DURATION = re.compile(r"P([0-9]{1,5})([DWMY])")
_PART = re.compile(r"Q[1-4]|H[12]")
_PERIOD = re.compile(r"((?!0000)[0-9]{4})(?:-(?:(Q[1-4]|H[12])|(0[1-9]|1[0-2])))?")
_DAYS = {"D": 1, "W": 7}
_MONTHS = {"M": 1, "Y": 12}
_PARTS: dict[str | None, tuple[int, int]] = {
    None: (0, 12),
    "H1": (0, 6),
    "H2": (6, 6),
    "Q1": (0, 3),
    "Q2": (3, 3),
    "Q3": (6, 3),
    "Q4": (9, 3),
}


class AuthoredWindow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The window as it was said.

    `duration` is ISO 8601 in whole days, weeks, months or years (P90D, P12W, P3M, P1Y); `period` is a
    fiscal year, half or quarter named for the calendar year in which the fiscal year starts (2023,
    2023-H1, 2023-Q1), or a calendar month (2023-03).
    """

    start: date | None = None
    end: date | None = None
    duration: str | None = None
    period: str | None = None
    deadline: date | None = None
    anchor: Anchor | None = None
    tz: str = "UTC"


class Window(Struct, frozen=True, kw_only=True):
    """Inclusive local dates in the time zone `tz`."""

    start: date
    end: date
    tz: str


class EndOfMonth(Struct, frozen=True, kw_only=True):
    """Due on the last day of the month of an anchor."""

    end_of_month: Anchor


Due = date | EndOfMonth


def resolve_window(
    authored: AuthoredWindow, *, fiscal_year_start: int, anchors: Mapping[Anchor, date]
) -> Window | None:
    """The first and last day that were meant; None while the anchor's day is not recorded.

    `fiscal_year_start` is a month, 1 to 12. Raises ValueError where the fields do not go together, the
    time zone is unknown, a duration or period cannot be read, or the end is before the start.
    """
    require_zone(authored.tz)
    _require_one_way_of_saying(authored)
    if authored.period is not None:
        start, end = period_window(authored.period, fiscal_year_start)
        return Window(start=start, end=end, tz=authored.tz)
    first_day = _first_day(authored, anchors)
    if first_day is None:
        if authored.duration is not None:
            end_of_duration(date(2000, 1, 1), authored.duration)
        return None
    last_day = _last_day(authored, first_day)
    if last_day < first_day:
        raise ValueError(f"The window ends on {last_day}, before it starts on {first_day}.")
    return Window(start=first_day, end=last_day, tz=authored.tz)


def resolve_due(due: Due | None, *, window: Window | None, anchors: Mapping[Anchor, date]) -> date | None:
    """The day something is due: the window's last where nothing was said. None while it cannot be told."""
    if isinstance(due, date):
        return due
    if due is None:
        return None if window is None else window.end
    if due.end_of_month is Anchor.GOAL_START and window is not None:
        return end_of_month(window.start)
    anchored = anchors.get(due.end_of_month)
    return None if anchored is None else end_of_month(anchored)


def period_window(period: str, fiscal_year_start: int) -> tuple[date, date]:
    """The first and last day of a named period: 2023, 2023-H1, 2023-Q1 of the fiscal calendar, or the
    calendar month 2023-03.

    Raises ValueError for anything else.
    """
    written = _PERIOD.fullmatch(period)
    if written is None:
        if _PART.fullmatch(period) is not None:
            raise ValueError(f"The period {period} must name the year, as in 2023-{period}.")
        raise ValueError(f"{period!r} is not a period; say it as 2023, 2023-H1, 2023-Q1 or 2023-03.")
    year, part, month = written.groups()
    if month is not None:
        first_month, months = date(int(year), int(month), 1), 1
    else:
        skipped, months = _PARTS[part]
        first_month = add_months(date(int(year), fiscal_year_start, 1), skipped)
    return first_month, end_of_duration(first_month, f"P{months}M")


def end_of_duration(start: date, duration: str) -> date:
    """The last day of a duration that begins on `start`: that many months later, the day clamped to the
    month's length, less one day.

    Raises ValueError for anything but whole days, weeks, months or years, and beyond the year 9999.
    """
    written = _DURATION.fullmatch(duration)
    if written is None or int(written[1]) == 0:
        raise ValueError(f"{duration!r} is not a duration; say it as P90D, P12W, P3M or P1Y.")
    count = int(written[1])
    if written[2] in _DAYS:
        return _days_after(start, count * _DAYS[written[2]] - 1)
    return add_months(start, count * _MONTHS[written[2]]) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"{months} months after {day} is beyond the calendar.")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def total_days(*, start: date, end: date) -> int:
    """How many days the window has, first and last included."""
    return (end - start).days + 1


def elapsed_days(*, start: date, end: date, today: date) -> int:
    """How many days of the window have begun, today included; between 0 and all of them."""
    return min(max((today - start).days + 1, 0), total_days(start=start, end=end))


def require_zone(tz: str) -> ZoneInfo:
    """The time zone of that name.

    Raises ValueError if there is none.
    """
    try:
        return ZoneInfo(tz)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{tz!r} is not a known time zone.") from None


def local_day(instant: datetime, tz: str) -> date:
    """The day it is in `tz` at that instant; the first or last there is, where that would be beyond the calendar."""
    try:
        return instant.astimezone(require_zone(tz)).date()
    except OverflowError:
        return date.min if instant.year == 1 else date.max


def day_start(day: date, tz: str) -> datetime:
    """The instant, in UTC, at which the day begins in `tz`."""
    midnight = datetime.combine(day, time.min, require_zone(tz))
    try:
        return midnight.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def day_end(day: date, tz: str) -> datetime:
    """The instant, in UTC, at which the next day begins in `tz`: the first that is no longer part of it."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return day_start(day + timedelta(days=1), tz)


def _require_one_way_of_saying(authored: AuthoredWindow) -> None:
    ends = [authored.end, authored.duration, authored.deadline]
    given = sum(end is not None for end in ends)
    if authored.period is not None:
        if given > 0 or authored.start is not None or authored.anchor is not None:
            raise ValueError("A window with a period has no start, end, duration, deadline or anchor.")
        return
    if given != 1:
        raise ValueError("A window needs one of end, duration, deadline and period, and not two.")
    if authored.anchor is None:
        if authored.start is None:
            raise ValueError("A window needs a start, an anchor or a period.")
    elif authored.duration is None:
        raise ValueError("A window with an anchor needs a duration.")
    elif authored.start is not None and authored.anchor is not Anchor.GOAL_START:
        raise ValueError(f"A window that starts with the {authored.anchor} has no start of its own.")


def _first_day(authored: AuthoredWindow, anchors: Mapping[Anchor, date]) -> date | None:
    if authored.start is not None or authored.anchor is None:
        return authored.start
    return anchors.get(authored.anchor)


def _last_day(authored: AuthoredWindow, first_day: date) -> date:
    if authored.duration is not None:
        return end_of_duration(first_day, authored.duration)
    last_day = authored.end if authored.deadline is None else authored.deadline
    assert last_day is not None, "one way of saying the end was required"
    return last_day


def _days_after(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise ValueError(f"{days} days after {day} is beyond the calendar.") from None

"""From when to when a goal runs, as it was said and as inclusive local dates."""

from datetime import date

from msgspec import Struct

from goals.vocabulary import Anchor


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

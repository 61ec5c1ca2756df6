"""Which days does a question about a period mean?"""

from datetime import date

from msgspec import Struct

from goals.errors import Unprocessable
from goals.window import period_window


class NoSuchPeriod(Unprocessable):
    """A period has a name that says its year, or a first day and a last one that is not before it."""

    mend = "Say `period` as 2023, 2023-H1, 2023-Q1 or 2023-03; or give both `from` and `to`, the earlier day first."

    def __init__(self, why: str, *, parameter: str) -> None:
        super().__init__(why, pointer=f"?{parameter}")


class PeriodHasNotBegun(Unprocessable):
    """Nothing can be told of days that lie after the one that is asked about."""

    mend = "Ask about a period that has begun, or about a later day with `on`."

    def __init__(self, first: date, on: date, *, named: str = "on") -> None:
        super().__init__(f"The period begins on {first}, and this is asked about {on}.", pointer=f"?{named}")
        self.first = first
        self.on = on


class Period(Struct, frozen=True, kw_only=True):
    """Inclusive days. `name` is how it was said, None where days were given."""

    first: date
    last: date
    name: str | None = None

    def until(self, day: date) -> "Period":
        """As much of it as had gone by at the end of a day. Raises PeriodHasNotBegun."""
        if day < self.first:
            raise PeriodHasNotBegun(self.first, day)
        return Period(first=self.first, last=min(self.last, day), name=self.name)


def period_of(*, name: str | None, first: date | None, last: date | None, fiscal_year_start: int) -> Period:
    """The period that was said, by name or by days. Raises NoSuchPeriod."""
    if name is not None:
        return _named(name, fiscal_year_start, has_days=first is not None or last is not None)
    if first is None or last is None:
        parameter = "from" if first is None else "to"
        raise NoSuchPeriod("A period has a name, or a first and a last day.", parameter=parameter)
    if last < first:
        raise NoSuchPeriod(f"The period ends on {last}, before it begins on {first}.", parameter="to")
    return Period(first=first, last=last)


def _named(name: str, fiscal_year_start: int, *, has_days: bool) -> Period:
    if has_days:
        raise NoSuchPeriod("A period has a name, or a first and a last day: not both.", parameter="period")
    try:
        first, last = period_window(name, fiscal_year_start)
    except ValueError as unknown:
        raise NoSuchPeriod(str(unknown), parameter="period") from None
    return Period(first=first, last=last, name=name)

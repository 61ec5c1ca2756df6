"""Between which two days was there a change?"""

from dataclasses import dataclass
from datetime import date, timedelta

from goals.period import NoSuchPeriod, period_of
from projections.answers.asking import Asking
from projections.answers.errors import NotADaySoFar


@dataclass(frozen=True, slots=True)
class Between:
    """The change begins at the end of `first` and ends at that of `last`."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Said:
    """As it was asked: by days, or by a named period."""

    first: date | None = None
    last: date | None = None
    period: str | None = None

    def between(self, asking: Asking, otherwise: date) -> Between:
        """The days, up to the one asked about. `otherwise` is where it begins if that was not said.

        Raises NoSuchPeriod, PeriodHasNotBegun and NotADaySoFar.
        """
        if self.period is not None:
            return self._named(asking)
        last = asking.on if self.last is None else self.last
        if last > asking.on:
            raise NotADaySoFar("to", last, asking.on)
        first = min(otherwise, last) if self.first is None else self.first
        if first > asking.on:
            raise NotADaySoFar("from", first, asking.on)
        if first > last:
            raise NoSuchPeriod(f"The change would end on {last}, before it begins on {first}.", parameter="to")
        return Between(first, last)

    def _named(self, asking: Asking) -> Between:
        fiscal = asking.workspace.policy.fiscal_year_start
        named = period_of(name=self.period, first=self.first, last=self.last, fiscal_year_start=fiscal)
        gone_by = named.until(asking.on)
        return Between(day_before(gone_by.first), gone_by.last)


def day_before(day: date) -> date:
    return day if day == date.min else day - timedelta(days=1)

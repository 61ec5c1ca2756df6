"""Which days does a question about a period mean?"""

from datetime import date
from typing import Any

import pytest

from goals.period import NoSuchPeriod, Period, PeriodHasNotBegun, period_of

JULY, SEPTEMBER = date(2023, 7, 1), date(2023, 9, 30)
Q3 = Period(first=JULY, last=SEPTEMBER, name="2023-Q3")


def said(*, name: str | None = None, first: date | None = None, last: date | None = None, year: int = 1) -> Period:
    return period_of(name=name, first=first, last=last, fiscal_year_start=year)


def test_a_quarter_is_that_of_the_fiscal_calendar() -> None:
    assert said(name="2023-Q3") == Q3
    assert said(name="2023-Q3", year=4) == Period(first=date(2023, 10, 1), last=date(2023, 12, 31), name="2023-Q3")


def test_a_period_may_be_one_day() -> None:
    assert said(first=JULY, last=JULY) == Period(first=JULY, last=JULY)


@pytest.mark.parametrize(
    ("words", "parameter"),
    [
        ({"name": "Q3"}, "period"),
        ({"name": "2023-Q5"}, "period"),
        ({"name": "2023-Q3", "first": JULY}, "period"),
        ({"first": SEPTEMBER, "last": JULY}, "to"),
        ({"first": JULY}, "to"),
        ({"last": JULY}, "from"),
        ({}, "from"),
    ],
)
def test_what_is_no_period_is_refused_where_it_is_wrong(words: dict[str, Any], parameter: str) -> None:
    with pytest.raises(NoSuchPeriod) as refused:
        said(**words)
    assert [fault.pointer for fault in refused.value.faults] == [f"?{parameter}"]


def test_a_period_goes_as_far_as_the_day() -> None:
    assert Q3.until(JULY) == Period(first=JULY, last=JULY, name="2023-Q3")
    assert Q3.until(SEPTEMBER) == Q3.until(date(2024, 1, 1)) == Q3


def test_a_period_that_begins_tomorrow_has_not_begun() -> None:
    with pytest.raises(PeriodHasNotBegun):
        Q3.until(date(2023, 6, 30))

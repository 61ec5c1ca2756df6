from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from goals.cadence import Adherence, Rhythm, adherence, periods
from goals.vocabulary import CadencePeriod, Comparator
from tests.arithmetic.known import END, START, after

MONDAY, SUNDAY = date(2023, 1, 2), date(2023, 1, 29)
Entry = tuple[date, Decimal]


def rhythm(
    comparator: str = "at_least",
    count: int = 3,
    period: str = "iso_week",
    *,
    start: date = MONDAY,
    end: date = SUNDAY,
    absent_means_zero: bool = False,
) -> Rhythm:
    return Rhythm(
        comparator=Comparator(comparator),
        count=Decimal(count),
        period=CadencePeriod(period),
        start=start,
        end=end,
        absent_means_zero=absent_means_zero,
    )


def kept(asked: Rhythm, *entries: tuple[date, int], today: date = END) -> Adherence:
    return adherence(asked, [(day, Decimal(amount)) for day, amount in entries], today=today)


def test_a_week_without_entries_is_a_miss_of_at_least() -> None:
    found = kept(rhythm(), (MONDAY, 3))
    assert (found.full_periods, found.hits, found.unknown) == (4, 1, 0)
    assert found.adherence == Decimal("0.25")
    assert found.worst_excess is None


def test_several_entries_in_a_period_add_up() -> None:
    assert kept(rhythm(), (MONDAY, 1), (date(2023, 1, 8), 2)).hits == 1


def test_doing_more_in_one_period_makes_up_for_no_other() -> None:
    found = kept(rhythm(), (MONDAY, 12))
    assert found.volume == Decimal("0.25")


def test_a_day_without_entries_is_unknown_for_at_most() -> None:
    sugar = rhythm("at_most", 1, "day", end=date(2023, 1, 5))
    found = kept(sugar, (MONDAY, 1), (date(2023, 1, 3), 4))
    assert (found.full_periods, found.hits, found.unknown) == (4, 1, 2)
    assert found.adherence == Decimal("0.5")
    assert found.worst_excess == 3


def test_absence_counts_as_zero_where_the_kpi_says_so() -> None:
    sugar = rhythm("at_most", 1, "day", end=date(2023, 1, 5), absent_means_zero=True)
    found = kept(sugar, (date(2023, 1, 3), 4))
    assert (found.hits, found.unknown, found.adherence) == (3, 0, Decimal("0.75"))


def test_an_entry_of_zero_is_known() -> None:
    assert kept(rhythm("at_most", 1, "day", end=MONDAY), (MONDAY, 0)).hits == 1


def test_nothing_above_the_limit_is_an_excess_of_zero() -> None:
    assert kept(rhythm("at_most", 5), (MONDAY, 3)).worst_excess == 0


def test_none_at_all_allowed_has_no_volume_to_share() -> None:
    found = kept(rhythm("at_most", 0, absent_means_zero=True), (MONDAY, 1))
    assert found.volume is None
    assert found.adherence == Decimal("0.75")


def test_partial_first_and_last_periods_are_open_and_left_out() -> None:
    found = kept(rhythm(start=date(2023, 1, 4), end=date(2023, 1, 24)), (date(2023, 1, 4), 1))
    assert found.full_periods == 2
    assert [(p.start, p.end, p.actual) for p in found.open_periods] == [
        (date(2023, 1, 4), date(2023, 1, 8), Decimal(1)),
        (date(2023, 1, 23), date(2023, 1, 24), Decimal(0)),
    ]
    assert [period.hit for period in found.open_periods] == [None, None]


def test_a_period_is_open_until_its_last_day_is_over() -> None:
    assert kept(rhythm(), (MONDAY, 3), today=date(2023, 1, 8)).full_periods == 0
    assert kept(rhythm(), (MONDAY, 3), today=date(2023, 1, 9)).full_periods == 1


def test_before_the_window_there_is_nothing() -> None:
    found = kept(rhythm(), (MONDAY, 3), today=date(2023, 1, 1))
    assert (found.full_periods, found.adherence, found.volume, found.open_periods) == (0, None, None, ())


def test_an_at_most_of_which_nothing_is_known_has_no_shares() -> None:
    found = kept(rhythm("at_most"))
    assert (found.adherence, found.volume, found.worst_excess) == (None, None, None)
    assert (found.full_periods, found.unknown) == (4, 4)


def test_entries_outside_the_window_or_after_today_do_not_count() -> None:
    entries = [(date(2023, 1, 1), 9), (date(2023, 1, 30), 9), (date(2023, 1, 20), 9)]
    assert kept(rhythm(), *entries, today=date(2023, 1, 19)).hits == 0


def test_months_are_calendar_months() -> None:
    found = periods(rhythm(period="month", start=START, end=END), [], today=date(2024, 1, 1))
    assert [period.end.day for period in found] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert not any(period.open for period in found)


def test_the_end_of_the_calendar_does_not_overflow() -> None:
    last = rhythm(start=date(9999, 12, 20), end=date.max)
    assert len(periods(last, [], today=date.max)) == 2


@given(
    st.sampled_from(CadencePeriod),
    st.integers(min_value=0, max_value=40),
    st.integers(min_value=0, max_value=120),
    st.integers(min_value=0, max_value=200),
)
def test_the_periods_cover_the_days_of_the_window_so_far_each_once(
    period: CadencePeriod, first: int, length: int, today: int
) -> None:
    asked = rhythm(period=period, start=after(first), end=after(first + length))
    found = periods(asked, [], today=after(today))
    covered = [n for one in found for n in range(one.start.toordinal(), one.end.toordinal() + 1)]
    assert covered == sorted(set(covered))
    begun = range(after(first).toordinal(), min(after(first + length), after(today)).toordinal() + 1)
    assert set(begun) <= set(covered) or not begun

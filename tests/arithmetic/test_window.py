from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.vocabulary import Anchor
from goals.window import (
    AuthoredWindow,
    EndOfMonth,
    Window,
    add_months,
    day_end,
    day_start,
    elapsed_days,
    end_of_duration,
    end_of_month,
    local_day,
    period_window,
    resolve_due,
    resolve_window,
    total_days,
)
from tests.arithmetic.strategies import days

JAN = date(2023, 1, 1)
LAUNCH = {Anchor.PRODUCT_LAUNCH: date(2023, 2, 1)}


def window(**said: object) -> Window | None:
    authored = msgspec.convert(said, AuthoredWindow)
    return resolve_window(authored, fiscal_year_start=1, anchors=LAUNCH)


def ends(**said: object) -> date:
    found = window(**said)
    assert found is not None
    return found.end


@given(days, st.integers(min_value=1, max_value=60))
def test_a_window_of_months_leaves_off_the_day_before_the_next_one_begins(start: date, months: int) -> None:
    assert end_of_duration(start, f"P{months}M") + timedelta(days=1) == add_months(start, months)


@given(days, st.integers(min_value=1, max_value=20))
def test_a_year_is_twelve_months_and_a_week_seven_days(start: date, n: int) -> None:
    assert end_of_duration(start, f"P{n}Y") == end_of_duration(start, f"P{12 * n}M")
    assert end_of_duration(start, f"P{n}W") == end_of_duration(start, f"P{7 * n}D")


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        (date(2023, 1, 31), "P1M", date(2023, 2, 27)),
        (date(2024, 1, 31), "P1M", date(2024, 2, 28)),
        (date(2023, 1, 1), "P1M", date(2023, 1, 31)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 27)),
        (date(2023, 3, 1), "P1Y", date(2024, 2, 29)),
        (date(2023, 1, 1), "P1D", date(2023, 1, 1)),
        (date(2023, 1, 2), "P12W", date(2023, 3, 26)),
    ],
)
def test_durations_end_inclusively_and_clamp_to_short_months(start: date, duration: str, end: date) -> None:
    assert end_of_duration(start, duration) == end


@pytest.mark.parametrize("duration", ["", "P", "3M", "P0M", "P-1M", "P1.5M", "PT1H", "P1Y6M", "P9999999D", "p3m"])
def test_what_is_not_a_duration_is_refused(duration: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        end_of_duration(JAN, duration)


@pytest.mark.parametrize("duration", ["P9000Y", "P99999W"])
def test_a_duration_beyond_the_calendar_is_refused(duration: str) -> None:
    with pytest.raises(ValueError, match="beyond the calendar"):
        end_of_duration(date(9000, 1, 1), duration)


@pytest.mark.parametrize(
    ("period", "fiscal_year_start", "first", "last"),
    [
        ("2023-Q1", 1, date(2023, 1, 1), date(2023, 3, 31)),
        ("2023-Q4", 1, date(2023, 10, 1), date(2023, 12, 31)),
        ("2023-Q1", 4, date(2023, 4, 1), date(2023, 6, 30)),
        ("2023-Q4", 4, date(2024, 1, 1), date(2024, 3, 31)),
        ("2023-H2", 10, date(2024, 4, 1), date(2024, 9, 30)),
        ("2023", 1, date(2023, 1, 1), date(2023, 12, 31)),
        ("2023", 3, date(2023, 3, 1), date(2024, 2, 29)),
        ("2024-02", 4, date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_periods_come_from_the_fiscal_calendar_and_months_from_the_common_one(
    period: str, fiscal_year_start: int, first: date, last: date
) -> None:
    assert period_window(period, fiscal_year_start) == (first, last)


@pytest.mark.parametrize("period", ["Q1", "H2"])
def test_a_period_must_name_its_year(period: str) -> None:
    with pytest.raises(ValueError, match="must name the year"):
        period_window(period, 1)


@pytest.mark.parametrize("period", ["", "2023-Q5", "2023-13", "2023-00", "23", "0000", "2023Q1", "2023-H3"])
def test_what_is_not_a_period_is_refused(period: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        period_window(period, 1)


def test_a_window_may_be_told_by_its_end_its_deadline_its_duration_or_its_period() -> None:
    assert ends(start="2023-01-01", end="2023-05-31") == date(2023, 5, 31)
    assert ends(start="2023-01-01", deadline="2023-05-31") == date(2023, 5, 31)
    assert ends(start="2023-01-01", duration="P9M") == date(2023, 9, 30)
    assert ends(period="2023-Q1") == date(2023, 3, 31)
    assert ends(start="2023-01-02", anchor="goal_start", duration="P3M") == date(2023, 4, 1)


def test_an_anchored_window_waits_for_its_anchor() -> None:
    found = window(anchor="product_launch", duration="P3M", tz="Europe/Berlin")
    assert found == Window(start=date(2023, 2, 1), end=date(2023, 4, 30), tz="Europe/Berlin")
    assert window(anchor="market_entry", duration="P1Y") is None


def test_an_unreadable_duration_is_refused_before_its_anchor_is_known() -> None:
    with pytest.raises(ValueError, match="not a duration"):
        window(anchor="market_entry", duration="a year")


def test_a_window_may_be_one_day_long() -> None:
    assert ends(start="2023-01-01", end="2023-01-01") == JAN


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"start": "2023-01-01"},
        {"end": "2023-01-01"},
        {"deadline": "2023-01-01"},
        {"duration": "P3M"},
        {"start": "2023-01-01", "end": "2023-02-01", "duration": "P3M"},
        {"start": "2023-01-01", "end": "2023-02-01", "deadline": "2023-02-01"},
        {"start": "2023-01-01", "period": "2023-Q1"},
        {"anchor": "product_launch", "period": "2023-Q1"},
        {"anchor": "product_launch"},
        {"anchor": "product_launch", "end": "2023-12-31"},
        {"anchor": "product_launch", "duration": "P3M", "start": "2023-01-01"},
    ],
)
def test_fields_that_do_not_go_together_are_refused(said: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"^A window"):
        window(**said)


def test_a_window_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends on 2022-12-31, before it starts on 2023-01-01"):
        window(start="2023-01-01", end="2022-12-31")


@pytest.mark.parametrize("tz", ["", "Mars/Olympus", "../etc/passwd", "Europe", "a\0b", "x" * 300, "/etc"])
def test_an_unknown_time_zone_is_refused(tz: str) -> None:
    with pytest.raises(ValueError, match="not a known time zone"):
        window(period="2023-Q1", tz=tz)


@given(days, st.integers(min_value=0, max_value=400), st.integers(min_value=-500, max_value=500))
def test_elapsed_days_count_today_and_stay_within_the_window(start: date, length: int, offset: int) -> None:
    end, today = start + timedelta(days=length), start + timedelta(days=offset)
    elapsed = elapsed_days(start=start, end=end, today=today)
    assert elapsed == sum(start <= start + timedelta(days=n) <= min(today, end) for n in range(length + 1))
    assert total_days(start=start, end=end) == length + 1


ZONES = st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Kiritimati"])


@given(days, ZONES)
def test_a_day_runs_from_its_start_up_to_the_next(day: date, tz: str) -> None:
    first, after = day_start(day, tz), day_end(day, tz)
    assert after == day_start(day + timedelta(days=1), tz)
    assert local_day(first, tz) == day
    assert local_day(after - timedelta(microseconds=1), tz) == day
    assert local_day(after, tz) == day + timedelta(days=1)


def test_the_day_clocks_go_forward_is_an_hour_short() -> None:
    day = date(2023, 3, 26)
    assert day_end(day, "Europe/Berlin") - day_start(day, "Europe/Berlin") == timedelta(hours=23)
    assert day_start(day, "Europe/Berlin") == datetime(2023, 3, 25, 23, tzinfo=UTC)


def test_the_ends_of_the_calendar_do_not_overflow() -> None:
    assert day_end(date.max, "UTC").year == 9999
    assert day_start(date.min, "Asia/Tokyo").year == 1
    assert end_of_month(date.max) == date.max


def test_nothing_said_about_due_means_the_windows_end() -> None:
    span = Window(start=date(2023, 1, 15), end=date(2023, 3, 31), tz="UTC")
    assert resolve_due(None, window=span, anchors={}) == date(2023, 3, 31)
    assert resolve_due(None, window=None, anchors={}) is None
    assert resolve_due(JAN, window=None, anchors={}) == JAN


def test_end_of_month_is_the_last_day_of_the_anchors_month() -> None:
    span = Window(start=date(2024, 2, 10), end=date(2024, 5, 31), tz="UTC")
    begun = EndOfMonth(end_of_month=Anchor.GOAL_START)
    assert resolve_due(begun, window=span, anchors={}) == date(2024, 2, 29)
    assert resolve_due(begun, window=None, anchors={}) is None
    launched = EndOfMonth(end_of_month=Anchor.PRODUCT_LAUNCH)
    assert resolve_due(launched, window=None, anchors=LAUNCH) == date(2023, 2, 28)
    assert resolve_due(launched, window=span, anchors={}) is None

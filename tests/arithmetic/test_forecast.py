from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import gamma, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.forecast import STUDENT_T, Forecast, forecast
from goals.progress import Yardstick
from goals.vocabulary import Direction
from tests.arithmetic.known import END, MRR, START, after, aiming, growth, keeping

Reading = tuple[date, Decimal]


def readings(*values: int | str, every: int = 30) -> list[Reading]:
    return [(after(every * n), Decimal(value)) for n, value in enumerate(values)]


def seen(known: list[Reading], goal: Yardstick = MRR) -> Forecast:
    found = forecast(goal, known, today=after(100))
    assert found is not None
    return found


def test_readings_on_a_line_forecast_the_line_without_doubt() -> None:
    line = seen(readings(400000, 415000, 430000, 445000))
    assert line.slope_per_day == 500
    assert line.at_deadline == line.low == line.high == 582000
    assert line.attainment == Decimal("0.91")
    assert line.reached_on == after(400)
    assert (line.n, line.made_on, line.method) == (4, after(100), "ordinary_least_squares")


def test_fewer_than_three_distinct_days_tell_no_trend() -> None:
    assert forecast(MRR, [], today=START) is None
    assert forecast(MRR, readings(1, 2), today=START) is None
    assert forecast(MRR, readings(1, 2, 2, 2, every=0) + readings(5, 6)[1:], today=START) is None
    assert forecast(MRR, readings(1, 2, 3), today=START) is not None


def test_only_the_last_twelve_readings_count() -> None:
    known = readings(*range(12), every=7)
    earlier = [(day - timedelta(days=400), Decimal(10**6)) for day, _ in known]
    assert seen(earlier + known) == seen(known)
    assert seen(earlier + known).n == 12


def test_readings_after_the_window_do_not_count() -> None:
    known = readings(1, 2, 3)
    assert seen([*known, (after(365), Decimal(99))]) == seen(known)


def test_a_trend_the_wrong_way_never_reaches_the_target() -> None:
    assert seen(readings(430000, 420000, 410000)).reached_on is None
    assert seen(readings(420000, 420000, 420000)).reached_on is None
    assert seen(readings(200, 190, 185), growth(baseline=200, target=180)).reached_on is None


def test_a_decrease_is_reached_on_the_way_down() -> None:
    loss = aiming(Direction.DECREASE, 180, baseline=200)
    assert seen(readings(200, 197, 194), loss).reached_on == after(200)


def test_a_target_the_line_has_passed_is_reached_today() -> None:
    assert seen(readings(500000, 600000, 700000)).reached_on == after(100)


def test_a_target_beyond_the_calendar_is_never_reached() -> None:
    assert seen(readings("400000", "400000.0001", "400000.0002")).reached_on is None


def test_a_range_is_not_reached_and_a_pending_target_not_attained() -> None:
    assert seen(readings(10, 11, 12), keeping(10, 15)).reached_on is None
    assert seen(readings(10, 11, 12), growth(target=None)).reached_on is None
    assert seen(readings(10, 11, 12), growth(target=None)).attainment is None


@given(st.lists(st.integers(min_value=-(10**6), max_value=10**6), min_size=3, max_size=12))
def test_the_line_is_the_one_of_least_squares(values: list[int]) -> None:
    line = seen(readings(*values, every=10))
    days: list[Fraction] = [Fraction(START.toordinal() + 10 * n) for n in range(len(values))]
    mean_day, mean = sum(days, Fraction(0)) / len(days), Fraction(sum(values), len(values))
    spread = sum(((day - mean_day) ** 2 for day in days), Fraction(0))
    covered = ((day - mean_day) * (v - mean) for day, v in zip(days, values, strict=True))
    slope = sum(covered, Fraction(0)) / spread
    at_end = mean + slope * (END.toordinal() - mean_day)
    assert abs(Fraction(line.slope_per_day) - slope) <= Fraction(1, 10**9)
    assert abs(Fraction(line.at_deadline) - at_end) <= Fraction(1, 10**9)
    misses = [v - mean - slope * (day - mean_day) for day, v in zip(days, values, strict=True)]
    variance = sum(miss**2 for miss in misses) / (len(days) - 2)
    leverage = 1 + Fraction(1, len(days)) + (END.toordinal() - mean_day) ** 2 / spread
    margin = float(STUDENT_T[len(values) - 3]) * sqrt(variance * leverage)
    assert float(line.high - line.low) / 2 == pytest.approx(margin, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("freedom", range(1, 11))
def test_nine_in_ten_students_are_below_the_table(freedom: int) -> None:
    top = float(STUDENT_T[freedom - 1])
    scale = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    steps = [top * n / 2000 for n in range(2001)]
    heights = [scale * (1 + x * x / freedom) ** (-(freedom + 1) / 2) for x in steps]
    area = sum((a + b) / 2 * top / 2000 for a, b in pairwise(heights))
    assert area == pytest.approx(0.4, abs=1e-6)

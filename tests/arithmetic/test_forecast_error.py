"""How well did forecasts foresee what came?"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.forecast_error import Foreseen, Horizon, Missed, by_horizon, horizon_of, mean_error, missed, summary

amounts = st.decimals(min_value=-1000, max_value=1000, places=3)
spans = st.none() | amounts
seen = st.lists(
    st.builds(
        Foreseen,
        days_ahead=st.integers(0, 200),
        forecast=amounts,
        low=amounts,
        high=amounts,
        actual=amounts,
        span=spans,
    ),
    max_size=12,
)


def foreseen(forecast: str, actual: str, *, span: str | None = "200", days_ahead: int = 20) -> Foreseen:
    value = Decimal(forecast)
    return Foreseen(
        days_ahead=days_ahead,
        forecast=value,
        low=value - 10,
        high=value + 10,
        actual=Decimal(actual),
        span=None if span is None else Decimal(span),
    )


def off(forecast: str, actual: str, *, span: str | None = "200", days_ahead: int = 20) -> Missed:
    return missed(foreseen(forecast, actual, span=span, days_ahead=days_ahead))


def test_more_forecast_than_came_is_an_error_above_zero_in_units_and_in_shares_of_the_way() -> None:
    found = off("480", "450")
    assert (found.error, found.share) == (Decimal(30), Decimal("0.15"))


def test_on_a_way_down_too_high_a_value_is_too_little_progress() -> None:
    found = off("60", "50", span="-40")
    assert (found.error, found.share) == (Decimal(10), Decimal("-0.25"))


@pytest.mark.parametrize("span", [None, "0"])
def test_without_a_way_there_is_no_share_of_it(span: str | None) -> None:
    assert off("60", "50", span=span).share is None


@pytest.mark.parametrize(("actual", "inside"), [("39.99", False), ("40", True), ("60", True), ("60.01", False)])
def test_the_borders_of_the_interval_belong_to_it(actual: str, inside: bool) -> None:
    assert off("50", actual).inside is inside


def test_nothing_forecast_has_no_error() -> None:
    found = summary([])
    assert (found.n, found.bias, found.mean_absolute, found.coverage) == (0, None, None, None)
    assert mean_error([]) is None


def test_what_has_no_way_is_covered_or_not_but_has_no_share_in_the_bias() -> None:
    found = summary([off("50", "50", span=None), off("50", "20")])
    assert (found.n, found.n_shares, found.bias, found.coverage) == (2, 1, Decimal("0.15"), Decimal("0.5"))


def test_errors_both_ways_make_no_bias_and_are_errors_nevertheless() -> None:
    found = summary([off("70", "50"), off("30", "50")])
    assert (found.bias, found.mean_absolute) == (Decimal(0), Decimal("0.1"))


@pytest.mark.parametrize(("days", "horizon"), [(0, "7"), (7, "7"), (8, "30"), (30, "30"), (31, "90"), (90, "90")])
def test_a_horizon_ends_with_its_last_day(days: int, horizon: str) -> None:
    assert horizon_of(days) is Horizon(horizon)


def test_beyond_ninety_days_is_more() -> None:
    assert horizon_of(91) is Horizon.MORE


def test_a_horizon_without_forecasts_is_told_as_empty() -> None:
    found = by_horizon([off("50", "50", days_ahead=3)])
    assert {horizon.value: each.n for horizon, each in found.items()} == {"7": 1, "30": 0, "90": 0, "more": 0}
    assert found[Horizon.MORE].coverage is None


@given(seen)
def test_the_summary_is_what_counting_by_hand_comes_to(told: list[Foreseen]) -> None:
    found = summary([missed(each) for each in told])
    inside = [each.low <= each.actual <= each.high for each in told]
    shares = [Fraction(each.forecast - each.actual) / Fraction(each.span) for each in told if each.span]
    assert close(found.coverage, Fraction(sum(inside), len(inside)) if inside else None)
    assert close(found.bias, sum(shares, Fraction(0)) / len(shares) if shares else None)
    assert close(found.mean_absolute, sum(map(abs, shares), Fraction(0)) / len(shares) if shares else None)


@given(seen)
def test_every_forecast_is_within_one_horizon(told: list[Foreseen]) -> None:
    found = by_horizon([missed(each) for each in told])
    assert sum(each.n for each in found.values()) == len(told)


def close(found: Decimal | None, exact: Fraction | None) -> bool:
    if found is None or exact is None:
        return found is None and exact is None
    return abs(Fraction(found) - exact) <= Fraction(1, 10**30) * max(Fraction(1), abs(exact))

"""How well did stated confidence foresee what came?"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.calibration import BINS, Forecast, brier, histogram

confidences = st.decimals(min_value=0, max_value=1, places=4)
forecasts = st.lists(st.builds(Forecast, confidence=confidences, achieved=st.booleans()))


def forecast(confidence: str, *, achieved: bool) -> Forecast:
    return Forecast(confidence=Decimal(confidence), achieved=achieved)


def test_the_brier_score_is_the_mean_square_of_what_was_missed_by() -> None:
    told = [forecast("0.9", achieved=True), forecast("0.6", achieved=False)]
    assert brier(told) == Decimal("0.185")


def test_nothing_forecast_has_no_score() -> None:
    assert brier([]) is None


@pytest.mark.parametrize(("confidence", "score"), [("1", "0"), ("0", "1"), ("0.5", "0.25")])
def test_sure_and_right_is_0_sure_and_wrong_is_1_and_a_coin_is_a_quarter(confidence: str, score: str) -> None:
    assert brier([forecast(confidence, achieved=True)]) == Decimal(score)


@pytest.mark.parametrize(
    ("confidence", "place"), [("0", 0), ("0.0999", 0), ("0.1", 1), ("0.3", 3), ("0.7", 7), ("0.9999", 9), ("1", 9)]
)
def test_a_border_belongs_to_the_upper_bin_and_1_to_the_last(confidence: str, place: int) -> None:
    found = histogram([forecast(confidence, achieved=True)])
    assert [each.n for each in found] == [int(n == place) for n in range(BINS)]


def test_a_bin_tells_what_was_said_and_what_share_came() -> None:
    told = [forecast("0.70", achieved=True), forecast("0.75", achieved=False), forecast("0.74", achieved=True)]
    found = histogram(told)[7]
    assert (found.lowest, found.below, found.n) == (Decimal("0.7"), Decimal("0.8"), 3)
    assert found.mean_confidence == Decimal("0.73")
    assert found.share_achieved is not None
    assert round(found.share_achieved, 4) == Decimal("0.6667")


def test_an_empty_bin_is_told_without_means() -> None:
    assert {(each.n, each.mean_confidence, each.share_achieved) for each in histogram([])} == {(0, None, None)}


@given(forecasts)
def test_every_forecast_is_in_one_bin_and_the_score_is_a_share(told: list[Forecast]) -> None:
    assert sum(each.n for each in histogram(told)) == len(told)
    score = brier(told)
    assert score is None or 0 <= score <= 1

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.completion import counted, deliverable, milestone_completion, staged, weighted
from goals.progress import (
    Yardstick,
    bounds_of,
    compliance,
    expected,
    met,
    pace,
    pace_on,
    raw_progress,
    value_at,
)
from goals.quantity import ratio
from goals.target import Bounds, Point
from goals.vocabulary import Direction
from tests.arithmetic.known import END, MRR, START, after, aiming, growth, keeping
from tests.arithmetic.strategies import amounts, days, positive, spans

BOTH_WAYS = (Direction.INCREASE, Direction.DECREASE)


def way(direction: Direction, baseline: Decimal, target: Decimal) -> Yardstick:
    return replace(MRR, direction=direction, baseline=baseline, target=target)


def D(text: str) -> Decimal:
    return Decimal(text)


@given(amounts, amounts, st.sampled_from(BOTH_WAYS))
def test_progress_is_zero_at_the_baseline_and_one_at_the_target_whichever_way(
    baseline: Decimal, target: Decimal, direction: Direction
) -> None:
    assume(baseline != target)
    goal = way(direction, baseline, target)
    assert raw_progress(goal, baseline) == 0
    assert raw_progress(goal, target) == 1


@given(amounts, amounts, amounts, positive)
def test_scaling_the_unit_changes_no_ratio(baseline: Decimal, target: Decimal, value: Decimal, scale: Decimal) -> None:
    for direction in Direction:
        goal = way(direction, baseline, target)
        scaled = way(direction, baseline * scale, target * scale)
        one, other = raw_progress(goal, value), raw_progress(scaled, value * scale)
        assert (one is None) is (other is None)
        assert one is None or other is None or abs(one - other) <= abs(one) * D("1E-35")


@given(positive, amounts, positive, positive)
def test_scaling_the_unit_changes_no_closeness_to_a_range(
    width: Decimal, value: Decimal, scale: Decimal, low: Decimal
) -> None:
    goal = replace(keeping(0, 0), target=Bounds(low=low, high=low + width))
    scaled = replace(keeping(0, 0), target=Bounds(low=low * scale, high=(low + width) * scale))
    one, other = raw_progress(goal, value), raw_progress(scaled, value * scale)
    assert one is not None
    assert other is not None
    assert abs(one - other) < D("1E-20")


@given(amounts, amounts, amounts)
def test_whoever_is_at_the_target_or_beyond_has_met_it(baseline: Decimal, target: Decimal, value: Decimal) -> None:
    assume(baseline != target)
    goal = way(Direction.INCREASE if target > baseline else Direction.DECREASE, baseline, target)
    raw = raw_progress(goal, value)
    assert raw is not None
    assert met(goal, value) is (raw >= 1)


@given(amounts, amounts, amounts)
def test_a_limit_is_met_exactly_where_its_progress_is_whole(baseline: Decimal, target: Decimal, value: Decimal) -> None:
    for direction in (Direction.AT_LEAST, Direction.AT_MOST):
        raw = raw_progress(way(direction, baseline, target), value)
        assert raw is not None
        assert met(way(direction, baseline, target), value) is (raw >= 1)


def test_negative_targets_are_measured_like_others() -> None:
    loss = growth(baseline=-10, target=-2)
    assert raw_progress(loss, D("-4")) == D("0.75")
    assert met(loss, D("-2"))
    assert not met(loss, D("-2.1"))


def test_a_goal_with_no_way_to_go_or_nothing_to_measure_by_has_no_progress() -> None:
    assert raw_progress(growth(baseline=5, target=5), D("5")) is None
    assert raw_progress(growth(baseline=None), D("5")) is None
    assert raw_progress(growth(target=None), D("5")) is None
    assert all(raw_progress(aiming(direction, None), D("5")) is None for direction in Direction)
    assert not any(met(aiming(direction, None), D("5")) for direction in Direction)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "raw"),
    [
        (5, 9, 7, "0.5"),
        (5, 9, 4, "-0.25"),
        (5, 9, 11, "1.5"),
        (9, 9, 4.5, "0.5"),
        (12, 9, 4.5, "0.5"),
        (None, 9, 18, "1"),
        (None, 9, -3, "0"),
        (None, 0, 0, "1"),
        (None, 0, -1, "0"),
        (None, -5, -4, "1"),
        (None, -5, -6, "0"),
    ],
)
def test_at_least_goes_from_a_lower_baseline_else_by_the_share_of_the_target(
    baseline: int | None, target: int, value: float, raw: str
) -> None:
    assert raw_progress(aiming(Direction.AT_LEAST, target, baseline=baseline), D(str(value))) == D(raw)


@pytest.mark.parametrize(
    ("baseline", "target", "value", "raw"),
    [
        (6, 2, 4, "0.5"),
        (6, 2, 8, "-0.5"),
        (6, 2, 1, "1"),
        (2, 2, 4, "0.5"),
        (1, 2, 4, "0.5"),
        (None, 2, 2, "1"),
        (None, 0, 0, "1"),
        (None, 0, 1, "0"),
        (None, -5, -6, "1"),
        (None, -5, -4, "0"),
    ],
)
def test_at_most_goes_from_a_higher_baseline_else_by_the_target_per_value(
    baseline: int | None, target: int, value: int, raw: str
) -> None:
    assert raw_progress(aiming(Direction.AT_MOST, target, baseline=baseline), D(str(value))) == D(raw)


@pytest.mark.parametrize(("value", "raw"), [("9", "0.5"), ("8", "0"), ("7", "0"), ("10", "1"), ("16", "0.5")])
def test_a_given_tolerance_replaces_half_the_width(value: str, raw: str) -> None:
    assert raw_progress(keeping(10, 15, tolerance=2), D(value)) == D(raw)


def test_a_single_value_is_kept_within_its_tolerance() -> None:
    assert raw_progress(keeping(10, 10, tolerance=4), D("11")) == D("0.75")
    assert raw_progress(keeping(10, 10), D("11")) == 0
    same = aiming(Direction.MAINTAIN, 10)
    assert bounds_of(same) == Bounds(low=D("10"), high=D("10"))
    assert met(same, D("10"))
    assert not met(same, D("10.1"))


@given(days, spans, st.integers(min_value=-100, max_value=2100))
def test_what_is_expected_never_falls_and_is_whole_on_the_last_day(start: date, length: int, offset: int) -> None:
    end, today = start + timedelta(days=length), start + timedelta(days=offset)
    goal = growth(start=start, end=end)
    share, tomorrow = expected(goal, today), expected(goal, today + timedelta(days=1))
    assert share is not None
    assert tomorrow is not None
    assert 0 <= share <= tomorrow <= 1
    assert expected(goal, start - timedelta(days=1)) == 0
    assert expected(goal, end) == 1


def test_everything_is_expected_on_the_only_day() -> None:
    day = growth(start=START, end=START)
    assert expected(day, START) == 1
    assert expected(day, after(-1)) == 0


def test_a_straight_path_expects_what_no_path_does() -> None:
    straight = replace(MRR, path=(Point(on=END, value=D("600000")),))
    for offset in (-5, 0, 1, 100, 363, 364, 400):
        one, other = expected(straight, after(offset)), expected(MRR, after(offset))
        assert one is not None
        assert other is not None
        assert abs(one - other) < D("1E-35")


def test_a_path_is_linear_from_the_eve_of_the_window_through_its_points() -> None:
    points = (Point(on=date(2023, 1, 10), value=D("12")), Point(on=date(2023, 1, 20), value=D("20")))
    goal = replace(growth(baseline=10, target=20, end=date(2023, 1, 20)), path=points)
    shares = [expected(goal, date(2023, 1, 10) + timedelta(days=n)) for n in (-10, -5, 0, 5, 10, 15)]
    assert shares == [0, D("0.1"), D("0.2"), D("0.6"), 1, 1]


def test_a_path_without_a_baseline_expects_nothing() -> None:
    points = (Point(on=END, value=D("20")),)
    assert expected(replace(growth(baseline=None, target=20), path=points), START) is None
    assert expected(replace(growth(baseline=20, target=20), path=points), START) is None


def test_there_is_no_pace_where_nothing_is_expected() -> None:
    assert pace(raw=D("0.1"), expected=D("0")) is None
    assert pace(raw=D("0.1"), expected=D("-0.1")) is None
    assert pace(raw=None, expected=D("0.1")) is None
    assert pace(raw=D("0.1"), expected=None) is None
    assert pace_on(MRR, raw=D("0.1"), today=after(-1)) is None


def test_the_pace_of_keeping_is_the_progress_itself() -> None:
    assert pace_on(keeping(10, 15), raw=D("0.4"), today=START) == D("0.4")
    assert pace_on(aiming(Direction.AT_MOST, 2), raw=D("0.8"), today=after(-9)) == D("0.8")


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=364))
def test_pace_is_taken_from_unrounded_values(value: int, offset: int) -> None:
    goal = growth(baseline=0, target=3)
    found = pace_on(goal, raw=raw_progress(goal, Decimal(value)), today=after(offset))
    assert found is not None
    exact = Fraction(value, 3) / Fraction(offset + 1, 365)
    assert abs(Fraction(found) - exact) < exact * Fraction(1, 10**35)


def test_compliance_carries_the_last_reading_forward() -> None:
    keep = keeping(10, 15)
    readings = [(after(0), D("12")), (after(4), D("20")), (after(8), D("15"))]
    assert compliance(keep, readings, after(9)) == D("0.6")
    assert compliance(keep, list(reversed(readings)), after(9)) == D("0.6")


def test_compliance_begins_with_the_reading_from_before_the_window() -> None:
    assert compliance(keeping(10, 15), [(after(-30), D("12"))], after(3)) == 1


def test_days_before_the_first_reading_comply_with_nothing() -> None:
    assert compliance(keeping(10, 15), [(after(2), D("12"))], after(3)) == D("0.5")


def test_the_last_of_several_readings_on_a_day_decides_it() -> None:
    assert compliance(keeping(10, 15), [(START, D("12")), (START, D("20"))], START) == 0


def test_compliance_needs_a_reading_and_a_window_that_has_begun() -> None:
    keep = keeping(10, 15)
    assert compliance(keep, [], after(3)) is None
    assert compliance(keep, [(after(4), D("12"))], after(3)) is None
    assert compliance(keep, [(after(-9), D("12"))], after(-1)) is None


def test_compliance_stops_with_the_window() -> None:
    readings = [(START, D("12")), (after(365), D("99"))]
    assert compliance(keeping(10, 15), readings, after(800)) == 1


@given(amounts, amounts, st.decimals(min_value=0, max_value=1, places=2))
def test_the_value_at_a_share_has_that_progress(baseline: Decimal, target: Decimal, share: Decimal) -> None:
    assume(baseline != target)
    goal = way(Direction.INCREASE, baseline, target)
    value = value_at(goal, share)
    assert value is not None
    assert raw_progress(goal, value) == share


def test_a_single_value_stands_for_a_share_only_where_there_is_one() -> None:
    assert value_at(keeping(10, 15), D("0.5")) is None
    assert value_at(growth(baseline=None), D("0.5")) is None
    assert value_at(growth(target=None), D("0.5")) is None
    assert value_at(aiming(Direction.AT_MOST, 2), D("0.5")) == 2
    assert value_at(aiming(Direction.AT_LEAST, 9), D("0.5")) == D("4.5")
    assert value_at(aiming(Direction.AT_LEAST, -9), D("0.5")) == -9
    assert value_at(aiming(Direction.AT_LEAST, 9, baseline=5), D("0.5")) == 7


def test_milestones_are_shares_of_what_they_ask_for() -> None:
    assert [deliverable(done) for done in (False, True)] == [D("0"), D("1")]
    assert counted(done=D("6"), required=D("15")) == D("0.4")
    assert counted(done=D("6"), required=None) is None
    assert counted(done=D("6"), required=D("0")) is None
    assert staged([(D("0.3"), True), (D("0.7"), False)]) == D("0.3")
    assert staged([]) is None


def test_stages_of_a_third_each_add_up_to_one() -> None:
    assert staged([(D("0.333333333"), True)] * 3) == 1


def test_milestone_completion_is_a_mean_in_which_the_unknown_is_not_done() -> None:
    assert milestone_completion([D("1"), None]) == D("0.5")
    assert milestone_completion([D("1.5"), D("-1")]) == D("0.5")
    assert milestone_completion([]) is None


def test_a_roll_up_weighs_the_known_and_is_null_without_weight() -> None:
    assert weighted([(D("3"), D("1")), (D("1"), D("0")), (D("9"), None)]) == D("0.75")
    assert weighted([(D("0"), D("1"))]) is None
    assert weighted([(D("1"), None)]) is None
    assert weighted([]) is None


def test_ratios_are_shown_rounded_only_at_the_end() -> None:
    third = raw_progress(growth(baseline=0, target=3), D("1"))
    assert third is not None
    assert ratio(third) == "0.3333"
    assert ratio(third * 3) == "1.0000"

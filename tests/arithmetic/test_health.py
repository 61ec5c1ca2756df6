from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.health import DEFAULT, Thresholds, days_until_behind, health, is_stale, needed_today
from goals.progress import Yardstick, expected, pace_on, raw_progress
from goals.target import Point
from goals.vocabulary import Cadence, Direction, Health
from tests.arithmetic.known import END, MRR, START, after, aiming, growth, keeping

HALFWAY = after(182)


def assessed(
    yardstick: Yardstick = MRR,
    *,
    value: int | str | None = 500000,
    today: date = HALFWAY,
    active: bool = True,
    last_read_on: date | None = HALFWAY,
    cadence: Cadence | None = Cadence.MONTH,
    thresholds: Thresholds = DEFAULT,
) -> Health | None:
    return health(
        yardstick,
        active=active,
        value=None if value is None else Decimal(value),
        last_read_on=last_read_on,
        cadence=cadence,
        today=today,
        thresholds=thresholds,
    )


def test_only_an_active_goal_has_health() -> None:
    assert assessed(active=False) is None
    assert assessed() is Health.ON_TRACK


def test_nothing_read_comes_before_a_window_that_has_not_begun() -> None:
    assert assessed(value=None, last_read_on=None, today=after(-1)) is Health.NO_DATA
    assert assessed(today=after(-1)) is Health.NOT_STARTED
    assert assessed(today=START) is not Health.NOT_STARTED


def test_a_pending_target_has_no_data_whatever_was_read() -> None:
    assert assessed(growth(target=None)) is Health.NO_DATA
    assert assessed(growth(baseline=None)) is Health.NO_DATA


def test_silence_is_never_green_not_even_when_the_target_was_met_or_the_end_is_past() -> None:
    silent = HALFWAY + timedelta(days=39)
    assert assessed(value=700000, today=silent - timedelta(days=1)) is Health.ACHIEVED_EARLY
    assert assessed(value=700000, today=silent) is Health.STALE
    assert assessed(value=700000, today=after(900)) is Health.STALE


@pytest.mark.parametrize(("cadence", "age"), [("day", 8), ("week", 14), ("month", 38), ("quarter", 99), ("year", 373)])
def test_a_reading_is_stale_after_its_cadence_and_a_week(cadence: str, age: int) -> None:
    rhythm = Cadence(cadence)
    assert not is_stale(START, cadence=rhythm, today=after(age))
    assert is_stale(START, cadence=rhythm, today=after(age + 1))
    assert not is_stale(START, cadence=rhythm, today=after(age + 1), thresholds=Thresholds(grace_days=8))


def test_without_a_cadence_nothing_is_stale() -> None:
    assert not is_stale(START, cadence=None, today=date.max)
    assert assessed(cadence=None, today=after(900)) is Health.OVERDUE


def test_the_last_day_is_not_overdue_and_the_next_is_even_if_the_target_was_met() -> None:
    assert assessed(value=600000, today=END, last_read_on=END) is Health.ACHIEVED_EARLY
    assert assessed(value=600000, today=after(365), last_read_on=END) is Health.OVERDUE


def test_keeping_is_never_achieved_early() -> None:
    assert assessed(keeping(10, 15), value=12) is Health.ON_TRACK
    assert assessed(keeping(10, 15), value=9) is Health.OFF_TRACK
    assert assessed(aiming(Direction.AT_MOST, 2), value=1) is Health.ON_TRACK
    assert assessed(aiming(Direction.AT_MOST, 2), value="2.5") is Health.AT_RISK
    assert assessed(aiming(Direction.AT_LEAST, 9), value=9) is Health.ACHIEVED_EARLY


@pytest.mark.parametrize(
    ("value", "found"),
    [(90, Health.ON_TRACK), (89, Health.AT_RISK), (70, Health.AT_RISK), (69, Health.OFF_TRACK)],
)
def test_the_thresholds_themselves_are_on_the_good_side(value: int, found: Health) -> None:
    goal = growth(baseline=0, target=300, end=after(299))
    assert assessed(goal, value=value, today=after(99), last_read_on=after(99)) is found


def test_the_first_tenth_is_noise_unless_it_went_the_wrong_way() -> None:
    goal = growth(end=after(99))
    for today, expected_health in ((after(9), Health.ON_TRACK), (after(10), Health.OFF_TRACK)):
        assert assessed(goal, value=400000, today=today, last_read_on=today) is expected_health
    assert assessed(goal, value=399999, today=after(9), last_read_on=START) is Health.AT_RISK


def test_the_noise_lasts_a_week_at_least() -> None:
    goal = growth(end=after(29))
    assert assessed(goal, value=400000, today=after(6), last_read_on=START) is Health.ON_TRACK
    assert assessed(goal, value=400000, today=after(7), last_read_on=START) is Health.OFF_TRACK


def test_thresholds_are_the_workspaces() -> None:
    strict = Thresholds(on_track=Decimal("1.1"), at_risk=Decimal(1), noise_share=Decimal(0), noise_days=0)
    assert assessed(value=500000) is Health.ON_TRACK
    assert assessed(value=500000, thresholds=strict) is Health.OFF_TRACK


def test_where_a_path_expects_nothing_yet_only_going_back_is_at_risk() -> None:
    flat = (Point(on=after(99), value=Decimal(0)), Point(on=after(199), value=Decimal(10)))
    goal = replace(growth(baseline=0, target=10, end=after(199)), path=flat)
    assert assessed(goal, value=0, today=after(50), last_read_on=after(50)) is Health.ON_TRACK
    assert assessed(goal, value=-1, today=after(50), last_read_on=after(50)) is Health.AT_RISK


@given(
    value=st.integers(min_value=-5, max_value=40),
    today=st.integers(min_value=-3, max_value=65),
    knots=st.lists(st.integers(min_value=-10, max_value=40), max_size=3),
)
def test_days_until_behind_is_the_first_day_whose_pace_is_below_on_track(
    value: int, today: int, knots: list[int]
) -> None:
    goal = growth(baseline=0, target=30, end=after(59))
    points = [Point(on=after(14 * (n + 1)), value=Decimal(knot)) for n, knot in enumerate(knots)]
    if points:
        goal = replace(goal, path=(*points, Point(on=after(59), value=Decimal(30))))
    found = days_until_behind(goal, value=Decimal(value), today=after(today))
    assert found == next((n for n in range(70) if behind(goal, value, after(today + n))), None)


def test_a_path_that_returns_to_its_baseline_expects_exactly_nothing_there() -> None:
    points = (
        Point(on=after(9), value=Decimal(-4)),
        Point(on=after(23), value=Decimal(4)),
        Point(on=END, value=Decimal(30)),
    )
    goal = replace(growth(baseline=0, target=30), path=points)
    assert expected(goal, after(16)) == 0
    assert pace_on(goal, raw=Decimal(0), today=after(16)) is None


def behind(goal: Yardstick, value: int, day: date) -> bool:
    pace = pace_on(goal, raw=raw_progress(goal, Decimal(value)), today=day)
    return day <= goal.end and pace is not None and pace < DEFAULT.on_track


def test_keeping_falls_behind_at_once_or_not_by_itself() -> None:
    keep = aiming(Direction.AT_MOST, 2)
    assert days_until_behind(keep, value=Decimal(1), today=START) is None
    assert days_until_behind(keep, value=Decimal(4), today=START) == 0
    assert days_until_behind(growth(target=None), value=Decimal(4), today=START) is None


def test_a_threshold_of_zero_is_only_passed_by_going_back() -> None:
    lax = Thresholds(on_track=Decimal(0))
    assert days_until_behind(MRR, value=Decimal(400000), today=START, thresholds=lax) is None
    assert days_until_behind(MRR, value=Decimal(399999), today=START, thresholds=lax) == 0


@given(st.integers(min_value=0, max_value=364))
def test_the_value_needed_today_is_exactly_on_pace(offset: int) -> None:
    goal = growth(baseline=0, target=730)
    needed = needed_today(goal, after(offset))
    assert needed is not None
    assert raw_progress(goal, needed) == expected(goal, after(offset))


def test_what_is_needed_needs_a_number_to_go_to() -> None:
    assert needed_today(keeping(10, 15), HALFWAY) is None
    assert needed_today(growth(target=None), HALFWAY) is None
    assert needed_today(growth(), after(-1)) == 400000

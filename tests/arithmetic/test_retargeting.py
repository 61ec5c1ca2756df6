from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.progress import Yardstick, raw_progress
from goals.quantity import EXACT
from goals.retargeting import churn, decompose, effect, magnitude, rate_ratio, required_rate
from goals.target import Levels, Point
from goals.vocabulary import Direction, Effect
from tests.arithmetic.known import END, MRR, START, after, aiming, growth, keeping
from tests.arithmetic.strategies import amounts, positive

OCTOBER = date(2023, 10, 1)
LATER, SOONER = END + timedelta(days=91), END - timedelta(days=30)


def moved(before: Yardstick, after: Yardstick, *, current: int | None = 480000, today: date = OCTOBER) -> Effect:
    return effect(before, after, current=None if current is None else Decimal(current), today=today)


@given(
    amounts,
    amounts,
    st.integers(min_value=1, max_value=900),
    st.integers(min_value=0, max_value=900),
    st.sampled_from(Direction),
)
def test_more_time_never_makes_a_required_rate_harder(
    current: Decimal, target: Decimal, days: int, more: int, direction: Direction
) -> None:
    goal = replace(aiming(direction, None), target=target, end=after(days))
    longer = replace(goal, end=after(days + more))
    rate = required_rate(goal, current=current, today=START)
    slower = required_rate(longer, current=current, today=START)
    assert (rate is None) is (slower is None) is (direction is Direction.MAINTAIN)
    assert rate is None or slower is None or rate <= 0 or slower <= rate
    assert effect(goal, longer, current=current, today=START) in (Effect.EASIER, Effect.NEUTRAL)


@given(amounts, amounts, amounts, st.one_of(st.none(), amounts))
def test_a_nearer_target_is_never_harder_and_back_again_never_easier(
    target: Decimal, other: Decimal, baseline: Decimal, current: Decimal | None
) -> None:
    assume(target != other)
    near, far = sorted((target, other))
    for direction, easy, hard in (
        (Direction.INCREASE, near, far),
        (Direction.AT_LEAST, near, far),
        (Direction.DECREASE, far, near),
        (Direction.AT_MOST, far, near),
    ):
        goal = replace(aiming(direction, None), target=hard, baseline=baseline)
        eased = replace(goal, target=easy)
        assert effect(goal, eased, current=current, today=OCTOBER) is Effect.EASIER
        assert effect(eased, goal, current=current, today=OCTOBER) is Effect.HARDER


@given(amounts, amounts, positive)
def test_scaling_the_unit_changes_no_rate_ratio(target: Decimal, current: Decimal, scale: Decimal) -> None:
    old, new = replace(MRR, target=target), replace(MRR, target=target * 2, end=LATER)
    scaled_old, scaled_new = (replace(old, target=target * scale), replace(new, target=target * 2 * scale))
    one = rate_ratio(old, new, current=current, today=OCTOBER)
    other = rate_ratio(scaled_old, scaled_new, current=current * scale, today=OCTOBER)
    assert (one is None) is (other is None)
    assert one is None or other is None or abs(one - other) <= abs(one) * Decimal("1E-35")


def test_a_required_rate_needs_a_reading_a_number_and_days_to_come() -> None:
    now = Decimal(480000)
    assert required_rate(MRR, current=None, today=OCTOBER) is None
    assert required_rate(growth(target=None), current=now, today=OCTOBER) is None
    assert required_rate(keeping(10, 15), current=now, today=OCTOBER) is None
    assert required_rate(MRR, current=now, today=END) is None
    assert required_rate(MRR, current=now, today=END - timedelta(days=1)) == 120000


def test_the_required_rate_of_a_decrease_is_positive_on_the_way_down() -> None:
    loss = aiming(Direction.DECREASE, 180, baseline=200)
    assert required_rate(loss, current=Decimal(190), today=END - timedelta(days=5)) == 2


def test_an_unchanged_goal_is_neutral() -> None:
    assert moved(MRR, MRR) is Effect.NEUTRAL
    assert moved(MRR, MRR, current=None) is Effect.NEUTRAL
    assert moved(keeping(10, 15), keeping(10, 15)) is Effect.NEUTRAL


@pytest.mark.parametrize("end", [END, LATER, SOONER])
def test_pending_targets_said_otherwise_cannot_be_compared(end: date) -> None:
    before, after = growth(target=None), growth(target=None, end=end)
    said = effect(before, after, current=Decimal(480000), today=OCTOBER, said_otherwise=True)
    assert said is Effect.INCOMPARABLE


@pytest.mark.parametrize(("end", "expected"), [(END, Effect.NEUTRAL), (LATER, Effect.EASIER), (SOONER, Effect.HARDER)])
def test_a_pending_target_that_stayed_is_compared_by_its_date(end: date, expected: Effect) -> None:
    assert moved(growth(target=None), growth(target=None, end=end)) is expected


def test_a_target_that_comes_to_a_number_is_compared_however_it_was_said() -> None:
    same = effect(MRR, MRR, current=Decimal(480000), today=OCTOBER, said_otherwise=True)
    assert same is Effect.NEUTRAL


def test_a_higher_target_with_proportionally_more_time_is_neutral_by_its_rate() -> None:
    assert moved(MRR, growth(target=720000, end=END + timedelta(days=91))) is Effect.NEUTRAL


def test_changed_baseline_or_start_alone_change_nothing_that_is_required() -> None:
    assert moved(MRR, growth(baseline=300000)) is Effect.NEUTRAL
    assert moved(MRR, growth(start=after(30))) is Effect.NEUTRAL


@pytest.mark.parametrize(
    ("target", "end", "expected"),
    [
        (500000, END, Effect.EASIER),
        (600000, LATER, Effect.EASIER),
        (500000, LATER, Effect.EASIER),
        (700000, END, Effect.HARDER),
        (600000, SOONER, Effect.HARDER),
        (700000, SOONER, Effect.HARDER),
        (700000, LATER, Effect.MIXED),
        (500000, SOONER, Effect.MIXED),
        (600000, END, Effect.NEUTRAL),
    ],
)
def test_where_no_rate_was_required_target_and_date_are_compared_one_by_one(
    target: int, end: date, expected: Effect
) -> None:
    new = growth(target=target, end=end)
    assert moved(MRR, new, current=None) is expected
    assert moved(MRR, new, current=600000) is expected
    assert moved(MRR, new, today=END) is expected


def test_an_extension_after_the_end_is_easier() -> None:
    assert moved(MRR, growth(end=LATER), today=END + timedelta(days=9)) is Effect.EASIER


def test_a_target_lowered_to_what_is_there_is_easier() -> None:
    assert moved(MRR, growth(target=480000)) is Effect.EASIER
    assert rate_ratio(MRR, growth(target=480000), current=Decimal(480000), today=OCTOBER) == 0


@pytest.mark.parametrize(
    ("low", "high", "tolerance", "expected"),
    [
        (9, 15, None, Effect.EASIER),
        (10, 16, None, Effect.EASIER),
        (9, 16, None, Effect.EASIER),
        (11, 15, None, Effect.HARDER),
        (11, 14, None, Effect.HARDER),
        (11, 16, None, Effect.MIXED),
        (10, 15, 3, Effect.EASIER),
        (10, 15, 2, Effect.HARDER),
    ],
)
def test_a_wider_range_eases_and_a_shifted_one_does_both(
    low: int, high: int, tolerance: int | None, expected: Effect
) -> None:
    assert moved(keeping(10, 15), keeping(low, high, tolerance=tolerance)) is expected


def along(*points: tuple[date, int], goal: Yardstick = MRR) -> Yardstick:
    """On a path that ends at the goal's target."""
    assert isinstance(goal.target, Decimal)
    known = tuple(Point(on=day, value=Decimal(value)) for day, value in points)
    return replace(goal, path=(*known, Point(on=goal.end, value=goal.target)))


SPRING, AUTUMN = after(100), after(250)
COURSE = along((SPRING, 460000), (AUTUMN, 560000))


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (along((SPRING, 410000), (AUTUMN, 420000)), Effect.EASIER),
        (along((SPRING, 460000), (AUTUMN, 420000)), Effect.EASIER),
        (along((SPRING, 500000), (AUTUMN, 560000)), Effect.HARDER),
        (along((SPRING, 450000), (AUTUMN, 590000)), Effect.MIXED),
        (along((SPRING, 460000), (after(175), 510000), (AUTUMN, 560000)), Effect.NEUTRAL),
        (along((SPRING, 460000)), Effect.EASIER),
        (MRR, Effect.EASIER),
    ],
)
def test_a_path_is_compared_by_what_it_asks_for_on_its_days(course: Yardstick, expected: Effect) -> None:
    assert moved(COURSE, course) is expected
    assert moved(course, COURSE) is {Effect.EASIER: Effect.HARDER, Effect.HARDER: Effect.EASIER}.get(expected, expected)
    assert rate_ratio(COURSE, course, current=Decimal(480000), today=OCTOBER) is None


def test_a_path_that_lies_lower_is_harder_on_the_way_down() -> None:
    loss = aiming(Direction.DECREASE, 180, baseline=200)
    assert moved(along((SPRING, 195), goal=loss), along((SPRING, 185), goal=loss), current=190) is Effect.HARDER


def test_where_the_path_stays_there_is_a_rate() -> None:
    assert rate_ratio(COURSE, replace(COURSE, baseline=Decimal(1)), current=Decimal(480000), today=OCTOBER) == 1


def test_a_path_that_is_drawn_out_is_easier_and_one_raised_with_it_mixed() -> None:
    drawn_out = along((SPRING, 460000), (AUTUMN, 560000), goal=growth(end=LATER))
    assert moved(COURSE, drawn_out) is Effect.EASIER
    assert moved(COURSE, along((SPRING, 460000), (AUTUMN, 560000), goal=growth(target=700000, end=LATER))) is (
        Effect.MIXED
    )


def test_a_point_that_is_dropped_eases_also_where_the_way_to_the_next_is_unknown() -> None:
    unknown = growth(baseline=None)
    early, late = along((SPRING, 460000), (AUTUMN, 560000), goal=unknown), along((AUTUMN, 560000), goal=unknown)
    assert (moved(early, late), moved(late, early), moved(early, unknown)) == (
        Effect.EASIER,
        Effect.HARDER,
        Effect.EASIER,
    )


def levelled(commit: int | None, stretch: int | None = None, goal: Yardstick = MRR) -> Yardstick:
    marks = [None if mark is None else Decimal(mark) for mark in (commit, stretch)]
    return replace(goal, levels=Levels(commit=marks[0], stretch=marks[1]))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (levelled(450000, 700000), Effect.EASIER),
        (levelled(500000, 650000), Effect.EASIER),
        (levelled(550000, 700000), Effect.HARDER),
        (levelled(450000, 750000), Effect.MIXED),
        (levelled(500000, 700000), Effect.NEUTRAL),
        (levelled(500000), Effect.EASIER),
        (levelled(None, 750000), Effect.MIXED),
        (MRR, Effect.EASIER),
    ],
)
def test_where_the_target_stays_levels_are_compared_one_by_one(after: Yardstick, expected: Effect) -> None:
    assert moved(levelled(500000, 700000), after) is expected
    assert moved(levelled(500000, 700000), after, current=None) is expected


def test_a_level_newly_given_is_neutral() -> None:
    assert moved(MRR, levelled(500000, 700000)) is Effect.NEUTRAL
    assert moved(MRR, levelled(500000, goal=growth(target=700000))) is Effect.HARDER


def test_no_level_is_eased_unseen_behind_a_harder_target() -> None:
    harder = growth(target=700000)
    assert moved(levelled(500000), levelled(450000, goal=harder)) is Effect.MIXED
    assert moved(levelled(500000), harder) is Effect.MIXED
    assert moved(levelled(500000), levelled(500000, goal=harder)) is Effect.HARDER


def test_a_harder_level_does_not_hide_an_easier_target() -> None:
    assert moved(levelled(450000), levelled(500000, goal=growth(target=550000))) is Effect.EASIER


def test_a_level_above_is_easier_on_the_way_down() -> None:
    loss = aiming(Direction.DECREASE, 180, baseline=200)
    assert moved(levelled(185, goal=loss), levelled(190, goal=loss), current=190) is Effect.EASIER


def test_another_kpi_or_direction_cannot_be_compared() -> None:
    other = replace(MRR, kpi_id="other")
    assert moved(MRR, other) is Effect.INCOMPARABLE
    assert moved(MRR, replace(MRR, direction=Direction.AT_LEAST)) is Effect.INCOMPARABLE
    assert magnitude(MRR, other, original=MRR) is None
    assert rate_ratio(MRR, other, current=Decimal(480000), today=OCTOBER) is None


def test_a_pending_target_compares_with_no_number_but_its_date_does() -> None:
    assert moved(growth(target=None), MRR) is Effect.INCOMPARABLE
    assert moved(growth(target=None), growth(target=None, end=LATER)) is Effect.EASIER


def test_a_magnitude_is_in_spans_of_the_original_way() -> None:
    assert magnitude(MRR, growth(target=500000), original=MRR) == Decimal("-0.5")
    loss = aiming(Direction.DECREASE, 180, baseline=200)
    assert magnitude(loss, replace(loss, target=Decimal(190)), original=loss) == Decimal("0.5")


def test_a_magnitude_without_a_span_is_null() -> None:
    assert magnitude(MRR, growth(target=500000), original=growth(baseline=None)) is None
    assert magnitude(MRR, growth(target=500000), original=growth(baseline=600000)) is None
    assert magnitude(MRR, growth(target=None), original=MRR) is None
    assert magnitude(keeping(1, 2), keeping(1, 3), original=keeping(1, 2)) is None


def test_what_is_measured_by_another_kpi_than_the_original_has_no_magnitude() -> None:
    swapped = replace(MRR, kpi_id="other")
    assert magnitude(swapped, replace(swapped, target=Decimal(9)), original=MRR) is None


def test_a_retarget_without_magnitude_counts_and_adds_nothing() -> None:
    found = churn([Decimal("0.5"), None, Decimal("-0.25")])
    assert (found.count, found.gross, found.net) == (3, Decimal("0.75"), Decimal("0.25"))
    assert churn([]).count == churn([]).gross == churn([]).net == 0


@given(st.lists(st.integers(min_value=401, max_value=999), min_size=1, max_size=6), amounts, amounts)
def test_performance_and_retargets_add_up_to_the_change_in_progress(
    targets: list[int], before: Decimal, now: Decimal
) -> None:
    versions = [growth(target=target * 1000) for target in targets]
    found = decompose(versions, before=before, after=[now] * len(versions))
    start, end = raw_progress(versions[0], before), raw_progress(versions[-1], now)
    assert start is not None
    assert end is not None
    assert found.total is not None
    assert EXACT.abs(EXACT.subtract(found.total, EXACT.subtract(end, start))) < Decimal("1E-30")
    assert len(found.steps) == len(versions) - 1


def test_without_a_retarget_all_change_is_performance() -> None:
    found = decompose([MRR], before=Decimal(450000), after=[Decimal(480000)])
    assert (found.performance, found.retarget, found.steps) == (Decimal("0.15"), Decimal(0), ())


def test_where_nothing_was_read_the_value_is_the_baseline() -> None:
    found = decompose([MRR, growth(target=500000)], before=None, after=[Decimal(480000)] * 2)
    assert (found.performance, found.retarget) == (Decimal("0.4"), Decimal("0.4"))
    silent = decompose([MRR, growth(target=500000)], before=None, after=[None, None])
    assert (silent.performance, silent.retarget, silent.total) == (Decimal(0), Decimal(0), Decimal(0))


def test_what_measures_something_else_begins_at_its_own_baseline_where_nothing_was_read() -> None:
    other = replace(growth(baseline=10, target=20), kpi_id="other")
    eased = replace(growth(baseline=12, target=18), kpi_id="other")
    found = decompose([MRR, other, eased], before=None, after=[None, None, None])
    assert found.steps == (None, EXACT.divide(Decimal(-2), Decimal(6)))


def test_a_version_without_a_window_cannot_be_told_apart() -> None:
    found = decompose([MRR, None, MRR], before=None, after=[Decimal(480000)] * 3)
    assert (found.performance, found.retarget, found.steps) == (Decimal("0.4"), None, (None, None))


def test_each_version_cuts_the_readings_at_its_own_window() -> None:
    extended = growth(end=LATER)
    found = decompose([MRR, extended], before=None, after=[Decimal(480000), Decimal(500000)])
    assert (found.performance, found.retarget, found.total) == (
        Decimal("0.4"),
        Decimal("0.1"),
        Decimal("0.5"),
    )


def test_what_cannot_be_compared_is_null_and_its_total_too() -> None:
    now = Decimal(480000)
    swapped = replace(MRR, kpi_id="other")
    found = decompose([MRR, swapped, swapped], before=None, after=[now, now, now])
    assert (found.performance, found.retarget, found.total) == (Decimal("0.4"), None, None)
    assert found.steps == (None, Decimal(0))
    unknown = decompose([growth(baseline=None)], before=None, after=[now])
    assert (unknown.performance, unknown.total) == (None, None)

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.achievement import Version, achieved_on, in_force, outcome_by_readings
from goals.observation import Observation, current_value
from goals.progress import Yardstick
from goals.vocabulary import Aggregation, Direction, Outcome, ValueKind
from tests.arithmetic.known import END, START, after, aiming, growth, keeping, observed

LEVEL, INCREMENT = ValueKind.LEVEL, ValueKind.INCREMENT


def current(
    *observations: Observation, kind: ValueKind = LEVEL, aggregation: Aggregation = Aggregation.SUM
) -> Decimal | None:
    found = current_value(observations, value_kind=kind, aggregation=aggregation, start=START, end=END)
    return None if found is None else found.value


def version(yardstick: Yardstick, on: date = START) -> Version:
    return Version(effective_on=on, yardstick=yardstick)


def achieved(
    versions: Sequence[Version] | Yardstick,
    *observations: Observation,
    today: date = END,
    kind: ValueKind = LEVEL,
    aggregation: Aggregation = Aggregation.SUM,
) -> date | None:
    return achieved_on(
        [version(versions)] if isinstance(versions, Yardstick) else versions,
        observations,
        value_kind=kind,
        aggregation=aggregation,
        today=today,
    )


@pytest.mark.parametrize("aggregation", Aggregation)
def test_a_level_is_the_latest_reading_whatever_the_aggregation(aggregation: Aggregation) -> None:
    readings = [observed(after(9), 3), observed(after(5), 8)]
    assert current(*readings, aggregation=aggregation) == 3


def test_of_two_readings_at_the_same_instant_the_later_position_holds() -> None:
    assert current(observed(START, 7, position=9), observed(START, 5, position=3)) == 7


def test_a_level_from_before_the_window_holds_only_while_none_lies_inside() -> None:
    assert current(observed(after(-5), 4), observed(after(-9), 3)) == 4
    assert current(observed(after(-5), 4), observed(START, 0)) == 0


def test_no_reading_after_the_last_day_counts() -> None:
    assert current(observed(END, 6), observed(after(365), 99)) == 6
    assert current(observed(after(365), 99)) is None
    assert current(observed(after(365), 99), kind=INCREMENT) is None


@pytest.mark.parametrize(
    ("aggregation", "value"),
    [("sum", "9"), ("avg", "3"), ("min", "-2"), ("max", "7"), ("last", "4")],
)
def test_increments_are_aggregated_within_the_window(aggregation: str, value: str) -> None:
    readings = [observed(after(2), 4), observed(START, 7), observed(after(1), -2)]
    outside = [observed(after(-1), 100), observed(after(365), -100)]
    found = current(*readings, *outside, kind=INCREMENT, aggregation=Aggregation(aggregation))
    assert found == Decimal(value)


def test_no_increments_are_null_and_not_zero() -> None:
    assert current(kind=INCREMENT) is None
    assert current(observed(after(-1), 100), kind=INCREMENT) is None


def test_an_aggregate_names_the_last_reading_in_it() -> None:
    readings = [observed(START, 4), observed(after(3), 5, position=2)]
    found = current_value(readings, value_kind=INCREMENT, aggregation=Aggregation.SUM, start=START, end=END)
    assert found == replace(readings[1], value=Decimal(9))


def test_a_goal_is_achieved_on_the_first_day_its_target_was_met() -> None:
    readings = [observed(after(9), 610000), observed(after(3), 600000), observed(after(20), 500000)]
    assert achieved(growth(), *readings) == after(3)


def test_nothing_read_or_nothing_aimed_at_is_not_achieved() -> None:
    assert achieved(growth()) is None
    assert achieved(growth(target=None), observed(START, 1)) is None


def test_what_lies_after_today_is_not_known_yet() -> None:
    assert achieved(growth(), observed(after(9), 600000), today=after(8)) is None
    assert achieved(growth(), observed(after(9), 600000), today=after(9)) == after(9)


def test_the_last_day_itself_counts_and_the_next_does_not() -> None:
    assert achieved(growth(), observed(END, 600000), today=after(400)) == END
    assert achieved(growth(), observed(after(365), 600000), today=after(400)) is None


def test_a_reading_from_before_the_window_achieves_nothing() -> None:
    assert achieved(growth(), observed(after(-1), 600000)) is None


def test_increments_achieve_by_their_running_sum() -> None:
    signups = growth(baseline=0, target=350)
    readings = [observed(after(-1), 300), *(observed(after(10 * n), 100) for n in range(6))]
    assert achieved(signups, *readings, kind=INCREMENT) == after(30)


def test_the_target_in_force_on_the_day_decides() -> None:
    raised = [version(growth()), version(growth(target=700000), after(10))]
    assert achieved(raised, observed(after(9), 600000)) == after(9)
    assert achieved(raised, observed(after(10), 600000)) is None
    assert achieved(raised, observed(after(10), 700000)) == after(10)


def test_a_target_lowered_to_where_the_value_stands_is_met_that_day() -> None:
    lowered = [version(growth()), version(growth(target=480000), after(30))]
    assert achieved(lowered, observed(after(9), 480000)) == after(30)
    assert achieved(lowered, observed(after(9), 480000), today=after(29)) is None


def test_lowering_the_target_after_the_end_achieves_nothing() -> None:
    lowered = [version(growth()), version(growth(target=480000), after(370))]
    assert achieved(lowered, observed(after(9), 480000), today=after(400)) is None


def test_an_extended_window_counts_what_was_read_in_between() -> None:
    extended = [version(growth()), version(growth(end=after(500)), after(380))]
    assert achieved(extended, observed(after(370), 600000), today=after(400)) == after(380)


def test_a_backdated_version_replaces_the_ones_it_overtakes() -> None:
    versions = [
        version(growth()),
        version(growth(target=500000), after(50)),
        version(growth(target=900000), after(20)),
    ]
    assert in_force(versions, after(60)).target == 900000
    assert in_force(versions, after(19)).target == 600000
    assert in_force(versions, after(-90)).target == 600000
    assert achieved(versions, observed(after(60), 500000)) is None


@pytest.mark.parametrize("keep", [keeping(10, 15), aiming(Direction.AT_MOST, 15)])
def test_keeping_is_settled_by_how_the_last_day_ends(keep: Yardstick) -> None:
    assert achieved(keep, observed(START, 12), today=after(363)) is None
    assert achieved(keep, observed(START, 12), today=END) == END
    assert achieved(keep, observed(START, 12), observed(END, 16), today=END) is None
    assert achieved(keep, observed(START, 99), observed(END, 15), today=after(999)) == END
    assert achieved(keep, today=END) is None


def test_keeping_by_a_range_moved_after_the_end_is_settled_by_the_old_one() -> None:
    versions = [version(keeping(10, 15)), version(keeping(10, 20), after(370))]
    assert achieved(versions, observed(START, 18), today=after(400)) is None


def test_what_was_met_stays_met_though_it_is_to_be_kept_since() -> None:
    kept = replace(aiming(Direction.AT_MOST, 100), end=after(99))
    assert achieved([version(growth()), version(kept, after(50))], observed(after(9), 600000)) == after(9)
    assert achieved([version(kept), version(growth(), after(150))], observed(after(9), 50), today=END) == after(99)


def test_a_target_kept_to_the_end_stays_so_though_the_end_was_moved_since() -> None:
    keep = replace(aiming(Direction.AT_MOST, 15), end=after(99))
    extended = [version(keep), version(replace(keep, end=after(300)), after(120))]
    assert achieved(extended, observed(after(9), 12), observed(after(110), 99), today=END) == after(99)


def test_what_was_met_by_another_measure_does_not_count() -> None:
    swapped = [version(growth(target=500000)), version(replace(growth(), kpi_id="other"), after(50))]
    assert achieved(swapped, observed(after(9), 500000)) is None


def test_the_outcome_by_readings_is_achieved_or_missed() -> None:
    assert outcome_by_readings(END) is Outcome.ACHIEVED
    assert outcome_by_readings(None) is Outcome.MISSED


dates_and_values = st.lists(
    st.tuples(st.integers(min_value=-5, max_value=40), st.integers(min_value=0, max_value=12)), max_size=12
)


@given(dates_and_values, st.integers(min_value=-5, max_value=40), st.sampled_from(Aggregation))
def test_a_goal_never_moved_is_achieved_on_the_first_day_whose_value_meets_it(
    found: list[tuple[int, int]], today: int, aggregation: Aggregation
) -> None:
    goal = growth(baseline=0, target=9, end=after(30))
    readings = [observed(after(day), value, position=place) for place, (day, value) in enumerate(found)]
    for kind in ValueKind:
        days = [
            day
            for day in range(min(today, 30) + 1)
            if any(one.day == after(day) for one in readings)
            and any(value >= 9 for value in values_on(day, readings, kind, aggregation))
        ]
        expected = after(days[0]) if days else None
        assert achieved(goal, *readings, today=after(today), kind=kind, aggregation=aggregation) == expected


def values_on(day: int, readings: list[Observation], kind: ValueKind, aggregation: Aggregation) -> list[Decimal]:
    """The current value after each reading of a day, each worked out afresh."""
    earlier = [one for one in readings if one.day < after(day)]
    on_the_day = [one for one in readings if one.day == after(day)]
    known = [earlier + on_the_day[: n + 1] for n in range(len(on_the_day))]
    found = [current(*some, kind=kind, aggregation=aggregation) for some in known]
    return [value for value in found if value is not None]

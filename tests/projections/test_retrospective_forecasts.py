"""What was forecast at each week's end, and what came?"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace as changed

from goals.goal.definition import Definition
from goals.goal.facts import GoalClosed
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.target import Absolute, Baseline
from goals.vocabulary import Aggregation, BaselineState, Direction, Outcome, ValueKind
from projections.answers import forecast
from projections.answers.axes import Axis
from projections.answers.retrospective import forecasts
from projections.answers.retrospective.came import NO_FORECAST, NOTHING_NEW, NOTHING_READ, OTHER_KPI, TO_COME
from tests.projections.looking_back import LATER, MARCH, QUARTERLY, looking, pursue, until
from tests.projections.story import (
    GOAL,
    KPI,
    MEASURE,
    OTHER,
    REASON,
    START,
    Told,
    aiming,
    reading,
    retargeted,
    telling,
)

ADDED = "0190a0a0-0000-7000-8000-00000000000b"
SAME = (
    "method",
    "n",
    "slope_per_day",
    "at_deadline",
    "low",
    "high",
    "interval",
    "attainment",
    "reached_on",
    "why_none",
)
WEEK = timedelta(days=7)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def looked(told: Told, on: date = LATER, **more: Any) -> dict[str, Any]:
    with looking(told, on, **more) as seen:
        return forecasts.section(seen)


def ledger(told: Told, on: date = LATER, **more: Any) -> list[dict[str, Any]]:
    return list(looked(told, on, **more)["ledger"])


def made_on(entries: Sequence[dict[str, Any]], day: date) -> dict[str, Any]:
    (found,) = [each for each in entries if each["made_on"] == day.isoformat()]
    return found


def read_weekly(told: Told, values: Sequence[int], first: date = date(2023, 1, 6)) -> None:
    for week, value in enumerate(values):
        told.read(first + week * WEEK, value)


def straight(told: Told) -> None:
    """1,000 a day up to 10 March, and beyond the line on the deadline."""
    pursue(told)
    read_weekly(told, [405_000 + 7_000 * week for week in range(10)])
    told.read(MARCH, 500_000)


@pytest.fixture
def lived(told: Told) -> Told:
    """A quarter of two goals, one of sums: late, corrected and voided readings, a retarget with notice."""
    summing = changed(MEASURE, value_kind=ValueKind.INCREMENT, aggregation=Aggregation.SUM)
    told.tell(START, ADDED, KpiDefined(key="added", name="Added", measure=summing))
    pursue(told, definition=until(MARCH, tz="Pacific/Auckland"))
    pursue(told, OTHER, definition=until(date(2023, 3, 10), changed(aiming(900), kpi_id=ADDED, baseline=ZERO)))
    for week in range(10):
        day = date(2023, 1, 6) + week * WEEK
        late = day + (3 * WEEK if week % 3 == 1 else timedelta())
        told.read(day, 400_000 + 9_000 * week + 500 * (-1) ** week, recorded=late)
        fact = changed(reading(day, 60 + 5 * week), kpi_id=ADDED)
        told.tell(day, reading_id(kpi_id=ADDED, key=fact.key), fact)
    key = date(2023, 2, 10).isoformat()
    told.tell(date(2023, 2, 20), reading_id(kpi_id=KPI, key=key), corrected(450_000))
    key = date(2023, 2, 3).isoformat()
    told.tell(date(2023, 2, 27), reading_id(kpi_id=ADDED, key=key), ReadingVoided(kpi_id=ADDED, reason="Twice"))
    before, after = until(MARCH, tz="Pacific/Auckland"), aiming(480_000, until(MARCH, tz="Pacific/Auckland"))
    told.tell(date(2023, 3, 1), GOAL, retargeted(before, after, on=date(2023, 3, 7)))
    told.read(date(2023, 3, 30), 491_000, recorded=date(2023, 4, 3))
    return told


ZERO = Baseline(state=BaselineState.KNOWN, value=Decimal(0))


def corrected(value: int) -> ReadingCorrected:
    return ReadingCorrected(kpi_id=KPI, value=Decimal(value), reason="A typing error")


@pytest.mark.parametrize("original", [False, True], ids=["as_it_was", "by_the_original_targets"])
@pytest.mark.parametrize("axis", Axis)
def test_each_forecast_is_what_was_answered_at_its_moment(lived: Told, axis: Axis, *, original: bool):
    with looking(lived, axis=axis, original=original) as seen:
        found = forecasts.section(seen)["ledger"]
        assert {each["goal_id"] for each in found if each["why_none"] is None} == {GOAL, OTHER}
        assert len(found) > 20
        ends = {seen.ended(day).as_of: seen.ended(day) for day in seen.week_ends}
        for day in seen.week_ends:
            asking = seen.ended(day)
            mine = [each for each in found if each["position"] == asking.position and is_of(each, day)]
            for each in mine:
                answered = forecast.answer(asking, each["goal_id"])
                assert answered is not None
                assert {name: each[name] for name in SAME} == {name: answered[name] for name in SAME}
        assert len(ends) in (1, 14)


def is_of(each: dict[str, Any], day: date) -> bool:
    """A day in the goal's zone begins before that of the workspace."""
    return date.fromisoformat(each["made_on"]) in (day, day + timedelta(days=1))


@pytest.mark.parametrize("axis", Axis)
def test_the_error_is_what_recomputing_it_from_the_ledger_comes_to(lived: Told, axis: Axis):
    found = looked(lived, axis=axis)
    entries = [each for each in found["ledger"] if each["error"] is not None]
    assert len(entries) > 5
    assert all(Decimal(each["at_deadline"]) - Decimal(each["actual"]) == Decimal(each["error"]) for each in entries)
    assert_summed(found["error"], entries)
    bounds = {"7": (0, 7), "30": (8, 30), "90": (31, 90), "more": (91, 10_000)}
    for each in found["error"]["by_horizon"]:
        least, most = bounds[each["horizon"]]
        assert_summed(each, [entry for entry in entries if least <= entry["days_ahead"] <= most])
    for each in found["error"]["by_goal"]:
        mine = [entry for entry in entries if entry["goal_id"] == each["goal_id"]]
        assert_summed(each, mine)
        mean = sum((Fraction(entry["error"]) for entry in mine), Fraction(0)) / len(mine)
        assert abs(Fraction(each["mean_error"]) - mean) <= Fraction(1, 10**9)


def assert_summed(told: dict[str, Any], entries: Sequence[dict[str, Any]]) -> None:
    spans = {GOAL: {"600000": 200_000, "480000": 80_000}, OTHER: {"900": 900}}
    assert told["n"] == told["n_shares"] == len(entries)
    if not entries:
        assert (told["bias"], told["mean_absolute"], told["coverage"]) == (None, None, None)
        return
    shares = [Fraction(each["error"]) / span_of(each, spans[each["goal_id"]]) for each in entries]
    inside = [Decimal(each["low"]) <= Decimal(each["actual"]) <= Decimal(each["high"]) for each in entries]
    assert inside == [each["inside"] for each in entries]
    assert near(told["coverage"], Fraction(sum(inside), len(inside)))
    assert near(told["bias"], sum(shares, Fraction(0)) / len(shares))
    assert near(told["mean_absolute"], sum(map(abs, shares), Fraction(0)) / len(shares))


def span_of(each: dict[str, Any], spans: dict[str, int]) -> int:
    """Eased on 7 March, as its attainment shows."""
    covered = {span: abs(attained(each, span) - Fraction(each["attainment"])) for span in spans.values()}
    return min(covered, key=lambda span: covered[span])


def attained(each: dict[str, Any], span: int) -> Fraction:
    baseline = 400_000 if each["goal_id"] == GOAL else 0
    return (Fraction(each["at_deadline"]) - baseline) / span


def near(told: str, exact: Fraction) -> bool:
    return abs(Fraction(told) - exact) <= Fraction(1, 10_000)


def test_a_forecast_is_held_against_the_value_at_the_deadline_it_was_for(told: Told):
    straight(told)
    found = made_on(ledger(told), date(2023, 3, 12))
    assert (found["deadline"], found["days_ahead"], found["value"]) == ("2023-03-31", 19, "468000")
    assert (found["at_deadline"], found["actual"], found["observed_at"]) == (
        "489000",
        "500000",
        "2023-03-31T00:00:00.000000Z",
    )
    assert (found["error"], found["error_share"], found["inside"]) == ("-11000", "-0.0550", False)
    assert (found["why_unjudged"], found["retargeted_since"]) == (None, False)


def test_until_the_deadline_nothing_has_come(told: Told):
    pursue(told, definition=until(date(2023, 12, 31)))
    read_weekly(told, [400_000, 410_000, 420_000, 430_000])
    found = looked(told)
    assert {each["why_unjudged"] for each in found["ledger"][-5:]} == {TO_COME}
    assert {(each["actual"], each["error"], each["inside"]) for each in found["ledger"]} == {(None, None, None)}
    assert (found["error"]["n"], found["error"]["bias"], found["error"]["by_goal"]) == (0, None, [])


def test_with_too_little_read_nothing_is_forecast_and_it_says_how_little_that_was(told: Told):
    pursue(told)
    told.read(date(2023, 1, 6), 400_000)
    told.read(MARCH, 500_000)
    found = made_on(ledger(told), date(2023, 2, 5))
    assert (found["n"], found["at_deadline"], found["why_none"]) == (1, None, forecast.TOO_FEW)
    assert (found["why_unjudged"], found["actual"], found["error"]) == (NO_FORECAST, "500000", None)


def test_what_the_forecast_knew_already_has_not_come_after_it(told: Told):
    pursue(told)
    read_weekly(told, [400_000, 410_000, 420_000, 430_000])
    found = made_on(ledger(told), date(2023, 3, 5))
    assert (found["actual"], found["why_unjudged"], found["error"]) == ("430000", NOTHING_NEW, None)


def test_where_all_that_was_read_is_void_nothing_has_come(told: Told):
    pursue(told)
    read_weekly(told, [400_000, 410_000, 420_000])
    for week in range(3):
        key = (date(2023, 1, 6) + week * WEEK).isoformat()
        told.tell(date(2023, 4, 4), reading_id(kpi_id=KPI, key=key), ReadingVoided(kpi_id=KPI, reason="Never taken"))
    found = made_on(ledger(told), date(2023, 2, 5))
    assert (found["n"], found["actual"], found["why_unjudged"]) == (3, None, NOTHING_READ)


def test_a_goal_that_measures_another_kpi_since_cannot_be_held_against_it(told: Told):
    straight(told)
    told.tell(START, ADDED, KpiDefined(key="other", name="Other", measure=MEASURE))
    after = changed(QUARTERLY, kpi_id=ADDED)
    told.tell(date(2023, 3, 14), GOAL, retargeted(QUARTERLY, after, on=date(2023, 3, 14)))
    found = ledger(told)
    assert (made_on(found, date(2023, 3, 12))["why_unjudged"], made_on(found, date(2023, 3, 12))["error"]) == (
        OTHER_KPI,
        None,
    )


def test_a_forecast_by_a_target_that_was_moved_since_says_so(told: Told):
    straight(told)
    told.tell(date(2023, 3, 14), GOAL, retargeted(QUARTERLY, aiming(550_000, QUARTERLY), on=date(2023, 3, 20)))
    found = {each["made_on"]: each["retargeted_since"] for each in ledger(told)}
    assert [found["2023-03-12"], found["2023-03-19"], found["2023-03-26"]] == [True, True, False]


def test_by_the_original_targets_nothing_was_moved_since(told: Told):
    straight(told)
    told.tell(date(2023, 4, 1), GOAL, retargeted(QUARTERLY, aiming(550_000, QUARTERLY), on=date(2023, 3, 20)))
    assert {each["retargeted_since"] for each in ledger(told)} == {True}
    assert {each["retargeted_since"] for each in ledger(told, original=True)} == {False}


def test_a_deadline_moved_since_is_held_against_the_value_at_the_one_it_was_for(told: Told):
    straight(told)
    after = until(date(2023, 4, 30))
    told.tell(date(2023, 3, 14), GOAL, retargeted(QUARTERLY, after, on=date(2023, 3, 14)))
    told.read(date(2023, 4, 28), 530_000)
    found = ledger(told)
    assert (made_on(found, date(2023, 3, 12))["actual"], made_on(found, date(2023, 3, 12))["deadline"]) == (
        "500000",
        "2023-03-31",
    )
    assert made_on(found, date(2023, 3, 19))["deadline"] == "2023-04-30"


def test_nothing_is_forecast_of_a_goal_that_ended_or_whose_deadline_has_passed(told: Told):
    straight(told)
    told.tell(date(2023, 3, 14), GOAL, GoalClosed(on=date(2023, 3, 14), outcome=Outcome.MISSED, reason=REASON))
    pursue(told, OTHER, until(date(2023, 2, 10)))
    last = {each["goal_id"]: each["made_on"] for each in ledger(told, axis=Axis.EFFECTIVE)}
    assert last == {GOAL: "2023-03-12", OTHER: "2023-02-05"}


@pytest.mark.parametrize(
    ("direction", "baseline", "share"),
    [
        (Direction.AT_LEAST, 400_000, "-0.0550"),
        (Direction.AT_LEAST, 700_000, None),
        (Direction.AT_LEAST, None, None),
        (Direction.AT_MOST, 400_000, None),
        (Direction.AT_MOST, 800_000, "0.0550"),
    ],
)
def test_where_progress_is_along_no_way_an_error_is_no_share_of_one(
    told: Told, direction: Direction, baseline: int | None, share: str | None
):
    pursue(told, definition=limited(direction, baseline))
    read_weekly(told, [405_000 + 7_000 * week for week in range(10)])
    told.read(MARCH, 500_000)
    found = looked(told)
    entry = made_on(found["ledger"], date(2023, 3, 12))
    assert (entry["error"], entry["error_share"]) == ("-11000", share)
    assert (found["error"]["n_shares"] == 0) is (share is None)


def limited(direction: Direction, baseline: int | None) -> Definition:
    value = None if baseline is None else Decimal(baseline)
    known = Baseline(state=BaselineState.UNKNOWN if value is None else BaselineState.KNOWN, value=value)
    target = Absolute(value=Decimal(600_000))
    return changed(QUARTERLY, direction=direction, baseline=known, target=target)

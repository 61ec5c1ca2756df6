"""What was known when, and where was nothing known?"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from goals.achievement import outcome_by_readings
from goals.goal.definition import Definition
from goals.goal.facts import CheckedIn, GoalClosed, GoalPaused
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined
from goals.period import Period
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.vocabulary import Aggregation, Cadence, Direction, Maturity, Outcome, ValueKind
from goals.window import day_end
from projections.answers.achievement import day_achieved
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.periods import last_before
from projections.answers.retrospective import known_when, silent
from projections.answers.retrospective.verdicts import verdicts
from projections.lives import view_of
from tests.postgres import roomy
from tests.projections.looking_back import LATER, MARCH, QUARTERLY, looking, pursue, until
from tests.projections.story import (
    GOAL,
    KPI,
    MEASURE,
    OTHER,
    REASON,
    START,
    Told,
    activated,
    aiming,
    created,
    reading,
    retargeted,
    telling,
)
from tests.projections.test_late_replay import AIM, RENTED, SOLD, History, Step, aims, steps
from tests.projections.test_late_replay import aiming as aimed
from tests.soak import scale

KPI_READ = reading(date(2023, 1, 9), 400_000)
APRIL = date(2023, 4, 5)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def outcomes(told: Told, on: date = LATER, **more: Any) -> list[dict[str, Any]]:
    with looking(told, on, **more) as seen:
        return list(known_when.section(seen)["outcomes"])


def figures(told: Told, on: date = LATER, **more: Any) -> list[dict[str, Any]]:
    with looking(told, on, **more) as seen:
        return list(known_when.section(seen)["figures"])


def silences(told: Told, on: date = LATER, **more: Any) -> list[dict[str, Any]]:
    with looking(told, on, **more) as seen:
        return silent.section(seen)


def missed_until_april(told: Told, definition: Definition = QUARTERLY) -> None:
    pursue(told, definition=definition)
    told.read(date(2023, 3, 20), 590_000)
    told.read(MARCH, 600_000, recorded=APRIL)


def correct(told: Told, on: date, of: date, value: int) -> int:
    fact = ReadingCorrected(kpi_id=KPI, value=Decimal(value), reason="A typing error")
    return told.tell(on, reading_id(kpi_id=KPI, key=of.isoformat()), fact)


def void(told: Told, on: date, of: date) -> int:
    return told.tell(on, reading_id(kpi_id=KPI, key=of.isoformat()), ReadingVoided(kpi_id=KPI, reason="Never taken"))


def test_a_late_reading_turns_what_was_known_when_the_deadline_had_passed(told: Told):
    missed_until_april(told)
    (found,) = outcomes(told)
    assert (found["deadline"], found["at_deadline"], found["now"]) == ("2023-03-31", "missed", "achieved")
    (turn,) = found["known"]
    assert (turn["value_before"], turn["value_after"], turn["days_late"]) == (None, "600000", 5)
    assert (turn["verdict_before"], turn["verdict_after"]) == ("missed", "achieved")
    assert (turn["position"], turn["observed_at"]) == (len(told.events), "2023-03-31T00:00:00.000000Z")
    assert turn["event_id"] == told.events[-1].envelope.event_id


def test_every_later_moment_at_which_it_turned_is_told_in_order(told: Told):
    missed_until_april(told)
    correct(told, date(2023, 4, 7), MARCH, 580_000)
    correct(told, date(2023, 4, 8), MARCH, 610_000)
    void(told, date(2023, 4, 9), MARCH)
    (found,) = outcomes(told)
    turns = [(each["value_before"], each["value_after"], each["verdict_after"]) for each in found["known"]]
    assert turns == [
        (None, "600000", "achieved"),
        ("600000", "580000", "missed"),
        ("580000", "610000", "achieved"),
        ("610000", None, "missed"),
    ]
    assert (found["at_deadline"], found["now"]) == ("missed", "missed")


def test_what_turns_nothing_is_no_moment_of_it(told: Told):
    pursue(told)
    told.read(date(2023, 3, 20), 500_000)
    told.read(MARCH, 520_000, recorded=APRIL)
    (found,) = outcomes(told)
    assert (found["at_deadline"], found["now"], found["known"]) == ("missed", "missed", [])


def test_what_is_learnt_after_the_moment_asked_about_is_not_known(told: Told):
    missed_until_april(told)
    position = len(told.events)
    void(told, date(2023, 4, 9), MARCH)
    with told.asking(date(2023, 4, 6), position=position) as asking:
        view = view_of(asking.question, GOAL)
        assert view is not None
        (found,) = verdicts(asking, GOAL, view, until=MARCH)
    assert (found.first, found.last) == (Outcome.MISSED, Outcome.ACHIEVED)


def test_a_deadline_that_has_not_passed_has_no_verdict(told: Told):
    missed_until_april(told, until(date(2023, 4, 30)))
    assert outcomes(told) == []


def test_a_deadline_before_the_period_counts_while_the_goal_is_pursued_in_it(told: Told):
    pursue(told, definition=until(date(2023, 2, 28)))
    assert [each["deadline"] for each in outcomes(told)] == ["2023-02-28"]


def test_a_deadline_moved_before_it_passed_was_none_and_one_moved_afterwards_was_one(told: Told):
    first, second, third = until(date(2023, 2, 10)), until(date(2023, 2, 28)), until(MARCH)
    pursue(told, definition=first)
    told.tell(date(2023, 2, 1), GOAL, retargeted(first, second, on=date(2023, 2, 1)))
    told.tell(date(2023, 3, 2), GOAL, retargeted(second, third, on=date(2023, 3, 2)))
    assert [each["deadline"] for each in outcomes(told)] == ["2023-02-28", "2023-03-31"]


def test_a_retarget_told_late_that_had_taken_effect_turns_a_verdict_too(told: Told):
    pursue(told)
    told.read(date(2023, 3, 20), 550_000)
    told.tell(APRIL, GOAL, retargeted(QUARTERLY, aiming(550_000, QUARTERLY), on=date(2023, 3, 1)))
    (found,) = outcomes(told)
    (turn,) = found["known"]
    assert (turn["reading_id"], turn["value_after"], turn["verdict_after"]) == (None, None, "achieved")
    assert turn["type"].endswith("goal.retargeted.v1")


def test_by_the_original_target_there_would_have_been_another_verdict(told: Told):
    pursue(told)
    told.read(date(2023, 3, 20), 550_000)
    told.tell(date(2023, 3, 22), GOAL, retargeted(QUARTERLY, aiming(550_000, QUARTERLY), on=date(2023, 3, 22)))
    told.read(MARCH, 600_000, recorded=APRIL)
    assert [(each["at_deadline"], each["now"]) for each in outcomes(told)] == [("achieved", "achieved")]
    assert [(each["at_deadline"], each["now"]) for each in outcomes(told, original=True)] == [("missed", "achieved")]


def test_a_goal_that_was_never_committed_has_no_verdict(told: Told):
    told.tell(START, GOAL, created(Maturity.PRELIMINARY, definition=QUARTERLY), activated(QUARTERLY))
    assert outcomes(told) == []


@pytest.mark.parametrize("axis", Axis)
def test_what_was_known_when_is_the_same_on_either_axis(told: Told, axis: Axis):
    missed_until_april(told)
    assert outcomes(told, axis=axis) == outcomes(told)
    assert figures(told, axis=axis) == figures(told)


def test_figures_of_the_last_day_that_are_known_otherwise_since(told: Told):
    missed_until_april(told)
    (found,) = figures(told)
    assert (found["on"], found["value_then"], found["value_now"]) == ("2023-03-31", "590000", "600000")
    assert (found["progress_then"]["raw"], found["progress_now"]["raw"]) == ("0.9500", "1.0000")
    assert [(each["position"], each["days_late"]) for each in found["events"]] == [(len(told.events), 5)]


def test_a_reading_of_a_later_day_changes_no_figure_of_the_last(told: Told):
    pursue(told, definition=until(date(2023, 12, 31)))
    told.read(date(2023, 3, 20), 450_000)
    told.read(date(2023, 4, 2), 480_000)
    assert figures(told) == []


def test_a_correction_of_another_day_is_no_difference_but_is_none_of_the_last_days_either(told: Told):
    pursue(told)
    told.read(date(2023, 3, 1), 420_000)
    told.read(date(2023, 3, 20), 450_000)
    correct(told, APRIL, date(2023, 3, 1), 430_000)
    assert figures(told) == []


def test_of_many_late_readings_the_last_are_told_and_how_many_there_were(told: Told):
    pursue(told)
    for day in range(1, 31):
        told.read(date(2023, 3, day), 400_000 + day, recorded=APRIL)
    (found,) = figures(told)
    assert (found["count"], len(found["events"]), found["value_then"]) == (30, 20, None)
    assert found["events"][-1]["value_after"] == "400030"


def test_a_goal_nobody_read_in_the_period_is_silent_and_one_that_was_read_is_not(told: Told):
    pursue(told)
    pursue(told, OTHER)
    assert [each["goal_id"] for each in silences(told)] == [GOAL, OTHER]
    told.read(START, 400_000)
    assert silences(told) == []


def test_a_silent_goal_is_told_with_what_was_last_heard_of_it(told: Told):
    pursue(told)
    told.read(date(2022, 12, 20), 390_000)
    told.tell(date(2023, 2, 3), GOAL, CheckedIn(on=date(2023, 2, 1)))
    (found,) = silences(told)
    assert (found["last_read_on"], found["days_silent"], found["cadence"]) == ("2022-12-20", 101, None)
    assert (found["last_check_in_on"], found["checked_in_in_period"], found["flagged"]) == ("2023-02-01", True, False)


def test_where_nothing_was_ever_read_it_is_silent_since_it_began(told: Told):
    pursue(told)
    (found,) = silences(told)
    assert (found["last_read_on"], found["days_silent"]) == (None, 89)


def test_a_goal_without_a_kpi_is_silent_without_a_check_in(told: Told):
    unmeasured = changed(QUARTERLY, kpi_id=None, series=None)
    told.tell(START, GOAL, created(definition=unmeasured), activated(unmeasured))
    assert [each["goal_id"] for each in silences(told)] == [GOAL]
    told.tell(date(2023, 2, 3), GOAL, CheckedIn(on=date(2023, 2, 1)))
    assert silences(told) == []


def test_what_is_flagged_as_silent_is_silent_though_it_was_read_in_the_period(told: Told):
    weekly = "0190a0a0-0000-7000-8000-00000000000b"
    told.tell(START, weekly, KpiDefined(key="w", name="Weekly", measure=changed(MEASURE, cadence=Cadence.WEEK)))
    definition = changed(QUARTERLY, kpi_id=weekly)
    pursue(told, definition=definition)
    fact = changed(KPI_READ, kpi_id=weekly)
    told.tell(date(2023, 1, 9), reading_id(kpi_id=weekly, key=fact.key), fact)
    (found,) = silences(told)
    assert (found["read_in_period"], found["flagged"], found["days_silent"]) == (True, True, 81)


def test_a_goal_that_ended_is_silent_up_to_its_end(told: Told):
    pursue(told)
    told.tell(date(2023, 1, 31), GOAL, GoalClosed(on=date(2023, 1, 31), outcome=Outcome.ABANDONED, reason=REASON))
    (found,) = silences(told)
    assert (found["state"], found["days_silent"]) == ("closed", 30)


def test_a_goal_that_was_read_up_to_its_end_is_not_silent_after_it(told: Told):
    pursue(told)
    told.read(date(2023, 3, 24), 450_000)
    april = Period(first=date(2023, 4, 1), last=date(2023, 4, 30))
    assert silences(told, period=Period(first=date(2023, 4, 1), last=date(2023, 4, 12))) == []
    (found,) = silences(told, period=april)
    assert (found["cause"], found["days_past_end"], found["days_silent"]) == ("unclosed", 30, 7)
    told.tell(date(2023, 4, 5), GOAL, GoalClosed(on=date(2023, 4, 5), outcome=Outcome.MISSED, reason=REASON))
    assert silences(told, period=april) == []


def test_a_goal_closed_soon_after_it_was_last_read_is_not_silent(told: Told):
    pursue(told, definition=until(date(2023, 12, 31)))
    told.read(date(2023, 3, 24), 450_000)
    told.tell(date(2023, 4, 5), GOAL, GoalClosed(on=date(2023, 4, 5), outcome=Outcome.MISSED, reason=REASON))
    assert silences(told, period=Period(first=date(2023, 4, 1), last=date(2023, 4, 30))) == []


def test_a_paused_goal_is_not_silent(told: Told):
    pursue(told)
    told.tell(date(2023, 2, 1), GOAL, GoalPaused(on=date(2023, 2, 1), reason="No budget this quarter"))
    assert silences(told) == []


def test_a_reading_told_after_the_period_was_not_heard_in_it(told: Told):
    pursue(told)
    told.read(date(2023, 3, 20), 450_000, recorded=APRIL)
    assert [each["read_in_period"] for each in silences(told)] == [False]
    assert silences(told, axis=Axis.EFFECTIVE) == []


def anew(told: Told, asking: Asking, day: date, tz: str) -> list[tuple[int, str]]:
    """The verdict on a deadline when it had passed, and at every position since at which it was another."""
    since = last_before(asking, microseconds(day_end(day, tz)))
    found: list[tuple[int, str]] = []
    for position in range(since, len(told.events) + 1):
        there = replace(asking, position=position).about(day)
        view = view_of(there.question, AIM)
        said = outcome_by_readings(None if view is None else day_achieved(there, AIM, view)).value
        if not found or found[-1][1] != said:
            found.append((position, said))
    return found


def microseconds(instant: datetime) -> int:
    return (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


@settings(max_examples=scale(60, 10_000))
@given(st.sampled_from(ValueKind), st.sampled_from(Aggregation), aims, steps)
def test_a_verdict_turns_where_asking_anew_at_every_position_finds_another(
    kind: ValueKind, aggregation: Aggregation, aim: tuple[Direction, Any, int, str], taken: list[Step]
):
    first = aimed(aim)
    measure = changed(MEASURE, value_kind=kind, aggregation=aggregation)
    with tempfile.TemporaryDirectory(dir=roomy()) as home, telling(f"sqlite:///{Path(home, 'x.sqlite')}") as told:
        told.tell(START, SOLD, KpiDefined(key="sold", name="Sold", measure=measure))
        told.tell(START, RENTED, KpiDefined(key="rented", name="Rented", measure=measure))
        told.tell(START, AIM, created(definition=first), activated(first))
        history = History(told, first)
        for step in taken:
            history.take(step)
        with told.asking(LATER) as asking:
            view = view_of(asking.question, AIM)
            assert view is not None
            for verdict in verdicts(asking, AIM, view, until=LATER):
                turns = [(each.position, each.after.value) for each in verdict.turned]
                (_, at_first), *since = anew(told, asking, verdict.window.end, verdict.window.tz)
                assert (verdict.first.value, turns) == (at_first, since)

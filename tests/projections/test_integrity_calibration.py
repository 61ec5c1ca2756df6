"""Did what came bear out the confidence that was stated?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.facts import CheckedIn
from goals.period import Period
from goals.window import Window
from projections.answers.integrity import report
from tests.projections.story import (
    END,
    GOAL,
    MRR,
    OTHER,
    START,
    Told,
    activated,
    created,
    ending,
    retargeted,
    telling,
)

YEAR = Period(first=START, last=END, name="2023")
LATER = date(2024, 6, 1)
JUNE = date(2023, 6, 1)
DAY = timedelta(days=1)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def sure(
    told: Told, confidence: str | None, *, on: date = JUNE, goal_id: str = GOAL, recorded: date | None = None
) -> int:
    said = None if confidence is None else Decimal(confidence)
    return told.tell(recorded or on, goal_id, CheckedIn(on=on, confidence=said))


def calibration(told: Told, period: Period = YEAR, *, on: date = LATER) -> dict[str, Any]:
    with told.asking(on) as asking:
        answer = report.answer(asking, period, None)
    assert answer is not None
    found: dict[str, Any] = answer["calibration"]
    return found


def test_confidence_in_what_was_missed_is_scored_by_its_square(told: Told):
    sure(told, "0.9")
    sure(told, "0.6")
    found = calibration(told)
    assert (found["n"], found["brier"]) == (2, "0.5850")


def test_a_bin_tells_how_often_what_was_said_in_it_came(told: Told):
    told.read(date(2023, 12, 1), 600_000)
    sure(told, "0.75")
    found = calibration(told)
    assert (found["brier"], len(found["histogram"])) == ("0.0625", 10)
    assert found["histogram"][7] == {
        "from": "0.7",
        "to": "0.8",
        "n": 1,
        "mean_confidence": "0.7500",
        "share_achieved": "1.0000",
    }
    assert found["histogram"][8]["n"] == 0


def test_without_a_stated_confidence_there_is_no_score(told: Told):
    sure(told, None)
    assert (calibration(told)["n"], calibration(told)["brier"]) == (0, None)


@pytest.mark.parametrize(("on", "counted"), [(START - DAY, 0), (START, 1), (END, 1), (END + DAY, 0)])
def test_what_was_said_in_the_window_counts_and_not_beside_it(told: Told, on: date, counted: int):
    sure(told, "0.5", on=on)
    assert calibration(told)["n"] == counted


@pytest.mark.parametrize(("recorded", "counted"), [(END, 1), (END + DAY, 0), (LATER, 0)])
def test_what_was_said_after_the_deadline_foretold_nothing_whatever_day_it_is_dated(
    told: Told, recorded: date, counted: int
):
    sure(told, "1", on=JUNE, recorded=recorded)
    assert calibration(told)["n"] == counted


@pytest.mark.parametrize(("tz", "counted"), [("Pacific/Auckland", 0), ("Pacific/Honolulu", 1)])
def test_the_deadlines_day_is_over_where_the_goal_is(database_url: str, tz: str, counted: int):
    there = replace(MRR, span=Window(start=START, end=END, tz=tz))
    with telling(database_url) as told:
        told.tell(START, GOAL, created(definition=there), activated(there))
        sure(told, "1", on=END, recorded=END + DAY)
        assert calibration(told)["n"] == counted


@pytest.mark.parametrize(("last", "counted"), [(END - DAY, 0), (END, 1)])
def test_a_window_that_ends_on_the_periods_last_day_has_ended_in_it(told: Told, last: date, counted: int):
    sure(told, "0.5")
    assert calibration(told, Period(first=START, last=last))["n"] == counted
    assert calibration(told, on=last)["n"] == counted


def test_a_window_that_ended_before_the_period_is_not_scored_again(told: Told):
    sure(told, "0.5")
    assert calibration(told, Period(first=END + DAY, last=LATER))["n"] == 0


def test_what_was_read_after_the_deadline_changes_nothing_unless_it_was_observed_before(told: Told):
    sure(told, "1")
    told.read(END + DAY, 600_000)
    assert calibration(told)["brier"] == "1.0000"
    told.read(END, 600_000, recorded=LATER)
    assert calibration(told)["brier"] == "0.0000"


def test_the_deadline_is_that_of_the_version_in_force(told: Told):
    sure(told, "1")
    told.read(JUNE, 450_000)
    longer = ending(date(2024, 1, 31))
    told.tell(END, GOAL, retargeted(MRR, longer, on=END))
    assert calibration(told)["n"] == 0
    told.read(date(2024, 1, 31), 600_000)
    january = Period(first=date(2024, 1, 1), last=date(2024, 1, 31))
    assert (calibration(told, january)["n"], calibration(told, january)["brier"]) == (1, "0.0000")


def test_every_goal_adds_what_was_said_of_it(told: Told):
    told.tell(START, OTHER, created(), activated())
    sure(told, "0")
    sure(told, "1", goal_id=OTHER)
    assert (calibration(told)["n"], calibration(told)["brier"]) == (2, "0.5000")

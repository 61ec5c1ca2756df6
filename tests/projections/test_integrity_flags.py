"""Which questions were raised in a period?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.facts import CheckedIn, FlagAcknowledged, GoalClosed
from goals.identity import reading_id
from goals.period import Period
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.vocabulary import FlagId, Health, Outcome, ReasonCode
from goals.window import period_window
from goals.workspace.facts import Policy, PolicyChanged
from projections.answers.integrity import report
from tests.projections.story import (
    END,
    GOAL,
    KPI,
    MRR,
    OTHER,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    retargeted,
    telling,
)

Q4 = Period(first=date(2023, 10, 1), last=END, name="2023-Q4")
DECEMBER = date(2023, 12, 20)
LATER = date(2024, 6, 1)
Q2 = Period(first=date(2024, 4, 1), last=date(2024, 6, 30), name="2024-Q2")
JUNE = date(2023, 6, 1)
DECEMBERS = reading_id(kpi_id=KPI, key=DECEMBER.isoformat())
DAY = timedelta(days=1)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        told.tell(START, OTHER, created(), activated())
        yield told


def eased(told: Told, *, on: date = DECEMBER, goal_id: str = GOAL, **more: Any) -> int:
    return told.tell(on, goal_id, replace(retargeted(MRR, aiming(500_000), on=on), **more))


def corrected_to(value: int) -> ReadingCorrected:
    return ReadingCorrected(kpi_id=KPI, value=Decimal(value), reason="The export was wrong")


def reported(told: Told, period: Period = Q4, *, on: date = LATER, position: int | None = None) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        answer = report.answer(asking, period, None)
    assert answer is not None
    return answer


def test_every_flag_is_listed_with_its_name_also_where_nothing_raised_it(told: Told):
    flags = reported(told, Period(first=START, last=START))["flags"]
    assert list(flags) == [flag.value for flag in FlagId]
    assert flags["R01"] == {"name": "LATE_EASING", "count": 0, "acknowledged": 0, "goals": []}


def test_what_a_retarget_of_the_period_raised_is_counted_by_kind(told: Told):
    for goal_id in (GOAL, OTHER):
        eased(told, goal_id=goal_id)
    flags = reported(told)["flags"]
    assert flags["R01"] == {"name": "LATE_EASING", "count": 2, "acknowledged": 0, "goals": [GOAL, OTHER]}


def test_a_flag_belongs_to_the_period_in_which_it_was_recorded(told: Told):
    eased(told, on=END)
    assert reported(told)["flags"]["R01"]["count"] == 1
    assert reported(told, Period(first=Q4.first, last=END - DAY))["flags"]["R01"]["count"] == 0
    assert reported(told, Period(first=END + DAY, last=LATER))["flags"]["R01"]["count"] == 0


def test_an_easing_that_is_announced_is_flagged_where_it_was_recorded(told: Told):
    eased(told, on=END, effective_on=END + 7 * DAY)
    assert reported(told)["flags"]["R01"]["count"] == 1


def test_a_flag_that_a_reviewer_has_seen_stays_and_says_so(told: Told):
    position = eased(told)
    event_id = told.events[position - 1].envelope.event_id
    eased(told, goal_id=OTHER)
    told.tell(LATER, GOAL, FlagAcknowledged(flag=FlagId.R01, event_id=event_id, note="Asked about, and answered"))
    flags = reported(told)["flags"]
    assert (flags["R01"]["count"], flags["R01"]["acknowledged"]) == (2, 1)
    assert reported(told, position=len(told.events) - 1)["flags"]["R01"]["acknowledged"] == 0


def test_a_goal_that_nobody_closed_is_silent_from_the_fourteenth_day_after_its_end(told: Told):
    told.read(END, 480_000)
    told.tell(END, OTHER, GoalClosed(on=END, outcome=Outcome.MISSED))
    fourteenth = END + 14 * DAY
    assert reported(told, Period(first=END, last=fourteenth - DAY))["silent"] == []
    (silent,) = reported(told, Period(first=END, last=fourteenth))["silent"]
    assert (silent["goal_id"], silent["position"]) == (GOAL, None)


def test_leaving_quietly_while_behind_is_told_with_its_event(told: Told):
    told.read(DECEMBER, 450_000)
    position = told.tell(DECEMBER, GOAL, GoalClosed(on=DECEMBER, outcome=Outcome.ABANDONED))
    (left,) = reported(told)["quiet_exits"]
    event_id = told.events[position - 1].envelope.event_id
    assert (left["goal_id"], left["position"], left["event_ids"][-1]) == (GOAL, position, event_id)


def test_a_reason_of_the_code_other_is_thin_when_it_is_recorded(told: Told):
    position = eased(told, reason_code=ReasonCode.OTHER)
    (thin,) = reported(told)["thin_reasons"]
    assert (thin["goal_id"], thin["position"], thin["acknowledged"]) == (GOAL, position, 0)


def test_a_reason_becomes_thin_when_it_is_given_a_third_time(told: Told):
    positions = [eased(told), eased(told, goal_id=OTHER)]
    assert reported(told)["thin_reasons"] == []
    told.tell(LATER, GOAL, retargeted(aiming(500_000), aiming(490_000), on=LATER))
    assert [each["position"] for each in reported(told)["thin_reasons"]] == positions


def test_a_reading_that_turned_the_outcome_long_after_is_told_in_the_period_of_its_recording(told: Told):
    told.read(END, 600_000, recorded=LATER)
    assert reported(told)["flags"]["R13"]["count"] == 0
    late = reported(told, Period(first=END + DAY, last=LATER))["flags"]["R13"]
    assert (late["count"], late["goals"]) == (2, [GOAL, OTHER])


def test_an_assessment_that_readings_contradict_twice_is_told(told: Told):
    told.read(date(2023, 10, 1), 410_000)
    for on in (date(2023, 10, 2), date(2023, 10, 3)):
        told.tell(on, GOAL, CheckedIn(on=on, status=Health.ON_TRACK))
    assert reported(told)["flags"]["R18"]["goals"] == [GOAL]


def ended(told: Told, goal_id: str = GOAL) -> None:
    """Missed, and closed on the day after the end."""
    told.read(DECEMBER, 450_000)
    told.tell(END + DAY, goal_id, GoalClosed(on=END + DAY, outcome=Outcome.MISSED))


def test_what_is_changed_after_the_close_is_told_though_nobody_pursued_the_goal_any_more(told: Told):
    ended(told)
    position = told.tell(LATER, DECEMBERS, corrected_to(600_000))
    assert reported(told)["flags"]["R14"]["count"] == 0
    found = reported(told, Q2)
    assert (found["flags"]["R13"]["goals"], found["flags"]["R14"]["goals"]) == ([GOAL, OTHER], [GOAL])
    assert found["goals"]["considered"] == 1, "the other goal was never closed"
    assert reported(told, Q2, position=position - 1)["flags"]["R14"]["count"] == 0


def test_a_far_reading_found_after_the_close_is_told_too(told: Told):
    ended(told)
    told.read(JUNE, 750_000, recorded=LATER)
    assert reported(told, Q2)["flags"]["R17"]["goals"] == [GOAL, OTHER]


def test_an_assessment_of_a_goal_that_is_closed_is_told_where_it_was_recorded(told: Told):
    told.read(date(2023, 10, 1), 410_000)
    ended(told)
    for _ in range(2):
        told.tell(LATER, GOAL, CheckedIn(on=DECEMBER, status=Health.ON_TRACK))
    assert reported(told, Q2)["flags"]["R18"]["goals"] == [GOAL]


def test_the_quarters_raise_together_what_the_year_does(told: Told):
    eased(told)
    ended(told)
    told.read(END, 600_000, recorded=date(2024, 2, 1))
    told.tell(date(2024, 4, 2), DECEMBERS, corrected_to(620_000))
    told.tell(LATER, DECEMBERS, ReadingVoided(kpi_id=KPI, reason="The export was wrong"))
    year = counts(reported(told, Period(first=START, last=date(2024, 12, 31)), on=date(2025, 1, 5)))
    quarters = [
        counts(reported(told, Period(first=first, last=last), on=date(2025, 1, 5)))
        for first, last in (period_window(f"{year}-Q{n}", 1) for year in (2023, 2024) for n in range(1, 5))
    ]
    assert {flag for flag, count in year.items() if count > 0} >= {"R01", "R13", "R14"}
    assert year == {flag: sum(quarter[flag] for quarter in quarters) for flag in year}


def test_what_is_recorded_on_a_quarters_last_evening_is_in_it_where_the_goal_has_its_morning(told: Told):
    policy = Policy(tz="Pacific/Honolulu")
    told.tell(START, WORKSPACE, PolicyChanged(policy=policy, reason="We moved"))
    april = date(2024, 4, 1)
    told.read(END, 600_000, recorded=april)
    first, second = Period(first=END + DAY, last=april - DAY), Period(first=april, last=LATER)
    assert [reported(told, each)["flags"]["R13"]["count"] for each in (first, second)] == [2, 0]


def test_a_goal_that_was_never_pursued_raises_nothing_when_its_kpi_is_read(database_url: str):
    with telling(database_url) as told:
        told.tell(START, GOAL, created())
        told.read(END, 600_000, recorded=LATER)
        assert all(each["count"] == 0 for each in reported(told, Q2)["flags"].values())


def counts(answer: dict[str, Any]) -> dict[str, int]:
    """Of flags that events raise; R15 is the day's."""
    return {flag: each["count"] for flag, each in answer["flags"].items() if flag != "R15"}

"""Which questions do readings that come late, silence and the day itself raise?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from goals.goal.definition import Definition
from goals.goal.facts import GoalArchived, GoalClosed, GoalCommitted, GoalPaused, GoalReopened
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.target import AtMost, Baseline
from goals.vocabulary import Aggregation, BaselineState, Cadence, Direction, Maturity, Outcome, ValueKind
from goals.window import Window
from tests.projections.flagged import ids, items, one
from tests.projections.story import (
    END,
    GOAL,
    KPI,
    MEASURE,
    MRR,
    OTHER,
    START,
    Told,
    activated,
    aiming,
    created,
    ending,
    reading,
    retargeted,
    telling,
)

AFTER = date(2024, 1, 1)
LONG_AFTER = date(2024, 6, 1)
WEEKLY = "0190a0a0-0000-7000-8000-0000000000b1"
WEEKS = replace(MRR, kpi_id=WEEKLY)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def correct(told: Told, on: date, value: int, *, recorded: date) -> None:
    fact = ReadingCorrected(kpi_id=KPI, value=Decimal(value), reason="A typing error")
    told.tell(recorded, reading_id(kpi_id=KPI, key=on.isoformat()), fact)


def void(told: Told, on: date, *, recorded: date) -> None:
    told.tell(recorded, reading_id(kpi_id=KPI, key=on.isoformat()), ReadingVoided(kpi_id=KPI, reason="Never taken"))


@pytest.mark.parametrize(("recorded", "expected"), [(END, False), (AFTER, True), (LONG_AFTER, True)])
def test_a_reading_that_comes_after_the_deadline_flips_the_outcome(told: Told, recorded: date, expected: bool):
    told.read(END, 600000, recorded=recorded)
    assert ("R13" in ids(told, LONG_AFTER)) is expected


def test_a_late_reading_that_changes_nothing_is_no_flip(told: Told):
    told.read(date(2023, 6, 1), 600000)
    told.read(END, 610000, recorded=LONG_AFTER)
    told.read(AFTER, 700000)
    assert "R13" not in ids(told, LONG_AFTER)


def test_a_late_reading_within_a_cent_of_the_target_is_no_flip(told: Told):
    told.read(END, "599999.99", recorded=LONG_AFTER)
    assert "R13" not in ids(told, LONG_AFTER)
    correct(told, END, 600000, recorded=LONG_AFTER)
    assert "R13" in ids(told, LONG_AFTER)


def test_every_flip_is_told_with_the_reading_that_made_it(told: Told):
    told.read(END, 600000, recorded=AFTER)
    void(told, END, recorded=LONG_AFTER)
    first, second = [item for item in items(told, LONG_AFTER) if item["flag"] == "R13"]
    assert first["inputs"] == {
        "outcome_before": "missed",
        "outcome_after": "achieved",
        "deadline": "2023-12-31",
        "recorded_on": "2024-01-01",
    }
    assert (second["inputs"]["outcome_before"], second["inputs"]["outcome_after"]) == ("achieved", "missed")
    assert second["event_ids"] == [told.events[-1].envelope.event_id]
    assert (second["position"], second["raised_at"]) == (len(told.events), "2024-06-01T09:00:00.000000Z")


def test_a_flip_is_not_known_before_it_was_recorded(told: Told):
    position = len(told.events)
    told.read(END, 600000, recorded=LONG_AFTER)
    assert "R13" not in ids(told, LONG_AFTER, position=position)


def test_the_deadline_is_that_in_force_when_the_reading_came(told: Told):
    told.read(END, 600000, recorded=AFTER)
    told.tell(date(2024, 1, 10), GOAL, retargeted(MRR, ending(date(2024, 12, 31)), on=date(2024, 1, 10)))
    assert "R13" in ids(told, LONG_AFTER), "the old deadline had passed"


def test_a_limit_is_kept_or_not_by_how_the_window_ended(told: Told):
    limit = replace(
        MRR,
        direction=Direction.AT_MOST,
        baseline=Baseline(state=BaselineState.UNKNOWN),
        target=AtMost(value=Decimal(600000)),
        resolved=Decimal(600000),
    )
    told.tell(START, OTHER, created(definition=limit), activated(limit))
    told.read(date(2023, 6, 1), 500000)
    told.read(date(2023, 11, 1), 600001, recorded=AFTER)
    assert "R13" in ids(told, LONG_AFTER, goal_id=OTHER)


def test_a_goal_that_is_not_committed_has_no_outcome_to_turn(told: Told):
    told.tell(START, OTHER, created(Maturity.PRELIMINARY), activated())
    told.read(END, 600000, recorded=AFTER)
    assert ("R13" in ids(told, LONG_AFTER), "R13" in ids(told, LONG_AFTER, goal_id=OTHER)) == (True, False)
    told.tell(LONG_AFTER, OTHER, GoalCommitted(on=LONG_AFTER))
    assert "R13" not in ids(told, LONG_AFTER, goal_id=OTHER), "it was told before the goal was meant"


def test_increments_that_come_late_flip_the_outcome_together(told: Told):
    measure = replace(MEASURE, value_kind=ValueKind.INCREMENT, aggregation=Aggregation.SUM)
    sold = replace(MRR, kpi_id=WEEKLY, baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(0)))
    told.tell(START, WEEKLY, KpiDefined(key="sold", name="Sold", measure=measure))
    told.tell(START, OTHER, created(definition=sold), activated(sold))
    for day in (1, 2, 3):
        fact = replace(reading(date(2023, 5, day), 200000), kpi_id=WEEKLY)
        told.tell(AFTER, reading_id(kpi_id=WEEKLY, key=fact.key), fact)
    flips = [item for item in items(told, LONG_AFTER, goal_id=OTHER) if item["flag"] == "R13"]
    assert [item["position"] for item in flips] == [len(told.events)]


def close(told: Told, on: date = END) -> None:
    told.tell(on, GOAL, GoalClosed(on=on, outcome=Outcome.MISSED))


@pytest.mark.parametrize("change", ["corrected", "voided"])
def test_a_reading_changed_long_after_the_goal_was_closed_is_flagged(told: Told, change: str):
    told.read(END, 480000)
    close(told)
    if change == "corrected":
        correct(told, END, 480001, recorded=LONG_AFTER)
    else:
        void(told, END, recorded=LONG_AFTER)
    flag = one(told, "R14", LONG_AFTER)
    assert flag["inputs"] == {"observed_on": "2023-12-31", "start": "2023-01-01", "end": "2023-12-31"}
    assert flag["event_ids"] == [told.events[-1].envelope.event_id]


def test_a_reading_changed_before_the_closing_or_first_told_after_it_is_not(told: Told):
    told.read(END, 480000)
    correct(told, END, 480001, recorded=END)
    close(told)
    told.read(date(2023, 12, 30), 470000, recorded=LONG_AFTER)
    assert "R14" not in ids(told, LONG_AFTER)


@pytest.mark.parametrize(("day", "expected"), [(date(2022, 12, 31), False), (START, True), (END, True), (AFTER, False)])
def test_only_readings_of_the_window_are_the_closed_goals(told: Told, day: date, expected: bool):
    told.read(day, 480000, recorded=AFTER)
    close(told, AFTER)
    correct(told, day, 470000, recorded=LONG_AFTER)
    assert ("R14" in ids(told, LONG_AFTER)) is expected


def test_a_goal_open_again_is_not_closed_and_one_archived_after_its_closing_is(told: Told):
    told.read(END, 480000)
    close(told)
    told.tell(AFTER, GOAL, GoalReopened(on=AFTER, reason="Closed too early"))
    correct(told, END, 470000, recorded=AFTER)
    assert "R14" not in ids(told, LONG_AFTER)
    close(told, AFTER)
    told.tell(AFTER, GOAL, GoalArchived(on=AFTER))
    correct(told, END, 480000, recorded=LONG_AFTER)
    assert "R14" in ids(told, LONG_AFTER)


def test_what_a_preliminary_goal_was_measured_by_when_it_was_closed_stays_its_own(told: Told):
    told.tell(START, OTHER, created(Maturity.PRELIMINARY), activated())
    told.read(END, 480000)
    told.tell(END, OTHER, GoalClosed(on=END, outcome=Outcome.MISSED))
    correct(told, END, 470000, recorded=AFTER)
    told.tell(AFTER, WEEKLY, KpiDefined(key="weekly", name="Weekly", measure=MEASURE))
    told.tell(AFTER, OTHER, GoalReopened(on=AFTER, reason="Closed too early"), retargeted(MRR, WEEKS, on=AFTER))
    assert "R14" in ids(told, LONG_AFTER, goal_id=OTHER)


def test_a_reading_of_what_it_was_measured_by_no_more_is_not_the_closed_goals(told: Told):
    told.read(START, 480000)
    told.tell(START, WEEKLY, KpiDefined(key="weekly", name="Weekly", measure=MEASURE))
    told.tell(START, GOAL, retargeted(MRR, WEEKS, on=START))
    close(told)
    correct(told, START, 470000, recorded=LONG_AFTER)
    assert "R14" not in ids(told, LONG_AFTER)


def weekly(told: Told, definition: Definition = WEEKS) -> None:
    told.tell(START, WEEKLY, KpiDefined(key="weekly", name="Weekly", measure=replace(MEASURE, cadence=Cadence.WEEK)))
    told.tell(START, OTHER, created(definition=definition), activated(definition))


@pytest.mark.parametrize(("days", "expected"), [(13, False), (14, True)])
def test_a_goal_never_read_is_silent_after_twice_the_cadence(told: Told, days: int, expected: bool):
    weekly(told)
    on = START + timedelta(days=days)
    assert ("R15" in ids(told, on, goal_id=OTHER)) is expected


@pytest.mark.parametrize(("days", "expected"), [(13, False), (14, True)])
def test_a_goal_is_silent_twice_the_cadence_after_its_last_reading(told: Told, days: int, expected: bool):
    weekly(told)
    fact = replace(reading(date(2023, 6, 1), 450000), kpi_id=WEEKLY)
    told.tell(date(2023, 6, 1), reading_id(kpi_id=WEEKLY, key=fact.key), fact)
    found = [
        item for item in items(told, date(2023, 6, 1) + timedelta(days=days), goal_id=OTHER) if item["flag"] == "R15"
    ]
    assert bool(found) is expected
    if expected:
        assert found[0]["event_ids"] == [told.events[-1].envelope.event_id]
        assert (found[0]["position"], found[0]["raised_at"], found[0]["inputs"]["cadence"]) == (None, None, "week")


@pytest.mark.parametrize(("on", "expected"), [(date(2024, 1, 13), False), (date(2024, 1, 14), True)])
def test_a_goal_not_closed_is_silent_fourteen_days_past_its_end(told: Told, on: date, expected: bool):
    told.read(END, 480000)
    assert ("R15" in ids(told, on)) is expected


def test_a_paused_goal_may_be_silent_and_a_closed_one_not(told: Told):
    told.tell(START, GOAL, GoalPaused(on=START, reason="A reorganisation"))
    assert "R15" in ids(told, LONG_AFTER)
    close(told, LONG_AFTER)
    assert "R15" not in ids(told, LONG_AFTER)


def test_the_silence_of_an_activated_goal_is_that_of_its_activation(told: Told):
    (flag,) = [item for item in items(told, LONG_AFTER) if item["flag"] == "R15"]
    assert flag["event_ids"] == [told.events[-1].envelope.event_id]


@pytest.mark.parametrize(
    ("on", "value", "expected"),
    [
        (date(2023, 7, 1), 700000, True),
        (date(2023, 7, 2), 700000, False),
        (date(2023, 7, 1), "699999.99", False),
    ],
)
def test_half_more_than_the_target_before_half_the_window_is_a_sandbag(
    told: Told, on: date, value: int | str, expected: bool
):
    told.read(on, value)
    assert ("R17" in ids(told)) is expected


def test_the_half_of_an_even_number_of_days_is_not_before_it(told: Told):
    ten = replace(MRR, span=Window(start=START, end=date(2023, 1, 10), tz="UTC"))
    told.tell(START, OTHER, created(definition=ten), activated(ten))
    told.read(date(2023, 1, 5), 700000)
    assert "R17" not in ids(told, date(2023, 1, 6), goal_id=OTHER)
    told.read(date(2023, 1, 4), 700000, recorded=date(2023, 1, 6))
    assert "R17" in ids(told, date(2023, 1, 6), goal_id=OTHER)


def test_a_sandbag_is_by_the_version_in_force_when_it_was_read(told: Told):
    told.read(date(2023, 3, 1), 560000)
    told.tell(date(2023, 4, 1), GOAL, retargeted(MRR, aiming(500000), on=date(2023, 4, 1)))
    assert "R17" not in ids(told), "160 % were read while the target was another one"
    told.read(date(2023, 5, 1), 550000)
    assert one(told, "R17")["inputs"] == {"progress": "1.5000", "elapsed": 121, "total": 365}


def test_a_decrease_is_far_beyond_when_it_is_far_below(told: Told):
    down = aiming(300000, replace(MRR, direction=Direction.DECREASE))
    told.tell(START, OTHER, created(definition=down), activated(down))
    told.read(date(2023, 5, 1), 250001)
    assert "R17" not in ids(told, goal_id=OTHER)
    told.read(date(2023, 5, 2), 250000)
    assert "R17" in ids(told, goal_id=OTHER)

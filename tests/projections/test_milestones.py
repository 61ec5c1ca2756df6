"""What are a goal's milestones, how have they gone, and when were they due?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.state import Goal
from goals.identity import reading_id
from goals.kpi.facts import KpiRedefined
from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneEdited,
    MilestoneProgressed,
    MilestoneReopened,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.shape import Counted, Deliverable, Measured, Rhythm, Shape, Stage, Staged
from goals.target import Baseline, RelativePercent
from goals.vocabulary import Anchor, BaselineState, CadencePeriod, Comparator
from goals.window import EndOfMonth
from goals.workspace.facts import AnchorRecorded
from projections import goals
from projections.answers import milestones as answers
from tests.projections.story import (
    GOAL,
    KPI,
    MEASURE,
    MRR,
    REASON,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    ending,
    reading,
    retargeted,
    telling,
)

STEP = "0190a0a0-0000-7000-8000-0000000000e1"
NEXT = "0190a0a0-0000-7000-8000-0000000000e2"
JUNE = date(2023, 6, 1)
AT_LAUNCH = EndOfMonth(end_of_month=Anchor.PRODUCT_LAUNCH)
WHY = "It takes longer than we thought"


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def add(told: Told, shape: Shape, *, milestone_id: str = STEP, **more: Any) -> int:
    return told.tell(START, GOAL, MilestoneAdded(milestone_id=milestone_id, title="A step", shape=shape, **more))


def did(told: Told, amount: int | None = None, *, on: date = JUNE, stage: str | None = None) -> int:
    done = None if amount is None else Decimal(amount)
    return told.tell(JUNE, GOAL, MilestoneProgressed(milestone_id=STEP, effective_on=on, amount=done, stage=stage))


def shown(told: Told, on: date = JUNE, *, position: int | None = None) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        answer = answers.answer(asking, STEP)
    assert answer is not None
    return answer


def completion(told: Told, on: date = JUNE) -> dict[str, Any]:
    with told.asking(on) as asking:
        row = goals.versions.at(asking.rows, WORKSPACE, GOAL, asking.position)
        assert row is not None
        goal: Goal = goals.decoded(row[0]).goal
        return answers.completion(asking, GOAL, goal)


def test_a_counted_milestone_tells_how_many_of_how_many(told: Told):
    add(told, Counted(required_count=Decimal(15), unit="articles"))
    did(told, 3)
    answer = shown(told)
    assert (answer["state"], answer["kind"], answer["required_count"]) == ("in_progress", "counted", "15")
    assert answer["progress"] == {"share": "0.2000", "done": "3", "required": "15", "text": "3/15"}


def test_while_nobody_knows_how_many_there_are_no_share_is_told(told: Told):
    add(told, Counted(unit="functions"))
    did(told, 7)
    assert shown(told)["progress"] == {"share": None, "done": "7", "required": None, "text": "7 of ?"}
    scoped = Counted(required_count=Decimal(28), unit="functions")
    told.tell(
        JUNE, GOAL, MilestoneRescoped(milestone_id=STEP, before=Counted(unit="functions"), after=scoped, reason=WHY)
    )
    assert shown(told)["progress"]["share"] == "0.2500"


def test_a_stage_counts_by_its_weight(told: Told):
    add(told, Staged(stages=(Stage(name="design"), Stage(name="launch", weight=Decimal(3)))))
    did(told, stage="design")
    progress = shown(told)["progress"]
    assert progress["share"] == "0.2500"
    assert [stage["done"] for stage in progress["stages"]] == [True, False]


def test_a_deliverable_is_done_or_not(told: Told):
    add(told, Deliverable())
    assert shown(told)["progress"] == {"share": "0.0000", "done": False}
    told.tell(JUNE, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=JUNE))
    answer = shown(told)
    assert (answer["progress"]["share"], answer["state"], answer["completed_on"]) == ("1.0000", "done", "2023-06-01")


def test_a_measured_milestone_is_as_far_as_its_kpis_readings(told: Told):
    shape = Measured(
        kpi_id=KPI,
        baseline=Baseline(state=BaselineState.KNOWN, value=Decimal("4.0")),
        target=RelativePercent(by=Decimal(-30)),
    )
    add(told, shape)
    assert shown(told)["progress"]["share"] is None
    told.tell(JUNE, reading_id(kpi_id=KPI, key="load"), reading(JUNE, "3.4"))
    progress = shown(told)["progress"]
    assert (progress["share"], progress["target"], progress["direction"]) == ("0.5000", "2.8", "decrease")
    assert (progress["current"]["value"], progress["met"]) == ("3.4", False)


def test_a_measured_milestone_goes_on_by_the_series_it_was_placed_in(told: Told):
    known = Baseline(state=BaselineState.KNOWN, value=Decimal("4.0"))
    shape = Measured(kpi_id=KPI, baseline=known, target=RelativePercent(by=Decimal(-30)), series=1)
    add(told, shape)
    told.tell(JUNE, reading_id(kpi_id=KPI, key="load"), reading(JUNE, "3.4"))
    told.tell(JUNE, KPI, KpiRedefined(measure=replace(MEASURE, scale=3), series=2, reason="The mills count"))
    answer = shown(told)
    assert (answer["series"], answer["progress"]["share"]) == (1, "0.5000")


def test_a_rhythm_is_told_by_its_full_weeks_and_what_runs_is_open(told: Told):
    jog = Rhythm(comparator=Comparator.AT_LEAST, count=Decimal(3), period=CadencePeriod.ISO_WEEK)
    add(told, jog, due=date(2023, 4, 1))
    counts = (3, 3, 2, 4)
    for week, count in enumerate(counts):
        did(told, count, on=date(2023, 1, 2 + 7 * week))
    progress = shown(told, date(2023, 1, 31))["progress"]
    assert (progress["adherence"], progress["hits"], progress["full_periods"]) == ("0.7500", 3, 4)
    assert progress["volume"] == "0.9167"
    assert [each["start"] for each in progress["open_periods"]] == ["2023-01-01", "2023-01-30"]


def test_a_ceiling_tells_its_worst_excess_and_does_not_know_silent_days(told: Told):
    sugar = Rhythm(comparator=Comparator.AT_MOST, count=Decimal(1), period=CadencePeriod.DAY)
    add(told, sugar)
    did(told, 1, on=date(2023, 1, 1))
    did(told, 4, on=date(2023, 1, 2))
    progress = shown(told, date(2023, 1, 5))["progress"]
    assert (progress["adherence"], progress["worst_excess"], progress["unknown_periods"]) == ("0.5000", "3", 2)


def test_what_was_done_later_is_not_told_of_an_earlier_day(told: Told):
    add(told, Counted(required_count=Decimal(10)))
    did(told, 3, on=date(2023, 5, 1))
    did(told, 4, on=date(2023, 5, 31))
    told.tell(JUNE, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=JUNE))
    answer = shown(told, date(2023, 5, 15))
    assert (answer["progress"]["done"], answer["state"], answer["completed_on"]) == ("3", "in_progress", None)
    assert [entry["amount"] for entry in answer["entries"]] == ["3"]


def test_as_of_a_position_what_was_recorded_later_is_not_known(told: Told):
    add(told, Counted(required_count=Decimal(10)))
    position = did(told, 3)
    did(told, 4)
    assert shown(told, position=position)["progress"]["done"] == "3"


def test_every_due_date_is_kept_and_the_slip_is_from_the_first_to_the_last(told: Told):
    add(told, Deliverable(), due=date(2023, 3, 31))
    moved = MilestoneRescheduled(milestone_id=STEP, before=date(2023, 3, 31), after=date(2023, 4, 10), reason=WHY)
    told.tell(JUNE, GOAL, moved)
    answer = shown(told)
    assert [(each["due"], each["reason"]) for each in answer["dues"]] == [("2023-03-31", None), ("2023-04-10", WHY)]
    assert (answer["due"], answer["slip_days"], answer["overdue"]) == ("2023-04-10", 10, True)


def test_a_milestone_without_a_due_date_is_due_when_its_goal_ends(told: Told):
    add(told, Deliverable())
    assert (shown(told)["due"], shown(told)["due_authored"]) == ("2023-12-31", None)


def test_a_moved_deadline_slips_the_milestones_that_end_with_it(told: Told):
    add(told, Deliverable())
    told.tell(JUNE, GOAL, retargeted(MRR, ending(date(2024, 1, 10)), on=JUNE))
    answer = shown(told)
    assert (answer["due"], answer["slip_days"]) == ("2024-01-10", 10)
    assert [(each["due"], each["reason"]) for each in answer["dues"]] == [("2023-12-31", None), ("2024-01-10", REASON)]


def test_a_retarget_that_leaves_the_deadline_moves_no_due_date(told: Told):
    add(told, Deliverable())
    told.tell(JUNE, GOAL, retargeted(MRR, aiming(500000), on=JUNE))
    assert [each["due"] for each in shown(told)["dues"]] == ["2023-12-31"]


def launched(told: Told, on: date, note: str | None = None) -> int:
    return told.tell(on, WORKSPACE, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=on, note=note))


def dues(told: Told, position: int | None = None) -> list[str | None]:
    return [each["due"] for each in shown(told, position=position)["dues"]]


def test_a_moved_launch_slips_what_is_due_at_the_end_of_its_month(told: Told):
    launched(told, date(2023, 2, 1))
    added = add(told, Deliverable(), due=AT_LAUNCH)
    moved = launched(told, date(2023, 4, 3), "Two months later than planned")
    answer = shown(told)
    assert (answer["due"], answer["slip_days"]) == ("2023-04-30", 61)
    assert [(each["due"], each["position"], each["reason"]) for each in answer["dues"]] == [
        ("2023-02-28", added, None),
        ("2023-04-30", moved, "Two months later than planned"),
    ]
    assert {each["authored"]["end_of_month"] for each in answer["dues"]} == {"product_launch"}


def test_before_the_launch_was_moved_it_was_due_as_it_was_known_then(told: Told):
    launched(told, date(2023, 2, 1))
    added = add(told, Deliverable(), due=AT_LAUNCH)
    launched(told, date(2023, 4, 3))
    assert dues(told, position=added) == ["2023-02-28"]


def test_a_launch_moved_within_its_month_moves_no_due_date(told: Told):
    launched(told, date(2023, 2, 1))
    add(told, Deliverable(), due=AT_LAUNCH)
    launched(told, date(2023, 2, 8))
    assert (dues(told), shown(told)["slip_days"]) == (["2023-02-28"], 0)


def test_a_due_date_that_waited_for_the_launch_did_not_slip_when_it_came(told: Told):
    add(told, Deliverable(), due=AT_LAUNCH)
    launched(told, date(2023, 2, 1))
    assert (dues(told), shown(told)["slip_days"]) == (["2023-02-28"], 0)


def test_a_launch_moved_after_it_was_rescheduled_moves_what_is_due_no_more(told: Told):
    launched(told, date(2023, 2, 1))
    add(told, Deliverable(), due=AT_LAUNCH)
    told.tell(JUNE, GOAL, MilestoneRescheduled(milestone_id=STEP, before=AT_LAUNCH, after=JUNE, reason=WHY))
    launched(told, date(2023, 4, 3))
    assert (dues(told), shown(told)["slip_days"]) == (["2023-02-28", "2023-06-01"], 93)


def test_a_due_date_given_up_before_anybody_could_tell_it_is_unknown_and_no_slip(told: Told):
    add(told, Deliverable(), due=AT_LAUNCH)
    told.tell(JUNE, GOAL, MilestoneRescheduled(milestone_id=STEP, before=AT_LAUNCH, after=JUNE, reason=WHY))
    launched(told, date(2023, 2, 1))
    assert (dues(told), shown(told)["slip_days"]) == ([None, "2023-06-01"], 0)


def test_the_end_of_the_starts_month_is_a_day_of_the_goals_window(told: Told):
    add(told, Deliverable(), due=EndOfMonth(end_of_month=Anchor.GOAL_START))
    answer = shown(told)
    assert (answer["due"], answer["due_authored"]) == ("2023-01-31", {"end_of_month": "goal_start"})


def test_the_end_of_a_months_launch_is_not_known_before_it_is_recorded(told: Told):
    add(told, Deliverable(), due=EndOfMonth(end_of_month=Anchor.PRODUCT_LAUNCH))
    answer = shown(told)
    assert (answer["due"], answer["slip_days"], answer["overdue"]) == (None, None, False)


def test_a_goals_milestones_come_in_the_order_they_were_added(told: Told):
    add(told, Deliverable(), milestone_id=NEXT)
    add(told, Deliverable())
    told.tell(JUNE, GOAL, MilestoneEdited(milestone_id=NEXT, title="Changed"))
    with told.asking() as asking:
        found = answers.of_goal(asking, GOAL)
    assert found is not None
    assert [item["id"] for item in found] == [NEXT, STEP]


def test_a_completed_milestone_counts_whole_whatever_was_counted(told: Told):
    add(told, Counted(required_count=Decimal(6)))
    did(told, 5)
    told.tell(JUNE, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=JUNE))
    assert shown(told)["progress"]["text"] == "5/6"
    assert completion(told) == {"done": 1, "total": 1, "completion": "1.0000"}


def test_the_completion_is_the_mean_over_what_was_not_dropped(told: Told):
    add(told, Counted(required_count=Decimal(4)))
    did(told, 1)
    add(told, Deliverable(), milestone_id=NEXT)
    assert completion(told) == {"done": 0, "total": 2, "completion": "0.1250"}
    told.tell(JUNE, GOAL, MilestoneDropped(milestone_id=NEXT, reason=WHY))
    assert completion(told) == {"done": 0, "total": 1, "completion": "0.2500"}


def test_a_goal_without_milestones_has_no_completion(told: Told):
    assert completion(told) == {"done": 0, "total": 0, "completion": None}


def test_a_reopened_milestone_is_where_it_was(told: Told):
    add(told, Counted(required_count=Decimal(6)))
    did(told, 5)
    told.tell(JUNE, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=JUNE))
    told.tell(JUNE, GOAL, MilestoneReopened(milestone_id=STEP, reason=WHY))
    answer = shown(told)
    assert (answer["state"], answer["progress"]["share"]) == ("in_progress", "0.8333")
    assert answer["told"]["text"] == WHY


def test_a_quote_says_what_its_source_said(told: Told):
    add(told, Deliverable(), quote="Implement analytics tool by end of month")
    assert shown(told)["quote"] == "Implement analytics tool by end of month"


def test_a_fact_about_a_milestone_nobody_added_changes_nothing(told: Told):
    told.tell(JUNE, GOAL, MilestoneDropped(milestone_id=STEP, reason=WHY))
    with told.asking() as asking:
        assert answers.answer(asking, STEP) is None


def test_a_measured_milestone_whose_window_waits_has_no_share(database_url: str):
    with telling(database_url) as told:
        waiting = replace(MRR, span=None)
        told.tell(START, GOAL, created(definition=waiting), activated(waiting))
        add(told, Rhythm(comparator=Comparator.AT_LEAST, count=Decimal(3), period=CadencePeriod.MONTH))
        assert shown(told)["progress"]["share"] is None

"""How far did a milestone's due date slip?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from goals.container.facts import ContainerOpened
from goals.goal.facts import GoalMoved
from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneReopened,
    MilestoneRescheduled,
)
from goals.milestone.shape import Deliverable
from goals.period import Period
from goals.vocabulary import Anchor, ContainerKind
from goals.window import Due, EndOfMonth
from goals.workspace.facts import AnchorRecorded
from projections.answers import slip_list, slips
from projections.answers.periods import stretch_of
from tests.projections.story import (
    END,
    GOAL,
    MRR,
    START,
    WORKSPACE,
    Told,
    activated,
    created,
    ending,
    retargeted,
    telling,
)

STEP = "0190a0a0-0000-7000-8000-0000000000e1"
CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"
BELOW = "0190a0a0-0000-7000-8000-0000000000c2"
WHY = "It takes longer than we thought"
MARCH, APRIL, MAY, JUNE = (date(2023, month, 31 if month in (3, 5) else 30) for month in (3, 4, 5, 6))


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def add(told: Told, due: Due | None) -> int:
    return told.tell(START, GOAL, MilestoneAdded(milestone_id=STEP, title="A step", shape=Deliverable(), due=due))


def move(told: Told, before: Due | None, after: Due | None, *, on: date) -> int:
    return told.tell(on, GOAL, MilestoneRescheduled(milestone_id=STEP, before=before, after=after, reason=WHY))


def complete(told: Told, on: date) -> int:
    return told.tell(on, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=on))


def slip(told: Told, on: date = END, *, position: int | None = None) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        found = slip_list.of_goal(asking, GOAL)
        assert found is not None and len(found) == 1
        return slips.told(asking, found[0])


def slipped(told: Told, first: date, last: date, *, container: str | None = None) -> list[str] | None:
    with told.asking(END) as asking:
        stretch = stretch_of(asking, Period(first=first, last=last))
        found = slip_list.listed(asking, stretch, container)
    return None if found is None else [each.milestone_id for each in found]


def test_every_due_date_it_had_is_told_with_who_moved_it_and_by_how_many_days(told: Told):
    add(told, MARCH)
    move(told, MARCH, APRIL, on=date(2023, 3, 1))
    position = move(told, APRIL, date(2023, 4, 20), on=date(2023, 4, 2))
    found = slip(told)
    assert [(due["due"], due["slip_days"], due["cause"]) for due in found["dues"]] == [
        ("2023-03-31", None, "planned"),
        ("2023-04-30", 30, "rescheduled"),
        ("2023-04-20", -10, "rescheduled"),
    ]
    last = found["dues"][-1]
    assert (last["position"], last["recorded_on"], last["reason"]) == (position, "2023-04-02", WHY)
    assert (last["event_id"], last["actor"]["id"]) == (told.events[position - 1].envelope.event_id, "ana")
    assert (found["slip_days"], found["moves"], found["moved_after_due"]) == (20, 2, False)


def test_a_due_date_moved_on_its_day_is_in_time_and_the_day_after_is_not(told: Told):
    add(told, MARCH)
    move(told, MARCH, APRIL, on=MARCH)
    assert slip(told)["moved_after_due"] is False
    move(told, APRIL, MAY, on=date(2023, 5, 1))
    found = slip(told)
    assert found["moved_after_due"] is True
    assert [due["after_due"] for due in found["dues"]] == [False, False, True]


def test_a_due_date_that_is_said_again_has_not_moved_also_when_it_has_passed(told: Told):
    add(told, MARCH)
    move(told, MARCH, MARCH, on=APRIL)
    found = slip(told)
    assert (found["moves"], found["moved_after_due"]) == (0, False)


def test_a_due_date_that_follows_the_window_moves_with_it(told: Told):
    add(told, None)
    position = told.tell(JUNE, GOAL, retargeted(MRR, ending(date(2024, 1, 30)), on=JUNE))
    found = slip(told)
    assert [(due["due"], due["cause"]) for due in found["dues"]] == [
        ("2023-12-31", "planned"),
        ("2024-01-30", "window"),
    ]
    assert found["dues"][1]["event_id"] == told.events[position - 1].envelope.event_id
    assert found["slip_days"] == 30


def test_a_moved_anchor_moves_what_is_due_at_its_months_end(told: Told):
    told.tell(START, WORKSPACE, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 4, 3)))
    add(told, EndOfMonth(end_of_month=Anchor.PRODUCT_LAUNCH))
    told.tell(MARCH, WORKSPACE, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 5, 2)))
    assert [(due["due"], due["cause"]) for due in slip(told)["dues"]] == [
        ("2023-04-30", "planned"),
        ("2023-05-31", "anchor"),
    ]


def test_what_waits_for_an_anchor_has_no_slip_that_could_be_counted(told: Told):
    waiting = EndOfMonth(end_of_month=Anchor.MARKET_ENTRY)
    add(told, MARCH)
    move(told, MARCH, waiting, on=START)
    found = slip(told)
    assert [due["slip_days"] for due in found["dues"]] == [None, None]
    assert (found["slip_days"], found["moves"]) == (None, 1)


def test_the_chart_ends_on_the_diagonal_when_it_is_done(told: Told):
    add(told, MARCH)
    move(told, MARCH, APRIL, on=date(2023, 3, 1))
    assert slip(told)["chart"]["end"] is None
    complete(told, date(2023, 5, 4))
    found = slip(told)
    assert found["chart"] == {
        "points": [
            {"recorded_on": "2023-01-01", "due": "2023-03-31"},
            {"recorded_on": "2023-03-01", "due": "2023-04-30"},
        ],
        "end": {"recorded_on": "2023-05-04", "due": "2023-05-04"},
    }
    assert (found["completed_on"], found["days_late"], found["state"]) == ("2023-05-04", 4, "done")


def test_days_late_go_by_the_due_date_of_when_it_was_done(told: Told):
    add(told, None)
    complete(told, JUNE)
    told.tell(JUNE, GOAL, retargeted(MRR, ending(MAY), on=JUNE))
    assert slip(told)["days_late"] == (JUNE - END).days


def test_a_deadline_moved_after_it_was_done_makes_nothing_late(told: Told):
    add(told, None)
    complete(told, JUNE)
    told.tell(END, GOAL, retargeted(MRR, ending(date(2024, 3, 31)), on=END))
    assert slip(told, date(2024, 2, 1))["moved_after_due"] is False
    assert slipped(told, END, END) == []


def test_what_was_done_later_than_the_day_asked_about_was_not_done_yet(told: Told):
    add(told, MARCH)
    complete(told, APRIL)
    found = slip(told, date(2023, 4, 29))
    assert (found["completed_on"], found["days_late"], found["chart"]["end"]) == (None, None, None)


def test_what_was_reopened_is_neither_done_nor_dropped(told: Told):
    add(told, MARCH)
    complete(told, APRIL)
    told.tell(MAY, GOAL, MilestoneReopened(milestone_id=STEP, reason=WHY))
    assert (slip(told)["completed_on"], slip(told)["dropped_on"]) == (None, None)
    assert slipped(told, APRIL, APRIL) == []


def test_slips_of_a_period_are_those_recorded_on_its_days_the_last_included(told: Told):
    add(told, MARCH)
    move(told, MARCH, APRIL, on=date(2023, 3, 10))
    assert slipped(told, START, date(2023, 3, 10)) == [STEP]
    assert slipped(told, START, date(2023, 3, 9)) == []
    assert slipped(told, date(2023, 3, 11), END) == []


def test_one_done_late_counts_on_the_day_it_was_done_and_one_done_in_time_does_not(told: Told):
    add(told, MARCH)
    complete(told, APRIL)
    assert slipped(told, APRIL, APRIL) == [STEP]
    told.tell(MAY, GOAL, MilestoneReopened(milestone_id=STEP, reason=WHY))
    told.tell(MAY, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=MARCH))
    assert slipped(told, START, END) == []


def test_one_dropped_counts_on_the_day_that_was_recorded(told: Told):
    add(told, MARCH)
    told.tell(APRIL, GOAL, MilestoneDropped(milestone_id=STEP, reason=WHY))
    assert slipped(told, APRIL, APRIL) == [STEP]
    assert slipped(told, START, MARCH) == []
    assert slip(told)["dropped_on"] == "2023-04-30"


def test_a_container_is_asked_with_those_below_it(told: Told):
    told.tell(START, CONTAINER, ContainerOpened(name="Growth", kind=ContainerKind.OBJECTIVE))
    told.tell(START, BELOW, ContainerOpened(name="Sales", kind=ContainerKind.FOLDER, parent_id=CONTAINER))
    told.tell(START, GOAL, GoalMoved(container_id=BELOW))
    add(told, MARCH)
    move(told, MARCH, APRIL, on=MARCH)
    assert slipped(told, START, END, container=CONTAINER) == [STEP]
    told.tell(MAY, GOAL, GoalMoved(container_id=None))
    assert slipped(told, START, END, container=CONTAINER) == []
    assert slipped(told, START, END, container=GOAL) is None


def test_a_milestone_added_later_was_not_known_then(told: Told):
    head = len(told.events)
    add(told, MARCH)
    with told.asking(END, position=head) as asking:
        assert slip_list.of_goal(asking, GOAL) == []

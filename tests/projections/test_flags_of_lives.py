"""Which questions do milestones, endings and check-ins raise?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from goals.goal.facts import (
    CheckedIn,
    FlagAcknowledged,
    GoalActivated,
    GoalArchived,
    GoalClosed,
    GoalPaused,
    GoalResumed,
    GoalSuperseded,
)
from goals.milestone.facts import MilestoneAdded, MilestoneDropped, MilestoneRescheduled
from goals.milestone.shape import Deliverable
from goals.vocabulary import Anchor, FlagId, Health, Outcome
from goals.window import EndOfMonth
from goals.workspace.facts import AnchorRecorded, Policy, PolicyChanged
from tests.projections.flagged import ids, one
from tests.projections.story import END, GOAL, MRR, OTHER, START, WORKSPACE, Told, activated, created, telling

MILESTONE = "0190a0a0-0000-7000-8000-0000000000d1"
DUE = date(2023, 6, 30)
DECEMBER = date(2023, 12, 31)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def plan(told: Told, due: date | EndOfMonth | None = DUE, *, goal_id: str = GOAL) -> None:
    told.tell(START, goal_id, MilestoneAdded(milestone_id=MILESTONE, title="Launch", shape=Deliverable(), due=due))


def reschedule(told: Told, on: date, before: date | EndOfMonth | None = DUE, *, goal_id: str = GOAL) -> set[str]:
    fact = MilestoneRescheduled(milestone_id=MILESTONE, before=before, after=date(2024, 6, 30), reason="The supplier")
    told.tell(on, goal_id, fact)
    return ids(told, on, goal_id=goal_id)


@pytest.mark.parametrize(("day", "expected"), [(DUE, False), (date(2023, 7, 1), True)])
def test_a_due_date_slips_when_it_is_moved_after_it_passed(told: Told, day: date, expected: bool):
    plan(told)
    assert ("R12" in reschedule(told, day)) is expected


@pytest.mark.parametrize(("day", "expected"), [(END, False), (date(2024, 1, 1), True)])
def test_a_milestone_without_a_date_is_due_with_its_goal(told: Told, day: date, expected: bool):
    plan(told, None)
    assert ("R12" in reschedule(told, day, None)) is expected


def test_a_due_date_on_an_anchor_is_the_day_that_was_known_then(told: Told):
    launch = EndOfMonth(end_of_month=Anchor.PRODUCT_LAUNCH)
    plan(told, launch)
    assert "R12" not in reschedule(told, DUE, launch), "nobody knew when it was due"
    told.tell(DUE, WORKSPACE, AnchorRecorded(anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 5, 3)))
    assert "R12" in reschedule(told, DUE, launch)
    assert one(told, "R12", DUE)["inputs"] == {"due": "2023-05-31", "recorded_on": "2023-06-30"}


@pytest.mark.parametrize(("day", "expected"), [(date(2023, 6, 15), False), (date(2023, 6, 16), True), (END, True)])
def test_a_milestone_dropped_in_its_last_fourteen_days_slips(told: Told, day: date, expected: bool):
    plan(told)
    told.tell(day, GOAL, MilestoneDropped(milestone_id=MILESTONE, reason="No longer wanted"))
    assert ("R12" in ids(told, day)) is expected


def test_the_plans_of_a_draft_are_free(told: Told):
    told.tell(START, OTHER, created())
    plan(told, goal_id=OTHER)
    assert reschedule(told, END, goal_id=OTHER) == set()
    told.tell(END, OTHER, GoalActivated(on=END, definition=MRR))
    assert "R12" not in ids(told, END, goal_id=OTHER)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 12, 16), False),
        (date(2023, 12, 17), True),
        (date(2024, 1, 14), True),
        (date(2024, 1, 15), False),
    ],
)
def test_a_goal_abandoned_around_its_end_while_behind_leaves_quietly(told: Told, day: date, expected: bool):
    told.read(date(2023, 6, 30), 450000)
    told.tell(day, GOAL, GoalClosed(on=day, outcome=Outcome.ABANDONED))
    assert ("R16" in ids(told, day)) is expected


@pytest.mark.parametrize(("value", "expected"), [(580000, False), ("579999.99", True)])
def test_only_what_is_behind_leaves_quietly(told: Told, value: int | str, expected: bool):
    told.read(END, value)
    told.tell(END, GOAL, GoalArchived(on=END))
    assert ("R16" in ids(told)) is expected


def test_a_goal_that_was_never_read_leaves_quietly_and_one_that_was_closed_as_missed_does_not(told: Told):
    told.tell(START, OTHER, created(), activated())
    told.tell(END, OTHER, GoalClosed(on=END, outcome=Outcome.MISSED), GoalArchived(on=END))
    told.tell(END, GOAL, GoalArchived(on=END))
    assert ("R16" in ids(told), "R16" in ids(told, goal_id=OTHER)) == (True, False)


def test_a_goal_superseded_at_its_end_while_behind_leaves_quietly_and_it_is_told_how_it_ended(told: Told):
    told.read(date(2023, 6, 30), 450000)
    told.tell(DECEMBER, GOAL, GoalSuperseded(on=DECEMBER, by_goal_id=OTHER))
    assert one(told, "R16")["inputs"] == {
        "ended": "superseded",
        "end": "2023-12-31",
        "recorded_on": "2023-12-31",
        "was_read": True,
        "pace": "0.2500",
        "on_track": "0.9000",
    }


@pytest.mark.parametrize(("value", "day"), [(580000, DECEMBER), (450000, date(2023, 12, 16))])
def test_a_goal_on_track_or_long_before_its_end_is_superseded_openly(told: Told, value: int, day: date):
    told.read(day, value)
    told.tell(day, GOAL, GoalSuperseded(on=day, by_goal_id=OTHER))
    assert "R16" not in ids(told, day)


def test_a_superseded_draft_was_never_behind(told: Told):
    told.tell(START, OTHER, created())
    told.tell(DECEMBER, OTHER, GoalSuperseded(on=DECEMBER, by_goal_id=GOAL))
    assert "R16" not in ids(told, goal_id=OTHER)


def check_in(told: Told, on: date, status: Health | None = Health.ON_TRACK) -> None:
    told.tell(on, GOAL, CheckedIn(on=on, status=status, confidence=Decimal("0.5")))


def test_two_check_ins_running_that_were_not_on_track_are_a_gap(told: Told):
    told.read(date(2023, 6, 1), 410000)
    check_in(told, date(2023, 6, 2))
    assert "R18" not in ids(told, date(2023, 6, 2))
    check_in(told, date(2023, 6, 9), None)
    check_in(told, date(2023, 6, 16))
    gap = one(told, "R18", date(2023, 6, 16))
    assert set(gap["inputs"].values()) == {"on_track", "off_track"}
    said = [event.envelope.event_id for event in told.events if isinstance(event.fact, CheckedIn)]
    assert gap["event_ids"] == [said[0], said[2]]


def test_an_honest_check_in_between_closes_the_gap(told: Told):
    told.read(date(2023, 6, 1), 410000)
    check_in(told, date(2023, 6, 2))
    check_in(told, date(2023, 6, 9), Health.AT_RISK)
    check_in(told, date(2023, 6, 16))
    assert "R18" not in ids(told, date(2023, 6, 16))


def test_a_check_in_is_judged_by_what_was_known_when_it_was_made(told: Told):
    told.read(date(2023, 5, 1), 490000)
    check_in(told, date(2023, 6, 2))
    told.read(date(2023, 6, 1), 410000, recorded=date(2023, 6, 3))
    check_in(told, date(2023, 6, 16))
    assert "R18" not in ids(told, date(2023, 6, 16)), "the first was on track by what was known"
    check_in(told, date(2023, 6, 23))
    assert "R18" in ids(told, date(2023, 6, 23))


def test_a_paused_goal_has_no_health_to_be_at_odds_with(told: Told):
    told.read(date(2023, 6, 1), 410000)
    check_in(told, date(2023, 6, 2))
    told.tell(date(2023, 6, 3), GOAL, GoalPaused(on=date(2023, 6, 3), reason="A reorganisation"))
    check_in(told, date(2023, 6, 9))
    told.tell(date(2023, 6, 10), GOAL, GoalResumed(on=date(2023, 6, 10)))
    check_in(told, date(2023, 6, 16))
    assert "R18" not in ids(told, date(2023, 6, 16))


def test_a_check_in_is_judged_by_the_policy_then_in_force(told: Told):
    told.read(date(2023, 6, 1), 450000)
    check_in(told, date(2023, 6, 2))
    told.tell(date(2023, 6, 3), WORKSPACE, PolicyChanged(policy=Policy(at_risk=Decimal("0.1"))))
    check_in(told, date(2023, 6, 9))
    assert "R18" not in ids(told, date(2023, 6, 9))


def test_an_acknowledged_flag_stays_and_says_who_has_seen_it(told: Told):
    told.tell(END, GOAL, GoalArchived(on=END))
    event_id = told.events[-1].envelope.event_id
    told.tell(END, GOAL, FlagAcknowledged(flag=FlagId.R16, event_id=event_id, note="Looked into"))
    told.tell(END, GOAL, FlagAcknowledged(flag=FlagId.R15, event_id=event_id, note="Of another flag"))
    (seen,) = one(told, "R16")["acknowledged"]
    assert (seen["note"], seen["actor"]["id"], seen["recorded_at"]) == (
        "Looked into",
        "ana",
        "2023-12-31T09:00:00.000000Z",
    )

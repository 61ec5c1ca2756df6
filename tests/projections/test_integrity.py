"""How honestly were goals pursued in a period?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerOpened
from goals.goal.definition import Definition
from goals.goal.facts import (
    Approval,
    GoalArchived,
    GoalClosed,
    GoalMoved,
    GoalReopened,
)
from goals.goal.proposal import RetargetProposed, RetargetRejected
from goals.milestone.facts import MilestoneAdded, MilestoneCompleted, MilestoneDropped, MilestoneRescheduled
from goals.milestone.shape import Deliverable
from goals.period import Period, PeriodHasNotBegun
from goals.reading.facts import Evidence
from goals.vocabulary import ApprovalGround, ContainerKind, Direction, Maturity, Outcome, ReasonCode
from projections.answers.integrity import report
from tests.projections.story import (
    ANA,
    GOAL,
    MRR,
    OTHER,
    REASON,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    ending,
    retargeted,
    telling,
)

CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"
BELOW = "0190a0a0-0000-7000-8000-0000000000c2"
STEP = "0190a0a0-0000-7000-8000-0000000000e1"
PROPOSAL = "0190a0a0-0000-7000-8000-0000000000b1"
JULY, SEPTEMBER = date(2023, 7, 1), date(2023, 9, 30)
Q3 = Period(first=JULY, last=SEPTEMBER, name="2023-Q3")
LATER = date(2024, 2, 1)
DAY = timedelta(days=1)
AUGUST = date(2023, 8, 15)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


@dataclass
class Pursued:
    """A goal since the year's first day, and what it is measured by so far."""

    told: Told
    goal_id: str
    now: Definition

    def to(self, target: int, *, on: date, **more: Any) -> int:
        return self.moved(aiming(target, self.now), on=on, **more)

    def moved(self, after: Definition, *, on: date, **more: Any) -> int:
        fact = replace(retargeted(self.now, after, on=on), **more)
        self.now = after
        return self.told.tell(on, self.goal_id, fact)


def pursue(told: Told, goal_id: str = GOAL, definition: Definition = MRR, **more: Any) -> Pursued:
    told.tell(START, goal_id, created(definition=definition, **more), activated(definition))
    return Pursued(told, goal_id, definition)


def reported(
    told: Told, period: Period = Q3, *, on: date = LATER, position: int | None = None, container: str | None = None
) -> dict[str, Any]:
    with told.asking(on, position=position) as asking:
        answer = report.answer(asking, period, container)
    assert answer is not None
    return answer


def considered(told: Told, period: Period = Q3) -> int:
    found = reported(told, period)["goals"]["considered"]
    assert isinstance(found, int)
    return found


def test_nothing_considered_leaves_nothing_to_divide_by(told: Told):
    answer = reported(told)
    assert (answer["goals"]["considered"], answer["goals"]["share_retargeted"]) == (0, None)
    assert answer["attainment"]["original"] == {"mean": None, "achieved": 0, "n": 0}
    assert (answer["attainment"]["difference"], answer["churn"]) == (None, [])
    assert (answer["retargets"]["churn_gross"], answer["milestone_slips"]["mean_slip_days"]) == ("0.0000", None)


def test_the_report_names_its_period_and_its_moment(told: Told):
    answer = reported(told)
    assert answer["period"] == {"from": "2023-07-01", "to": "2023-09-30", "name": "2023-Q3"}
    assert (answer["position"], answer["on"], answer["policy_version"]) == (len(told.events), "2024-02-01", 1)


def test_a_share_of_the_goals_was_retargeted(told: Told):
    for number in range(3):
        pursue(told, f"0190a0a0-0000-7000-8000-00000000010{number}")
    pursue(told).to(500_000, on=AUGUST)
    goals = reported(told)["goals"]
    assert (goals["considered"], goals["retargeted"], goals["share_retargeted"]) == (4, 1, "0.2500")
    assert (goals["easier"], goals["harder"]) == (1, 0)


@pytest.mark.parametrize(("on", "counted"), [(JULY - DAY, 0), (JULY, 1), (SEPTEMBER, 1), (SEPTEMBER + DAY, 0)])
def test_a_retarget_counts_on_the_first_and_the_last_day_and_not_beside_them(told: Told, on: date, counted: int):
    pursue(told).to(500_000, on=on)
    assert reported(told)["retargets"]["count"] == counted


def test_a_goal_moved_both_ways_counts_for_both_and_its_churn_is_there_and_back(told: Told):
    goal = pursue(told)
    told.read(JULY, 450_000)
    goal.to(500_000, on=AUGUST)
    goal.to(560_000, on=AUGUST + DAY)
    answer = reported(told)
    assert (answer["goals"]["easier"], answer["goals"]["harder"], answer["goals"]["retargeted"]) == (1, 1, 1)
    assert answer["retargets"]["count"] == 2
    assert (answer["retargets"]["churn_gross"], answer["retargets"]["churn_net"]) == ("0.8000", "-0.2000")
    assert answer["churn"] == [{"goal_id": GOAL, "count": 2, "gross": "0.8000", "net": "-0.2000"}]


def test_a_calibration_is_no_retarget_and_what_was_never_committed_is_not_considered(told: Told):
    pursue(told, maturity=Maturity.PRELIMINARY).to(500_000, on=AUGUST)
    answer = reported(told)
    assert (answer["goals"]["considered"], answer["retargets"]["count"]) == (0, 0)


def test_how_well_the_moves_are_documented_is_counted(told: Told):
    goal = pursue(told)
    goal.to(590_000, on=AUGUST, effective_on=AUGUST - DAY, evidence=(Evidence(url="https://wiki.example/1"),))
    goal.to(580_000, on=AUGUST, effective_on=AUGUST - 2 * DAY, approval=Approval(approver=ANA))
    found = reported(told)["retargets"]
    assert (found["backdated"], found["without_evidence"], found["approved"]) == (1, 1, 1)


def test_what_waits_for_approval_is_counted_until_it_is_settled(told: Told):
    goal = pursue(told)
    proposed = RetargetProposed(
        proposal_id=PROPOSAL,
        n=2,
        before=MRR,
        after=aiming(500_000),
        reason_code=ReasonCode.UNDER_PERFORMANCE,
        reason=REASON,
        proposer=ANA,
        grounds=(ApprovalGround.POLICY,),
        policy_version=1,
    )
    waiting = told.tell(AUGUST, goal.goal_id, proposed)
    told.tell(AUGUST, goal.goal_id, RetargetRejected(proposal_id=PROPOSAL, reason="The aim stands"))
    assert reported(told, position=waiting)["retargets"]["awaiting_approval"] == 1
    assert reported(told)["retargets"]["awaiting_approval"] == 0


def test_a_goal_closed_before_the_period_is_left_out_and_one_closed_on_its_first_day_is_not(told: Told):
    pursue(told)
    closed = told.tell(JULY - DAY, GOAL, GoalClosed(on=JULY - DAY, outcome=Outcome.MISSED))
    assert considered(told) == 0
    told.tell(JULY, GOAL, GoalReopened(on=JULY - DAY, reason=REASON), GoalClosed(on=JULY, outcome=Outcome.MISSED))
    assert considered(told) == 1
    assert reported(told, position=closed)["goals"]["considered"] == 0


def test_a_goal_taken_up_in_the_period_and_said_later_to_have_ended_before_it_was_not_pursued_in_it(told: Told):
    pursue(told)
    told.tell(START, GOAL, GoalClosed(on=START + DAY, outcome=Outcome.MISSED))
    reopened = told.tell(AUGUST, GOAL, GoalReopened(on=AUGUST, reason=REASON))
    told.tell(AUGUST, GOAL, GoalClosed(on=JULY - DAY, outcome=Outcome.MISSED))
    assert considered(told) == 0
    assert reported(told, position=reopened)["goals"]["considered"] == 1


def test_a_goal_begun_on_the_last_day_is_considered_and_one_begun_the_day_after_is_not(told: Told):
    told.tell(START, GOAL, created(), activated(on=SEPTEMBER))
    told.tell(START, OTHER, created(), activated(on=SEPTEMBER + DAY))
    assert considered(told) == 1


def test_a_goal_archived_within_the_period_does_not_leave_its_report(told: Told):
    pursue(told)
    told.tell(AUGUST, GOAL, GoalClosed(on=AUGUST, outcome=Outcome.ABANDONED), GoalArchived(on=AUGUST))
    assert considered(told) == 1


def test_what_happens_after_the_day_asked_about_is_not_told(told: Told):
    pursue(told).to(500_000, on=SEPTEMBER)
    assert reported(told, on=SEPTEMBER)["retargets"]["count"] == 1
    assert reported(told, on=SEPTEMBER - DAY)["retargets"]["count"] == 0


def test_a_period_that_begins_after_the_day_asked_about_is_refused(told: Told):
    assert reported(told, on=JULY)["goals"]["considered"] == 0
    with pytest.raises(PeriodHasNotBegun):
        reported(told, on=JULY - DAY)


def test_attainment_is_told_by_what_was_promised_and_by_what_it_became(told: Told):
    goal = pursue(told)
    told.read(AUGUST, 480_000)
    goal.to(500_000, on=AUGUST)
    found = reported(told)["attainment"]
    assert found["original"] == {"mean": "0.4000", "achieved": 0, "n": 1}
    assert found["current"] == {"mean": "0.8000", "achieved": 0, "n": 1}
    assert found["difference"] == "0.4000"
    assert found["goals"] == [
        {
            "goal_id": GOAL,
            "original": "0.4000",
            "current": "0.8000",
            "difference": "0.4000",
            "achieved_by_original": False,
            "achieved_by_current": False,
        }
    ]


def test_a_target_lowered_to_what_stands_is_achieved_by_the_current_version_only(told: Told):
    goal = pursue(told)
    told.read(AUGUST, 480_000)
    goal.to(470_000, on=AUGUST)
    found = reported(told)["attainment"]
    assert (found["original"]["achieved"], found["current"]["achieved"]) == (0, 1)


def test_attainment_stands_as_of_the_periods_last_day(told: Told):
    goal = pursue(told)
    told.read(SEPTEMBER, 480_000)
    told.read(SEPTEMBER + DAY, 600_000)
    goal.to(500_000, on=SEPTEMBER + DAY)
    found = reported(told)["attainment"]
    assert (found["original"]["mean"], found["current"]["mean"]) == ("0.4000", "0.4000")


def test_means_are_weighted_and_a_goal_without_a_value_counts_in_neither(told: Told):
    pursue(told, definition=replace(MRR, weight=Decimal(3)))
    pursue(told, OTHER, replace(aiming(500_000), weight=Decimal(1)))
    unread = replace(MRR, direction=Direction.INCREASE, span=None)
    pursue(told, "0190a0a0-0000-7000-8000-000000000109", unread)
    told.read(AUGUST, 450_000)
    found = reported(told)["attainment"]
    assert (found["original"]["mean"], found["original"]["n"]) == ("0.3125", 2)
    assert [each["original"] for each in found["goals"]] == ["0.2500", "0.5000", None]


def test_weights_of_nothing_have_no_mean(told: Told):
    pursue(told, definition=replace(MRR, weight=Decimal(0)))
    told.read(AUGUST, 450_000)
    assert reported(told)["attainment"]["original"] == {"mean": None, "achieved": 0, "n": 1}


def test_a_container_is_reported_with_those_below_it_and_without_the_others(told: Told):
    told.tell(START, CONTAINER, ContainerOpened(name="Growth", kind=ContainerKind.OBJECTIVE))
    told.tell(START, BELOW, ContainerOpened(name="Sales", kind=ContainerKind.FOLDER, parent_id=CONTAINER))
    for goal in [pursue(told), pursue(told, OTHER)]:
        goal.to(500_000, on=AUGUST)
    told.tell(AUGUST, GOAL, GoalMoved(container_id=BELOW))
    answer = reported(told, container=CONTAINER)
    assert (answer["goals"]["considered"], answer["retargets"]["count"], answer["container_id"]) == (1, 1, CONTAINER)
    assert [each["goal_id"] for each in answer["churn"]] == [GOAL]
    with told.asking(LATER) as asking:
        assert report.answer(asking, Q3, WORKSPACE) is None


def test_slips_of_the_period_are_counted_with_their_mean(told: Told):
    pursue(told)
    due = [date(2023, 7, 10), date(2023, 7, 20), date(2023, 8, 19)]
    add = MilestoneAdded(milestone_id=STEP, title="A step", shape=Deliverable(), due=due[0])
    told.tell(START, GOAL, add)
    for before, after, on in zip(due, due[1:], (due[0], due[1] + DAY), strict=False):
        told.tell(on, GOAL, MilestoneRescheduled(milestone_id=STEP, before=before, after=after, reason=REASON))
    told.tell(SEPTEMBER, GOAL, MilestoneCompleted(milestone_id=STEP, effective_on=date(2023, 8, 21)))
    found = reported(told)["milestone_slips"]
    assert (found["count"], found["moved_after_due"], found["mean_slip_days"]) == (2, 1, "20.0000")
    assert (found["late"], found["dropped"]) == (1, 0)
    (slip,) = found["milestones"]
    assert (slip["milestone_id"], slip["moves"], slip["slip_days"], slip["days_late"]) == (STEP, 2, 40, 2)


def test_milestones_of_goals_that_are_not_considered_are_left_out(told: Told):
    pursue(told, maturity=Maturity.PRELIMINARY)
    told.tell(START, GOAL, MilestoneAdded(milestone_id=STEP, title="A step", shape=Deliverable(), due=AUGUST))
    told.tell(AUGUST, GOAL, MilestoneDropped(milestone_id=STEP, reason=REASON))
    assert reported(told)["milestone_slips"]["milestones"] == []


def test_an_extension_moves_what_is_due_with_the_window(told: Told):
    goal = pursue(told)
    told.tell(START, GOAL, MilestoneAdded(milestone_id=STEP, title="A step", shape=Deliverable()))
    goal.moved(ending(date(2024, 1, 30)), on=AUGUST)
    assert reported(told)["milestone_slips"]["mean_slip_days"] == "30.0000"


def test_a_retarget_that_was_recorded_later_is_not_known_before(told: Told):
    goal = pursue(told)
    head = len(told.events)
    goal.to(500_000, on=AUGUST)
    assert reported(told, position=head)["retargets"]["count"] == 0


def test_a_goal_retargeted_in_the_period_is_considered_whatever_its_days_say(told: Told):
    pursue(told).to(500_000, on=AUGUST)
    told.tell(AUGUST, GOAL, GoalClosed(on=JULY - DAY, outcome=Outcome.MISSED))
    goals = reported(told)["goals"]
    assert (goals["considered"], goals["retargeted"]) == (1, 1)

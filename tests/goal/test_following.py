"""What follows for goals when an anchor is recorded or a KPI is redefined: no back door to the goalposts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from goals.goal.approval_errors import CycleIsClosed, SelfApproval
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.pausing import PauseGoal, ResumeGoal
from goals.goal.commands.proposing import ApproveRetarget
from goals.goal.facts import GoalActivated, GoalEdited, GoalResumed, GoalRetargeted, WindowResolved
from goals.goal.proposal import ProposalLapsed, RetargetApproved, RetargetProposed
from goals.kpi.commands import RedefineKpi
from goals.kpi.facts import KpiRedefined
from goals.target import Absolute
from goals.vocabulary import Anchor, ApprovalGround, ApprovalRule, ReasonCode, Trigger
from goals.window import AuthoredWindow, Window
from goals.workspace.anchors import RecordAnchor
from goals.workspace.cycle import CycleClosed
from goals.workspace.facts import AnchorRecorded, Policy, PolicyChanged
from tests.given import ASKED, GOAL, TODAY, Outcome, Story, Told, elsewhere, given
from tests.goal.known import (
    DOLLARS,
    MRR,
    OTHER,
    REVENUE,
    activated,
    active,
    closed,
    created,
    defined,
    draft,
    paused,
    retargeted,
)
from tests.goal.proposing import cycle, proposal

LAUNCH = Anchor.PRODUCT_LAUNCH
MAY = date(2023, 5, 2)
IN_MAY = Window(start=MAY, end=date(2023, 8, 1), tz="UTC")
LATER = date(2023, 5, 9)
FROM_LATER = Window(start=LATER, end=date(2023, 8, 8), tz="UTC")
WAITING = defined(window=AuthoredWindow(anchor=LAUNCH, duration="P3M"), span=None)
LAUNCHED = replace(WAITING, span=IN_MAY)
RESOLVED = WindowResolved(anchor=LAUNCH, on=MAY, span=IN_MAY)
CENTS = replace(DOLLARS, scale=2)
WHY = "the cents count from here on"


def when_launched(story: Story, on: date = MAY) -> Outcome:
    return story.when(RecordAnchor, workspace_id=story.workspace_id, anchor=LAUNCH, on=on)


def recorded(story: Story, on: date = MAY) -> Told:
    return elsewhere(story.workspace_id, AnchorRecorded(anchor=LAUNCH, on=on))[0]


def moved(story: Story, **more: Any) -> Told:
    said = {
        "follows": story.workspace_id,
        "reason_code": ReasonCode.EXTERNAL_DEPENDENCY,
        "reason": "The product_launch, which the window hangs on, was moved to 2023-05-09.",
        "trigger": Trigger.EXTERNAL_CHANGE,
    }
    return retargeted(replace(WAITING, span=FROM_LATER), LAUNCHED, **(said | more))


def test_a_launch_resolves_the_windows_that_waited_for_it():
    for told in (draft(WAITING), active(WAITING), (*active(WAITING), paused())):
        story = given(*told)
        when_launched(story).then(recorded(story), RESOLVED)


def test_a_launch_is_nothing_to_a_goal_that_hangs_on_something_else():
    market = defined(window=AuthoredWindow(anchor=Anchor.MARKET_ENTRY, duration="P3M"), span=None)
    for told in (active(), active(market), (*active(WAITING), closed())):
        story = given(*told)
        when_launched(story).then(recorded(story))


def test_every_goal_that_waited_hears_of_the_launch():
    story = given(*active(WAITING), *elsewhere(OTHER, created(WAITING)))
    facts = when_launched(story).facts
    assert sorted(map(str, facts)) == sorted(map(str, [recorded(story), RESOLVED, *elsewhere(OTHER, RESOLVED)]))


def test_a_launch_moved_later_retargets_the_active_goals_and_only_moves_the_drafts():
    story = given(*active(WAITING), RESOLVED)
    when_launched(story, LATER).then(recorded(story, LATER), moved(story))
    story = given(*draft(WAITING), RESOLVED)
    when_launched(story, LATER).then(recorded(story, LATER), WindowResolved(anchor=LAUNCH, on=LATER, span=FROM_LATER))


def test_the_same_launch_again_moves_nothing():
    story = given(*active(WAITING), RESOLVED)
    when_launched(story).then(recorded(story))


def test_a_draft_that_was_resolved_is_activated_with_its_days():
    given(*draft(WAITING), RESOLVED).when(ActivateGoal).then(GoalActivated(on=TODAY, definition=LAUNCHED))


def redefined() -> Told:
    return elsewhere(MRR, KpiRedefined(measure=CENTS, series=2, reason=WHY))[0]


def test_a_redefined_kpi_retargets_the_goals_measured_by_it():
    said: dict[str, Any] = {
        "reason_code": ReasonCode.SCOPE_CHANGE,
        "reason": WHY,
        "trigger": Trigger.EXTERNAL_CHANGE,
        "follows": MRR,
    }
    for told in (active(), (*active(), paused())):
        given(*told).when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY).then(
            redefined(), retargeted(defined(series=2), **said)
        )


def test_a_draft_follows_a_redefined_kpi():
    given(*draft()).when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY).then(
        redefined(), GoalEdited(definition=defined(series=2))
    )


def test_a_closed_goal_keeps_the_series_it_was_measured_by():
    given(*active(), closed()).when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY).then(redefined())


def test_a_redefinition_is_nothing_to_a_goal_measured_by_another_kpi():
    other = replace(REVENUE, kpi_id=None, series=None)
    told = (*draft(other), *elsewhere(OTHER, created(), activated()))
    outcome = given(*told).when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY)
    assert [event.stream_id for event in outcome.events] == [MRR, OTHER]
    assert GOAL not in {event.stream_id for event in outcome.events}


def proposals(outcome: Outcome) -> list[RetargetProposed]:
    return [each for each in outcome.facts if isinstance(each, RetargetProposed)]


def ruled(*told: Told) -> Story:
    """These facts, where every retarget needs approval."""
    story = given(*told)
    story.tell(story.workspace_id, PolicyChanged(policy=Policy(approval=ApprovalRule.ALWAYS)))
    return story


def test_what_would_need_approval_is_proposed_when_a_launch_moves():
    story = ruled(*active(WAITING), RESOLVED)
    outcome = when_launched(story, LATER)
    (proposed,) = proposals(outcome)
    assert (proposed.n, proposed.after.span, proposed.follows) == (2, FROM_LATER, story.workspace_id)
    assert (proposed.proposer, proposed.grounds) == (ASKED.actor, (ApprovalGround.POLICY,))
    outcome.then(recorded(story, LATER), proposed)


def test_an_approved_proposal_says_what_it_followed():
    story = ruled(*active(WAITING), RESOLVED)
    (proposed,) = proposals(when_launched(story, LATER))
    approved, done = story.by("bo").when(ApproveRetarget, proposal_id=proposed.proposal_id).facts
    assert isinstance(approved, RetargetApproved)
    assert isinstance(done, GoalRetargeted)
    assert (done.follows, done.after.span) == (story.workspace_id, FROM_LATER)


def test_whoever_moved_the_launch_does_not_approve_what_follows():
    story = ruled(*active(WAITING), RESOLVED)
    (proposed,) = proposals(when_launched(story, LATER))
    story.when(ApproveRetarget, proposal_id=proposed.proposal_id).then_refused(SelfApproval)


def test_a_launch_moved_again_overtakes_what_was_proposed_to_follow_it():
    story = ruled(*active(WAITING), RESOLVED)
    (first,) = proposals(when_launched(story, LATER))
    again = when_launched(story, date(2023, 5, 20))
    (second,) = proposals(again)
    again.then(recorded(story, date(2023, 5, 20)), second, ProposalLapsed(proposal_id=first.proposal_id))


def test_a_launch_moved_back_leaves_nothing_to_approve():
    story = ruled(*active(WAITING), RESOLVED)
    (proposed,) = proposals(when_launched(story, LATER))
    when_launched(story).then(recorded(story), ProposalLapsed(proposal_id=proposed.proposal_id))


def test_what_waits_for_approval_is_not_proposed_again_when_the_goal_is_resumed():
    story = ruled(*active(WAITING), RESOLVED)
    when_launched(story, LATER)
    story.when(PauseGoal, reason="The team is elsewhere")
    story.when(ResumeGoal).then(GoalResumed(on=TODAY))


def test_a_first_launch_resolves_windows_without_approval_and_what_was_proposed_lapses():
    harder = replace(WAITING, target=Absolute(value=Decimal(700000)), resolved=Decimal(700000))
    told = proposal(harder, before=WAITING)
    story = ruled(*active(WAITING), told)
    when_launched(story).then(recorded(story), RESOLVED, ProposalLapsed(proposal_id=told.proposal_id))


def test_a_redefined_kpi_is_no_back_door():
    story = ruled(*active())
    (proposed,) = proposals(story.when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY))
    assert (proposed.follows, proposed.after.series, proposed.reason) == (MRR, 2, WHY)


def test_where_easing_is_announced_a_redefined_kpi_counts_from_then():
    story = given(*active())
    story.tell(story.workspace_id, PolicyChanged(policy=Policy(easing_notice_days=7)))
    said: dict[str, Any] = {"reason_code": ReasonCode.SCOPE_CHANGE, "reason": WHY, "trigger": Trigger.EXTERNAL_CHANGE}
    story.when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY).then(
        redefined(), retargeted(defined(series=2), **said, follows=MRR, effective_on=TODAY + timedelta(days=7))
    )


def test_what_follows_a_goal_in_a_closed_cycle_waits_until_it_is_opened_again():
    story = given(*active())
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    (proposed,) = proposals(story.when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY))
    assert proposed.grounds == (ApprovalGround.CYCLE_LOCKED,)
    story.by("bo").when(ApproveRetarget, proposal_id=proposed.proposal_id).then_refused(CycleIsClosed)


def test_what_is_proposed_lapses_when_the_goal_follows_something_else():
    told = proposal()
    outcome = given(*active(), told).when(RedefineKpi, kpi_id=MRR, scale=2, reason=WHY)
    assert outcome.facts[-1] == ProposalLapsed(proposal_id=told.proposal_id)

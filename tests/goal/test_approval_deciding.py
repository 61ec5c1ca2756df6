"""What becomes of a proposed retarget: approved, rejected, withdrawn, lapsed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.actor import Actor
from goals.errors import NotFound
from goals.goal.approval_errors import (
    NotTheProposer,
    OtherVersionProposed,
    ProposalIsOutdated,
    ProposalIsSettled,
    SelfApproval,
)
from goals.goal.commands.activating import EstablishBaseline
from goals.goal.commands.proposing import ApproveRetarget, RejectRetarget, WithdrawRetarget
from goals.goal.errors import GoalIsClosed, GoalIsPaused
from goals.goal.facts import BaselineEstablished
from goals.goal.proposal import ProposalLapsed, RetargetApproved, RetargetRejected, RetargetWithdrawn
from goals.kpi.facts import KpiRedefined, KpiRetired
from goals.target import Delta
from goals.vocabulary import ActorType
from tests.given import NOW, TODAY, given
from tests.goal.known import (
    DOLLARS,
    FOUR,
    MEASURING,
    MRR,
    REVENUE,
    active,
    closed,
    defined,
    paused,
    retargeted,
)
from tests.goal.proposing import (
    ALWAYS,
    EASED,
    FIVE,
    HARDER,
    ONE,
    SEVEN,
    TWO,
    approved,
    effective_on,
    proposal,
    under,
    when_retargeted,
)


def test_an_approval_does_what_was_proposed():
    under(ALWAYS, *active(), proposal()).by("bo").when(ApproveRetarget, proposal_id=ONE, n=2, note="Agreed").then(
        RetargetApproved(proposal_id=ONE, n=2, note="Agreed"),
        retargeted(EASED, approval=approved()),
    )


@pytest.mark.parametrize(("days", "held"), [(-5, 0), (0, 0), (3, 3)])
def test_without_notice_too_no_day_holds_before_the_approval(days: int, held: int):
    asked = proposal(HARDER, effective_on=TODAY + timedelta(days=days))
    story = under(ALWAYS, *active(), asked).by("bo")
    assert effective_on(story.when(ApproveRetarget, proposal_id=ONE)) == TODAY + timedelta(days=held)


@pytest.mark.parametrize(
    ("asked", "held"),
    [(None, 10 + 7), (date(2023, 6, 22), 10 + 7), (date(2023, 7, 2), 10 + 7), (date(2023, 7, 3), 10 + 8)],
)
def test_notice_is_counted_from_the_approval(asked: date | None, held: int):
    policy = replace(ALWAYS, easing_notice_days=7)
    story = under(policy, *active(), proposal(effective_on=asked)).by("bo").at(NOW + timedelta(days=10))
    assert effective_on(story.when(ApproveRetarget, proposal_id=ONE)) == TODAY + timedelta(days=held)


@pytest.mark.parametrize(
    ("proposer", "proposer_for", "approver", "approver_for"),
    [
        ("ana", None, "ana", None),
        ("bot", "ana", "ana", None),
        ("ana", None, "bot", "ana"),
        ("bot", "ana", "app", "ana"),
        ("bot", "ana", "bot", "bo"),
    ],
)
def test_nobody_approves_their_own_in_person_or_through_another(
    proposer: str, proposer_for: str | None, approver: str, approver_for: str | None
):
    told = proposal(proposer=Actor(type=ActorType.USER, id=proposer), proposer_for=proposer_for)
    story = under(ALWAYS, *active(), told).by(approver, on_behalf_of=approver_for)
    story.when(ApproveRetarget, proposal_id=ONE).then_refused(SelfApproval)


def test_actors_of_another_type_with_the_same_id_are_the_same():
    story = under(ALWAYS, *active(), proposal()).by("ana", actor_type=ActorType.SERVICE)
    story.when(ApproveRetarget, proposal_id=ONE).then_refused(SelfApproval)


def test_for_nobody_is_not_the_same_nobody():
    under(ALWAYS, *active(), proposal(proposer_for=None)).by("bo", on_behalf_of=None).when(
        ApproveRetarget, proposal_id=ONE
    ).then(RetargetApproved(proposal_id=ONE, n=2), retargeted(EASED, approval=approved()))


@pytest.mark.parametrize("n", [1, 3])
def test_another_version_than_the_one_proposed_is_not_approved(n: int):
    story = under(ALWAYS, *active(), proposal()).by("bo")
    story.when(ApproveRetarget, proposal_id=ONE, n=n).then_refused(OtherVersionProposed, at="/n")


@pytest.mark.parametrize(
    "settled",
    [
        RetargetApproved(proposal_id=ONE, n=2),
        RetargetRejected(proposal_id=ONE, reason="No"),
        RetargetWithdrawn(proposal_id=ONE),
        ProposalLapsed(proposal_id=ONE),
    ],
)
def test_what_is_settled_stays_so(settled: Any):
    story = under(ALWAYS, *active(), proposal(), settled)
    story.by("bo").when(ApproveRetarget, proposal_id=ONE).then_refused(ProposalIsSettled)
    story.by("bo").when(RejectRetarget, proposal_id=ONE, reason="No").then_refused(ProposalIsSettled)
    story.by("ana").when(WithdrawRetarget, proposal_id=ONE).then_refused(ProposalIsSettled)


def test_a_proposal_that_is_not_the_goals_is_not_found():
    for command in (ApproveRetarget, WithdrawRetarget):
        under(ALWAYS).by("bo").when(command, proposal_id=TWO).then_refused(NotFound)


def test_a_goal_that_is_not_active_is_not_retargeted_by_an_approval():
    under(ALWAYS, *active(), proposal(), closed()).by("bo").when(ApproveRetarget, proposal_id=ONE).then_refused(
        GoalIsClosed
    )
    under(ALWAYS, *active(), proposal(), paused()).by("bo").when(ApproveRetarget, proposal_id=ONE).then_refused(
        GoalIsPaused
    )


def test_a_proposal_of_what_the_goal_no_longer_is_is_outdated():
    told = proposal(before=defined(weight=Decimal(2)))
    under(ALWAYS, *active(), told).by("bo").when(ApproveRetarget, proposal_id=ONE).then_refused(ProposalIsOutdated)


@pytest.mark.parametrize(
    "meanwhile",
    [KpiRetired(), KpiRedefined(measure=replace(DOLLARS, scale=2), series=2, reason="The cents count")],
)
def test_a_kpi_that_was_retired_or_redefined_meanwhile_is_not_switched_to(meanwhile: Any):
    story = under(
        ALWAYS, *active(defined(kpi_id=None, series=None)), proposal(REVENUE, before=defined(kpi_id=None, series=None))
    )
    story.tell(MRR, meanwhile)
    story.by("bo").when(ApproveRetarget, proposal_id=ONE).then_refused(ProposalIsOutdated)


def test_a_rejection_says_why():
    under(ALWAYS, *active(), proposal()).by("bo").when(RejectRetarget, proposal_id=ONE, reason="Not now").then(
        RetargetRejected(proposal_id=ONE, reason="Not now")
    )


def test_a_proposal_is_withdrawn_by_whoever_made_it_or_had_it_made():
    for actor in ("bot", "ana"):
        told = proposal(proposer=Actor(type=ActorType.SERVICE, id="bot"), proposer_for="ana")
        under(ALWAYS, *active(), told).by(actor).when(WithdrawRetarget, proposal_id=ONE).then(
            RetargetWithdrawn(proposal_id=ONE)
        )


def test_nobody_else_withdraws_it_whoever_they_say_they_act_for():
    story = under(ALWAYS, *active(), proposal()).by("hugo", on_behalf_of="ana")
    story.when(WithdrawRetarget, proposal_id=ONE).then_refused(NotTheProposer)


def test_of_two_proposals_the_other_lapses_when_one_is_approved():
    story = under(ALWAYS, *active(), proposal(), proposal(HARDER, proposal_id=TWO)).by("bo")
    story.when(ApproveRetarget, proposal_id=ONE).then(
        RetargetApproved(proposal_id=ONE, n=2),
        retargeted(EASED, approval=approved()),
        ProposalLapsed(proposal_id=TWO),
    )


def test_what_is_proposed_lapses_when_the_goal_is_retargeted_otherwise():
    when_retargeted(given(*active(), proposal(), proposal(HARDER, proposal_id=TWO)), weight=Decimal(2)).then(
        retargeted(defined(weight=Decimal(2))), ProposalLapsed(proposal_id=ONE), ProposalLapsed(proposal_id=TWO)
    )


def test_what_was_settled_does_not_lapse():
    told = (*active(), proposal(), RetargetWithdrawn(proposal_id=ONE))
    when_retargeted(given(*told), target=FIVE).then(retargeted(EASED))


def test_a_further_proposal_lets_the_first_one_stand():
    when_retargeted(under(ALWAYS, *active(), proposal()), target=SEVEN, proposal_id=TWO).then(
        proposal(HARDER, proposal_id=TWO)
    )


def test_what_is_proposed_lapses_when_the_baseline_becomes_known():
    before = defined(baseline=MEASURING, target=Delta(by=Decimal(200000)), resolved=None)
    after = replace(before, target=Delta(by=Decimal(100000)))
    under(ALWAYS, *active(before), proposal(after, before=before)).when(EstablishBaseline, value=Decimal(400000)).then(
        BaselineEstablished(baseline=FOUR, resolved=Decimal(600000)), ProposalLapsed(proposal_id=ONE)
    )

"""What becomes of a proposed retarget: approved, rejected, or withdrawn."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import UNSET

from goals.command import Decision
from goals.errors import NotFound, Unprocessable
from goals.facts import Asked
from goals.goal.approval import lapses
from goals.goal.approval_errors import (
    NotTheProposer,
    OtherVersionProposed,
    ProposalIsOutdated,
    ProposalIsSettled,
    SelfApproval,
)
from goals.goal.commands.command import GoalCommand, require_state
from goals.goal.cycles import require_cycle_open
from goals.goal.facts import Approval, GoalRetargeted
from goals.goal.proposal import Proposal, RetargetApproved, RetargetProposed, RetargetRejected, RetargetWithdrawn
from goals.goal.settling import settled
from goals.goal.state import Goal
from goals.goal.weighing import weighed
from goals.kpi.errors import KpiIsRetired
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState, ProposalState


@dataclass(frozen=True, kw_only=True)
class ApproveRetarget(GoalCommand):
    """Somebody other than its proposer lets it happen. `n`, if given, is the version that is meant."""

    proposal_id: str
    n: int | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        proposed = open_proposal(goal, self.proposal_id, wish="approved").proposed
        if self.n is not None and self.n != proposed.n:
            raise OtherVersionProposed(self.n, proposed.n)
        _require_four_eyes(proposed, around.asked)
        require_state(goal, GoalState.ACTIVE, wish="retargeted")
        _require_same_still(goal, proposed, around)
        require_cycle_open([proposed.after], around)
        return [
            RetargetApproved(proposal_id=self.proposal_id, n=proposed.n, note=self.note),
            _done(proposed, around.asked, self._effective_on(goal, proposed, around)),
            *lapses(goal, but=self.proposal_id),
        ]

    def _effective_on(self, goal: Goal, proposed: RetargetProposed, around: Surroundings) -> date:
        """The day that was asked for; but it never holds before its approval, from which notice is counted."""
        earliest = weighed(goal, proposed.after, around, goal_id=self.goal_id).earliest
        return earliest if proposed.effective_on is None else max(proposed.effective_on, earliest)


@dataclass(frozen=True, kw_only=True)
class RejectRetarget(GoalCommand):
    """It will not be done."""

    changes_goal: ClassVar[bool] = False

    proposal_id: str
    reason: Text

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        open_proposal(goal, self.proposal_id, wish="rejected")
        return [RetargetRejected(proposal_id=self.proposal_id, reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class WithdrawRetarget(GoalCommand):
    """Its proposer, or the one it was proposed for, does not want it any more."""

    changes_goal: ClassVar[bool] = False

    proposal_id: str
    reason: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        proposed = open_proposal(goal, self.proposal_id, wish="withdrawn").proposed
        if around.asked.actor.id not in (proposed.proposer.id, proposed.proposer_for):
            raise NotTheProposer(proposed.proposer.id)
        return [RetargetWithdrawn(proposal_id=self.proposal_id, reason=self.reason)]


def open_proposal(goal: Goal, proposal_id: str, *, wish: str) -> Proposal:
    """Raises NotFound, or ProposalIsSettled; `wish` is what is not done to it, as in "approved"."""
    found = goal.proposals.get(proposal_id)
    if found is None:
        raise NotFound("proposal", proposal_id)
    if found.state is not ProposalState.OPEN:
        raise ProposalIsSettled(found.state, wish)
    return found


def _require_four_eyes(proposed: RetargetProposed, asked: Asked) -> None:
    """Raises SelfApproval. Keys do not matter, actors do, and those they act for."""
    proposers = {proposed.proposer.id, proposed.proposer_for} - {None}
    approvers = {asked.actor.id, asked.on_behalf_of} - {None}
    for both in sorted(map(str, proposers & approvers)):
        raise SelfApproval(both)


def _require_same_still(goal: Goal, proposed: RetargetProposed, around: Surroundings) -> None:
    """Raises ProposalIsOutdated. What follows from something else was worked out by that."""
    if goal.definition != proposed.before:
        raise ProposalIsOutdated("The goal was changed otherwise meanwhile.")
    if proposed.follows is not None:
        return
    try:
        after = settled(proposed.after, around, before=proposed.before, goal_start=goal.activated_on)
    except (KpiIsRetired, Unprocessable) as wrong:
        raise ProposalIsOutdated(wrong.message) from None
    if after != proposed.after:
        raise ProposalIsOutdated("Its KPI was redefined, or its days were moved, meanwhile.")


def _done(proposed: RetargetProposed, asked: Asked, effective_on: date) -> GoalRetargeted:
    return GoalRetargeted(
        before=proposed.before,
        after=proposed.after,
        reason_code=proposed.reason_code,
        reason=proposed.reason,
        evidence=proposed.evidence,
        effective_on=effective_on,
        trigger=proposed.trigger,
        approval=Approval(
            approver=asked.actor,
            approver_for=asked.on_behalf_of,
            proposal_id=proposed.proposal_id,
            proposer=proposed.proposer,
            proposer_for=proposed.proposer_for,
        ),
        follows=UNSET if proposed.follows is None else proposed.follows,
    )

"""A retarget that somebody else has to approve: what happens to it, and what it stands at."""

from datetime import date

from msgspec import Struct

from goals.actor import Actor
from goals.goal.definition import Definition
from goals.reading.facts import Evidence
from goals.sealing import Text
from goals.vocabulary import ApprovalGround, ProposalState, ReasonCode, Trigger


class RetargetProposed(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.retarget-proposed.v1"):
    """Nothing moved yet. `n` is the version it would make, `grounds` why it needs approval, `effective_on` the day
    asked for, if any; `follows` as in GoalRetargeted."""

    proposal_id: str
    n: int
    before: Definition
    after: Definition
    reason_code: ReasonCode
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    effective_on: date | None = None
    trigger: Trigger = Trigger.NONE
    proposer: Actor
    proposer_for: str | None = None
    grounds: tuple[ApprovalGround, ...]
    policy_version: int
    follows: str | None = None


class RetargetApproved(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.retarget-approved.v1"):
    """Somebody other than its proposer approved exactly this version."""

    proposal_id: str
    n: int
    note: Text | None = None


class RetargetRejected(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.retarget-rejected.v1"):
    """It will not be done."""

    proposal_id: str
    reason: Text


class RetargetWithdrawn(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.retarget-withdrawn.v1"):
    """Its proposer does not want it any more."""

    proposal_id: str
    reason: Text | None = None


class ProposalLapsed(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.proposal-lapsed.v1"):
    """What it would have changed was changed otherwise meanwhile."""

    proposal_id: str


ProposalFact = RetargetProposed | RetargetApproved | RetargetRejected | RetargetWithdrawn | ProposalLapsed
Settling = RetargetApproved | RetargetRejected | RetargetWithdrawn | ProposalLapsed

SETTLED = {
    RetargetApproved: ProposalState.APPROVED,
    RetargetRejected: ProposalState.REJECTED,
    RetargetWithdrawn: ProposalState.WITHDRAWN,
    ProposalLapsed: ProposalState.LAPSED,
}


class Proposal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was proposed, and what has become of it."""

    proposed: RetargetProposed
    state: ProposalState = ProposalState.OPEN


def evolve(proposals: dict[str, Proposal], fact: ProposalFact) -> dict[str, Proposal]:
    """The proposals of a goal after one more fact. Total: one that is not there is passed over."""
    if isinstance(fact, RetargetProposed):
        return {**proposals, fact.proposal_id: Proposal(proposed=fact)}
    found = proposals.get(fact.proposal_id)
    if found is None:
        return proposals
    return {**proposals, fact.proposal_id: Proposal(proposed=found.proposed, state=SETTLED[type(fact)])}

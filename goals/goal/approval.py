"""Why a retarget would need somebody else's approval, how long it is announced, and what lapses with it."""

from collections.abc import Iterable

from goals.goal.definition import Definition
from goals.goal.proposal import ProposalLapsed
from goals.goal.state import Goal
from goals.vocabulary import ApprovalGround, ApprovalRule, CycleState, Effect, ProposalState
from goals.workspace.facts import Policy

EASING = frozenset((Effect.EASIER, Effect.MIXED, Effect.INCOMPARABLE))
"""Behind what cannot be compared an easing may hide."""


def asks_for_effect(policy: Policy) -> bool:
    """Whether any rule of the policy depends on what a retarget would do."""
    return policy.approval is ApprovalRule.EASIER_ONLY or policy.freeze_days > 0 or policy.easing_notice_days > 0


def grounds(
    policy: Policy, *, may_ease: bool, puts_off: bool, days_to_end: int | None, cycle: CycleState
) -> tuple[ApprovalGround, ...]:
    """Why it needs approval, empty where it needs none. `days_to_end` is that of the window before, negative after it,
    None while it has none. Whatever else it does, what `puts_off` the end would lead out of the freeze."""
    found = []
    if policy.approval is ApprovalRule.ALWAYS or (policy.approval is ApprovalRule.EASIER_ONLY and may_ease):
        found.append(ApprovalGround.POLICY)
    if (may_ease or puts_off) and is_frozen(policy, days_to_end=days_to_end):
        found.append(ApprovalGround.FREEZE)
    if cycle is not CycleState.OPEN:
        found.append(ApprovalGround.CYCLE_LOCKED)
    return tuple(found)


def puts_off_end(before: Iterable[Definition], after: Definition) -> bool:
    """Whether the end known of any of those before becomes a later day, or one that is not known."""
    ends = [each.span.end for each in before if each.span is not None]
    return any(after.span is None or after.span.end > end for end in ends)


def is_frozen(policy: Policy, *, days_to_end: int | None) -> bool:
    """Whether it is one of the last `freeze_days` days of the window, its end among them, or a day after it."""
    return policy.freeze_days > 0 and days_to_end is not None and days_to_end < policy.freeze_days


def lapses(goal: Goal, *, but: str | None = None) -> list[ProposalLapsed]:
    """What becomes of the goal's open proposals, all `but` one, when its definition changes."""
    return [
        ProposalLapsed(proposal_id=proposal_id)
        for proposal_id, proposal in goal.proposals.items()
        if proposal.state is ProposalState.OPEN and proposal_id != but
    ]

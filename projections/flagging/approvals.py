"""Was what was imported approved by somebody else, where the rules then in force asked for it?"""

from collections.abc import Sequence

from goals.facts import Asked
from goals.flags import Raised, raised
from goals.flags_of_changes import self_approved, words
from goals.goal.approval import EASING, grounds
from goals.goal.cycles import cycles_holding
from goals.goal.definition import Definition
from goals.goal.facts import Approval
from goals.vocabulary import ActorType, ApprovalGround, CycleState, Effect, FlagId
from projections import workspaces
from projections.standing import Question


def of_approval(
    question: Question,
    before: Definition,
    effect: Effect,
    asked: Asked,
    approval: Approval | None,
    event_ids: Sequence[str],
) -> list[Raised]:
    """R10: of imports alone, since whoever asks for it here is refused."""
    if asked.actor.type is not ActorType.IMPORT:
        return []
    proposer = asked.actor.id if approval is None or approval.proposer is None else approval.proposer.id
    proposer_for = asked.on_behalf_of if approval is None else approval.proposer_for or asked.on_behalf_of
    return raised(
        FlagId.R10,
        self_approved,
        event_ids,
        approver=None if approval is None else approval.approver.id,
        approver_for=None if approval is None else approval.approver_for,
        proposer=proposer,
        proposer_for=proposer_for,
        grounds=words([ground.value for ground in _grounds(question, before, effect)]),
    )


def _grounds(question: Question, before: Definition, effect: Effect) -> tuple[ApprovalGround, ...]:
    workspace = workspaces.at(question.rows, question.workspace_id, question.position)
    states = {cycle.state(question.on) for _, cycle in cycles_holding(before, workspace.cycles)}
    return grounds(
        workspace.policy,
        may_ease=effect in EASING,
        days_to_end=None if before.span is None else (before.span.end - question.on).days,
        cycle=CycleState.OPEN if states <= {CycleState.OPEN} else CycleState.LOCKED,
    )

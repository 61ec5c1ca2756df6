"""Was what was imported approved by somebody else, where the rules then in force asked for it?"""

from collections.abc import Sequence
from datetime import date

from goals.facts import Asked
from goals.flags import Raised, raised
from goals.flags_of_changes import self_approved, words
from goals.goal.approval import EASING, grounds, puts_off_end
from goals.goal.cycles import cycles_holding
from goals.goal.definition import Definition
from goals.goal.facts import Approval
from goals.vocabulary import ActorType, ApprovalGround, CycleState, Effect, FlagId
from projections import workspaces
from projections.judging import judge
from projections.standing import Question


def of_approval(
    question: Question,
    *,
    before: Sequence[Definition],
    after: Definition,
    original: Definition | None,
    today: date,
    asked: Asked,
    approval: Approval | None,
    event_ids: Sequence[str],
) -> list[Raised]:
    """R10: of imports alone, since whoever asks for it here is refused. `today` is in the workspace's days."""
    if asked.actor.type is not ActorType.IMPORT:
        return []
    proposer, proposer_for = _proposer(asked, approval)
    return raised(
        FlagId.R10,
        self_approved,
        event_ids,
        approver=None if approval is None else approval.approver.id,
        approver_for=None if approval is None else approval.approver_for,
        proposer=proposer,
        proposer_for=proposer_for,
        grounds=words([ground.value for ground in _grounds(question, before, after, original, today)]),
    )


def _proposer(asked: Asked, approval: Approval | None) -> tuple[str, str | None]:
    """Who proposed it, and for whom: where nobody is named, whoever told of it."""
    if approval is None or approval.proposer is None:
        return asked.actor.id, asked.on_behalf_of
    return approval.proposer.id, approval.proposer_for


def _grounds(
    question: Question, before: Sequence[Definition], after: Definition, original: Definition | None, today: date
) -> tuple[ApprovalGround, ...]:
    """As they would have been told of whoever asked for it here; `before` is what it was changed from."""
    workspace = workspaces.at(question.rows, question.workspace_id, question.position)
    belonging = (*before, after) if original is None else (*before, after, original)
    states = {cycle.state(today) for _, cycle in cycles_holding(belonging, workspace.cycles)}
    days = [(each.span.end - question.on).days for each in before if each.span is not None]
    return grounds(
        workspace.policy,
        may_ease=any(_effect(question, each, after) in EASING for each in before),
        puts_off=puts_off_end(before, after),
        days_to_end=min(days, default=None),
        cycle=CycleState.OPEN if states <= {CycleState.OPEN} else CycleState.LOCKED,
    )


def _effect(question: Question, before: Definition, after: Definition) -> Effect:
    return judge(question, before=before, after=after, held=before, original=None).effect

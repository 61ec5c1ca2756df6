"""What was proposed, or done, under the id of a retarget?"""

from itertools import pairwise
from typing import Any

from goals.goal.definition import Definition
from goals.goal.proposal import RetargetProposed
from goals.vocabulary import ProposalState
from projections import goals, moves, proposals, retargets, trail, versions
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.versions import defined
from projections.answers.within import is_within
from projections.changes import changes
from projections.listing import Wanted, page
from projections.moves import Move
from projections.proposals import Settled, View
from projections.versions import Version

IN_CONTAINER = is_within(proposals.proposals.c.goal_id)
RECORDED = "recorded"
"""The state of a retarget that is told by the id of its event."""


def answer(asking: Asking, retarget_id: str) -> dict[str, Any] | None:
    """A proposal by its id, or a recorded retarget by its event's; None if there was neither."""
    view = proposals.at(asking.rows, asking.workspace_id, retarget_id, asking.position)
    return _recorded(asking, retarget_id) if view is None else told(asking, view)


def listed(
    asking: Asking, wanted: Wanted, *, container_id: str | None = None
) -> tuple[list[dict[str, Any]], tuple[str | int, ...] | None]:
    """Proposals as they stood, and what the next page begins after; of the goals in a container or below it, if any."""
    where, values = (None, {}) if container_id is None else (IN_CONTAINER, {"container": container_id})
    found = page(asking.rows, proposals.proposals, asking.workspace_id, asking.position, wanted, where=where, **values)
    return [told(asking, proposals.decoded(doc)) for _, _, doc in found.rows], found.after


def told(asking: Asking, view: View) -> dict[str, Any]:
    proposed, settled = view.proposed, view.settled
    approver = settled if view.state is ProposalState.APPROVED else None
    return {
        "id": proposed.proposal_id,
        "goal_id": view.goal_id,
        "container_id": view.container_id,
        "state": view.state.value,
        "n": proposed.n,
        "proposal_id": proposed.proposal_id,
        "retarget_id": view.retarget_id,
        "recorded_at": forms.instant(view.proposed_at),
        "effective_on": forms.day(proposed.effective_on),
        **_moved(proposed.before, proposed.after),
        **_said(asking, proposed),
        "follows": proposed.follows,
        **moves.judged(view.judgement),
        "grounds": [ground.value for ground in proposed.grounds],
        "policy_version": proposed.policy_version,
        "proposer": forms.struct(proposed.proposer),
        "proposer_for": proposed.proposer_for,
        "approver": None if approver is None else forms.struct(approver.actor),
        "approver_for": None if approver is None else approver.on_behalf_of,
        "settled": None if settled is None else _settled(asking, settled),
        **_placed(asking, view.goal_id),
    }


def _recorded(asking: Asking, event_id: str) -> dict[str, Any] | None:
    position = retargets.position_of(asking.rows, asking.workspace_id, event_id, asking.position)
    move = None if position is None else trail.at(asking.rows, asking.workspace_id, position)
    if move is None:
        return None
    before, after = _versions(asking, move)
    return {
        "id": event_id,
        "goal_id": move.goal_id,
        "container_id": move.container_id,
        "state": RECORDED,
        "n": after.n,
        "proposal_id": None if move.approval is None else move.approval.proposal_id,
        "retarget_id": event_id,
        "recorded_at": forms.instant(move.recorded_at),
        "effective_on": forms.day(move.effective_on),
        **_moved(before.definition, after.definition),
        **_said(asking, move),
        "follows": move.follows,
        **moves.judged(move.judgement),
        "grounds": [],
        "policy_version": move.policy_version,
        **_parties(move),
        "settled": None,
        **_placed(asking, move.goal_id),
    }


def _versions(asking: Asking, move: Move) -> tuple[Version, Version]:
    """The version the retarget changed, and the one it made."""
    known = versions.of(asking.rows, asking.workspace_id, move.goal_id, asking.position)
    pairs = pairwise(placed.version for placed in known)
    return next((before, after) for before, after in pairs if after.event_id == move.event_id)


def _moved(before: Definition, after: Definition) -> dict[str, Any]:
    return {
        "changes": list(forms.struct(changes(before, after))),
        "before": defined(before),
        "after": defined(after),
    }


def _said(asking: Asking, about: RetargetProposed | Move) -> dict[str, Any]:
    return {
        "reason_code": about.reason_code.value,
        "reason": asking.open_text(about.reason),
        "evidence": list(forms.struct(about.evidence)),
        "trigger": about.trigger.value,
    }


def _parties(move: Move) -> dict[str, Any]:
    """Who proposed it: whoever did it, where it was not proposed before."""
    approval = move.approval
    proposer, proposer_for = move.actor, move.on_behalf_of
    if approval is not None and approval.proposer is not None:
        proposer, proposer_for = approval.proposer, approval.proposer_for
    return {
        "proposer": forms.struct(proposer),
        "proposer_for": proposer_for,
        "approver": None if approval is None else forms.struct(approval.approver),
        "approver_for": None if approval is None else approval.approver_for,
    }


def _settled(asking: Asking, settled: Settled) -> dict[str, Any]:
    return {
        "actor": forms.struct(settled.actor),
        "on_behalf_of": settled.on_behalf_of,
        "recorded_at": forms.instant(settled.recorded_at),
        "event_id": settled.event_id,
        "note": asking.open_text(settled.note),
    }


def _placed(asking: Asking, goal_id: str) -> dict[str, Any]:
    """The goal's version, which a decision names, and the moment."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    return {
        "version": None if found is None else found[1],
        "position": asking.position,
        "as_of": forms.instant(asking.as_of),
    }

"""Step by step, how did a goal come from what it was committed with to what it is?"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from goals.facts import Event
from goals.goal.definition import Definition
from goals.goal.facts import GoalRetargeted
from goals.goal.reconciling import Step, reconciled
from goals.quantity import EXACT, ZERO
from projections import goals, trail, versions
from projections.answers import feed, forms, missing
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.told import public_type
from projections.answers.versions import defined
from projections.changes import changes
from projections.moves import Move
from projections.versions import Placed


def answer(asking: Asking, goal_id: str) -> dict[str, Any] | None:
    """None if there was no such goal."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if found is None:
        return None
    view = goals.decoded(found[0])
    asking, _ = held(asking, goal_id, view)
    placed = versions.of(asking.rows, asking.workspace_id, goal_id, asking.position)
    told = _told(asking, goal_id, view.goal.definition, [each for each in placed if each.n > 0])
    return {
        "goal_id": goal_id,
        **told,
        "position": asking.position,
        "as_of": forms.instant(asking.as_of),
        "on": forms.day(asking.on),
    }


def _told(asking: Asking, goal_id: str, current: Definition, placed: Sequence[Placed]) -> dict[str, Any]:
    """`placed` are the versions from 1 on, with each time one was resolved."""
    if not placed:
        return {
            "original": None,
            "current": defined(current),
            "steps": [],
            "established": [],
            "is_reconciled": None,
            "unexplained": [],
            "reason": missing.told(missing.NOT_COMMITTED),
        }
    original, *later = placed
    events = [feed.at(asking, each.from_position) for each in later]
    steps = [event.fact for event in events if isinstance(event.fact, Step)]
    unexplained = changes(reconciled(original.definition, steps), current)
    return {
        "original": defined(original.definition),
        "current": defined(current),
        "steps": _steps(asking, goal_id, later),
        "established": [
            _established(event, before.definition, after.definition)
            for event, (before, after) in zip(events, pairwise(placed), strict=True)
            if not isinstance(event.fact, GoalRetargeted)
        ],
        "is_reconciled": not unexplained,
        "unexplained": forms.struct(list(unexplained)),
        "reason": None,
    }


def _steps(asking: Asking, goal_id: str, placed: Sequence[Placed]) -> list[dict[str, Any]]:
    after = {each.from_position: each for each in placed}
    moves = trail.counted(asking.rows, asking.workspace_id, goal_id, asking.position)
    net = gross = ZERO
    steps = []
    for move in moves:
        moved = ZERO if move.judgement.magnitude is None else move.judgement.magnitude
        net, gross = EXACT.add(net, moved), EXACT.add(gross, EXACT.abs(moved))
        cumulative = {"net": forms.share(net), "gross": forms.share(gross)}
        steps.append({**_step(asking, move, after[move.position]), "cumulative": cumulative})
    return steps


def _step(asking: Asking, move: Move, after: Placed) -> dict[str, Any]:
    span = after.definition.span
    return {
        "n": after.n,
        "event_id": move.event_id,
        "position": move.position,
        "recorded_at": forms.instant(move.recorded_at),
        "effective_on": forms.day(move.effective_on),
        "in_force": move.effective_on <= asking.on,
        "actor": forms.struct(move.actor),
        "on_behalf_of": move.on_behalf_of,
        "approved_by": None if move.approval is None else forms.struct(move.approval.approver),
        "reason_code": move.reason_code.value,
        "reason": asking.open_text(move.reason),
        "changes": forms.struct(list(move.changes)),
        "effect": move.judgement.effect.value,
        "magnitude": forms.share(move.judgement.magnitude),
        "target_after": forms.resolved(after.definition.resolved),
        "end_after": None if span is None else forms.day(span.end),
    }


def _established(event: Event, before: Definition, after: Definition) -> dict[str, Any]:
    """What was waited for came to be known: no retarget."""
    return {
        "event_id": event.envelope.event_id,
        "type": public_type(event.topic),
        "position": event.position,
        "recorded_at": forms.instant(event.recorded_at),
        "actor": forms.struct(event.envelope.asked.actor),
        "changes": forms.struct(list(changes(before, after))),
    }

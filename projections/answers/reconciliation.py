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
from projections.answers import feed, forms, missing, moment
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.lenses import known_versions
from projections.answers.told import public_type
from projections.answers.versions import defined
from projections.changes import changes
from projections.moves import Move
from projections.versions import Placed, effective_by


def answer(asking: Asking, goal_id: str) -> dict[str, Any] | None:
    """None if there was no such goal."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if found is None:
        return None
    recorded = goals.decoded(found[0])
    asking, view = held(asking, goal_id, recorded)
    known = known_versions(asking, goal_id, recorded)
    told = _told(asking, goal_id, recorded.goal.definition, known) if known else _uncommitted(view.goal.definition)
    return {
        "goal_id": goal_id,
        **told,
        **moment.told(asking),
    }


def _uncommitted(definition: Definition) -> dict[str, Any]:
    return {
        "original": None,
        "current": defined(definition),
        "announced": None,
        "steps": [],
        "established": [],
        "is_reconciled": None,
        "unexplained": [],
        "reason": missing.told(missing.NOT_COMMITTED),
    }


def _told(asking: Asking, goal_id: str, recorded: Definition, known: list[Placed]) -> dict[str, Any]:
    """`recorded` is the definition as it was last recorded, `known` the versions from 1 on."""
    current = effective_by(known, asking.on)
    placed = [each for each in versions.of(asking.rows, asking.workspace_id, goal_id, asking.position) if each.n > 0]
    original, *later = placed
    events = [feed.at(asking, each.from_position) for each in later]
    folded = _folded(original.definition, later, events, through=known[-1].n)
    in_force = _folded(original.definition, later, events, through=current.n)
    untold = changes(folded, recorded)
    unexplained = [*untold, *(each for each in changes(in_force, current.definition) if each not in untold)]
    return {
        "original": defined(original.definition),
        "current": defined(current.definition),
        "announced": _announced(known[-1], recorded) if current.n < known[-1].n else None,
        "steps": _steps(asking, goal_id, later, in_force=current.n),
        "established": [
            _established(event, before.definition, after.definition)
            for event, (before, after) in zip(events, pairwise(placed), strict=True)
            if not isinstance(event.fact, GoalRetargeted)
        ],
        "is_reconciled": not unexplained,
        "unexplained": forms.struct(unexplained),
        "reason": None,
    }


def _folded(original: Definition, later: Sequence[Placed], events: Sequence[Event], *, through: int) -> Definition:
    """The original with nothing but what the steps up to a version say they changed, and what is known since."""
    definition = original
    for placed, event in zip(later, events, strict=True):
        if placed.n > through:
            definition = versions.resolved_by(definition, placed.version)
        elif isinstance(event.fact, Step):
            definition = reconciled(definition, [event.fact])
    return definition


def _announced(placed: Placed, recorded: Definition) -> dict[str, Any]:
    return {"n": placed.n, "effective_on": forms.day(placed.effective_on), **defined(recorded)}


def _steps(asking: Asking, goal_id: str, placed: Sequence[Placed], *, in_force: int) -> list[dict[str, Any]]:
    """`in_force` is the version in force: it has all before it in it."""
    after = {each.from_position: each for each in placed}
    moves = trail.counted(asking.rows, asking.workspace_id, goal_id, asking.position)
    net = gross = ZERO
    steps = []
    for move in moves:
        moved = ZERO if move.judgement.magnitude is None else move.judgement.magnitude
        net, gross = EXACT.add(net, moved), EXACT.add(gross, EXACT.abs(moved))
        cumulative = {"net": forms.share(net), "gross": forms.share(gross)}
        made = after[move.position]
        steps.append({**_step(asking, move, made), "in_force": made.n <= in_force, "cumulative": cumulative})
    return steps


def _step(asking: Asking, move: Move, after: Placed) -> dict[str, Any]:
    span = after.definition.span
    return {
        "n": after.n,
        "event_id": move.event_id,
        "position": move.position,
        "recorded_at": forms.instant(move.recorded_at),
        "effective_on": forms.day(move.effective_on),
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

"""How did a goal stand when it was checked in on, and what was different the time before?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from goals.goal.definition import Definition
from goals.goal.facts import CheckedIn
from goals.progress import comparable
from goals.quantity import EXACT
from goals.target import number
from goals.vocabulary import GoalState, Health
from projections import goals, workspaces
from projections.answers import forms
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.judgement import health_of
from projections.said import Said
from projections.standing import Standing


@dataclass(frozen=True, slots=True)
class Snapshot:
    """How a goal stood on the day of a check-in, by what was known when it was made."""

    state: GoalState
    definition: Definition
    standing: Standing | None
    health: Health | None


def snapshot(asking: Asking, goal_id: str, made: Said) -> Snapshot:
    assert isinstance(made.fact, CheckedIn), f"{made.position} is no check-in"
    row = goals.versions.at(asking.rows, asking.workspace_id, goal_id, made.position)
    assert row is not None, f"{goal_id} was checked in on"
    there = replace(
        asking.about(made.fact.on),
        position=made.position,
        as_of=made.recorded_at,
        workspace=workspaces.at(asking.rows, asking.workspace_id, made.position),
    )
    there, view = held(there, goal_id, goals.decoded(row[0]))
    standing = there.question.standing(view.goal.definition)
    health = Health.NO_DATA if view.goal.state is GoalState.ACTIVE else None
    return Snapshot(
        state=view.goal.state,
        definition=view.goal.definition,
        standing=standing,
        health=health if standing is None else health_of(there, view, standing),
    )


def shown(snapshot: Snapshot) -> dict[str, Any]:
    standing, span = snapshot.standing, snapshot.definition.span
    return {
        "state": snapshot.state.value,
        "target": forms.resolved(snapshot.definition.resolved),
        "end": None if span is None else forms.day(span.end),
        "value": None if standing is None else forms.decimal(standing.value),
        "progress": None if standing is None else forms.progress(standing.raw),
        "expected": None if standing is None else forms.share(standing.expected),
        "pace": None if standing is None else forms.share(standing.pace),
        "health": None if snapshot.health is None else snapshot.health.value,
    }


def difference(then: Snapshot, now: Snapshot) -> dict[str, Any]:
    """Null where a side is unknown or no number; of values and progress also where another KPI was measured."""
    ends = (then.definition.span, now.definition.span)
    return {
        "value": forms.decimal(_measured(then, now, lambda standing: standing.value)),
        "progress": forms.share(_measured(then, now, lambda standing: standing.raw)),
        "target": forms.decimal(_less(_target(now), _target(then))),
        "end_days": None if ends[0] is None or ends[1] is None else (ends[1].end - ends[0].end).days,
        "health": {
            "before": None if then.health is None else then.health.value,
            "after": None if now.health is None else now.health.value,
        },
    }


def _measured(then: Snapshot, now: Snapshot, what: Callable[[Standing], Decimal | None]) -> Decimal | None:
    if then.standing is None or now.standing is None:
        return None
    if not comparable(then.standing.yardstick, now.standing.yardstick):
        return None
    return _less(what(now.standing), what(then.standing))


def _target(snapshot: Snapshot) -> Decimal | None:
    return number(snapshot.definition.resolved)


def _less(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else EXACT.subtract(one, other)

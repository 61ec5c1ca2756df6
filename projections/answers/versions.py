"""What was a goal measured by, when?"""

from typing import Any

from goals.goal.definition import Definition
from projections import goals, kpis, versions
from projections.answers import forms
from projections.answers.asking import Asking
from projections.goals import View
from projections.versions import Placed


def answer(asking: Asking, goal_id: str) -> list[dict[str, Any]] | None:
    """Every version since it was activated, oldest first, in effect by the day if one was named; None if there was no
    such goal."""
    if goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position) is None:
        return None
    placed = versions.of(asking.rows, asking.workspace_id, goal_id, asking.position)
    return [_told(each) for each in placed if not asking.is_on_given or each.effective_on <= asking.on]


def _told(placed: Placed) -> dict[str, Any]:
    version = placed.version
    return {
        "n": version.n,
        "kind": version.kind.value,
        "from_position": placed.from_position,
        "to_position": placed.to_position,
        "recorded_at": forms.instant(version.recorded_at),
        "effective_on": forms.day(version.effective_on),
        "event_id": version.event_id,
        **defined(version.definition),
    }


def defined(definition: Definition) -> dict[str, Any]:
    """The controlled fields, as authored and as resolved."""
    return {
        "kpi_id": definition.kpi_id,
        "series": definition.series,
        "direction": None if definition.direction is None else definition.direction.value,
        "baseline": {
            "state": definition.baseline.state.value,
            "value": forms.decimal(definition.baseline.value),
            "observed_on": forms.day(definition.baseline.observed_on),
            "source": definition.baseline.source,
        },
        "target": {
            "authored": forms.struct(definition.target),
            "resolved": forms.resolved(definition.resolved),
            "state": "pending" if definition.resolved is None else "resolved",
        },
        "levels": forms.struct(definition.levels),
        "tolerance": forms.decimal(definition.tolerance),
        "weight": forms.decimal(definition.weight),
        "window": forms.window(definition),
    }


def kpi_of(asking: Asking, definition: Definition) -> dict[str, Any] | None:
    """What it is measured by; None if by nothing."""
    if definition.kpi_id is None:
        return None
    kpi = kpis.kpi_at(asking.rows, asking.workspace_id, definition.kpi_id, asking.position)
    if kpi is None:
        return None
    return {
        "id": definition.kpi_id,
        "key": kpi.key,
        "unit": kpi.measure.unit,
        "series": definition.series,
    }


def original_of(view: View) -> dict[str, Any] | None:
    """What was first agreed; None until the goal is committed."""
    original = view.goal.original
    if original is None:
        return None
    span = original.span
    return {
        "target": forms.resolved(original.resolved),
        "start": None if span is None else forms.day(span.start),
        "end": None if span is None else forms.day(span.end),
        "n": 1,
        "version": view.committed_version,
    }

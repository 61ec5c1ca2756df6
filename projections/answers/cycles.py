"""Which cycles are there, what do they allow on a day, and who put them there?"""

from typing import Any

from goals.workspace.cycle import Cycle
from projections import workspaces
from projections.answers import forms
from projections.answers.asking import Asking
from projections.workspaces import Turned


def answers(asking: Asking) -> list[dict[str, Any]]:
    """All cycles, in the order of their days."""
    view, _ = workspaces.standing(asking.rows, asking.workspace_id, asking.position)
    cycles = view.workspace.cycles
    in_order = sorted(cycles, key=lambda name: (cycles[name].start, cycles[name].end, name))
    return [_told(asking, name, cycles[name], view.turned[name]) for name in in_order]


def answer(asking: Asking, name: str) -> dict[str, Any] | None:
    """None if there was no such cycle."""
    view, version = workspaces.standing(asking.rows, asking.workspace_id, asking.position)
    if name not in view.workspace.cycles:
        return None
    told = _told(asking, name, view.workspace.cycles[name], view.turned[name])
    return {**told, "version": version, "position": asking.position}


def _told(asking: Asking, name: str, cycle: Cycle, turned: Turned) -> dict[str, Any]:
    return {
        "name": name,
        "start": forms.day(cycle.start),
        "end": forms.day(cycle.end),
        "edit_until": forms.day(cycle.edit_until),
        "update_until": forms.day(cycle.update_until),
        "state": cycle.state(asking.on).value,
        "said": cycle.said.value,
        "actor": forms.struct(turned.actor),
        "on_behalf_of": turned.on_behalf_of,
        "reason": asking.open_text(turned.reason),
        "recorded_at": forms.instant(turned.recorded_at),
        "recorded_position": turned.position,
    }

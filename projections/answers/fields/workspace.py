"""What is told of a workspace: its rules, anchors and cycles?"""

from typing import Any

from goals.workspace.cycle import Cycle
from projections.answers import forms
from projections.answers.asking import OpenText
from projections.answers.fields.fields import Fields
from projections.answers.fields.fields import difference as differing
from projections.workspaces import View


def difference(open_text: OpenText, before: View | None, after: View | None) -> list[Fields]:
    """What differs between two states of a workspace; None before it was opened."""
    return differing(_told(open_text, before), _told(open_text, after))


def _told(open_text: OpenText, view: View | None) -> Fields:
    if view is None:
        return {}
    workspace = view.workspace
    return {
        "name": workspace.name,
        "kind": workspace.kind.value,
        "note": open_text(view.note),
        **forms.struct(workspace.policy),
        "policy_version": workspace.policy_version,
        **{f"anchors.{anchor.value}": forms.day(on) for anchor, on in sorted(workspace.anchors.items())},
        **{f"cycles.{name}": _cycle(cycle) for name, cycle in sorted(workspace.cycles.items())},
    }


def _cycle(cycle: Cycle) -> dict[str, Any]:
    """As it was said to be: its days may have brought it further."""
    return {
        "start": forms.day(cycle.start),
        "end": forms.day(cycle.end),
        "edit_until": forms.day(cycle.edit_until),
        "update_until": forms.day(cycle.update_until),
        "said": cycle.said.value,
    }

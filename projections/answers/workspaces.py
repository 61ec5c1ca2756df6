"""What is the workspace, by which rules does it judge, and when were its launches and market entries?"""

from datetime import datetime
from typing import Any

from goals.quantity import plain
from projections import workspaces
from projections.answers import forms
from projections.answers.asking import Asking
from projections.workspaces import Anchored


def answer(asking: Asking, *, now: datetime, head: int) -> dict[str, Any]:
    """`now` is what the workspace's clock shows, `head` the log's last position."""
    view, version = workspaces.standing(asking.rows, asking.workspace_id, asking.position)
    workspace = view.workspace
    return {
        "id": asking.workspace_id,
        "name": workspace.name,
        "kind": workspace.kind.value,
        "tz": workspace.policy.tz,
        "note": asking.open_text(view.note),
        "now": forms.instant(now),
        "head": head,
        "opened_at": forms.instant(view.opened_at),
        "version": version,
        "position": asking.position,
    }


def policy(asking: Asking) -> dict[str, Any]:
    """The rules in force; `policy_version` is 1 for those it was opened with."""
    view, version = workspaces.standing(asking.rows, asking.workspace_id, asking.position)
    rules = view.workspace.policy
    return {
        "approval": rules.approval.value,
        "easing_notice_days": rules.easing_notice_days,
        "freeze_days": rules.freeze_days,
        "on_track": plain(rules.on_track),
        "at_risk": plain(rules.at_risk),
        "grace_days": rules.grace_days,
        "fiscal_year_start": rules.fiscal_year_start,
        "tz": rules.tz,
        "policy_version": view.workspace.policy_version,
        "reason": asking.open_text(view.ruled.reason),
        "recorded_at": forms.instant(view.ruled.recorded_at),
        "recorded_position": view.ruled.position,
        "version": version,
        "position": asking.position,
    }


def anchors(asking: Asking) -> list[dict[str, Any]]:
    """Those recorded, by name."""
    view, _ = workspaces.standing(asking.rows, asking.workspace_id, asking.position)
    return [_anchor(asking, anchor.value, view.anchored[anchor]) for anchor in sorted(view.anchored)]


def anchor(asking: Asking, name: str) -> dict[str, Any] | None:
    view, version = workspaces.standing(asking.rows, asking.workspace_id, asking.position)
    found = [_anchor(asking, each.value, at) for each, at in view.anchored.items() if each.value == name]
    return {**found[0], "version": version, "position": asking.position} if found else None


def _anchor(asking: Asking, name: str, at: Anchored) -> dict[str, Any]:
    return {
        "anchor": name,
        "on": forms.day(at.on),
        "note": asking.open_text(at.note),
        "recorded_at": forms.instant(at.recorded_at),
        "recorded_position": at.position,
    }

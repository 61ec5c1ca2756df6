"""What is assembled in a container, and how far have its goals come together?"""

from collections.abc import Sequence
from typing import Any

from goals.quantity import EXACT, plain, quotient, total
from projections import containers
from projections.answers import forms, moment
from projections.answers.asking import Asking
from projections.answers.assembled import in_container
from projections.answers.periods import position_by
from projections.answers.shares import Share, share_of
from projections.listing import Found, Wanted, page


def answer(asking: Asking, container_id: str) -> dict[str, Any] | None:
    """None if there was no such container at the position asked about. Of a day that was named, with what was in it by
    the end of that day."""
    row = containers.versions.at(asking.rows, asking.workspace_id, container_id, asking.position)
    if row is None:
        return None
    own = shares(asking, container_id)
    by = position_by(asking, asking.on) if asking.is_on_given else asking.position
    rows, workspace_id, known = asking.rows, asking.workspace_id, asking.position
    below = containers.below_by(rows, workspace_id, container_id, by=by, position=known)
    nested = [share for each in below for share in shares(asking, each)]
    return {
        **told(asking, container_id, row[1], row[0]),
        "containers": containers.children_by(rows, workspace_id, container_id, by=by, position=known),
        "rollup": rollup(own),
        "rollup_nested": rollup([*own, *nested]),
        **moment.told(asking),
    }


def listed(asking: Asking, wanted: Wanted) -> tuple[list[dict[str, Any]], Found]:
    found = page(asking.rows, containers.containers, asking.workspace_id, asking.position, wanted)
    return [told(asking, row[0], row[1], row[2]) for row in found.rows], found


def told(asking: Asking, container_id: str, version: int, doc: str) -> dict[str, Any]:
    view = containers.decoded(doc)
    container = view.container
    return {
        "id": container_id,
        "name": asking.open_text(container.name),
        "kind": container.kind.value,
        "description": asking.open_text(container.description),
        "parent_id": container.parent_id,
        "max_active_goals": container.max_active_goals,
        "archived": container.archived,
        "archived_at": forms.instant(view.archived_at),
        "archived_for": asking.open_text(view.archived_for),
        "opened_at": forms.instant(view.opened_at),
        "version": version,
    }


def shares(asking: Asking, container_id: str) -> list[Share]:
    """Of the goals in the container that count."""
    shared = [share_of(asking, goal_id, view) for goal_id, view in in_container(asking, container_id)]
    return [share for share in shared if share is not None]


def rollup(shares: Sequence[Share]) -> dict[str, Any]:
    """The weighted mean of the goals that have a value, null where their weights are none; the others by id."""
    valued = [(share.weight, share.clamped) for share in shares if share.clamped is not None]
    weight = total(weight for weight, _ in valued)
    reached = total(EXACT.multiply(weight, clamped) for weight, clamped in valued)
    return {
        "progress": None if weight == 0 else forms.share(quotient(reached, weight)),
        "weight": plain(weight),
        "goals": len(shares),
        "without_value": [share.goal_id for share in shares if share.clamped is None],
    }

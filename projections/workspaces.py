"""What are a workspace's rules, anchors and cycles, and what were they at any moment?"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from goals.database import Rows
from goals.facts import Actor, Event
from goals.sealing import Text
from goals.vocabulary import Anchor, WorkspaceKind
from goals.workspace import state as workspaces_state
from goals.workspace.cycle import CycleClosed, CycleFact, CycleLocked, CycleOpened
from goals.workspace.facts import AnchorRecorded, PeriodReviewed, Policy, PolicyChanged, WorkspaceOpened
from goals.workspace.state import Workspace
from projections.versioned import Versions, versioned

workspaces = versioned("workspace_versions")
versions = Versions(workspaces)


class Ruled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Since when, and why, the policy is what it is."""

    position: int
    recorded_at: datetime
    reason: Text | None = None


class Anchored(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An anchor's day, and when it was recorded as such."""

    on: date
    position: int
    recorded_at: datetime
    note: Text | None = None


class Turned(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who opened, locked or closed a cycle last, when, and why."""

    position: int
    recorded_at: datetime
    actor: Actor
    on_behalf_of: str | None = None
    reason: Text | None = None


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A workspace as it stands, and how it came to that."""

    workspace: Workspace
    opened_at: datetime
    ruled: Ruled
    note: Text | None = None
    anchored: dict[Anchor, Anchored] = {}
    turned: dict[str, Turned] = {}


_decoder = msgspec.json.Decoder(View)
UNOPENED = Workspace(name="", kind=WorkspaceKind.LIVE, policy=Policy(), policy_version=1, anchors={})


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them facts of the workspace."""
    versions.follow(
        rows, workspace_id, events, opened_by=WorkspaceOpened, decoded=decoded, evolve=evolve, columns=lambda view: {}
    )


def evolve(view: View | None, event: Event) -> View:
    """The view after one more event."""
    assert event.recorded_at is not None
    match event.fact:
        case WorkspaceOpened(note=note) as opened:
            ruled = Ruled(position=event.position, recorded_at=event.recorded_at)
            workspace = workspaces_state.evolve(None, opened)
            return View(workspace=workspace, opened_at=event.recorded_at, ruled=ruled, note=note)
        case PolicyChanged(reason=reason) as changed:
            assert view is not None
            ruled = Ruled(position=event.position, recorded_at=event.recorded_at, reason=reason)
            return replace(view, workspace=workspaces_state.evolve(view.workspace, changed), ruled=ruled)
        case AnchorRecorded() as recorded:
            assert view is not None
            workspace = workspaces_state.evolve(view.workspace, recorded)
            return replace(view, workspace=workspace, anchored=_anchored(view, event, recorded))
        case CycleOpened() | CycleLocked() | CycleClosed() as told:
            assert view is not None
            workspace = workspaces_state.evolve(view.workspace, told)
            return replace(view, workspace=workspace, turned=_turned(view, event, told))
        case PeriodReviewed():
            assert view is not None
            return view
        case other:
            raise TypeError(f"{other} is no fact of a workspace")


def at(rows: Rows, workspace_id: str, position: int) -> Workspace:
    """The workspace as of a position; before it was opened, by the rules it opens with: history is never refused."""
    view = view_at(rows, workspace_id, position)
    return UNOPENED if view is None else view.workspace


def anchors_by(rows: Rows, workspace_id: str, position: int) -> list[tuple[int, dict[Anchor, date]]]:
    """The anchors' days of every version of the workspace up to a position, and the position it stood from."""
    found = versions.all(rows, workspace_id, workspace_id)
    return [(since, dict(decoded(doc).workspace.anchors)) for doc, _, since, _ in found if since <= position]


def view_at(rows: Rows, workspace_id: str, position: int | None = None) -> View | None:
    """As of a position, now if None; None before it was opened."""
    row = versions.at(rows, workspace_id, workspace_id, position)
    return None if row is None else decoded(row[0])


def standing(rows: Rows, workspace_id: str, position: int) -> tuple[View, int]:
    """The workspace as of a position at which it was open, and the version of its stream."""
    row = versions.at(rows, workspace_id, workspace_id, position)
    assert row is not None, f"{workspace_id} was not open at {position}"
    return decoded(row[0]), row[1]


@lru_cache(maxsize=1024)
def decoded(doc: str) -> View:
    return _decoder.decode(doc)


def _anchored(view: View, event: Event, fact: AnchorRecorded) -> dict[Anchor, Anchored]:
    assert event.recorded_at is not None
    recorded = Anchored(on=fact.on, position=event.position, recorded_at=event.recorded_at, note=fact.note)
    return {**view.anchored, fact.anchor: recorded}


def _turned(view: View, event: Event, fact: CycleFact) -> dict[str, Turned]:
    assert event.recorded_at is not None
    asked = event.envelope.asked
    turned = Turned(
        position=event.position,
        recorded_at=event.recorded_at,
        actor=asked.actor,
        on_behalf_of=asked.on_behalf_of,
        reason=fact.reason,
    )
    return {**view.turned, fact.cycle: turned}

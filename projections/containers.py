"""Where are goals assembled, and how did these places hang together at any moment?"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, Column, Index, Integer, Text, bindparam, or_, select

from goals.container import state as containers_state
from goals.container.facts import (
    ContainerArchived,
    ContainerLimited,
    ContainerMoved,
    ContainerOpened,
    ContainerRenamed,
)
from goals.container.state import Container
from goals.database import Prepared, Rows
from goals.facts import Event
from goals.instants import to_us
from goals.sealing import Text as FreeText
from projections.listing import Sortable, sort_text
from projections.versioned import Versions, versioned

TOP = ""
"""What stands for the parent of a container at the top."""

containers = versioned(
    "containers",
    Column("name", Sortable, nullable=False),
    Column("kind", Text, nullable=False),
    Column("parent_id", Text, nullable=False),
    Column("archived", Integer, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Index("containers_parent", "workspace_id", "parent_id", "id", "from_position", "to_position", "version"),
)
versions = Versions(containers)

_CHILDREN = Prepared(
    select(containers.c.id)
    .where(
        containers.c.workspace_id == bindparam("workspace_id"),
        containers.c.parent_id == bindparam("parent_id"),
        containers.c.from_position <= bindparam("position"),
        containers.c.to_position > bindparam("position"),
    )
    .order_by(containers.c.id)
)

_CHILDREN_BY = Prepared(
    select(containers.c.id)
    .where(
        containers.c.workspace_id == bindparam("workspace_id"),
        containers.c.parent_id == bindparam("parent_id"),
        containers.c.to_position > bindparam("by"),
        containers.c.from_position <= bindparam("position"),
        or_(containers.c.from_position <= bindparam("by"), containers.c.version == 1),
    )
    .order_by(containers.c.id)
)


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A container as it stands."""

    container: Container
    opened_at: datetime
    archived_at: datetime | None = None
    archived_for: FreeText | None = None


_decoder = msgspec.json.Decoder(View)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them facts of containers."""
    versions.follow(
        rows, workspace_id, events, opened_by=ContainerOpened, decoded=decoded, evolve=evolve, columns=_columns
    )


def evolve(view: View | None, event: Event) -> View:
    """The view after one more event."""
    assert event.recorded_at is not None
    if view is None:
        assert isinstance(event.fact, ContainerOpened)
        return View(container=containers_state.evolve(None, event.fact), opened_at=event.recorded_at)
    match event.fact:
        case ContainerArchived(reason=reason) as archived:
            container = containers_state.evolve(view.container, archived)
            return replace(view, container=container, archived_at=event.recorded_at, archived_for=reason)
        case ContainerRenamed() | ContainerLimited() | ContainerMoved() as changed:
            return replace(view, container=containers_state.evolve(view.container, changed))
        case other:
            raise TypeError(f"{other} does not follow in the history of a container")


def view_at(rows: Rows, workspace_id: str, container_id: str, position: int | None = None) -> View | None:
    """The container as of a position, now if None; None before it was opened."""
    row = versions.at(rows, workspace_id, container_id, position)
    return None if row is None else decoded(row[0])


def decoded(doc: str) -> View:
    return _decoder.decode(doc)


def children(rows: Rows, workspace_id: str, container_id: str, position: int) -> list[str]:
    """The containers that hung directly under this one."""
    found = rows.all(_CHILDREN, workspace_id=workspace_id, parent_id=container_id, position=position)
    return [row[0] for row in found]


def below(rows: Rows, workspace_id: str, container_id: str, position: int) -> list[str]:
    """All containers under this one, however deep."""
    found: list[str] = []
    reached = [container_id]
    while reached:
        under = children(rows, workspace_id, reached.pop(), position)
        found += under
        reached += under
    return found


def children_by(rows: Rows, workspace_id: str, container_id: str, *, by: int, position: int) -> list[str]:
    """The containers directly under this one `by` a position, as `below_by` has them."""
    found = rows.all(_CHILDREN_BY, workspace_id=workspace_id, parent_id=container_id, by=by, position=position)
    return [row[0] for row in found]


def below_by(rows: Rows, workspace_id: str, container_id: str, *, by: int, position: int) -> list[str]:
    """All containers under this one `by` a position, one that was opened later taken from where it was opened; as far
    as known at `position`."""
    found: list[str] = []
    reached = [container_id]
    while reached:
        under = children_by(rows, workspace_id, reached.pop(), by=by, position=position)
        found += under
        reached += under
    return found


def _columns(view: View) -> dict[str, str | int]:
    container = view.container
    return {
        "name": sort_text(container.name),
        "kind": container.kind.value,
        "parent_id": TOP if container.parent_id is None else container.parent_id,
        "archived": int(container.archived),
        "opened_at": to_us(view.opened_at),
    }

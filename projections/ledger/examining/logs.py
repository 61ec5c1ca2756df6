"""Which logs there are: whatever a table knows of one, or the signer does."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, literal_column, select, union

from goals.database import Database, Prepared, Rows, as_stored
from goals.tables import checkpoints, events, log_head, tree_nodes, workspaces
from projections.ledger.verifier.finding import ALTERED, DELETED, Finding

OPENED = "workspace.opened.v1"
UNREADABLE = (msgspec.MsgspecError, TypeError, UnicodeError)

IDS = Prepared(
    union(*(select(each.c.workspace_id).distinct() for each in (workspaces, log_head, events, tree_nodes, checkpoints)))
)
_own = workspaces.c.workspace_id == bindparam("workspace_id")
REGISTERED = Prepared(select(workspaces.c.name, workspaces.c.kind).where(_own))
NAMES = Prepared(select(workspaces.c.workspace_id, workspaces.c.name))
HEAD = Prepared(select(log_head.c.position).where(log_head.c.workspace_id == bindparam("workspace_id")))
FIRST = Prepared(
    select(events.c.topic, events.c.state).where(
        events.c.workspace_id == bindparam("workspace_id"), events.c.position == literal_column("1")
    )
)


class Log(NamedTuple):
    """`name` is the workspace's, its id where the workspaces do not know it; `recorded` the one that its first event
    gave it, empty where that cannot be read."""

    workspace_id: str
    name: str
    recorded: str


class _Fact(Struct):
    name: str
    kind: str


class _Opening(Struct):
    fact: _Fact


_opening = msgspec.json.Decoder(_Opening)


def known(database: Database, signed: Iterable[str] = ()) -> list[Log]:
    """All of them, by name; `signed` are those that the signer knows."""
    with database.reading() as rows, as_stored(rows):
        names = {_text(found[0]): _text(found[1]) for found in rows.all(NAMES)}
        there = {_text(found[0]) for found in rows.all(IDS)}
        found = [Log(each, names.get(each, each), _recorded(rows, each)) for each in {*there, *signed}]
    return sorted(found, key=lambda each: (each.name, each.workspace_id))


def name_of(database: Database, workspace_id: str) -> str:
    """The workspace's, its id where there is none of it."""
    with database.reading() as rows, as_stored(rows):
        found = rows.one(REGISTERED, workspace_id=workspace_id)
    return workspace_id if found is None else _text(found[0])


def unlike(database: Database, workspace_id: str) -> Iterator[Finding]:
    """Where the workspace and the log's head are not there, or not what the log's first event says of them."""
    with database.reading() as rows, as_stored(rows):
        registered = rows.one(REGISTERED, workspace_id=workspace_id)
        head = rows.one(HEAD, workspace_id=workspace_id)
        opening = _opened(rows, workspace_id)
    if registered is None:
        yield Finding(DELETED, (), f"The workspace itself was deleted: there is none with the id {workspace_id}.")
    elif opening is not None and tuple(registered) != (opening.name, opening.kind):
        now = f"{_text(registered[0])!r}, {_text(registered[1])}"
        said = f"The workspace is not what it was opened as: {opening.name!r}, {opening.kind}; now it is {now}."
        yield Finding(ALTERED, (), said)
    if head is None:
        yield Finding(DELETED, (), "The log's head was deleted: nothing says any more how long the log is.")
    elif not isinstance(head[0], int) or head[0] < 0:
        said = f"The log's head was altered: {_text(head[0])!r} is no position."
        yield Finding(ALTERED, (), said)


def _recorded(rows: Rows, workspace_id: str) -> str:
    opening = _opened(rows, workspace_id)
    return "" if opening is None else opening.name


def _opened(rows: Rows, workspace_id: str) -> _Fact | None:
    try:
        found = rows.one(FIRST, workspace_id=workspace_id)
        return None if found is None or found[0] != OPENED else _opening.decode(found[1]).fact
    except UNREADABLE:
        return None


def _text(found: Any) -> str:
    """As it can be told, whatever it is."""
    if isinstance(found, str) and found.isprintable():
        return found
    return ascii(found)

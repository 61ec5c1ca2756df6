"""Who read the trail, took it away or checked it, and who was refused what: a log of its own, which is only added to.

An entry is committed before the answer that it is about is sent, and is not synced by itself: it outlives the process,
and a power cut may take the last ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import count
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, bindparam, insert, select, tuple_

from api.contract.doors import Doors
from api.contract.roles import Role
from api.contract.tables import access_log
from goals.database import Prepared, Row, Rows
from goals.facts import Asked
from goals.identity import new_id
from goals.instants import machine_now, to_us

CHECKPOINT_EVERY = 500

_turn = count(1)
_own = access_log.c.workspace_id == bindparam("workspace_id")
_place = tuple_(access_log.c.at, access_log.c.entry_id)
ADD = Prepared(insert(access_log).values({c.name: bindparam(c.name) for c in access_log.c}))
FILTERS: Mapping[str, ColumnElement[bool]] = {
    "actor": access_log.c.actor_id == bindparam("actor"),
    "action": access_log.c.action == bindparam("action"),
    "only": access_log.c.action == bindparam("only"),
    "but": access_log.c.action != bindparam("but"),
    "since": access_log.c.at >= bindparam("since"),
    "before": access_log.c.at < bindparam("before"),
    "last_at": _place < tuple_(bindparam("last_at"), bindparam("last_id")),
}


class Action(StrEnum):
    """What was done, or tried. DENIED: the key's role, or what the workspace asks of a change, did not allow it."""

    TRAIL = "trail"
    EXPORT = "export"
    VERIFY = "verify"
    ACCESS = "access"
    DENIED = "denied"


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody in a workspace. `credential` and `role` are of the key they came with, None at the shell."""

    workspace_id: str
    by: Asked
    credential: str | None = None
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`at` is the machine's time in microseconds, in test workspaces too; `asked` the parameters as they were sent."""

    entry_id: str
    at: int
    action: Action
    actor_type: str
    actor_id: str
    on_behalf_of: str | None
    credential: str | None
    role: str | None
    channel: str
    ip: str | None
    request_id: str | None
    method: str | None
    path: str
    asked: Mapping[str, str]
    status: int


def note(
    doors: Doors,
    who: Who,
    *,
    action: Action,
    path: str,
    asked: Mapping[str, str],
    status: int = 200,
    method: str | None = None,
) -> None:
    """Add an entry; when this returns, it outlives the process. `asked` holds ids, words, and what an export is for.

    Raises Busy, or what the driver says, where it cannot be written: then do not answer.
    """
    entry = _values(who, action=action, path=path, asked=asked, status=status, method=method)
    doors.hub.beside(lambda rows: rows.run(ADD, **entry))
    if doors.database.is_sqlite and next(_turn) % CHECKPOINT_EVERY == 0:
        doors.database.checkpoint()


def _values(
    who: Who, *, action: Action, path: str, asked: Mapping[str, str], status: int, method: str | None
) -> dict[str, Any]:
    return {
        "workspace_id": who.workspace_id,
        "entry_id": new_id(),
        "at": to_us(machine_now()),
        "action": action.value,
        "actor_type": who.by.actor.type.value,
        "actor_id": who.by.actor.id,
        "on_behalf_of": who.by.on_behalf_of,
        "credential": who.credential,
        "role": None if who.role is None else who.role.value,
        "channel": who.by.source.channel,
        "ip": who.by.source.ip,
        "request_id": who.by.request_id,
        "method": method,
        "path": path,
        "asked": msgspec.json.encode(asked).decode(),
        "status": status,
    }


def entries(rows: Rows, workspace_id: str, filters: Mapping[str, str | int], *, most: int) -> list[Entry]:
    """The newest first. `filters` are of FILTERS, where `last_at` stands with `last_id`: older ones than that."""
    found = rows.all(_listing(tuple(sorted(FILTERS.keys() & filters))), workspace_id=workspace_id, most=most, **filters)
    return [_entry(row) for row in found]


@cache
def _listing(names: Sequence[str]) -> Prepared:
    newest_first = (access_log.c.at.desc(), access_log.c.entry_id.desc())
    chosen = select(*access_log.c).where(_own, *(FILTERS[name] for name in names))
    return Prepared(chosen.order_by(*newest_first).limit(bindparam("most")))


def _entry(row: Row) -> Entry:
    told = dict(zip((column.name for column in access_log.c), row, strict=True))
    del told["workspace_id"]
    return Entry(**{**told, "action": Action(told["action"]), "asked": msgspec.json.decode(told["asked"])})

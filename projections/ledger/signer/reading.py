"""The signer's eyes: the database, opened so that nothing can be written, and the rows of its logs."""

from collections.abc import Iterator
from struct import error as StructError
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, event, select
from sqlalchemy.engine import make_url

from goals.database import Database, Prepared, Row, Rows
from goals.ledger.leaf import leaf_hash
from goals.tables import events, log_head, workspaces

CHUNK = 2_000

LOGS = Prepared(
    select(workspaces.c.workspace_id, workspaces.c.kind, log_head.c.position)
    .join_from(workspaces, log_head, workspaces.c.workspace_id == log_head.c.workspace_id)
    .order_by(workspaces.c.workspace_id)
)
LOG = Prepared(
    select(workspaces.c.workspace_id, workspaces.c.kind, log_head.c.position)
    .join_from(workspaces, log_head, workspaces.c.workspace_id == log_head.c.workspace_id)
    .where(workspaces.c.workspace_id == bindparam("workspace_id"))
)
EVENTS = Prepared(
    select(
        events.c.position,
        events.c.stream_id,
        events.c.version,
        events.c.topic,
        events.c.recorded_at,
        events.c.state,
        events.c.leaf_hash,
    )
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position > bindparam("after", type_=BigInteger),
        events.c.position <= bindparam("last", type_=BigInteger),
    )
    .order_by(events.c.position)
    .limit(bindparam("most"))
)


class Log(NamedTuple):
    """As the database tells it: `size` is the position of its head."""

    workspace_id: str
    kind: str
    size: int


class Found(NamedTuple):
    """An event as it is stored. `leaf` is the hash that its bytes have, None where they can have none; `stored` the one
    beside it."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    leaf: bytes | None
    stored: bytes


def opened(url: str) -> Database:
    """Nothing can be written through it, whatever its user may do."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    database = Database(url, pool_size=2)
    command = "PRAGMA query_only=1" if is_sqlite else "SET default_transaction_read_only = on"

    @event.listens_for(database.engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.execute(command)

    return database


def logs(rows: Rows) -> list[Log]:
    return [Log(*row) for row in rows.all(LOGS)]


def log(rows: Rows, workspace_id: str) -> Log | None:
    found = rows.one(LOG, workspace_id=workspace_id)
    return None if found is None else Log(*found)


def found(rows: Rows, workspace_id: str, first: int, last: int) -> Iterator[Found]:
    """The events there are from position `first` to `last`, both included, in the order of their positions."""
    after = first - 1
    while chunk := rows.all(EVENTS, workspace_id=workspace_id, after=after, last=last, most=CHUNK):
        yield from (_found(workspace_id, row) for row in chunk)
        after = chunk[-1][0]


def _found(workspace_id: str, row: Row) -> Found:
    position, stream_id, version, topic, recorded_at, _, stored = row
    return Found(position, stream_id, version, topic, recorded_at, _leaf(workspace_id, row), _bytes(stored))


def _leaf(workspace_id: str, row: Row) -> bytes | None:
    position, stream_id, version, topic, recorded_at, state, _ = row
    try:
        return leaf_hash(
            workspace_id=workspace_id,
            position=position,
            stream_id=stream_id,
            version=version,
            recorded_at_us=recorded_at,
            topic=topic,
            state=bytes(state),
        )
    except (TypeError, ValueError, AttributeError, OverflowError, StructError):
        return None


def _bytes(stored: Any) -> bytes:
    return bytes(stored) if isinstance(stored, bytes | memoryview) else b""

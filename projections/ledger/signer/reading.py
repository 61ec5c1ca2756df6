"""The signer's eyes: the database, opened so that nothing can be written, and the rows of its logs."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, and_, bindparam, event, literal_column, or_, select
from sqlalchemy.engine import make_url

from goals.database import Database, Prepared, Row, forgiving
from goals.errors import NotFound
from goals.identity import canonical
from goals.ledger.checkpoint import MOST_DIGITS, Checkpoint, checkpoint, origin_of
from goals.ledger.notes import Note, NoteUnusable, note
from goals.tables import checkpoints, events, log_head, workspaces
from goals.vocabulary import WorkspaceKind
from projections.ledger import leaves
from projections.ledger.leaves import HASHED
from projections.ledger.signer.paging import Asked
from projections.ledger.verifier.claims import UNREADABLE, Claimed
from projections.ledger.verifier.trust import incarnation

CHUNK = 2_000
MOST = 10**MOST_DIGITS
"""Text and bytes, which SQLite stores where a number belongs, are greater."""
TOGETHER = 20_000
KINDS = tuple(WorkspaceKind)
"""The only ones that become part of an origin: any other text could make it another log's."""
READ_ONLY = {
    True: ("PRAGMA query_only=1", "PRAGMA mmap_size=0"),
    False: ("SET default_transaction_read_only = on",),
}
"""By whether it is SQLite, where reading through a long log once shall not fill the memory with it."""

_log = (workspaces.c.workspace_id, workspaces.c.kind, log_head.c.position)
_logs = select(*_log).join_from(workspaces, log_head, workspaces.c.workspace_id == log_head.c.workspace_id)
LOGS = Prepared(_logs.order_by(workspaces.c.workspace_id))
LOG = Prepared(_logs.where(workspaces.c.workspace_id == bindparam("workspace_id")))
NAMED = Prepared(_logs.where(workspaces.c.name == bindparam("name")))
_section = and_(
    events.c.workspace_id == bindparam("workspace_id"),
    events.c.position > bindparam("after", type_=BigInteger),
    events.c.position <= bindparam("last", type_=BigInteger),
)
EVENTS = Prepared(select(*HASHED).where(_section).order_by(events.c.position).limit(bindparam("most")))
_other = events.alias("other")
_same_stream = and_(
    _other.c.workspace_id == events.c.workspace_id,
    _other.c.stream_id == events.c.stream_id,
    _other.c.position < events.c.position,
)
_there_before = select(_other.c.position).where(_same_stream, _other.c.version == events.c.version).exists()
_preceded = select(_other.c.position).where(_same_stream, _other.c.version == events.c.version - 1).exists()
OUT_OF_TURN = Prepared(
    select(events.c.position)
    .where(_section, or_(events.c.version < 1, and_(events.c.version > 1, ~_preceded), _there_before))
    .order_by(events.c.position)
    .limit(1)
)
KEPT = Prepared(
    select(checkpoints.c.note)
    .where(checkpoints.c.workspace_id == bindparam("workspace_id"), checkpoints.c.size < literal_column(str(MOST)))
    .order_by(checkpoints.c.size)
)


class Log(NamedTuple):
    """As the database tells it: `size` is the position of its head."""

    workspace_id: str
    kind: str
    size: int


class Found(NamedTuple):
    """An event as it is stored, and the leaf hash that is stored beside it."""

    claimed: Claimed
    stored: bytes


def opened(url: str) -> Database:
    """Nothing can be written through it, whatever its user may do."""
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    database = Database(url, pool_size=8)

    @event.listens_for(database.engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        if is_sqlite:
            connection.text_factory = forgiving
        for command in READ_ONLY[is_sqlite]:
            connection.execute(command)

    return database


def logs(rows: Asked) -> list[Log]:
    """Those that can be read: of the others it is as if they were not there, and what was signed is missed."""
    return [Log(*row) for row in rows.all(LOGS) if _is_log(row)]


def log(rows: Asked, workspace_id: str) -> Log | None:
    found = rows.one(LOG, workspace_id=workspace_id)
    return None if found is None or not _is_log(found) else Log(*found)


def existing(rows: Asked, workspace_id: str) -> Log:
    """Raises NotFound."""
    found = log(rows, workspace_id)
    if found is None:
        raise NotFound("workspace", workspace_id)
    return found


def named(rows: Asked, name: str) -> Log:
    """Raises NotFound."""
    found = rows.one(NAMED, name=name)
    if found is None or not _is_log(found):
        raise NotFound("workspace", name)
    return Log(*found)


def found(rows: Asked, workspace_id: str, first: int, last: int) -> Iterator[Found]:
    """The events there are from position `first` to `last`, both included, in the order of their positions."""
    after: Any = first - 1
    while chunk := rows.all(EVENTS, workspace_id=workspace_id, after=after, last=last, most=CHUNK):
        yield from map(_found, chunk)
        after = chunk[-1][0]


def out_of_turn(rows: Asked, workspace_id: str, first: int, last: int) -> int | None:
    """The first position whose event does not follow the one before it in its stream; None if all do."""
    for after in range(first - 1, last, TOGETHER):
        row = rows.one(OUT_OF_TURN, workspace_id=workspace_id, after=after, last=min(after + TOGETHER, last))
        if row is not None:
            return int(row[0])
    return None


def checkpoints_kept(rows: Asked, workspace_id: str) -> list[tuple[Note, Checkpoint]]:
    """Those that the database holds of that log in any of its incarnations, with growing sizes, whoever signed them."""
    found = (_noted(row[0]) for row in rows.all(KEPT, workspace_id=workspace_id))
    return [each for each in found if each is not None and _is_of(workspace_id, each[1].origin)]


def _noted(text: Any) -> tuple[Note, Checkpoint] | None:
    try:
        read = note(text)
        return read, checkpoint(read.text)
    except (NoteUnusable, TypeError, AttributeError):
        return None


def _is_of(workspace_id: str, origin: str) -> bool:
    return origin in (origin_of(kind, workspace_id, incarnation(origin)) for kind in KINDS)


def _found(row: Row) -> Found:
    position, stream_id, version, topic, recorded_at, state, stored = row
    leaf = leaves.stored(stored)
    place = position if isinstance(position, int) else UNREADABLE.position
    typed = all(isinstance(each, str) for each in (stream_id, topic)) and isinstance(state, bytes | memoryview)
    if not typed or not all(isinstance(each, int) for each in (version, recorded_at)):
        return Found(UNREADABLE._replace(position=place), leaf)
    return Found(Claimed(place, stream_id, version, topic, recorded_at, sha256(state).digest()), leaf)


def _is_log(row: Row) -> bool:
    workspace_id, kind, size = row
    is_id = isinstance(workspace_id, str) and canonical(workspace_id) == workspace_id
    return is_id and kind in KINDS and isinstance(size, int) and size >= 0

"""What is stored of a log, read in pages, each in a snapshot of its own: what lies at or before a position stays."""

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select, tuple_, union_all

from goals.database import Database, Prepared, Row, Rows
from goals.ledger.tree import LOWEST
from goals.tables import checkpoints, events, log_head, tree_nodes

PAGE_LEVEL = 10
PAGE = 1 << PAGE_LEVEL
"""Events read at once: a full subtree of that level."""
BEFORE_ALL = -(2**62)
STREAMS = 4_000
NOTES = 500

_own = events.c.workspace_id == bindparam("workspace_id")
_node = tree_nodes.c.workspace_id == bindparam("workspace_id")
_note = checkpoints.c.workspace_id == bindparam("workspace_id")
_after = events.c.position > bindparam("after", type_=BigInteger)

HEAD = Prepared(select(log_head.c.position).where(log_head.c.workspace_id == bindparam("workspace_id")))
EXTENT = Prepared(select(func.min(events.c.position), func.max(events.c.position)).where(_own))
TREE_EXTENT = Prepared(
    select(tree_nodes.c.level, func.min(tree_nodes.c.idx), func.max(tree_nodes.c.idx))
    .where(_node)
    .group_by(tree_nodes.c.level)
)
NOTE_EXTENT = Prepared(
    select(checkpoints.c.origin, func.max(checkpoints.c.size)).where(_note).group_by(checkpoints.c.origin)
)
NEXT = Prepared(select(func.min(events.c.position)).where(_own, _after))
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
    .where(_own, _after, events.c.position <= bindparam("last", type_=BigInteger))
    .order_by(events.c.position)
)
VERSIONS = Prepared(
    select(events.c.stream_id, events.c.version, events.c.position)
    .where(
        _own,
        tuple_(events.c.stream_id, events.c.version)
        > tuple_(bindparam("stream_id"), bindparam("version", type_=BigInteger)),
    )
    .order_by(events.c.stream_id, events.c.version)
    .limit(STREAMS)
)
KEPT = Prepared(
    select(checkpoints.c.size, checkpoints.c.note)
    .where(
        _note,
        checkpoints.c.origin == bindparam("origin"),
        checkpoints.c.size > bindparam("after", type_=BigInteger),
        checkpoints.c.size <= bindparam("last", type_=BigInteger),
    )
    .order_by(checkpoints.c.size)
    .limit(NOTES)
)
NODE = Prepared(
    select(tree_nodes.c.hash).where(
        _node,
        tree_nodes.c.level == bindparam("level"),
        tree_nodes.c.idx == bindparam("idx", type_=BigInteger),
    )
)
NODES = Prepared(
    union_all(
        *(
            select(tree_nodes.c.level, tree_nodes.c.idx, tree_nodes.c.hash).where(
                _node,
                tree_nodes.c.level == level,
                tree_nodes.c.idx >= bindparam(f"first{level}", type_=BigInteger),
                tree_nodes.c.idx < bindparam(f"last{level}", type_=BigInteger),
            )
            for level in range(LOWEST, PAGE_LEVEL + 1)
        )
    )
)


class Event(NamedTuple):
    """As stored: each of them may be of any type, since nobody says that it was this program that stored it."""

    position: int
    stream_id: Any
    version: Any
    topic: Any
    recorded_at: Any
    state: Any
    leaf: Any


class Extent(NamedTuple):
    """How far everything reached at one moment. `size` is what the head says; `rows` by level the first and last index
    of the tree's rows; `notes` by origin the greatest size that a kept checkpoint has."""

    size: int
    first: int | None
    last: int | None
    rows: dict[int, tuple[int, int]]
    notes: dict[str, int]


def extent(rows: Rows, workspace_id: str) -> Extent:
    """`size` is 0 where the log has lost its head."""
    head = rows.one(HEAD, workspace_id=workspace_id)
    first, last = rows.one(EXTENT, workspace_id=workspace_id) or (None, None)
    return Extent(
        size=0 if head is None else head[0],
        first=first,
        last=last,
        rows={level: (least, most) for level, least, most in rows.all(TREE_EXTENT, workspace_id=workspace_id)},
        notes={row[0]: row[1] for row in rows.all(NOTE_EXTENT, workspace_id=workspace_id)},
    )


class Page(NamedTuple):
    """The events after `after` and up to `last`, and the rows of the tree over them, by level and index."""

    after: int
    last: int
    events: list[Event]
    nodes: dict[tuple[int, int], bytes]

    @property
    def is_dense(self) -> bool:
        return len(self.events) == self.last - self.after


def page(database: Database, workspace_id: str, *, after: int, size: int) -> Page:
    """The next one of a log of `size` events; `after` is a whole number of pages."""
    bounds = {
        f"{name}{level}": place >> level
        for level in range(LOWEST, PAGE_LEVEL + 1)
        for name, place in (("first", after), ("last", min(after + PAGE, size)))
    }
    last = min(after + PAGE, size)
    with database.reading() as rows:
        found = rows.all(EVENTS, workspace_id=workspace_id, after=after, last=last)
        nodes = rows.all(NODES, workspace_id=workspace_id, **bounds)
    return Page(
        after=after,
        last=last,
        events=[Event(*row) for row in found],
        nodes={(level, index): _bytes(hashed) for level, index, hashed in nodes},
    )


def node(database: Database, workspace_id: str, level: int, index: int) -> bytes | None:
    with database.reading() as rows:
        found: Row | None = rows.one(NODE, workspace_id=workspace_id, level=level, idx=index)
    return None if found is None else _bytes(found[0])


def following(database: Database, workspace_id: str, position: int) -> int | None:
    """The next position that there is an event at."""
    with database.reading() as rows:
        found = rows.one(NEXT, workspace_id=workspace_id, after=position)
    return None if found is None else found[0]


def _bytes(found: Any) -> bytes:
    """Nothing, where it is no bytes: what is nothing equals no hash."""
    return bytes(found) if isinstance(found, bytes | memoryview | bytearray) else b""

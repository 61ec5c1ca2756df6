"""What is stored of a log, read in pages, each in a snapshot of its own: what lies at or before a position stays."""

from collections.abc import Iterable, Sequence
from math import ceil, floor
from typing import Any, NamedTuple, TypeGuard

from sqlalchemy import BigInteger, bindparam, func, literal_column, or_, select, tuple_, union_all

from goals.database import Database, Prepared, Row, Rows, as_stored
from goals.ledger.tree import LOWEST
from goals.tables import checkpoints, events, log_head, tree_nodes
from projections.ledger.leaves import HASHED

PAGE_LEVEL = 10
PAGE = 1 << PAGE_LEVEL
"""Events read at once: a full subtree of that level."""
BEFORE_ALL = -(2**62)
STREAMS = 4_000
NOTES = 500
MOST = 2**63 - 1
"""The last position there can be. Text and bytes, which SQLite stores where a number belongs, are greater."""
HIGHEST = 62

_own = events.c.workspace_id == bindparam("workspace_id")
_node = tree_nodes.c.workspace_id == bindparam("workspace_id")
_note = checkpoints.c.workspace_id == bindparam("workspace_id")
_after = events.c.position > bindparam("after", type_=BigInteger)

HEAD = Prepared(select(log_head.c.position).where(log_head.c.workspace_id == bindparam("workspace_id")))
_most = literal_column(str(MOST), BigInteger)
EXTENT = Prepared(
    select(func.min(events.c.position), func.max(events.c.position)).where(_own, events.c.position <= _most)
)
NOWHERE = Prepared(
    select(func.count()).select_from(events).where(_own, or_(events.c.position > _most, events.c.position.is_(None)))
)
TREE_EXTENT = Prepared(
    select(tree_nodes.c.level, func.min(tree_nodes.c.idx), func.max(tree_nodes.c.idx))
    .where(_node)
    .group_by(tree_nodes.c.level)
)
NOTE_EXTENT = Prepared(
    select(checkpoints.c.origin, func.max(checkpoints.c.size))
    .where(_note, checkpoints.c.size <= _most)
    .group_by(checkpoints.c.origin)
)
NOTES_NOWHERE = Prepared(
    select(func.count())
    .select_from(checkpoints)
    .where(_note, or_(checkpoints.c.size > _most, checkpoints.c.size.is_(None)))
)
NEXT = Prepared(
    select(func.min(events.c.position)).where(_own, _after, events.c.position <= bindparam("last", type_=BigInteger))
)
EVENTS = Prepared(
    select(*HASHED)
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
    select(checkpoints.c.size, checkpoints.c.note, checkpoints.c.kept_at)
    .where(
        _note,
        checkpoints.c.origin == bindparam("origin"),
        tuple_(checkpoints.c.size, checkpoints.c.kept_at)
        > tuple_(bindparam("after", type_=BigInteger), bindparam("kept_after", type_=BigInteger)),
        checkpoints.c.size <= bindparam("last", type_=BigInteger),
    )
    .order_by(checkpoints.c.size, checkpoints.c.kept_at)
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
    of the tree's rows; `notes` by origin the greatest size that a kept checkpoint has. `nowhere` are how many events,
    levels of the tree and kept checkpoints stand where none can."""

    size: int
    first: int | None
    last: int | None
    rows: dict[int, tuple[int, int]]
    notes: dict[str, int]
    nowhere: tuple[int, int, int]


def extent(rows: Rows, workspace_id: str) -> Extent:
    """`size` is that of the last event where the log has lost its head, or that is no number."""
    with as_stored(rows):
        first, last = rows.one(EXTENT, workspace_id=workspace_id) or (None, None)
        levels = rows.all(TREE_EXTENT, workspace_id=workspace_id)
        notes = rows.all(NOTE_EXTENT, workspace_id=workspace_id)
        nodes = {level: (least, most) for level, least, most in levels if _is_level(level, least, most)}
        kept = {origin: ceil(most) for origin, most in notes if _is_plain(origin) and most is not None}
        return Extent(
            size=size(rows, workspace_id),
            first=None if first is None else floor(first),
            last=None if last is None else ceil(last),
            rows=nodes,
            notes=kept,
            nowhere=(
                _count(rows.one(NOWHERE, workspace_id=workspace_id)),
                len(levels) - len(nodes),
                _count(rows.one(NOTES_NOWHERE, workspace_id=workspace_id)) + len(notes) - len(kept),
            ),
        )


def size(rows: Rows, workspace_id: str) -> int:
    """How long the log is."""
    head = rows.one(HEAD, workspace_id=workspace_id)
    if head is not None and isinstance(head[0], int) and head[0] >= 0:
        return head[0]
    _, last = rows.one(EXTENT, workspace_id=workspace_id) or (None, None)
    return 0 if last is None else max(0, floor(last))


def _count(found: Row | None) -> int:
    return 0 if found is None else int(found[0])


def _is_plain(text: Any) -> TypeGuard[str]:
    return isinstance(text, str) and text.isprintable()


def _is_level(level: Any, least: Any, most: Any) -> bool:
    """Whether a level of the tree can be that high, and have rows at these places."""
    whole = all(isinstance(each, int) for each in (level, least, most))
    return whole and 0 <= level <= HIGHEST and least >= 0


class Page(NamedTuple):
    """The events after `after` and up to `last`, and the rows of the tree over them, by level and index. `between` is
    how many events stand between two positions."""

    after: int
    last: int
    events: list[Event]
    nodes: dict[tuple[int, int], bytes]
    between: int

    @property
    def is_dense(self) -> bool:
        return is_dense(self.events, after=self.after, last=self.last)


def is_dense(events: Sequence[Event], *, after: int, last: int) -> bool:
    """Whether there is one for each position after `after` and up to `last`: two may stand at one, of a table that its
    owner made anew."""
    return len(events) == last - after and all(
        event.position == place for place, event in enumerate(events, start=after + 1)
    )


def page(database: Database, workspace_id: str, *, after: int, size: int) -> Page:
    """The next one of a log of `size` events; `after` is a whole number of pages."""
    bounds = {
        f"{name}{level}": place >> level
        for level in range(LOWEST, PAGE_LEVEL + 1)
        for name, place in (("first", after), ("last", min(after + PAGE, size)))
    }
    last = min(after + PAGE, size)
    with database.reading() as rows, as_stored(rows):
        found = rows.all(EVENTS, workspace_id=workspace_id, after=after, last=last)
        nodes = rows.all(NODES, workspace_id=workspace_id, **bounds)
    events = _placed(found)
    return Page(
        after=after,
        last=last,
        events=events,
        nodes={(level, index): _bytes(hashed) for level, index, hashed in nodes if isinstance(index, int)},
        between=len(found) - len(events),
    )


def placed(database: Database, workspace_id: str, *, after: int, last: int) -> list[Event]:
    """The events after a position, up to another."""
    with database.reading() as rows, as_stored(rows):
        return _placed(rows.all(EVENTS, workspace_id=workspace_id, after=after, last=last))


def _placed(found: Iterable[Row]) -> list[Event]:
    return [Event(*row) for row in found if isinstance(row[0], int)]


def node(database: Database, workspace_id: str, level: int, index: int) -> bytes | None:
    with database.reading() as rows:
        found: Row | None = rows.one(NODE, workspace_id=workspace_id, level=level, idx=index)
    return None if found is None else _bytes(found[0])


def following(database: Database, workspace_id: str, *, after: int, last: int) -> int | None:
    """The next position, up to `last`, at or before which there is an event."""
    with database.reading() as rows, as_stored(rows):
        found = rows.one(NEXT, workspace_id=workspace_id, after=after, last=last)
    return None if found is None or found[0] is None else ceil(found[0])


def _bytes(found: Any) -> bytes:
    """Nothing, where it is no bytes: what is nothing equals no hash."""
    return bytes(found) if isinstance(found, bytes | memoryview | bytearray) else b""

"""What stands in a log, page by page, each read in a snapshot of its own: nobody who writes waits for it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import Integer, bindparam, select

from goals.database import Prepared, Row, Rows
from goals.tables import events
from projections.ledger.bundle.selection import Selection
from projections.ledger.leaves import EVENT

READ_TOGETHER = 1_000
LEAVES_TOGETHER = 10_000
LEAF_BYTES = 32

Reading = Callable[[], AbstractContextManager[Rows]]
"""Opens a snapshot."""


class Record(NamedTuple):
    """An event as it is stored."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state: bytes


_most = bindparam("most", type_=Integer)
_section = (
    events.c.workspace_id == bindparam("workspace_id"),
    events.c.position > bindparam("after"),
    events.c.position <= bindparam("last"),
)
SECTION = Prepared(select(*EVENT).where(*_section).order_by(events.c.position).limit(_most))
LEAVES = Prepared(
    select(events.c.position, events.c.leaf_hash).where(*_section).order_by(events.c.position).limit(_most)
)
OF_STREAM = Prepared(
    select(*EVENT)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.stream_id == bindparam("stream_id"),
        events.c.version > bindparam("after"),
    )
    .order_by(events.c.version)
    .limit(_most)
)
"""By version alone: a position is no way to a stream, for a planner without statistics."""


class _Actor(Struct):
    id: str


class _Asked(Struct):
    actor: _Actor


class _Envelope(Struct):
    asked: _Asked


_actor = msgspec.json.Decoder(_Envelope)


def leaves(reading: Reading, workspace_id: str, last: int) -> Iterator[bytes]:
    """The leaf hashes of the first `last` events, one after another, in pieces."""
    after = 0
    while after < last:
        with reading() as rows:
            page = rows.all(LEAVES, workspace_id=workspace_id, after=after, last=last, most=LEAVES_TOGETHER)
        assert page and page[-1][0] == after + len(page), f"the log of {workspace_id} lacks events after {after}"
        yield b"".join(row[1] for row in page)
        after = page[-1][0]


def everything(reading: Reading, workspace_id: str, *, after: int, last: int) -> Iterator[list[Record]]:
    """The events after a position up to another, page by page."""
    while after < last:
        with reading() as rows:
            found = rows.all(SECTION, workspace_id=workspace_id, after=after, last=last, most=READ_TOGETHER)
        if not found:
            return
        page = [_record(row) for row in found]
        yield page
        after = page[-1].position


def selected(reading: Reading, workspace_id: str, selection: Selection) -> Iterator[list[Record]]:
    """The events selected, page by page; a page may be empty."""
    if selection.goal_id is None:
        pages = everything(reading, workspace_id, after=selection.first - 1, last=selection.last)
    else:
        pages = _of_stream(reading, workspace_id, selection.goal_id, last=selection.last)
    for page in pages:
        yield [record for record in page if is_selected(selection, record)] if selection.is_filtered else page


def drawn(reading: Reading, workspace_id: str, positions: list[int]) -> Iterator[list[Record]]:
    """The events at these positions, page by page."""
    for start in range(0, len(positions), READ_TOGETHER):
        with reading() as rows:
            found = [
                rows.all(SECTION, workspace_id=workspace_id, after=position - 1, last=position, most=1)
                for position in positions[start : start + READ_TOGETHER]
            ]
        yield [_record(row) for each in found for row in each]


def is_selected(selection: Selection, record: Record) -> bool:
    if not selection.first <= record.position <= selection.last:
        return False
    if selection.topics is not None and record.topic not in selection.topics:
        return False
    return selection.actor_id is None or actor_of(record.state) == selection.actor_id


def actor_of(state: bytes) -> str:
    """The id of who asked for a change, from its stored form."""
    return _actor.decode(state).asked.actor.id


def _of_stream(reading: Reading, workspace_id: str, stream_id: str, *, last: int) -> Iterator[list[Record]]:
    """A stream's events, page by page, until one is beyond `last`."""
    after = 0
    while True:
        with reading() as rows:
            found = rows.all(OF_STREAM, workspace_id=workspace_id, stream_id=stream_id, after=after, most=READ_TOGETHER)
        page = [_record(row) for row in found]
        yield page
        if len(page) < READ_TOGETHER or page[-1].position > last:
            return
        after = page[-1].version


def _record(row: Row) -> Record:
    position, stream_id, version, topic, recorded_at, state = row
    return Record(position, stream_id, version, topic, recorded_at, bytes(state))

"""The recorder: a workspace's head row, its events, and their positions.

Whoever writes takes the head row first. It is the lock, the counter and the clock at once: positions are dense, in the
order of the commits, and `recorded_at` never decreases along them.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import local
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent
from sqlalchemy import BigInteger, and_, asc, bindparam, case, desc, func, insert, select, update

from goals.database import Database, Prepared, Rows
from goals.errors import NotFound
from goals.instants import from_us, machine_now, to_us
from goals.ledger import tree
from goals.ledger.leaf import leaf_hash
from goals.tables import events, log_head

_mine = log_head.c.workspace_id == bindparam("workspace_id")
_now = func.coalesce(log_head.c.clock, bindparam("now", type_=BigInteger))

_head = (log_head.c.position, log_head.c.recorded_at)

TAKE = Prepared(
    update(log_head)
    .where(_mine)
    .values(recorded_at=case((log_head.c.recorded_at > _now, log_head.c.recorded_at), else_=_now))
    .returning(*_head, log_head.c.side)
)
ADVANCE = Prepared(
    update(log_head)
    .where(_mine)
    .values(position=log_head.c.position + bindparam("count", type_=BigInteger))
    .returning(*_head)
)
MOVE_CLOCK = Prepared(
    update(log_head)
    .where(_mine, log_head.c.clock.is_not(None))
    .values(clock=bindparam("to", type_=BigInteger), recorded_at=bindparam("to", type_=BigInteger))
    .returning(log_head.c.clock)
)
HEAD = Prepared(select(log_head.c.position, log_head.c.recorded_at, log_head.c.clock, log_head.c.side).where(_mine))
SWITCH = Prepared(update(log_head).where(_mine).values(side=bindparam("to")))
INSERT = Prepared(insert(events).values({c.name: bindparam(c.name) for c in events.c}))

_stream = and_(
    events.c.workspace_id == bindparam("workspace_id"),
    events.c.stream_id == bindparam("stream_id"),
    events.c.version > bindparam("gt"),
    events.c.version <= bindparam("lte"),
)
_stored = (events.c.stream_id, events.c.version, events.c.topic, events.c.state)
STREAM = {
    False: Prepared(select(*_stored).where(_stream).order_by(asc(events.c.version)).limit(bindparam("most"))),
    True: Prepared(select(*_stored).where(_stream).order_by(desc(events.c.version)).limit(bindparam("most"))),
}
SECTION = Prepared(
    select(events.c.position, *_stored, events.c.recorded_at)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position >= bindparam("first"),
        events.c.position <= bindparam("last"),
    )
    .order_by(events.c.position)
    .limit(bindparam("most"))
)
EVERYTHING = 2**62
CHUNK = 100


def _histories(size: int) -> Prepared:
    return Prepared(
        select(*_stored)
        .where(
            events.c.workspace_id == bindparam("workspace_id"),
            events.c.stream_id.in_([bindparam(f"id{n}") for n in range(size)]),
        )
        .order_by(events.c.stream_id, events.c.version)
    )


HISTORIES = {1: _histories(1), CHUNK: _histories(CHUNK)}


class Seen(NamedTuple):
    """A log's last position, and what a test workspace's clock shows; None where the machine's counts."""

    position: int
    clock: datetime | None


@dataclass(frozen=True)
class Head:
    """Where a log ends: its last position, and the time of whatever is recorded next."""

    position: int
    now: datetime


def seen(rows: Rows, workspace_id: str) -> Seen | None:
    """Where a workspace's log ends in this transaction, whose statements are from here on about its read models."""
    found = rows.one(HEAD, workspace_id=workspace_id)
    if found is None:
        return None
    rows.side = found[3]
    return Seen(position=found[0], clock=None if found[2] is None else from_us(found[2]))


class EventLog(ApplicationRecorder):
    """One workspace's events. Statements run in the transaction this thread has entered."""

    def __init__(self, database: Database, workspace_id: str) -> None:
        self.workspace_id = workspace_id
        self._database = database
        self._entered = local()

    @contextmanager
    def entered(self, rows: Rows) -> Iterator[None]:
        """Everything this thread asks of the log meanwhile happens in `rows`' transaction."""
        self._entered.rows = rows
        try:
            yield
        finally:
            self._entered.rows = None

    def take(self, rows: Rows) -> Head:
        """The head, locked until the transaction ends. Raises NotFound if there is no such workspace."""
        taken = rows.one(TAKE, workspace_id=self.workspace_id, now=to_us(machine_now()))
        if taken is None:
            raise NotFound("workspace", self.workspace_id)
        rows.side = taken[2]
        return Head(position=taken[0], now=from_us(taken[1]))

    def move_clock(self, rows: Rows, to: datetime) -> bool:
        """Set the clock of a test workspace; False in a live one."""
        return rows.one(MOVE_CLOCK, workspace_id=self.workspace_id, to=to_us(to)) is not None

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Append inside the entered transaction, whose head was taken; the positions given."""
        rows = self._entered.rows
        advanced = rows.one(ADVANCE, workspace_id=self.workspace_id, count=len(stored_events))
        last, recorded_at = advanced
        first = last - len(stored_events) + 1
        recorded = [self._row(stored, first + n, recorded_at) for n, stored in enumerate(stored_events)]
        rows.run_many(INSERT, recorded)
        tree.append(rows, self.workspace_id, first - 1, [row["leaf_hash"] for row in recorded])
        return range(first, last + 1)

    def histories(self, rows: Rows, stream_ids: Sequence[str]) -> dict[str, list[StoredEvent]]:
        """The events of those streams that have any, in the order of their versions."""
        found: dict[str, list[StoredEvent]] = {}
        for start in range(0, len(stream_ids), CHUNK):
            chunk = stream_ids[start : start + CHUNK]
            size = 1 if len(chunk) == 1 else CHUNK
            padded = {f"id{n}": chunk[min(n, len(chunk) - 1)] for n in range(size)}
            for row in rows.all(HISTORIES[size], workspace_id=self.workspace_id, **padded):
                found.setdefault(row[0], []).append(StoredEvent(row[0], row[1], row[2], bytes(row[3])))
        return found

    def _row(self, stored: StoredEvent, position: int, recorded_at: int) -> dict[str, Any]:
        stream_id = str(stored.originator_id)
        return {
            "workspace_id": self.workspace_id,
            "position": position,
            "stream_id": stream_id,
            "version": stored.originator_version,
            "topic": stored.topic,
            "state": stored.state,
            "recorded_at": recorded_at,
            "leaf_hash": leaf_hash(
                workspace_id=self.workspace_id,
                position=position,
                stream_id=stream_id,
                version=stored.originator_version,
                recorded_at_us=recorded_at,
                topic=stored.topic,
                state=stored.state,
            ),
        }

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        with self._rows() as rows:
            found = rows.all(
                STREAM[desc],
                workspace_id=self.workspace_id,
                stream_id=str(originator_id),
                gt=0 if gt is None else gt,
                lte=EVERYTHING if lte is None else lte,
                most=EVERYTHING if limit is None else limit,
            )
        return [StoredEvent(stream, version, topic, bytes(state)) for stream, version, topic, state in found]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = 0 if start is None else start + (not inclusive_of_start)
        with self._rows() as rows:
            found = rows.all(
                SECTION,
                workspace_id=self.workspace_id,
                first=first,
                last=EVERYTHING if stop is None else stop,
                most=limit,
            )
        return [
            Notification(stream, version, topic, bytes(state), position)
            for position, stream, version, topic, state, _ in found
            if not topics or topic in topics
        ]

    def max_notification_id(self) -> int | None:
        with self._rows() as rows:
            head = seen(rows, self.workspace_id)
        return None if head is None or head.position == 0 else head.position

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        raise NotImplementedError("followers read the feed by position, page by page")

    @contextmanager
    def _rows(self) -> Iterator[Rows]:
        entered = getattr(self._entered, "rows", None)
        if entered is not None:
            yield entered
        else:
            with self._database.reading() as rows:
                yield rows

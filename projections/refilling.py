"""Filling the side of a workspace's read models that nobody reads, while the other is read and written."""

from collections.abc import Callable, Sequence
from time import thread_time

from goals.claims import Allowed
from goals.database import Rows
from goals.event_log import SECTION, seen
from goals.facts import Event
from goals.hub import Hub
from goals.instants import from_us
from goals.mapper import FactMapper
from goals.sides import turned
from goals.writing import Writing
from projections.catalogue import project
from projections.tables import MODELS

Told = Callable[[int, int], None]
"""Hears of each page: events done, and of how many."""

PAGE = 1000
"""Events read at once: memory stays flat however long the log."""
PIECE_S, UNWANTED_PIECE_S = 0.002, 0.008
"""How long those who share the file wait at most for the piece in which they came; and where nobody came lately."""
FEW = 20
"""So many events are folded in about the time of a write."""


class Filling:
    """`done` is the position up to which the side is filled."""

    def __init__(self, hub: Hub, workspace_id: str, side: str, told: Told, allowed: Allowed) -> None:
        self.done = 0
        self.side = side
        self._hub = hub
        self._workspace_id = workspace_id
        self._told = told
        self._allowed = allowed
        self._mapper = FactMapper()
        self._events: Sequence[Event] = ()
        self._together = FEW if hub.database.is_sqlite else PAGE
        self._to_be_analysed_at = PAGE

    def catch_up(self) -> None:
        """Fill it up to where the log ends, but for a few events."""
        while (last := self._last()) - self.done > FEW:
            while self.done < last:
                self._page(last)

    def level(self, writing: Writing) -> int:
        """Fill it to the end, in a transaction that has the head; the position, to be believed once it is committed."""
        self._allowed(writing.rows)
        served, done = writing.rows.side, self.done
        writing.rows.side = self.side
        while done < writing.position:
            events = section(writing.rows, self._mapper, self._workspace_id, after=done, limit=PAGE)
            project(writing.rows, self._workspace_id, events)
            done = events[-1].position
        writing.rows.side = served
        return done

    def analyse(self) -> None:
        """Let PostgreSQL know what there is now: it plans by what there was, which was nothing."""
        if self._hub.database.is_sqlite:
            return
        with self._hub.database.writing(lasting=False) as rows:
            for table in MODELS.values():
                rows.tell(f"ANALYZE {turned(table.name, self.side)}")

    def _last(self) -> int:
        with self._hub.database.reading() as rows:
            head = seen(rows, self._workspace_id)
        assert head is not None
        return head.position

    def _page(self, last: int) -> None:
        with self._hub.database.reading() as rows:
            self._events = section(rows, self._mapper, self._workspace_id, after=self.done, limit=PAGE)
        self._hub.aside(self._fold)
        self._told(self.done, max(last, self.done))
        if self.done >= self._to_be_analysed_at:
            self.analyse()
            self._to_be_analysed_at *= 10

    def _fold(self, rows: Rows) -> bool:
        """Some events, in a time that a writer can wait; whether some are left."""
        self._allowed(rows)
        began = thread_time()
        events, self._events = self._events[: self._together], self._events[self._together :]
        rows.side = self.side
        project(rows, self._workspace_id, events)
        self.done = events[-1].position
        if self._hub.database.is_sqlite:
            piece_s = PIECE_S if self._hub.was_wanted_lately() else UNWANTED_PIECE_S
            in_time = piece_s / max(thread_time() - began, piece_s / PAGE)
            self._together = max(1, min(int(len(events) * in_time), 2 * self._together, PAGE))
        return bool(self._events)


def section(rows: Rows, mapper: FactMapper, workspace_id: str, *, after: int, limit: int) -> list[Event]:
    """The next events of the log, typed."""
    found = rows.all(SECTION, workspace_id=workspace_id, first=after + 1, last=after + limit, most=limit)
    assert found, f"the log of {workspace_id} has nothing after position {after}: `goalpost doctor` tells more"
    return [
        Event(
            stream_id=stream_id,
            version=version,
            envelope=mapper.envelope(topic, bytes(state)),
            position=position,
            recorded_at=from_us(recorded_at),
        )
        for position, stream_id, version, topic, state, recorded_at in found
    ]

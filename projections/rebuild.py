"""Emptying the read models of a workspace and filling them again from its first event."""

from collections.abc import Callable

from sqlalchemy import bindparam, delete

from goals.database import Prepared, Rows
from goals.event_log import SECTION
from goals.facts import Event
from goals.hub import Hub
from goals.instants import from_us
from goals.mapper import FactMapper
from goals.writing import Writing
from projections.catalogue import project
from projections.tables import read_models

PAGE = 1000
"""Events folded at once: memory stays flat however long the log."""

EMPTY = [
    Prepared(delete(table).where(table.c.workspace_id == bindparam("workspace_id")))
    for table in read_models.sorted_tables
]


def rebuild(hub: Hub, workspace_id: str, *, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """The position up to which the read models were filled again, in one transaction: readers see the old ones until
    then, and writers to the workspace wait. `told` hears of each page: events done, and of how many."""

    def work(writing: Writing) -> int:
        for statement in EMPTY:
            writing.rows.run(statement, workspace_id=workspace_id)
        return _refill(writing.rows, workspace_id, writing.position, told)

    return hub.write(workspace_id, work)


def _refill(rows: Rows, workspace_id: str, last: int, told: Callable[[int, int], None]) -> int:
    mapper = FactMapper()
    done = 0
    while done < last:
        events = section(rows, mapper, workspace_id, after=done, limit=PAGE)
        project(rows, workspace_id, events)
        done = events[-1].position
        told(done, last)
    return done


def section(rows: Rows, mapper: FactMapper, workspace_id: str, *, after: int, limit: int) -> list[Event]:
    """The next events of the log, typed."""
    found = rows.all(SECTION, workspace_id=workspace_id, first=after + 1, last=after + limit, most=limit)
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

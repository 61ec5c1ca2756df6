"""Emptying the read models of a workspace and filling them again from its first event."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from sqlalchemy import bindparam, delete, select

from goals.database import Prepared, Row, Rows
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
CONTENT = {
    table.name: Prepared(
        select(table).where(table.c.workspace_id == bindparam("workspace_id")).order_by(*table.primary_key.columns)
    )
    for table in read_models.sorted_tables
}


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


class _Compared(Exception):
    """Takes the finding out of a transaction that is not to be."""

    def __init__(self, differing: list[str]) -> None:
        super().__init__("compared")
        self.differing = differing


def differing(hub: Hub, workspace_id: str, *, told: Callable[[int, int], None] = lambda done, of: None) -> list[str]:
    """The read models that a rebuild would change, by name. Nothing is changed; writers to the workspace wait."""

    def work(writing: Writing) -> list[str]:
        before = _digests(writing.rows, workspace_id)
        for statement in EMPTY:
            writing.rows.run(statement, workspace_id=workspace_id)
        _refill(writing.rows, workspace_id, writing.position, told)
        after = _digests(writing.rows, workspace_id)
        raise _Compared([name for name, digest in after.items() if digest != before[name]])

    try:
        return hub.write(workspace_id, work)
    except _Compared as compared:
        return compared.differing


def _digests(rows: Rows, workspace_id: str) -> dict[str, str]:
    """Of each read model, what all its rows in the workspace come to."""
    return {name: _digest(rows.run(content, workspace_id=workspace_id)) for name, content in CONTENT.items()}


def _digest(found: Iterable[Row]) -> str:
    digest = sha256()
    for row in found:
        digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()

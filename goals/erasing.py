"""How a subject's keys are destroyed, in step with the log, which may be another database.

First they are set aside: from then on new text is sealed under a new key. Then the erasure is recorded in the log. Only
then are they destroyed, and scrubbed from the file. Whoever is killed in between leaves a row in `erasures_begun`; the
log says whether its erasure was recorded. If so, anybody can finish it; if not, the keys go on opening.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from goals.database import Database, Prepared, Rows, is_busy, overwriting
from goals.identity import subject_stream
from goals.keyring import (
    HOLDING_KEYS,
    drop_entry,
    entry,
    erasures_begun,
    former_keys,
    of_subject,
    opened_by,
    opening,
    sealing_keys,
)
from goals.mapper import FactMapper
from goals.subject.facts import SubjectErased
from goals.tables import events

SCRUBBED_WITHIN_S = 5.0
PAUSE_S = 0.05

_erasure = erasures_begun.c.erasure_id == bindparam("erasure_id")
BEGIN = Prepared(insert(erasures_begun).values({c.name: bindparam(c.name) for c in erasures_begun.c}))
SET_ASIDE = Prepared(insert(former_keys).values({c.name: bindparam(c.name) for c in former_keys.c}))
NO_LONGER_SEALS = Prepared(delete(sealing_keys).where(*of_subject(sealing_keys)))
BEGUN = Prepared(select(*erasures_begun.c).order_by(*erasures_begun.c))
BEGUN_IN = Prepared(
    select(*erasures_begun.c)
    .where(erasures_begun.c.workspace_id == bindparam("workspace_id"))
    .order_by(*erasures_begun.c)
)
OF_ERASURE = Prepared(
    select(former_keys.c.key).where(*of_subject(former_keys), former_keys.c.erasure_id == bindparam("erasure_id"))
)
DESTROY = Prepared(delete(former_keys).where(*of_subject(former_keys), former_keys.c.key == bindparam("key")))
FINISHED = Prepared(delete(erasures_begun).where(*of_subject(erasures_begun), _erasure))
OF_SUBJECT = Prepared(
    select(events.c.topic, events.c.state)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.stream_id == bindparam("stream_id"),
        events.c.version >= bindparam("since"),
    )
    .order_by(events.c.version)
)
"""By version, or a planner without statistics would read the whole log."""

_mapper = FactMapper()


@dataclass(frozen=True)
class Erasure:
    """One that was begun."""

    workspace_id: str
    subject: str
    erasure_id: str


def set_aside(rows: Rows, erasure: Erasure) -> None:
    """Begin an erasure, in the keys' database: the subject's keys seal nothing any more, and open as they did."""
    place = {"workspace_id": erasure.workspace_id, "subject": erasure.subject}
    rows.run(BEGIN, **place, erasure_id=erasure.erasure_id)
    for key in opening(rows, **place):
        rows.run(SET_ASIDE, **place, erasure_id=erasure.erasure_id, key=key)
    with overwriting(rows):
        rows.run(NO_LONGER_SEALS, **place)


def begun(rows: Rows, workspace_id: str | None = None) -> list[Erasure]:
    """Those for which something may be left to be done, in one workspace or in all."""
    found = rows.all(BEGUN) if workspace_id is None else rows.all(BEGUN_IN, workspace_id=workspace_id)
    return [Erasure(*row) for row in found]


def is_recorded(rows: Rows, erasure: Erasure) -> bool:
    """Whether the log says so."""
    stream_id = subject_stream(workspace_id=erasure.workspace_id, subject=erasure.subject)
    found = rows.all(OF_SUBJECT, workspace_id=erasure.workspace_id, stream_id=stream_id, since=1)
    facts = (_mapper.envelope(topic, bytes(state)).fact for topic, state in found)
    return any(isinstance(fact, SubjectErased) and fact.erasure_id == erasure.erasure_id for fact in facts)


def destroy(rows: Rows, erasure: Erasure) -> None:
    """Delete the keys of an erasure that was recorded, and what the directory says under them."""
    place = {"workspace_id": erasure.workspace_id, "subject": erasure.subject}
    with overwriting(rows):
        for row in rows.all(OF_ERASURE, **place, erasure_id=erasure.erasure_id):
            rows.run(DESTROY, **place, key=bytes(row[0]))
        known = entry(rows, **place)
        if known is not None and opened_by(known, opening(rows, **place)) is None:
            drop_entry(rows, **place)


def finished(rows: Rows, erasure: Erasure) -> None:
    """Nothing is left to be done for it: or, where it was never recorded, nothing will be."""
    rows.run(FINISHED, workspace_id=erasure.workspace_id, subject=erasure.subject, erasure_id=erasure.erasure_id)


def scrubbed(database: Database) -> bool:
    """Whether what was deleted is no longer in the files of the keys' database.

    False where others were reading or writing it all the time: then it can be tried again.
    """
    give_up = monotonic() + SCRUBBED_WITHIN_S
    while not _scrubbed(database):
        if monotonic() > give_up:
            return False
        sleep(PAUSE_S)
    return True


def _scrubbed(database: Database) -> bool:
    with _bare(database) as cursor:
        try:
            if not database.is_sqlite:
                cursor.execute(f"VACUUM (FULL) {', '.join(table.name for table in HOLDING_KEYS)}")
                return True
            if cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'events'").fetchone() is None:
                cursor.execute("VACUUM")
            return bool(cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
        except Exception as error:
            if is_busy(error):
                return False
            raise


@contextmanager
def _bare(database: Database) -> Iterator[Any]:
    """A cursor outside of any transaction."""
    pooled = database.engine.raw_connection()
    try:
        yield pooled.cursor()
    finally:
        pooled.close()

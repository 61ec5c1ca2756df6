"""Whether everything is as it must be, and what to do where it is not."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import bindparam, func, insert, literal_column, select, text
from sqlalchemy.engine import make_url

from api import rights
from api.contract import erasing
from api.contract.doors import Doors
from api.migrate import has_every_step
from api.read_model_tables import lacking, unfilled
from goals.claims import claimed
from goals.database import Prepared, Rows, as_stored
from goals.keyring import sealing_keys
from goals.tables import events, log_head
from projections.emptying import is_on_other_side
from projections.ledger import planting
from projections.ledger.examining.logs import known, unlike
from projections.rebuild import RebuildLost, RebuildUnderWay, claim_of
from projections.rebuild import check as compared

NEEDED_BYTES = 100 * 1024 * 1024
OLDEST_POSTGRESQL = 15_00_00
FULL = 2
NOBODY = "00000000-0000-0000-0000-000000000000"
PROBE = {
    "workspace_id": NOBODY,
    "position": 1,
    "stream_id": NOBODY,
    "version": 1,
    "topic": "probe",
    "state": b"{}",
    "recorded_at": 0,
    "leaf_hash": bytes(32),
}
FORBIDDEN = {
    "UPDATE": f"UPDATE events SET topic = 'altered' WHERE workspace_id = '{NOBODY}'",
    "DELETE": f"DELETE FROM events WHERE workspace_id = '{NOBODY}'",
}

HEAD = Prepared(select(log_head.c.position).where(log_head.c.workspace_id == bindparam("workspace_id")))
EXTENT = Prepared(
    select(
        func.count(), func.coalesce(func.min(events.c.position), 0), func.coalesce(func.max(events.c.position), 0)
    ).where(events.c.workspace_id == bindparam("workspace_id"))
)
ADD_EVENT = Prepared(insert(events).values({c.name: bindparam(c.name) for c in events.c}))
SEALED = Prepared(select(func.count()).select_from(sealing_keys))
JOURNAL = Prepared(text("PRAGMA journal_mode"))
SYNCHRONOUS = Prepared(text("PRAGMA synchronous"))
SERVER = Prepared(select(*(literal_column(f"current_setting('{name}')") for name in ("server_version_num", "fsync"))))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`mend` is what to do about it; None where nothing is wrong."""

    check: str
    said: str
    mend: str | None = None

    @property
    def ok(self) -> bool:
        return self.mend is None


Told = Callable[[int, int], None]


def findings(doors: Doors, *, deep: bool, told: Told) -> Iterator[Finding]:
    """One finding after the other; where the tables are not there, none that would need them."""
    yield engine(doors)
    current = schema(doors)
    yield current
    yield disk(doors)
    if current.ok:
        yield immutability(doors)
        if not doors.database.is_sqlite:
            yield role(doors)
        yield from untreed(doors)
        yield from log(doors)
        yield from key_store(doors)
        yield from leftovers(doors)
    if current.ok and deep:
        yield from read_models(doors, told)


def engine(doors: Doors) -> Finding:
    """That what is committed survives, and that the server is not too old."""
    with doors.database.reading() as rows:
        return _sqlite(rows) if doors.database.is_sqlite else _postgresql(rows)


def schema(doors: Doors) -> Finding:
    said = _lacks(doors)
    if said is None:
        return Finding(check="tables", said="every migration was taken")
    return Finding(check="tables", said=said, mend="Run `goalpost migrate`.")


def _lacks(doors: Doors) -> str | None:
    if not has_every_step(doors.database):
        return "a migration is missing"
    with doors.database.engine.connect() as connection:
        names = lacking(connection).names()
    if names:
        return f"not there, or not as this release needs them: {', '.join(names)}"
    if unfilled(doors.database):
        return "the read models of a workspace are not filled"
    return None


def untreed(doors: Doors) -> Iterator[Finding]:
    """Logs that no tree was made of; none where there is nothing."""
    for workspace_id in planting.lacking(doors.database):
        mend = "Run `goalpost migrate`. Where that can make none, it says which event is not what it was."
        yield Finding(check="tree", said=f"the log of {workspace_id} has none yet", mend=mend)


def disk(doors: Doors) -> Finding:
    """That an SQLite file's directory can be written, with room to spare."""
    path = make_url(doors.settings.database_url).database
    if not doors.database.is_sqlite or path is None:
        return Finding(check="disk", said="the database is on a server of its own")
    home = Path(path).absolute().parent
    free = shutil.disk_usage(home).free
    if not os.access(home, os.W_OK) or not os.access(path, os.W_OK):
        return Finding(check="disk", said=f"{path} cannot be written", mend=f"Allow this user to write in {home}.")
    if free < NEEDED_BYTES:
        return Finding(check="disk", said=f"{free // 2**20} MiB are free in {home}", mend="Make room on that disk.")
    return Finding(check="disk", said=f"{free // 2**20:,} MiB are free in {home}")


def immutability(doors: Doors) -> Finding:
    """That the database itself refuses to change or delete an event: tried on one that is never committed."""
    allowed = [verb for verb, statement in FORBIDDEN.items() if not _is_refused(doors, statement)]
    if not allowed:
        return Finding(check="immutability", said="UPDATE and DELETE of an event are refused")
    said = f"{' and '.join(allowed)} of an event went through"
    return Finding(check="immutability", said=said, mend="Restore the triggers on `events` from a fresh migration.")


def role(doors: Doors) -> Finding:
    """Who uses a PostgreSQL database: more rights than are needed are told, and are no fault."""
    with doors.database.reading() as rows:
        return Finding(check="role", said=rights.said(rows))


def log(doors: Doors) -> Iterator[Finding]:
    """That each head stands at the number of its events, that their positions have no gaps, and that there is a
    workspace that the log is of, which is what it was opened as."""
    for workspace_id, name, _ in known(doors.database):
        check = f"log of {name}"
        unlike_it = " ".join(each.said for each in unlike(doors.database, workspace_id))
        with doors.database.reading() as rows, as_stored(rows):
            (position,) = rows.one(HEAD, workspace_id=workspace_id) or (None,)
            count, first, last = rows.one(EXTENT, workspace_id=workspace_id) or (0, 0, 0)
        if unlike_it:
            yield Finding(check=check, said=unlike_it.rstrip("."), mend="Stop writing, and verify the log.")
        elif position == count == last and first == min(count, 1):
            yield Finding(check=check, said=f"{count:,} events, positions without gaps")
        else:
            said = f"the head is at {position}, with {count} events from {first} to {last}"
            yield Finding(check=check, said=said, mend="Stop writing, and restore the log from a backup.")


def key_store(doors: Doors) -> Iterator[Finding]:
    """That it is there, and that no erasure stopped half-way: one that did is finished."""
    with doors.keys_database.reading() as rows:
        found = rows.one(SEALED)
    yield Finding(check="sealing keys", said=f"the store is there, with {found[0] if found else 0} keys")
    finished = erasing.finish(doors)
    left = erasing.unfinished(doors)
    if finished:
        yield Finding(check="erasures", said=f"one or more had stopped half-way, and are finished now: {len(finished)}")
    if left:
        said = f"the keys' database was too busy to be scrubbed of keys that were destroyed: {len(left)} erasures wait"
        yield Finding(check="erasures", said=said, mend="Run `goalpost doctor` again.")


def leftovers(doors: Doors) -> Iterator[Finding]:
    """What a rebuild that was killed has left on the side that is not served; none where there is nothing."""
    for workspace_id, name, _ in doors.hub.workspaces():
        with claimed(doors.database, claim_of(workspace_id)) as lost:
            if lost is not None and is_on_other_side(doors.hub, workspace_id):
                yield Finding(
                    check=f"rebuild of {name}",
                    said="one that was killed has left rows that are not served",
                    mend=f"Run `goalpost rebuild --workspace {name}`, or they stay until the next one.",
                )


def read_models(doors: Doors, told: Told) -> Iterator[Finding]:
    """That a rebuild would change nothing."""
    for workspace_id, name, _ in doors.hub.workspaces():
        check = f"read models of {name}"
        try:
            difference = compared(doors.hub, workspace_id, told=told).difference
        except (RebuildUnderWay, RebuildLost):
            yield Finding(check=check, said="a rebuild is under way", mend="Ask again when it is done.")
            continue
        if difference is None:
            yield Finding(check=check, said="as a rebuild would fill them")
        else:
            said = difference.sentence().rstrip(".")
            yield Finding(check=check, said=said, mend=f"Run `goalpost rebuild --workspace {name}`.")


def _sqlite(rows: Rows) -> Finding:
    journal, synchronous = rows.all(JOURNAL)[0][0], rows.all(SYNCHRONOUS)[0][0]
    said = f"SQLite {sqlite3.sqlite_version}, journal {journal}, synchronous {synchronous}"
    if journal == "wal" and synchronous == FULL:
        return Finding(check="engine", said=said)
    return Finding(check="engine", said=said, mend="Put the file on a local disk, where SQLite can keep a WAL.")


def _postgresql(rows: Rows) -> Finding:
    version, fsync = rows.all(SERVER)[0]
    said = f"PostgreSQL {int(version) // 10_000}, fsync {fsync}"
    if int(version) < OLDEST_POSTGRESQL:
        return Finding(check="engine", said=said, mend="Use PostgreSQL 15 or newer.")
    if fsync != "on":
        return Finding(check="engine", said=said, mend="Set fsync to on: what is committed must survive a crash.")
    return Finding(check="engine", said=said)


class _RolledBack(Exception):
    """Nothing of it is to be."""


def _is_refused(doors: Doors, statement: str) -> bool:
    try:
        with doors.database.writing() as rows:
            rows.run(ADD_EVENT, **PROBE)
            refused = _refuses(rows, statement)
            raise _RolledBack
    except _RolledBack:
        return refused


def _refuses(rows: Rows, statement: str) -> bool:
    rows.tell("SAVEPOINT tried")
    try:
        rows.tell(statement)
    except (sqlite3.DatabaseError, psycopg.DatabaseError):
        rows.tell("ROLLBACK TO SAVEPOINT tried")
        return True
    return False

"""A log and its read models made so many times as long in place: each event is followed by its copies, which are about
other things, and so is each row that tells of it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from goals.tables import events
from projections.tables import MODELS
from projections.versioned import OPEN
from tests.benchmarks.copies import HEAD, ID, renamed

HASTE = ("synchronous=OFF", "cache_size=-500000", "wal_autocheckpoint=20000")
TOGETHER = 500
"""Rows before they are copied."""
PLACE = re.compile(rb'(?<=position":)[0-9]+')
GUARDS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
"""They refuse what is done here: a log's events never change."""
ADVANCE = "UPDATE log_head SET position = position * ? WHERE workspace_id = ?"


def multiplied(path: Path, workspace_id: str, times: int) -> None:
    """The last event is recorded when it was, those before it a microsecond apart. What tells of the workspace itself
    stays as it is: the places of its copies are nobody's."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in HASTE:
            connection.execute(f"PRAGMA {pragma}")
        for (name,) in connection.execute(GUARDS).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        end, last = connection.execute(HEAD, (workspace_id,)).fetchone()
        for table in (events, *MODELS.values()):
            _multiply(connection, table, _Copying(workspace_id, times, last - end * times))
        connection.execute(ADVANCE, (times, workspace_id))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _multiply(connection: sqlite3.Connection, table: Table, copying: "_Copying") -> None:
    names = table.c.keys()
    found = connection.execute(f"SELECT {', '.join(names)} FROM {table.name}").fetchall()
    connection.execute(f"DELETE FROM {table.name}")
    insert = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(names))})"
    for first in range(0, len(found), TOGETHER):
        connection.execute("BEGIN IMMEDIATE")
        for row in found[first : first + TOGETHER]:
            connection.executemany(insert, copying.of(dict(zip(names, row, strict=True))))
        connection.execute("COMMIT")


class _Copying:
    """`zero` is when position 0 would have been recorded, in microseconds."""

    def __init__(self, workspace_id: str, times: int, zero: int) -> None:
        self._workspace_id, self._times, self._zero = workspace_id, times, zero

    def of(self, row: dict[str, Any]) -> Iterator[list[Any]]:
        """The row, and its copies."""
        is_of_workspace = self._workspace_id in (row.get("stream_id"), row.get("id"))
        telling = {name: _bytes(value) for name, value in row.items() if name != "workspace_id" and _tells(value)}
        places = [name for name in row if name.endswith("position") and row[name] < OPEN]
        for copy in range(1 if is_of_workspace else self._times):
            for name, text in telling.items():
                told = self._told(text, copy)
                row[name] = told if isinstance(row[name], bytes) else told.decode()
            changed = row | {name: self._place(row[name], copy) for name in places}
            if "leaf_hash" in row:
                changed["recorded_at"] = self._zero + changed["position"]
            yield list(changed.values())

    def _told(self, text: bytes, copy: int) -> bytes:
        return PLACE.sub(lambda found: b"%d" % self._place(int(found[0]), copy), renamed(text, copy))

    def _place(self, position: int, copy: int) -> int:
        return (position - 1) * self._times + copy + 1


def _tells(value: Any) -> bool:
    """Whether a thing or a place is named in it."""
    if not isinstance(value, str | bytes):
        return False
    text = _bytes(value)
    return ID.search(text) is not None or PLACE.search(text) is not None


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text

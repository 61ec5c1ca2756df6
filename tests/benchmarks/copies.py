"""A log made as long as one likes by copies of itself: the same events, about other things."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

ID = re.compile(rb"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{10})([0-9a-f]{2})")
HEAD = "SELECT position, recorded_at FROM log_head WHERE workspace_id = ?"
ADVANCE = "UPDATE log_head SET position = ? WHERE workspace_id = ?"
ORIGINALS = """
SELECT stream_id, version, topic, state FROM events
WHERE workspace_id = ? AND stream_id <> workspace_id AND position BETWEEN ? AND ? ORDER BY position
"""
INSERT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, zeroblob(32))"
TOGETHER = 10_000
MOST = 256
"""Times: an id's last two digits say of which copy it is."""


def lengthened(path: Path, workspace_id: str, times: int) -> None:
    """So many times as long; the read models know nothing of it."""
    assert times <= MOST
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        end, recorded_at = connection.execute(HEAD, (workspace_id,)).fetchone()
        position = end
        for copy in range(1, times):
            for first in range(1, end + 1, TOGETHER):
                originals = (workspace_id, first, min(first + TOGETHER - 1, end))
                found = connection.execute(ORIGINALS, originals).fetchall()
                rows = [
                    (workspace_id, position + n, *_copied(row, copy), recorded_at)
                    for n, row in enumerate(found, start=1)
                ]
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany(INSERT, rows)
                position += len(rows)
                connection.execute(ADVANCE, (position, workspace_id))
                connection.execute("COMMIT")


def _copied(row: tuple[str, int, str, bytes], copy: int) -> tuple[str, int, str, bytes]:
    stream_id, version, topic, state = row
    return renamed(stream_id.encode(), copy).decode(), version, topic, renamed(bytes(state), copy)


def renamed(text: bytes, copy: int) -> bytes:
    """Every id another, and the same wherever it stands."""
    return ID.sub(lambda found: found[1] + b"%02x" % ((int(found[2], 16) + copy) % MOST), text)

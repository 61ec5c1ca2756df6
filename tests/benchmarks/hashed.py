"""Leaf hashes and trees of logs that were written past the recorder."""

import sqlite3
from contextlib import closing
from pathlib import Path

from goals.hub import Hub
from goals.ledger.leaf import leaf_hash
from projections.ledger import planting
from tests.benchmarks.multiples import GUARDS, HASTE

TOGETHER = 10_000
EVENTS = """
SELECT position, stream_id, version, topic, state, recorded_at FROM events
WHERE workspace_id = ? AND position > ? ORDER BY position LIMIT ?
"""
SET = "UPDATE events SET leaf_hash = ? WHERE workspace_id = ? AND position = ?"
FORGET = "DELETE FROM tree_nodes WHERE workspace_id = ?"


def hashed(hub: Hub, path: Path, workspace_id: str) -> None:
    """Every event gets the hash that it would have had, and the log its tree. What guards the file's rows is gone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in HASTE:
            connection.execute(f"PRAGMA {pragma}")
        for (name,) in connection.execute(GUARDS).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        after = 0
        while found := connection.execute(EVENTS, (workspace_id, after, TOGETHER)).fetchall():
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(SET, [(_leaf(workspace_id, row), workspace_id, row[0]) for row in found])
            connection.execute("COMMIT")
            after = found[-1][0]
        connection.execute(FORGET, (workspace_id,))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    planting.fill(hub, workspace_id)


def _leaf(workspace_id: str, row: tuple[int, str, int, str, bytes, int]) -> bytes:
    position, stream_id, version, topic, state, recorded_at = row
    return leaf_hash(
        workspace_id=workspace_id,
        position=position,
        stream_id=stream_id,
        version=version,
        recorded_at_us=recorded_at,
        topic=topic,
        state=bytes(state),
    )

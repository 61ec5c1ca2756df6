"""The same rows written by hand: Flask, sqlite3, the same tables, and nothing is checked.

It parses JSON and believes it. One transaction writes head, events and readings; one statement reads a goal.
"""

import json
import sqlite3
import threading
import time
import uuid
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from flask import Flask, Response, jsonify, request
from uuid_utils.compat import uuid7

OPEN = 2**62
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",
    "cache_size=-8000",
    "mmap_size=2147418112",
)
HEAD = "UPDATE log_head SET position = position + ?, recorded_at = ? WHERE workspace_id = ? RETURNING position"
EVENT = (
    "INSERT INTO events (workspace_id, position, stream_id, version, topic, state, recorded_at, leaf_hash)"
    " VALUES (?, ?, ?, 1, 'reading.recorded.v1', ?, ?, ?)"
)
READING = (
    "INSERT INTO side_a__readings (workspace_id, kpi_id, series, observed_at, first_position, version, reading_id, key,"
    " value, value_order, voided, from_position, to_position, recorded_at, said)"
    f" VALUES (?, ?, 1, ?, ?, 1, ?, ?, ?, ?, 0, ?, {OPEN}, ?, NULL)"
)
GOAL = "SELECT doc FROM side_a__goals WHERE workspace_id = ? AND id = ? ORDER BY from_position DESC LIMIT 1"

_mine = threading.local()


def create_app(path: str, workspace_id: str) -> Flask:
    app = Flask("bare")

    @app.post("/v1/kpis/<kpi_id>/readings")
    def record(kpi_id: str) -> tuple[Response, int]:
        sent = request.get_json()
        many = sent if isinstance(sent, list) else [sent]
        ids, position = _record(_connection(path), workspace_id, kpi_id, many)
        if isinstance(sent, list):
            return jsonify(items=[{"id": each, "status": "created"} for each in ids], position=position), 207
        return jsonify(id=ids[0], version=1, position=position), 201

    @app.get("/v1/goals/<goal_id>")
    def show(goal_id: str) -> Response:
        found = _connection(path).execute(GOAL, (workspace_id, goal_id)).fetchone()
        return jsonify(json.loads(found[0]))

    return app


def _connection(path: str) -> sqlite3.Connection:
    """This thread's own."""
    if not hasattr(_mine, "connection"):
        _mine.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        for pragma in PRAGMAS:
            _mine.connection.execute(f"PRAGMA {pragma}")
    found: sqlite3.Connection = _mine.connection
    return found


def _record(
    connection: sqlite3.Connection, workspace_id: str, kpi_id: str, many: list[dict[str, Any]]
) -> tuple[list[str], int]:
    ids = [str(uuid.uuid4()) for _ in many]
    states = [_state(kpi_id, each) for each in many]
    hashes = [sha256(state).digest() for state in states]
    connection.execute("BEGIN IMMEDIATE")
    try:
        now = time.time_ns() // 1000
        last = connection.execute(HEAD, (len(many), now, workspace_id)).fetchone()[0]
        first = last - len(many) + 1
        events = [(workspace_id, first + n, ids[n], states[n], now, hashes[n]) for n in range(len(many))]
        rows = [_reading(workspace_id, kpi_id, first + n, ids[n], now, each) for n, each in enumerate(many)]
        connection.executemany(EVENT, events)
        connection.executemany(READING, rows)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return ids, last


def _state(kpi_id: str, sent: dict[str, Any]) -> bytes:
    told = {
        "event_id": str(uuid7()),
        "effective_at": sent["observed_at"],
        "asked": {
            "actor": {"type": "service", "id": "admin"},
            "request_id": str(uuid7()),
            "source": {"channel": "http", "ip": "127.0.0.1"},
        },
        "fact": {
            "type": "reading.recorded.v1",
            "kpi_id": kpi_id,
            "series": 1,
            "key": sent["observed_at"],
            "observed_at": sent["observed_at"],
            "value": sent["value"],
            "note": None,
            "source": None,
            "evidence": [],
            "rounded_from": None,
        },
    }
    return json.dumps(told).encode()


def _reading(
    workspace_id: str, kpi_id: str, position: int, reading_id: str, now: int, sent: dict[str, Any]
) -> tuple[Any, ...]:
    observed_at = int(datetime.fromisoformat(sent["observed_at"]).astimezone(UTC).timestamp() * 1_000_000)
    key, value = sent["observed_at"], sent["value"]
    ordered = value.rjust(28, "0")
    return (workspace_id, kpi_id, observed_at, position, reading_id, key, value, ordered, position, now)

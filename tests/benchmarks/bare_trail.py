"""A page of the trail by hand: one statement on the same tables, and the stored JSON of its rows put side by side.

Nothing is checked and no one is asked who they are; flags are left out.
"""

import sqlite3
import threading
from collections.abc import Mapping

from flask import Flask, Response, request

COLUMNS = {
    "actor": "t.actor_id",
    "effect": "t.effect",
    "reason_code": "t.reason_code",
    "evidence": "t.has_evidence",
}
PAGE = (
    "SELECT t.position, t.goal_id, t.recorded_at, t.actor_id, t.effect, i.told"
    " FROM side_a__trail t JOIN side_a__trail_items i ON i.workspace_id = t.workspace_id AND i.position = t.position"
    " WHERE t.workspace_id = ?{} ORDER BY t.position LIMIT ?"
)

_mine = threading.local()


def page(connection: sqlite3.Connection, workspace_id: str, filters: Mapping[str, str | int], limit: int) -> str:
    """The answer as text."""
    conditions = "".join(f" AND {COLUMNS[name]} = ?" for name in filters)
    found = connection.execute(PAGE.format(conditions), (workspace_id, *filters.values(), limit + 1)).fetchall()
    items = ",".join(row[-1] + "}" for row in found[:limit])
    following = found[limit - 1][0] if len(found) > limit else "null"
    return f'{{"items":[{items}],"next_cursor":{following}}}'


def create_app(path: str, workspace_id: str) -> Flask:
    app = Flask("bare-trail")

    @app.get("/v1/trail")
    def show() -> Response:
        asked = request.args.to_dict()
        limit = int(asked.pop("limit"))
        if "evidence" in asked:
            asked["evidence"] = str(int(asked["evidence"] == "true"))
        return Response(page(_connection(path), workspace_id, asked, limit), content_type="application/json")

    return app


def _connection(path: str) -> sqlite3.Connection:
    """This thread's own."""
    if not hasattr(_mine, "connection"):
        _mine.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        _mine.connection.execute("PRAGMA cache_size=-8000")
        _mine.connection.execute("PRAGMA mmap_size=2147418112")
    found: sqlite3.Connection = _mine.connection
    return found

"""The database itself refuses to change what happened."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from goals.vocabulary import WorkspaceKind
from tests.invariants.looking import engine_on, events_of
from tests.invariants.seeding import seeded

CHANGES = {
    "update": "UPDATE events SET recorded_at = recorded_at + 1",
    "update of nothing but itself": "UPDATE events SET state = state",
    "delete": "DELETE FROM events",
    "update on conflict": (
        "INSERT INTO events SELECT * FROM events WHERE true"
        " ON CONFLICT (workspace_id, position) DO UPDATE SET recorded_at = 0"
    ),
}


def require_refused(database_url: str, statement: str) -> None:
    workspace_id = seeded(database_url, kind=WorkspaceKind.LIVE).workspace_id
    before = events_of(database_url, workspace_id)
    engine = engine_on(database_url)
    with pytest.raises(DBAPIError, match="events are immutable"), engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()
    assert events_of(database_url, workspace_id) == before != []


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES)
def test_events_cannot_be_changed_or_removed(migrated_url: str, statement: str):
    require_refused(migrated_url, statement)


@pytest.mark.parametrize("place", ["position", "position + 1000"], ids=["position", "stream and version"])
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_events_cannot_be_replaced_where_the_engine_knows_replacing(migrated_url: str, place: str):
    """SQLite's REPLACE removes the old row without asking the triggers of DELETE."""
    told = f"workspace_id, {place}, stream_id, version, topic, state, 0, leaf_hash"
    require_refused(migrated_url, f"REPLACE INTO events SELECT {told} FROM events")


def test_events_cannot_be_truncated(migrated_url: str, engine_name: str):
    """SQLite knows no TRUNCATE: there, emptying the table is DELETE without a condition."""
    require_refused(migrated_url, "DELETE FROM events" if engine_name == "sqlite" else "TRUNCATE events")

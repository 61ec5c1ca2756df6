"""What lies in a database, seen without the project's own ways of reading it."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, select

from goals.database import Database
from goals.hub import Hub
from goals.ledger.leaf import leaf_hash
from goals.ledger.merkle import Subtree
from goals.tables import durable
from projections.catalogue import project
from projections.lookups import ReadModelLookups
from projections.rebuild import rebuild
from tests.ledger.defined import defined_rows
from tests.sides import Tables, all_rows

Row = Mapping[str, Any]


def hub_on(database_url: str, *, pool_size: int = 4) -> Hub:
    return Hub(Database(database_url, pool_size=pool_size), project=project, lookups=ReadModelLookups)


def events_of(database_url: str, workspace_id: str) -> list[Row]:
    """In the order of their positions."""
    found = _rows(database_url, durable, "events", workspace_id)
    return sorted(found, key=lambda event: int(event["position"]))


def rows_of(database_url: str, metadata: MetaData, table: str, workspace_id: str) -> list[Row]:
    return _rows(database_url, metadata, table, workspace_id)


def require_sound(database_url: str, workspace_id: str) -> list[Row]:
    """The events, after all that must hold of a log was found to hold."""
    events = events_of(database_url, workspace_id)
    (head,) = _rows(database_url, durable, "log_head", workspace_id)
    assert [event["position"] for event in events] == list(range(1, int(head["position"]) + 1))
    times = [event["recorded_at"] for event in events]
    assert times == sorted(times)
    assert times[-1] <= head["recorded_at"]
    for versions in versions_of(events).values():
        assert versions == list(range(1, len(versions) + 1))
    for event in events:
        assert bytes(event["leaf_hash"]) == recomputed(event)
    assert stored_rows(database_url, workspace_id) == defined_rows([recomputed(event) for event in events])
    return events


def stored_rows(database_url: str, workspace_id: str) -> Mapping[Subtree, bytes]:
    """Of the tree."""
    found = _rows(database_url, durable, "tree_nodes", workspace_id)
    return {(row["level"], row["idx"]): bytes(row["hash"]) for row in found}


def versions_of(events: Sequence[Row]) -> dict[str, list[int]]:
    """Of each stream, in the order of their positions."""
    found: dict[str, list[int]] = {}
    for event in events:
        found.setdefault(event["stream_id"], []).append(event["version"])
    return found


def recomputed(event: Row) -> bytes:
    return leaf_hash(
        workspace_id=event["workspace_id"],
        position=event["position"],
        stream_id=event["stream_id"],
        version=event["version"],
        recorded_at_us=event["recorded_at"],
        topic=event["topic"],
        state=bytes(event["state"]),
    )


def require_rebuilt_equal(database_url: str, workspace_id: str) -> None:
    """The read models say what they say when they are filled again from the first event."""
    before = read_models_of(database_url)
    with closing(hub_on(database_url).database) as database:
        rebuild(Hub(database, project=project, lookups=ReadModelLookups), workspace_id)
    after = read_models_of(database_url)
    assert before.keys() == after.keys()
    for name, rows in before.items():
        assert rows == after[name], name


def read_models_of(database_url: str) -> Tables:
    """Every row of every read model, in an order of their own."""
    engine = engine_on(database_url)
    with engine.connect() as connection:
        found = all_rows(connection)
    engine.dispose()
    return found


def engine_on(database_url: str) -> Engine:
    return create_engine(database_url.replace("postgresql:", "postgresql+psycopg:", 1))


def _rows(database_url: str, metadata: MetaData, name: str, workspace_id: str) -> list[Row]:
    table = metadata.tables[name]
    engine = engine_on(database_url)
    with engine.connect() as connection:
        found = connection.execute(select(table).where(table.c.workspace_id == workspace_id))
        rows: list[Row] = [dict(row) for row in found.mappings()]
    engine.dispose()
    return rows

"""Where the tests' workspaces have their read models: on each engine on another side, so that both are tested."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, select

from goals.database import Database
from goals.sides import SIDES, marked
from projections.catalogue import read_models
from projections.tables import MODELS

Tables = Mapping[str, Sequence[tuple[Any, ...]]]


def side_on(database: Database) -> str:
    return SIDES[0 if database.is_sqlite else 1]


def table_on(name: str, side: str) -> Table:
    """A read model's table on a side."""
    return read_models.tables[marked(name, side)]


def rows_on(connection: Connection, side: str) -> Tables:
    """Of each read model, the rows of all workspaces on a side, by their keys."""
    tables = {name: table_on(name, side) for name in MODELS}
    return {
        name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        for name, table in tables.items()
    }


def all_rows(connection: Connection) -> Tables:
    """Of each read model, the rows of all workspaces, whichever side they are on, by their keys."""
    one, other = (rows_on(connection, side) for side in SIDES)
    return {name: sorted([*one[name], *other[name]], key=repr) for name in one}

"""Where the read models' tables in a database are not those of this release, and making them so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Index, Table, exists, inspect, literal_column, select, update

from goals.database import Database, Prepared
from goals.sides import NONE, SIDES, marked, turned
from goals.tables import log_head
from projections.catalogue import read_models
from projections.workspaces import workspaces as opened

WITHOUT_SIDE = Prepared(select(log_head.c.workspace_id).where(log_head.c.side == literal_column(f"'{NONE}'")))

Shape = tuple[str, str, bool, bool]
"""Of a column: name, type, whether it may be NULL, whether it is of the key."""


@dataclass(frozen=True)
class Lacking:
    """`tables` are not there, or have other columns; `indexes` are those that tables lack which are as they must be."""

    tables: Sequence[Table]
    indexes: Sequence[Index]

    def names(self) -> list[str]:
        return [table.name for table in self.tables] + [str(index.name) for index in self.indexes]


def lacking(connection: Connection) -> Lacking:
    """Asks the database, changes nothing."""
    inspector = inspect(connection)
    columns, keys = inspector.get_multi_columns(), inspector.get_multi_pk_constraint()
    there = {
        name: _there(found, set(keys[schema, name]["constrained_columns"]), connection.dialect)
        for (schema, name), found in columns.items()
    }
    indexes = {each["name"] for found in inspector.get_multi_indexes().values() for each in found}
    tables = [
        table for table in read_models.sorted_tables if there.get(table.name) != _defined(table, connection.dialect)
    ]
    whole = [table for table in read_models.sorted_tables if table not in tables]
    return Lacking(tables, [each for table in whole for each in table.indexes if each.name not in indexes])


def make_anew(connection: Connection) -> None:
    """What lacks is made. A workspace that is on a side of which a table was made is on none from then on."""
    found = lacking(connection)
    for side in SIDES:
        if any(table.name.startswith(marked("", side)) for table in found.tables):
            connection.execute(update(log_head).where(log_head.c.side == side).values(side=NONE))
    read_models.drop_all(connection, tables=found.tables)
    read_models.create_all(connection)
    for index in found.indexes:
        index.create(connection)
    for side in SIDES:
        _put_on_none(connection, side)


def has_every_table(database: Database) -> bool:
    """Whether each is there, whatever its columns."""
    with database.engine.connect() as connection:
        return set(inspect(connection).get_table_names()).issuperset(read_models.tables)


def unfilled(database: Database) -> list[str]:
    """The workspaces whose read models are on no side."""
    with database.reading() as rows:
        return [row[0] for row in rows.all(WITHOUT_SIDE)]


def _put_on_none(connection: Connection, side: str) -> None:
    """The workspaces that have events, and read models on this side that know of none."""
    theirs = read_models.tables[turned(opened.name, side)]
    knows = exists().where(theirs.c.workspace_id == log_head.c.workspace_id).correlate(log_head)
    empty = (log_head.c.side == side, log_head.c.position > 0, ~knows)
    connection.execute(update(log_head).where(*empty).values(side=NONE))


def _there(columns: Sequence[Any], key: set[str], dialect: Dialect) -> set[Shape]:
    return {(each["name"], each["type"].compile(dialect), each["nullable"], each["name"] in key) for each in columns}


def _defined(table: Table, dialect: Dialect) -> set[Shape]:
    return {_shape(column, dialect) for column in table.columns}


def _shape(column: Column[Any], dialect: Dialect) -> Shape:
    return column.name, column.type.compile(dialect), bool(column.nullable), column.primary_key

"""Taking a workspace off a side of the read models, while the other is read and written."""

from functools import cache, partial

from sqlalchemy import Table, bindparam, delete, select, tuple_

from goals.database import Prepared, Rows
from goals.hub import Hub
from projections.tables import MODELS

SOME = 200
"""Rows deleted at once where others wait for the file meanwhile."""


def emptied(hub: Hub, workspace_id: str, side: str) -> None:
    """Nothing of the workspace is on the side any more."""
    for statement in _statements(hub.database.is_sqlite):
        hub.aside(partial(_delete, statement, workspace_id, side))


@cache
def _statements(is_piecemeal: bool) -> list[Prepared]:
    return [_some_of(table) if is_piecemeal else _all_of(table) for table in MODELS.values()]


def _all_of(table: Table) -> Prepared:
    return Prepared(delete(table).where(table.c.workspace_id == bindparam("workspace_id")))


def _some_of(table: Table) -> Prepared:
    """The first by their keys: they stand together."""
    key = list(table.primary_key.columns)
    mine = table.c.workspace_id == bindparam("workspace_id")
    return Prepared(delete(table).where(tuple_(*key).in_(select(*key).where(mine).order_by(*key).limit(SOME))))


def _delete(statement: Prepared, workspace_id: str, side: str, rows: Rows) -> bool:
    """Whether rows are left, for all one knows."""
    rows.side = side
    return bool(rows.run(statement, workspace_id=workspace_id).rowcount >= SOME)

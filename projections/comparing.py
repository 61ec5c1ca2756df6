"""Are the read models of both sides the same, and where do they first differ?"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, exists, func, select

from goals.database import Prepared, Row, Rows
from goals.sides import FIRST, marked, other
from projections.tables import MODELS, read_models


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first row that is not the same: `key` is its primary key in the workspace.

    `live` and `rebuilt` are the columns that differ, as they are served and as the events say; None where there is no
    such row.
    """

    table: str
    key: dict[str, Any]
    live: dict[str, Any] | None
    rebuilt: dict[str, Any] | None

    def sentence(self) -> str:
        row = ", ".join(f"{name} {value}" for name, value in self.key.items())
        where = f"The read model {self.table} differs first at {row}"
        if self.live is None or self.rebuilt is None:
            return f"{where}: the row {'is missing' if self.live is None else 'comes from no event'}."
        told = (f"{name} is {self.live[name]!r}, by the events {value!r}" for name, value in self.rebuilt.items())
        return f"{where}: {'; '.join(told)}."


class _Pair:
    """A read model on the side that is live, and on the other."""

    def __init__(self, name: str, live_side: str) -> None:
        self.name = name
        live, rebuilt = (read_models.tables[marked(name, side)] for side in (live_side, other(live_side)))
        self._columns = [column.name for column in live.c]
        self._keys = [column.name for column in live.primary_key if column.name != "workspace_id"]
        self._changed = _first_without(live, rebuilt, same=self._columns)
        self._missing = _first_without(rebuilt, live, same=["workspace_id", *self._keys])
        self._counts = [_count(table) for table in (live, rebuilt)]
        self._found = [_row(table, self._keys) for table in (live, rebuilt)]

    def first(self, rows: Rows, workspace_id: str) -> Difference | None:
        row = rows.one(self._changed, workspace_id=workspace_id)
        if row is None and self._are_as_many(rows, workspace_id):
            return None
        row = row or rows.one(self._missing, workspace_id=workspace_id)
        assert row is not None, f"{self.name} differs in nothing"
        return self._told(rows, workspace_id, row)

    def _are_as_many(self, rows: Rows, workspace_id: str) -> bool:
        live, rebuilt = (rows.all(count, workspace_id=workspace_id) for count in self._counts)
        return live == rebuilt

    def _told(self, rows: Rows, workspace_id: str, row: Row) -> Difference:
        named = dict(zip(self._columns, row, strict=True))
        key = {name: named[name] for name in self._keys}
        live, rebuilt = (self._values(rows.one(found, workspace_id=workspace_id, **key)) for found in self._found)
        if live is not None and rebuilt is not None:
            differing = [name for name in self._columns if live[name] != rebuilt[name]]
            live, rebuilt = ({name: values[name] for name in differing} for values in (live, rebuilt))
        return Difference(table=self.name, key=key, live=live, rebuilt=rebuilt)

    def _values(self, row: Row | None) -> dict[str, Any] | None:
        return None if row is None else dict(zip(self._columns, row, strict=True))


def _first_without(table: Table, partner: Table, *, same: list[str]) -> Prepared:
    """The first row of `table` without one in `partner` that is the same in these columns."""
    key = [column.name for column in table.primary_key]
    alike = [table.c[name] == partner.c[name] for name in key]
    alike += [table.c[name].is_not_distinct_from(partner.c[name]) for name in same if name not in key]
    return Prepared(
        select(table)
        .where(_mine(table), ~exists().where(and_(*alike)).correlate(table))
        .order_by(*table.primary_key.columns)
        .limit(1)
    )


def _count(table: Table) -> Prepared:
    return Prepared(select(func.count()).select_from(table).where(_mine(table)))


def _row(table: Table, key: list[str]) -> Prepared:
    return Prepared(select(table).where(_mine(table), *(table.c[name] == bindparam(name) for name in key)))


def _mine(table: Table) -> Any:
    return table.c.workspace_id == bindparam("workspace_id")


@cache
def _pairs(live: str) -> list[_Pair]:
    return [_Pair(name, live) for name in MODELS]


def first_difference(rows: Rows, workspace_id: str, *, live: str) -> Difference | None:
    """By the order in which the tables are defined, then by primary key; `live` is the side that is served."""
    rows.side = FIRST
    differences = (pair.first(rows, workspace_id) for pair in _pairs(live))
    found = next((each for each in differences if each is not None), None)
    rows.side = live
    return found

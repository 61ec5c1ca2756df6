"""Pages of things as they stood at a position: filtered, sorted, and continued after the last one shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Table, Text, and_, bindparam, literal_column, or_, select
from sqlalchemy.dialects import postgresql

from goals.database import Prepared, Row, Rows
from goals.sealing import Text as FreeText

Sortable = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text in the order of its characters' numbers, on both engines."""

Order = tuple[str, bool]
"""A column, and whether its greatest value comes first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is asked for.

    `filters` are values by column, `order` ends with the id by itself, and `after` are the values of the
    order's columns and the id of the last thing shown, None at the beginning.
    """

    filters: Mapping[str, str | int]
    order: Sequence[Order] = ()
    after: Sequence[str | int] | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Found:
    """`rows` are (id, version, doc); `after` is what the next page begins after, None if this is the last."""

    rows: Sequence[Row]
    after: tuple[str | int, ...] | None


def page(
    rows: Rows,
    table: Table,
    workspace_id: str,
    position: int,
    wanted: Wanted,
    *,
    where: ColumnElement[bool] | None = None,
    **values: str,
) -> Found:
    """The things of `table` that were there at `position`, and `where` something holds that is bound to `values`.

    A statement is kept for each `where`: let it be one that stays.
    """
    begins = wanted.after is None
    statement = _statement(table, tuple(sorted(wanted.filters)), tuple(wanted.order), begins, where)
    marks = {} if wanted.after is None else {f"after_{n}": mark for n, mark in enumerate(wanted.after)}
    found = rows.all(
        statement,
        workspace_id=workspace_id,
        position=position,
        most=wanted.limit + 1,
        **{f"is_{name}": stored(value) for name, value in wanted.filters.items()},
        **marks,
        **values,
    )
    shown = found[: wanted.limit]
    after = tuple(shown[-1][3:]) if len(found) > wanted.limit else None
    return Found([row[:3] for row in shown], after)


def stored(value: str | int) -> str | int:
    """As it stands in a column: the word of an enumeration, 0 or 1 of a truth."""
    return str(value) if isinstance(value, str) else int(value)


def sort_text(text: FreeText) -> str:
    """What a name is sorted by: its letters without their case; nothing where it is sealed."""
    return text.casefold() if isinstance(text, str) else ""


@lru_cache(maxsize=1024)
def _statement(
    table: Table,
    filters: tuple[str, ...],
    order: tuple[Order, ...],
    begins: bool,
    where: ColumnElement[bool] | None,
) -> Prepared:
    keys = [(table.c[name], descending) for name, descending in (*order, ("id", False))]
    until = table.c.to_position + literal_column("0") if _is_in_order(table, filters, order) else table.c.to_position
    conditions = [
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.from_position <= bindparam("position"),
        until > bindparam("position"),
        *(table.c[name] == bindparam(f"is_{name}") for name in filters),
    ]
    if not begins:
        conditions.append(beyond(keys))
    if where is not None:
        conditions.append(where)
    return Prepared(
        select(table.c.id, table.c.version, table.c.doc, *(column for column, _ in keys))
        .where(*conditions)
        .order_by(*(column.desc() if descending else column for column, descending in keys))
        .limit(bindparam("most", type_=Integer))
    )


def _is_in_order(table: Table, filters: Sequence[str], order: Sequence[Order]) -> bool:
    """Whether an index has the things in the order asked for, and none has those that the filters leave.

    Then a page ends where it is full. The index of what stands now would have all that stood at a past position read,
    with every version since, and sorted: adding nothing to a position keeps a planner without statistics from it.
    """
    led = {tuple(column.name for column in index.columns)[1:3] for index in table.indexes}
    first = order[0][0] if order else None
    return (first, "id") in led and not any(name == leading for name in filters for leading, _ in led)


def beyond(keys: Iterable[tuple[ColumnElement[Any], bool]]) -> ColumnElement[bool]:
    """Whether a row comes after the marks `after_0`, `after_1` … in this order."""
    ways: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for n, (column, descending) in enumerate(keys):
        mark: Any = bindparam(f"after_{n}", type_=column.type)
        ways.append(and_(*equal, column < mark if descending else column > mark))
        equal.append(column == mark)
    return or_(*ways)

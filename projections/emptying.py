"""Taking a workspace off a side of the read models, while the other is read and written."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from sqlalchemy import Table, bindparam, delete, select, tuple_

from goals.claims import Allowed
from goals.database import Prepared, Rows
from goals.event_log import seen
from goals.hub import Hub
from goals.sides import NONE, other
from projections.tables import MODELS

SOME = 200
"""Rows deleted at once where others wait for the file meanwhile."""


def emptied(hub: Hub, workspace_id: str, side: str, *, allowed: Allowed) -> None:
    """Nothing of the workspace is on the side any more."""
    for table in MODELS.values():
        delete_some = _some if hub.database.is_sqlite else _all
        hub.aside(partial(_allowed, allowed, partial(delete_some, _of(table), workspace_id, side)))


def is_on_other_side(hub: Hub, workspace_id: str) -> bool:
    """Whether something of the workspace is on the side that is not served."""
    with hub.database.reading() as rows:
        if seen(rows, workspace_id) is None or rows.side in (None, NONE):
            return False
        rows.side = other(rows.side)
        return any(rows.one(_of(table).first, workspace_id=workspace_id) is not None for table in MODELS.values())


def _allowed(allowed: Allowed, piece: Callable[[Rows], bool], rows: Rows) -> bool:
    allowed(rows)
    return piece(rows)


@dataclass(frozen=True)
class _Deleting:
    """`up_to` a key; `last` is that of the last of SOME rows, in the order of their keys: they stand together."""

    key: tuple[str, ...]
    last: Prepared
    up_to: Prepared
    everything: Prepared
    first: Prepared


@cache
def _of(table: Table) -> _Deleting:
    mine = table.c.workspace_id == bindparam("workspace_id")
    key = [column for column in table.primary_key if column.name != "workspace_id"]
    upper = tuple_(*(bindparam(f"last_{column.name}", type_=column.type) for column in key))
    return _Deleting(
        key=tuple(f"last_{column.name}" for column in key),
        last=Prepared(select(*key).where(mine).order_by(*key).limit(1).offset(SOME - 1)),
        up_to=Prepared(delete(table).where(mine, tuple_(*key) <= upper)),
        everything=Prepared(delete(table).where(mine)),
        first=Prepared(select(*key).where(mine).limit(1)),
    )


def _some(deleting: _Deleting, workspace_id: str, side: str, rows: Rows) -> bool:
    """Whether rows are left."""
    rows.side = side
    last = rows.one(deleting.last, workspace_id=workspace_id)
    if last is None:
        return _all(deleting, workspace_id, side, rows)
    rows.run(deleting.up_to, workspace_id=workspace_id, **dict(zip(deleting.key, last, strict=True)))
    return True


def _all(deleting: _Deleting, workspace_id: str, side: str, rows: Rows) -> bool:
    """Nothing is left."""
    rows.side = side
    rows.run(deleting.everything, workspace_id=workspace_id)
    return False

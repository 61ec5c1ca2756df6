"""Which goals are there to be rolled up?"""

from typing import Any

from sqlalchemy import Select, bindparam, select

from goals.database import Prepared, Row
from projections import goals
from projections.answers.asking import Asking
from projections.goals import View

_table = goals.goals
Assembled = list[tuple[str, View]]
"""Goals with their ids, in the order of these."""


def _goals(*conditions: Any) -> Select[Any]:
    return select(_table.c.id, _table.c.doc).where(
        _table.c.workspace_id == bindparam("workspace_id"),
        _table.c.from_position <= bindparam("position"),
        _table.c.to_position > bindparam("position"),
        *conditions,
    )


IN_CONTAINER = Prepared(_goals(_table.c.container_id == bindparam("container_id")))
IN_WORKSPACE = Prepared(_goals())


def in_container(asking: Asking, container_id: str) -> Assembled:
    """Those directly in it."""
    return _assembled(
        asking.rows.all(
            IN_CONTAINER,
            workspace_id=asking.workspace_id,
            container_id=container_id,
            position=asking.position,
        )
    )


def in_workspace(asking: Asking) -> Assembled:
    return _assembled(asking.rows.all(IN_WORKSPACE, workspace_id=asking.workspace_id, position=asking.position))


def _assembled(found: list[Row]) -> Assembled:
    return [(row[0], goals.decoded(row[1])) for row in sorted(found, key=lambda row: str(row[0]))]

"""Which goals are there to be rolled up?"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from goals.database import Prepared, Row
from projections import containers, goals
from projections.answers.asking import Asking
from projections.answers.between import Between
from projections.answers.periods import position_by
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
_then = _table.alias("then")
IN_CONTAINER_BY = Prepared(
    select(_table.c.id, _table.c.doc)
    .join(_then, and_(_table.c.workspace_id == _then.c.workspace_id, _table.c.id == _then.c.id))
    .where(
        _then.c.workspace_id == bindparam("workspace_id"),
        _then.c.container_id == bindparam("container_id"),
        _then.c.to_position > bindparam("by"),
        _then.c.from_position <= bindparam("position"),
        or_(_then.c.from_position <= bindparam("by"), _then.c.version == 1),
        _table.c.from_position <= bindparam("position"),
        _table.c.to_position > bindparam("position"),
    )
)
"""As it stands: of what was in the container `by` a position, or was created in it later."""


@dataclass(frozen=True, slots=True)
class Member:
    """A goal as it stands, and whether it was there at the beginning and at the end."""

    goal_id: str
    view: View
    at_first: bool = True
    at_last: bool = True


def in_container(asking: Asking, container_id: str) -> Assembled:
    """Those directly in it; of a day that was named, those that were then."""
    if asking.is_on_given:
        return in_container_on(asking, container_id, nested=False)
    return _assembled(
        asking.rows.all(
            IN_CONTAINER,
            workspace_id=asking.workspace_id,
            container_id=container_id,
            position=asking.position,
        )
    )


def in_container_on(asking: Asking, container_id: str, *, nested: bool) -> Assembled:
    """Those that were in it, or `nested` in one below it, by the end of the day, as far as was recorded by then."""
    found = _in_by(asking, container_id, position_by(asking, asking.on), nested=nested)
    return sorted(found.items(), key=lambda item: item[0])


def in_container_between(asking: Asking, container_id: str, between: Between, *, nested: bool) -> list[Member]:
    """Those that were in it, or `nested` in one below it, by the end of either day, as far as was recorded by then.
    What was recorded only later was where it was created."""
    ends = (position_by(asking, day) for day in (between.first, between.last))
    first, last = (_in_by(asking, container_id, by, nested=nested) for by in ends)
    return [
        Member(goal_id, view, at_first=goal_id in first, at_last=goal_id in last)
        for goal_id, view in sorted((first | last).items(), key=lambda item: item[0])
    ]


def in_workspace(asking: Asking) -> list[Member]:
    """None ever leaves it."""
    found = asking.rows.all(IN_WORKSPACE, workspace_id=asking.workspace_id, position=asking.position)
    return [Member(goal_id, view) for goal_id, view in _assembled(found)]


def _in_by(asking: Asking, container_id: str, by: int, *, nested: bool) -> dict[str, View]:
    rows, workspace_id, known = asking.rows, asking.workspace_id, asking.position
    below = containers.below_by(rows, workspace_id, container_id, by=by, position=known) if nested else []
    found = (
        rows.all(IN_CONTAINER_BY, workspace_id=workspace_id, container_id=each, by=by, position=known)
        for each in (container_id, *below)
    )
    return {row[0]: goals.decoded(row[1]) for those in found for row in those}


def _assembled(found: list[Row]) -> Assembled:
    return [(row[0], goals.decoded(row[1])) for row in sorted(found, key=lambda row: str(row[0]))]

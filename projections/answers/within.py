"""Which goals are in a container, or in one below it, at the moment asked about, or when a review was made of it?

As conditions of SQL, the containers and their goals are looked up once a statement and not row by row. Adding nothing
to a position keeps a planner without statistics from its index, and leaves it that of parents, or of containers; what
is true keeps one with statistics from a join row by row, which takes long where a container has few goals.
"""

from collections.abc import Sequence

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, Text, bindparam, select, true, tuple_

from goals.vocabulary import ScopeKind
from projections.answers.asking import Asking
from projections.containers import below, containers, versions
from projections.goals import goals
from projections.reviews import table as reviews

_workspace: ColumnElement[str] = bindparam("workspace_id")
_position: ColumnElement[int] = bindparam("position", type_=BigInteger)
_container: ColumnElement[str] = bindparam("container", type_=Text)


def containers_with(asking: Asking, container_id: str) -> Sequence[str] | None:
    """A container and all below it; None if there was none."""
    if versions.at(asking.rows, asking.workspace_id, container_id, asking.position) is None:
        return None
    return [container_id, *below(asking.rows, asking.workspace_id, container_id, asking.position)]


def _nested(name: str, roots: Select[str, str, int] | Select[int, str, int]) -> CTE:
    """A `root`, and with it each `id` of a container that it names, or of one below that, as of the position `at`."""
    nested = roots.cte(name, recursive=True)
    return nested.union(
        select(nested.c.root, containers.c.id, nested.c.at).where(
            containers.c.workspace_id == _workspace,
            containers.c.parent_id == nested.c.id,
            containers.c.from_position <= nested.c.at,
            containers.c.to_position + 0 > nested.c.at,
        )
    )


_asked = _nested("asked", select(_container.label("root"), _container.label("id"), _position.label("at")))
_reviewed = _nested(
    "reviewed",
    select(
        reviews.c.position.label("root"), reviews.c.scope_id.label("id"), reviews.c.reviewed_position.label("at")
    ).where(
        reviews.c.workspace_id == _workspace,
        reviews.c.position <= _position,
        reviews.c.scope_kind == ScopeKind.CONTAINER.value,
    ),
)
_there = goals.alias("there")
_of_asked = select(_there.c.id).where(
    _there.c.workspace_id == _workspace,
    _there.c.from_position <= _position,
    _there.c.container_id.in_(select(_asked.c.id)),
    _there.c.to_position > _position,
)
_of_reviewed = select(_reviewed.c.root, _there.c.id).where(
    _there.c.workspace_id == _workspace,
    _there.c.container_id == _reviewed.c.id,
    _there.c.from_position <= _reviewed.c.at,
    _there.c.to_position + 0 > _reviewed.c.at,
)


def is_within(goal_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the goal is in the bound `container`, or in one below it."""
    return goal_id.in_(_of_asked).is_(true())


def is_in_reviewed(goal_id: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether the goal was in the container that the review of the same statement was of, or in one below it, when all
    was recorded that the review has seen."""
    return tuple_(reviews.c.position, goal_id).in_(_of_reviewed)

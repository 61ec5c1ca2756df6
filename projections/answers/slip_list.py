"""Which milestones slipped, of a goal, in a container, or in the workspace?"""

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby

from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from projections import goals, milestones
from projections.answers import slips
from projections.answers.asking import Asking
from projections.answers.periods import Stretch
from projections.answers.slips import Slip
from projections.answers.within import containers_with
from projections.milestones import View

_table = milestones.milestones
STANDING = Prepared(
    select(_table.c.goal_id, _table.c.id, _table.c.doc)
    .where(
        _table.c.workspace_id == bindparam("workspace_id"),
        _table.c.from_position <= bindparam("position"),
        _table.c.to_position > bindparam("position"),
    )
    .order_by(_table.c.goal_id, _table.c.id)
)


def of_goal(asking: Asking, goal_id: str) -> list[Slip] | None:
    """Of every milestone of a goal, in the order they were added; None if there was no such goal."""
    row = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if row is None:
        return None
    goal = goals.decoded(row[0]).goal
    views = [
        (milestone_id, milestones.view_at(asking.rows, asking.workspace_id, milestone_id, asking.position))
        for milestone_id in goal.milestones
    ]
    known = [(milestone_id, view) for milestone_id, view in views if view is not None]
    return slips.slips_of(asking, goal_id, goal, known)


def listed(asking: Asking, stretch: Stretch | None, container_id: str | None) -> list[Slip] | None:
    """Milestones whose due date was moved, or that were done late or dropped: in a stretch of days, ever if None.

    Those of one container and of those below it, of all if None; None if there was no such container.
    """
    within = None if container_id is None else containers_with(asking, container_id)
    if container_id is not None and within is None:
        return None
    return slipped(asking, stretch, within)


def slipped(asking: Asking, stretch: Stretch | None, within: Collection[str] | None = None) -> list[Slip]:
    """`within` are containers."""
    found = [slip for slip in _slips(asking, within) if _is_wanted(slip, stretch)]
    return sorted(found, key=lambda slip: (slip.view.dues[0].position, slip.milestone_id))


def _slips(asking: Asking, within: Collection[str] | None) -> Iterator[Slip]:
    found = asking.rows.all(STANDING, workspace_id=asking.workspace_id, position=asking.position)
    for goal_id, rows in groupby(found, key=lambda row: str(row[0])):
        views = [(milestone_id, view) for milestone_id, view in map(_decoded, rows) if _may_have_slipped(view)]
        if not views:
            continue
        row = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
        if row is None:
            continue
        goal = goals.decoded(row[0]).goal
        if within is None or goal.container_id in within:
            yield from slips.slips_of(asking, goal_id, goal, views)


def _decoded(row: Row) -> tuple[str, View]:
    return row[1], milestones.decoded(row[2])


def _may_have_slipped(view: View) -> bool:
    """What is planned for a day, and was never spoken of since, has not."""
    return len(view.dues) > 1 or view.told is not None or not isinstance(view.milestone.due, date)


def _is_wanted(slip: Slip, stretch: Stretch | None) -> bool:
    if stretch is None:
        is_late = slip.days_late is not None and slip.days_late > 0
        return is_late or slip.dropped_on is not None or any(move.is_slip for move in slip.moves)
    return bool(slip.moved_in(stretch)) or slip.is_late_in(stretch) or slip.is_dropped_in(stretch)

"""What was changed, by whom, and why?"""

from collections.abc import Iterator
from typing import Any

from goals.facts import Event
from goals.goal.facts import GoalRetargeted
from projections import trail as moves
from projections.answers import trail
from projections.answers.retrospective import happened
from projections.answers.retrospective.seen import Seen
from projections.answers.what_changed import what_changed
from projections.answers.within import containers_with
from projections.goals import View
from projections.lives import left_out


def section(seen: Seen) -> list[dict[str, Any]]:
    """Changes to the goals regarded, their KPIs and containers, and the workspace's rules, in the order they were
    recorded; those that took effect in the period by the day on which they did."""
    around = happened.changes_in(seen.closing, seen.stretch, seen.axis, _around(seen))
    found = sorted([*seen.changes, *around], key=lambda event: event.position)
    return [_told(seen, event) for event in found]


def _around(seen: Seen) -> set[str]:
    """The streams on which the goals depend."""
    views = [view for each in seen.goals for view in (each.opening, each.view) if view is not None]
    return {seen.asking.workspace_id, *_containers(seen, views), *(kpi for view in views for kpi in _kpis(view))}


def _containers(seen: Seen, views: list[View]) -> Iterator[str]:
    yield from (view.goal.container_id for view in views if view.goal.container_id is not None)
    if seen.scope.container_id is not None:
        yield from containers_with(seen.closing, seen.scope.container_id) or ()


def _kpis(view: View) -> Iterator[str]:
    for definition in (view.goal.original, view.goal.definition):
        if definition is not None and definition.kpi_id is not None:
            yield definition.kpi_id


def _told(seen: Seen, event: Event) -> dict[str, Any]:
    asking = seen.closing
    is_retarget = isinstance(event.fact, GoalRetargeted)
    move = moves.at(asking.rows, asking.workspace_id, event.position) if is_retarget else None
    return {
        **what_changed(asking, event),
        "retarget": None if move is None else trail.told(asking, move),
        "left_out": is_retarget and event.position in left_out(asking.question, event.stream_id),
    }

"""What was changed, by whom, and why?"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from goals.facts import Event
from goals.goal.facts import GoalRetargeted
from projections import trail as moves
from projections.answers import trail
from projections.answers.axes import Axis
from projections.answers.retrospective import announced, corrected, happened
from projections.answers.retrospective.seen import Seen
from projections.answers.supposing import is_left_out
from projections.answers.what_changed import what_changed
from projections.answers.within import containers_with
from projections.goals import View


def section(seen: Seen) -> list[dict[str, Any]]:
    """Changes to the goals regarded, their KPIs, these KPIs' readings, their containers, and the workspace's rules, in
    the order in which they were recorded, or by the day on which they took effect; and what was announced before."""
    views = [view for each in seen.goals for view in (each.opening, each.view) if view is not None]
    kpi_ids = {kpi_id for view in views for kpi_id in _kpis(view)}
    around = {seen.asking.workspace_id, *_containers(seen, views), *kpi_ids}
    events = [*seen.changes, *happened.changes_in(seen.closing, seen.stretch, seen.axis, around)]
    dated = [(happened.effective_on(event, seen.closing.workspace.policy.tz), event) for event in events]
    found = [*dated, *corrected.readings(seen, kpi_ids)]
    if seen.axis is Axis.EFFECTIVE:
        return [_told(seen, event) for _, event in sorted(found, key=_by_effect)]
    recorded = sorted((event for _, event in found), key=lambda event: event.position)
    return [_told(seen, event) for event in [*announced.retargets(seen), *recorded]]


def _by_effect(dated: tuple[date, Event]) -> tuple[date, int]:
    return dated[0], dated[1].position


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
        **_titles(seen, event),
        "retarget": None if move is None else trail.told(asking, move),
        "announced": move is not None and event.position <= seen.stretch.after,
        "left_out": is_left_out(asking, event.position),
    }


def _titles(seen: Seen, event: Event) -> dict[str, str | None]:
    """Of the goal and the milestone that was changed."""
    about = seen.by_id.get(event.stream_id)
    milestone_id = getattr(event.fact, "milestone_id", None)
    milestone = None if about is None or milestone_id is None else about.view.goal.milestones.get(milestone_id)
    return {
        "title": seen.titles.get(event.stream_id),
        "milestone_title": None if milestone is None else seen.asking.open_text(milestone.title),
    }

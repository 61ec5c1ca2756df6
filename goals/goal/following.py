"""What follows for goals when something else happens: an anchor is recorded, a KPI redefined."""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from goals.command import Elsewhere
from goals.goal.definition import Definition
from goals.goal.facts import GoalEdited, GoalRetargeted, WindowResolved
from goals.goal.state import Goal
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import Anchor, GoalState, ReasonCode, Trigger
from goals.window import resolve_window


def window_resolved_facts(around: Surroundings, *, anchor: Anchor, on: date) -> list[Elsewhere]:
    """For every goal whose window hangs on `anchor`, now that it is on this day.

    A window that waited for it, or is only a draft's, is resolved; one already resolved is retargeted.
    """

    def followed(goal: Goal) -> WindowResolved | GoalRetargeted | None:
        before = goal.definition
        after = _anchored(before, anchor, on)
        if after == before or after.span is None:
            return None
        if before.span is None or goal.state is GoalState.DRAFT:
            return WindowResolved(anchor=anchor, on=on, span=after.span)
        return GoalRetargeted(
            before=before,
            after=after,
            reason_code=ReasonCode.EXTERNAL_DEPENDENCY,
            reason=f"The {anchor}, which the window hangs on, was moved to {on}.",
            effective_on=around.today(after.span.tz),
            trigger=Trigger.EXTERNAL_CHANGE,
        )

    return _each(around, around.lookups.goals_anchored_on(anchor), followed)


def redefinition_facts(around: Surroundings, *, kpi_id: str, series: int, reason: Text) -> list[Elsewhere]:
    """For every goal measured by a KPI whose series is another from here on: a draft follows, an active
    goal is retargeted."""

    def followed(goal: Goal) -> GoalEdited | GoalRetargeted | None:
        before = goal.definition
        after = replace(before, series=series)
        if after == before:
            return None
        if goal.state is GoalState.DRAFT:
            return GoalEdited(definition=after)
        return GoalRetargeted(
            before=before,
            after=after,
            reason_code=ReasonCode.SCOPE_CHANGE,
            reason=reason,
            effective_on=around.today(None if before.window is None else before.window.tz),
            trigger=Trigger.EXTERNAL_CHANGE,
        )

    return _each(around, around.lookups.goals_measured_by(kpi_id), followed)


Followed = Callable[[Goal], GoalEdited | WindowResolved | GoalRetargeted | None]


def _each(around: Surroundings, goal_ids: Sequence[str], followed: Followed) -> list[Elsewhere]:
    found = ((goal_id, around.goal(goal_id)) for goal_id in goal_ids)
    facts = ((goal_id, followed(goal)) for goal_id, goal in found if goal is not None and goal.is_open)
    return [Elsewhere(goal_id, fact) for goal_id, fact in facts if fact is not None]


def _anchored(definition: Definition, anchor: Anchor, on: date) -> Definition:
    window = definition.window
    if window is None or window.anchor is not anchor:
        return definition
    try:
        span = resolve_window(window, fiscal_year_start=1, anchors={anchor: on})
    except ValueError:
        return definition
    return replace(definition, span=span)

"""What follows for goals when something else happens: an anchor is recorded, a KPI redefined."""

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from goals.command import Elsewhere
from goals.goal.definition import Definition
from goals.goal.facts import GoalEdited, GoalFact, GoalRetargeted, WindowResolved
from goals.goal.state import Goal, evolve
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import Anchor, GoalState, ReasonCode, Trigger
from goals.window import resolve_window

Followed = GoalEdited | WindowResolved | GoalRetargeted | None


def window_resolved_facts(around: Surroundings, *, anchor: Anchor, on: date) -> list[Elsewhere]:
    """For every goal whose window hangs on `anchor`, now that it is on this day.

    A window that waited for it, or is only a draft's, is resolved; one already resolved is retargeted.
    """
    hanging = around.lookups.goals_anchored_on(anchor)
    return _each(around, hanging, lambda goal: _anchor_followed(goal, around, anchor=anchor, on=on))


def redefinition_facts(around: Surroundings, *, kpi_id: str, series: int, reason: Text) -> list[Elsewhere]:
    """For every goal measured by a KPI whose series is another from here on: a draft follows, an active
    goal is retargeted."""
    measured = around.lookups.goals_measured_by(kpi_id)
    return _each(around, measured, lambda goal: _series_followed(goal, around, series=series, reason=reason))


def missed_facts(goal: Goal, around: Surroundings) -> list[GoalFact]:
    """What would have followed for the goal, open again, had it been so all the time."""
    facts: list[GoalFact] = []
    for missed in (_anchor_missed, _series_missed):
        fact = missed(goal, around)
        if fact is not None:
            facts.append(fact)
            goal = evolve(goal, fact)
    return facts


def _anchor_missed(goal: Goal, around: Surroundings) -> Followed:
    window = goal.definition.window
    anchor = None if window is None else window.anchor
    on = None if anchor is None else around.anchors.get(anchor)
    return None if anchor is None or on is None else _anchor_followed(goal, around, anchor=anchor, on=on)


def _series_missed(goal: Goal, around: Surroundings) -> Followed:
    kpi = None if goal.definition.kpi_id is None else around.kpi(goal.definition.kpi_id)
    if kpi is None:
        return None
    reason = f"The KPI {kpi.key} was redefined while the goal was closed."
    return _series_followed(goal, around, series=kpi.series, reason=reason)


def _anchor_followed(goal: Goal, around: Surroundings, *, anchor: Anchor, on: date) -> Followed:
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


def _series_followed(goal: Goal, around: Surroundings, *, series: int, reason: Text) -> Followed:
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


def _each(around: Surroundings, goal_ids: Sequence[str], followed: Callable[[Goal], Followed]) -> list[Elsewhere]:
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

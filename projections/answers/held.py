"""What held of a goal on the day asked about, as far as it is known?"""

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from goals.goal.state import Goal
from goals.vocabulary import GoalState
from projections import versions
from projections.answers.asking import Asking
from projections.goals import Life, View

DRAFTED = Life(on=date.min, state=GoalState.DRAFT)


def held(asking: Asking, goal_id: str, view: View) -> tuple[Asking, View]:
    """The question in the goal's own days; and the goal in the state, and by the definition, of the day it is about.

    Where no day was named, that is the goal as it stands.
    """
    span = view.goal.definition.span
    asking = asking if span is None else asking.in_zone(span.tz)
    if not asking.is_on_given:
        return asking, _after_notice(asking, goal_id, view)
    life = state_on(view.lives, asking.on)
    goal = _defined(asking, goal_id, view.goal)
    is_closed = life.state in (GoalState.CLOSED, GoalState.ARCHIVED)
    goal = replace(
        goal,
        state=life.state,
        outcome=life.outcome,
        closed_on=goal.closed_on if is_closed else None,
        superseded_by=goal.superseded_by if is_closed else None,
    )
    return asking, replace(view, goal=goal, closing=view.closing if is_closed else None)


def _after_notice(asking: Asking, goal_id: str, view: View) -> View:
    """As it stands, but for a retarget whose notice is still running."""
    effective_on = view.goal.effective_on
    if effective_on is None or effective_on <= asking.on:
        return view
    return replace(view, goal=_defined(asking, goal_id, view.goal))


def state_on(lives: Sequence[Life], day: date) -> Life:
    """The last recorded of those that had begun by then."""
    return next((life for life in reversed(lives) if life.on <= day), DRAFTED)


def _defined(asking: Asking, goal_id: str, goal: Goal) -> Goal:
    """By the last version effective by the day; before all of them, the first."""
    if goal.retargets == 0:
        return goal
    counted = versions.counted(asking.rows, asking.workspace_id, goal_id, asking.position)
    effective = [each for each in counted if each.effective_on <= asking.on] or counted[:1]
    return replace(goal, definition=effective[-1].definition)

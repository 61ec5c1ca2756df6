"""Which of its definitions a goal is held to when it is to change.

While the notice of a retarget runs there are two: the last recorded, and the one in force until the notice is over.
"""

from datetime import date

from goals.goal.definition import Definition
from goals.goal.state import Goal
from goals.surroundings import Surroundings


def today_of(definition: Definition, around: Surroundings) -> date:
    """Today where the goal is."""
    if definition.span is not None:
        return around.today(definition.span.tz)
    return around.today(None if definition.window is None else definition.window.tz)


def changed_from(goal: Goal, around: Surroundings, *, goal_id: str) -> tuple[Definition, ...]:
    """What a change of the goal is a change of: its last recorded definition, and the one in force if it is another."""
    last = goal.definition
    today = today_of(last, around)
    if goal.effective_on is None or goal.effective_on <= today:
        return (last,)
    held = around.lookups.definition_held(goal_id, today)
    return (last,) if held is None or held == last else (last, held)


def promised(goal: Goal, around: Surroundings, *, goal_id: str) -> tuple[Definition, ...]:
    """Those, and the original: what was promised for a period stays promised for it, wherever it was moved since."""
    found = changed_from(goal, around, goal_id=goal_id)
    return found if goal.original is None else (*found, goal.original)

"""What does a goal bring into a roll-up?"""

from dataclasses import dataclass
from decimal import Decimal

from goals.goal.state import Goal
from goals.quantity import clamp
from goals.vocabulary import GoalState, Outcome
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.goals import View

COUNTING = (GoalState.ACTIVE, GoalState.PAUSED, GoalState.CLOSED)


@dataclass(frozen=True, slots=True)
class Share:
    """The goal's own weight, and its progress between 0 and 1, None without a value."""

    goal_id: str
    weight: Decimal
    clamped: Decimal | None


def share_of(asking: Asking, goal_id: str, view: View) -> Share | None:
    """None where it does not count: a draft, archived, or superseded."""
    asking, view = held(asking, goal_id, view)
    goal = view.goal
    if not counts(goal):
        return None
    standing = asking.question.standing(goal.definition)
    raw = None if standing is None else standing.raw
    return Share(goal_id, goal.definition.weight, None if raw is None else clamp(raw))


def counts(goal: Goal) -> bool:
    """Not a draft, archived, or superseded. `goal` is as it was held."""
    return goal.state in COUNTING and goal.outcome is not Outcome.SUPERSEDED

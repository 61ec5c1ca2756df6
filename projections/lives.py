"""What was a goal, and what was it measured by, on a day?"""

from collections.abc import Sequence
from datetime import date

from goals.goal.definition import Definition
from goals.goal.state import Goal
from goals.vocabulary import GoalState
from projections import goals, versions
from projections.goals import Life, View
from projections.standing import Question

DRAFTED = Life(on=date.min, state=GoalState.DRAFT)


def state_on(lives: Sequence[Life], day: date) -> Life:
    """The last recorded of those that had begun by then."""
    return next((life for life in reversed(lives) if life.on <= day), DRAFTED)


def view_of(question: Question, goal_id: str) -> View | None:
    """The goal as it stands at the position of the question; None if there was none."""
    found = goals.versions.at(question.rows, question.workspace_id, goal_id, question.position)
    return None if found is None else goals.decoded(found[0])


def definition_on(question: Question, goal_id: str, goal: Goal) -> Definition:
    """By the last version effective by the day; before all of them, the first."""
    if goal.retargets == 0:
        return goal.definition
    counted = versions.counted(question.rows, question.workspace_id, goal_id, question.position)
    effective = [each for each in counted if each.effective_on <= question.on] or counted[:1]
    return effective[-1].definition

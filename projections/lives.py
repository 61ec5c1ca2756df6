"""What was a goal, and what was it measured by, on a day?"""

from collections.abc import Sequence
from dataclasses import replace
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
    return versions.effective_by(counted, question.on).definition if counted else goal.definition


def in_force(question: Question, goal_id: str, goal: Goal) -> Definition:
    """By the definition as it stands; while the notice of the last retarget runs, by the one that still holds."""
    if goal.effective_on is None or goal.effective_on <= question.on:
        return goal.definition
    return definition_on(question, goal_id, goal)


def held_before(question: Question, goal_id: str, goal: Goal | None, before: Definition) -> Definition:
    """What was in force on the day of the question when what was recorded at its position changed `before`. `goal` is
    as it stood until then; history may tell of another definition than it had."""
    if goal is None or goal.definition != before:
        return before
    return in_force(replace(question, position=question.position - 1), goal_id, goal)

"""What was a goal, and what was it measured by, on a day?"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from msgspec.structs import replace as changed

from goals.goal.definition import Definition
from goals.goal.state import Goal
from goals.vocabulary import GoalState
from projections import goals, versions
from projections.goals import Life, View
from projections.standing import Question
from projections.supposed import MOVED, replayed
from projections.versions import Placed

DRAFTED = Life(on=date.min, state=GoalState.DRAFT)


def state_on(lives: Sequence[Life], day: date) -> Life:
    """The last recorded of those that had begun by then."""
    return next((life for life in reversed(lives) if life.on <= day), DRAFTED)


def view_of(question: Question, goal_id: str) -> View | None:
    """The goal as it stands at the position of the question; None if there was none."""
    found = goals.versions.at(question.rows, question.workspace_id, goal_id, question.position)
    return None if found is None else goals.decoded(found[0])


def placed(question: Question, goal_id: str) -> Sequence[Placed]:
    """Every version since the goal was activated that was known, or is supposed, at the position of the question."""
    found = versions.of(question.rows, question.workspace_id, goal_id, question.position)
    if question.supposing is None or not question.supposing.touches(goal_id):
        return found
    return replayed(found, question.supposing)


def counted(question: Question, goal_id: str) -> list[Placed]:
    """Those from 1 on, each as it was last resolved."""
    return versions.counted_of(placed(question, goal_id))


def left_out(question: Question, goal_id: str) -> Collection[int]:
    """The positions of the goal's retargets that are supposed never to have been made."""
    supposing = question.supposing
    if supposing is None or not supposing.touches(goal_id):
        return ()
    found = versions.of(question.rows, question.workspace_id, goal_id, question.position)
    return frozenset(each.from_position for each in found if supposing.leaves_out(each))


def supposed(question: Question, goal_id: str, goal: Goal) -> Goal:
    """The goal as it would stand; the same where nothing is supposed of it."""
    supposing = question.supposing
    if supposing is None or not supposing.touches(goal_id):
        return goal
    stored = versions.of(question.rows, question.workspace_id, goal_id, question.position)
    found = replayed(stored, supposing)
    if found is stored:
        return goal
    known = versions.counted_of(found)
    effective = [each.effective_on for each in found if each.version.kind in MOVED]
    return changed(
        goal,
        definition=found[-1].definition,
        original=known[0].definition if known else None,
        retargets=max(len(known) - 1, 0),
        effective_on=effective[-1] if effective else None,
    )


def definition_on(question: Question, goal_id: str, goal: Goal) -> Definition:
    """By the last version effective by the day; before all of them, the first."""
    if goal.retargets == 0:
        return goal.definition
    known = counted(question, goal_id)
    return versions.effective_by(known, question.on).definition if known else goal.definition


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

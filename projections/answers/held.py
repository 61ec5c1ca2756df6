"""What held of a goal on the day asked about, as far as it is known?"""

from collections.abc import Collection

from msgspec.structs import replace

from projections import goals
from projections.answers.asking import Asking
from projections.answers.periods import position_by
from projections.goals import View
from projections.lives import definition_on, in_force, left_out, state_on, supposed


def held(asking: Asking, goal_id: str, view: View) -> tuple[Asking, View]:
    """The question in the goal's own days; and the goal in the state, and by the definition, of the day it is about.

    Where no day was named, that is the goal as it stands. All as it is supposed to be, where something is.
    """
    view = as_supposed(asking, goal_id, view)
    span = view.goal.definition.span
    asking = asking if span is None else asking.in_zone(span.tz)
    if not asking.is_on_given:
        return asking, _after_notice(asking, goal_id, view)
    life = state_on(view.lives, asking.on)
    goal = view.goal
    goal = replace(
        goal,
        definition=definition_on(asking.question, goal_id, goal),
        state=life.state,
        outcome=life.outcome,
        closed_on=life.closed_on,
        superseded_by=life.superseded_by,
        **_placed(asking, goal_id),
    )
    return asking, replace(view, goal=goal, closing=life.closing)


def _placed(asking: Asking, goal_id: str) -> dict[str, str | None]:
    """Where it was and whose, by the end of the day and as far as was recorded by then; what was recorded later, as it
    was created. Neither has a day of its own."""
    by = position_by(asking, asking.on)
    if by == asking.position:
        return {}
    container_id, owner = goals.placed_by(asking.rows, asking.workspace_id, goal_id, by)
    return {"container_id": container_id, "owner": owner}


def as_supposed(asking: Asking, goal_id: str, view: View) -> View:
    """The goal as it would stand at the position of the question; the same where nothing is supposed of it."""
    if asking.supposing is None:
        return view
    goal = supposed(asking.question, goal_id, view.goal)
    return view if goal is view.goal else replace(view, goal=goal)


def never_made(asking: Asking, goal_id: str) -> Collection[int]:
    """The positions of the goal's retargets that are supposed never to have been made."""
    return () if asking.supposing is None else left_out(asking.question, goal_id)


def _after_notice(asking: Asking, goal_id: str, view: View) -> View:
    definition = in_force(asking.question, goal_id, view.goal)
    if definition is view.goal.definition:
        return view
    return replace(view, goal=replace(view.goal, definition=definition))

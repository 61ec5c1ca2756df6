"""Which questions does it raise that a goal was abandoned, superseded or put away?"""

from goals.flags import Raised, raised
from goals.flags_of_lives import quiet_exit
from goals.goal.definition import Definition
from goals.goal.facts import GoalArchived, GoalClosed, GoalSuperseded
from goals.goal.state import Goal
from goals.vocabulary import FlagId, GoalState, Outcome
from projections import workspaces
from projections.standing import Question


def of_ending(
    question: Question,
    before: Goal,
    definition: Definition,
    fact: GoalClosed | GoalArchived | GoalSuperseded,
    event_id: str,
) -> list[Raised]:
    """R16. `before` is the goal until then, `definition` what it was measured by on the day it was recorded."""
    if not before.is_pursued:
        return []
    standing = question.standing(definition)
    policy = workspaces.at(question.rows, question.workspace_id, question.position).policy
    return raised(
        FlagId.R16,
        quiet_exit,
        (event_id,),
        ended=_ended(fact),
        end=None if definition.span is None else definition.span.end,
        recorded_on=question.on,
        was_read=standing is not None and standing.value is not None,
        pace=None if standing is None else standing.pace,
        on_track=policy.on_track,
    )


def _ended(fact: GoalClosed | GoalArchived | GoalSuperseded) -> str:
    match fact:
        case GoalClosed(outcome=outcome):
            return outcome.value
        case GoalSuperseded():
            return Outcome.SUPERSEDED.value
        case GoalArchived():
            return GoalState.ARCHIVED.value

"""Which questions does it raise that a goal was abandoned or put away?"""

from goals.flags import Raised, raised
from goals.flags_of_lives import quiet_exit
from goals.goal.definition import Definition
from goals.goal.facts import GoalArchived, GoalClosed
from goals.goal.state import Goal
from goals.vocabulary import FlagId, Outcome
from projections import workspaces
from projections.standing import Question


def of_ending(
    question: Question, before: Goal, definition: Definition, fact: GoalClosed | GoalArchived, event_id: str
) -> list[Raised]:
    """R16. `before` is the goal until then, `definition` what it was measured by on the day it was recorded."""
    if not before.is_pursued or (isinstance(fact, GoalClosed) and fact.outcome is not Outcome.ABANDONED):
        return []
    standing = question.standing(definition)
    policy = workspaces.at(question.rows, question.workspace_id, question.position).policy
    return raised(
        FlagId.R16,
        quiet_exit,
        (event_id,),
        end=None if definition.span is None else definition.span.end,
        recorded_on=question.on,
        was_read=standing is not None and standing.value is not None,
        pace=None if standing is None else standing.pace,
        on_track=policy.on_track,
    )

"""Which questions does it raise that a milestone is due on another day, or will not be done?"""

from datetime import date

from goals.flags import Raised, raised
from goals.flags_of_lives import dropped_late, moved_after_due
from goals.goal.definition import Definition
from goals.milestone.facts import MilestoneDropped, MilestoneRescheduled
from goals.vocabulary import FlagId
from goals.window import Due, resolve_due
from projections import milestones, workspaces
from projections.standing import Question


def of_rescheduling(
    question: Question, definition: Definition, fact: MilestoneRescheduled, event_id: str
) -> list[Raised]:
    """R12. `definition` is that of its goal; the day of the question, that on which it was recorded."""
    due = _resolved(question, definition, fact.before)
    return raised(FlagId.R12, moved_after_due, (event_id,), due=due, recorded_on=question.on)


def of_dropping(question: Question, definition: Definition, fact: MilestoneDropped, event_id: str) -> list[Raised]:
    """R12, by the day on which it was due at last."""
    view = milestones.view_at(question.rows, question.workspace_id, fact.milestone_id, question.position)
    if view is None:
        return []
    due = _resolved(question, definition, view.milestone.due)
    return raised(FlagId.R12, dropped_late, (event_id,), due=due, recorded_on=question.on)


def _resolved(question: Question, definition: Definition, due: Due | None) -> date | None:
    anchors = workspaces.at(question.rows, question.workspace_id, question.position).anchors
    return resolve_due(due, window=definition.span, anchors=anchors)

"""What is told of a milestone, its figures apart?"""

from goals.milestone.state import Milestone
from projections.answers import forms
from projections.answers.asking import OpenText
from projections.answers.dues import authored
from projections.answers.fields.fields import Fields
from projections.answers.fields.fields import difference as differing


def difference(open_text: OpenText, before: Milestone | None, after: Milestone | None) -> list[Fields]:
    """What differs between two states of a milestone; None where there was none."""
    return differing(_told(open_text, before), _told(open_text, after))


def _told(open_text: OpenText, milestone: Milestone | None) -> Fields:
    if milestone is None:
        return {}
    return {
        "title": open_text(milestone.title),
        "description": open_text(milestone.description),
        **forms.struct(milestone.shape),
        "due": authored(milestone.due),
        "constraints": list(forms.struct(milestone.constraints)),
        "state": milestone.state.value,
        "amount": forms.decimal(milestone.amount),
        "stages_done": list(milestone.stages_done),
        "progressed_on": forms.day(milestone.progressed_on),
        "completed_on": forms.day(milestone.completed_on),
    }

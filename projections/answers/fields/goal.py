"""What is told of a goal, its figures apart?"""

from typing import Any

from goals.goal.definition import Definition
from goals.goal.state import Goal
from goals.vocabulary import GoalState
from goals.window import Window
from projections.answers import forms
from projections.answers.asking import OpenText
from projections.answers.fields.fields import Fields, changed
from projections.answers.fields.fields import difference as differing
from projections.changes import changes
from projections.goals import View, Waiver

NEW: Fields = {"comments": 0}
NOTHING = Definition()


def difference(open_text: OpenText, before: View | None, after: View) -> list[Fields]:
    """What differs between two states of a goal; all that is told of it where there was none before."""
    told = NEW if before is None else _told(open_text, before)
    controlled = NOTHING if before is None else before.goal.definition
    return [*differing(told, _told(open_text, after)), *_controlled(controlled, after.goal.definition)]


def _told(open_text: OpenText, view: View) -> Fields:
    return {
        **_described(open_text, view.goal),
        **_lived(view.goal),
        **_said(open_text, view),
        "waivers": [_waiver(open_text, each) for each in view.waivers] or None,
        **{f"proposals.{name}": each.state.value for name, each in view.goal.proposals.items()},
    }


def _described(open_text: OpenText, goal: Goal) -> Fields:
    description = goal.description
    return {
        "title": open_text(description.title),
        "aim": open_text(description.aim),
        "why": open_text(description.why),
        "owner": goal.owner,
        "reviewer": description.reviewer,
        "container_id": goal.container_id,
        "tags": list(description.tags),
        "links": list(forms.struct(description.links)),
        "provenance": forms.struct(description.provenance),
        "trigger": description.trigger.value,
        "parents": list(forms.struct(goal.parents)),
    }


def _lived(goal: Goal) -> Fields:
    return {
        "state": goal.state.value,
        "outcome": None if goal.outcome is None else goal.outcome.value,
        "maturity": goal.maturity.value,
        "activated_on": None if goal.state is GoalState.DRAFT else forms.day(goal.activated_on),
        "closed_on": forms.day(goal.closed_on),
        "superseded_by": goal.superseded_by,
    }


def _said(open_text: OpenText, view: View) -> Fields:
    check_in, review, closing = view.check_in, view.review, view.closing
    return {
        "check_in": None if check_in is None else forms.struct(check_in) | {"story": open_text(check_in.story)},
        "review": None if review is None else forms.struct(review) | {"note": open_text(review.note)},
        "closing": None
        if closing is None
        else forms.struct(closing) | {"reason": open_text(closing.reason), "lessons": open_text(closing.lessons)},
        "comments": view.comments,
    }


def _waiver(open_text: OpenText, waiver: Waiver) -> Fields:
    return {
        "on": forms.day(waiver.on),
        "until": forms.day(waiver.until),
        "reason": open_text(waiver.reason),
        "actor": forms.struct(waiver.actor),
        "recorded_at": forms.instant(waiver.recorded_at),
        "position": waiver.position,
    }


def _controlled(before: Definition, after: Definition) -> list[Fields]:
    """As a retarget tells its changes; and the days of a window that was resolved, or is pending again."""
    told = [changed(each.field, each.before, each.after) for each in changes(before, after)]
    if (before.span is None) is (after.span is None):
        return told
    return [*told, *differing(_days(before.span), _days(after.span))]


def _days(span: Window | None) -> dict[str, Any]:
    return {} if span is None else {"start": forms.day(span.start), "end": forms.day(span.end), "tz": span.tz}

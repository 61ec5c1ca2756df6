"""How does a goal stand?"""

from datetime import date
from decimal import Decimal
from typing import Any

from goals.completion import weighted
from goals.goal.state import Goal
from goals.vocabulary import AlignmentKind, GoalState
from goals.window import local_day
from projections import alignments, goals, trail
from projections.answers import assessments, flags, forms, milestones, moment, waivers
from projections.answers.asking import Asking
from projections.answers.held import as_supposed, held, never_made
from projections.answers.judgement import judged
from projections.answers.shares import Share, share_of
from projections.answers.versions import kpi_of, original_of
from projections.goals import View


def answer(asking: Asking, goal_id: str) -> dict[str, Any] | None:
    """The goal as it stood, by what was known; None if there was none."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if found is None:
        return None
    return rendered(asking, goal_id, goals.decoded(found[0]), version=found[1])


def rendered(asking: Asking, goal_id: str, view: View, *, version: int) -> dict[str, Any]:
    view = as_supposed(asking, goal_id, view)
    notice = _notice(asking, view.goal)
    asking, view = held(asking, goal_id, view)
    standing = asking.question.standing(view.goal.definition)
    figures = judged(asking, goal_id, view, standing)
    return {
        "id": goal_id,
        **_described(asking, view),
        **_defined(asking, view),
        **figures,
        "milestones": milestones.completion(asking, goal_id, view.goal),
        "retargets": _tally(asking, goal_id, view),
        "notice": notice,
        "flags": flags.ids_of(asking, goal_id, view, standing, achieved_on=_day(figures["achieved_on"])),
        "waivers": waivers.told(asking, view),
        **_said(asking, goal_id, view),
        "children": _children(asking, goal_id),
        "policy_version": asking.workspace.policy_version,
        "version": version,
        **moment.told(asking),
    }


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _described(asking: Asking, view: View) -> dict[str, Any]:
    goal, description = view.goal, view.goal.description
    return {
        "title": asking.open_text(description.title),
        "aim": asking.open_text(description.aim),
        "why": asking.open_text(description.why),
        "state": goal.state.value,
        "outcome": None if goal.outcome is None else goal.outcome.value,
        "owner": goal.owner,
        "reviewer": description.reviewer,
        "container_id": goal.container_id,
        "tags": list(description.tags),
        "links": forms.struct(description.links),
        "provenance": forms.struct(description.provenance),
        "maturity": goal.maturity.value,
        "trigger": description.trigger.value,
        "parents": forms.struct(goal.parents),
        "superseded_by": goal.superseded_by,
        "created_at": forms.instant(view.created_at),
        "created_by": forms.struct(view.created_by),
        "activated_on": None if goal.state is GoalState.DRAFT else forms.day(goal.activated_on),
        "closed_on": forms.day(goal.closed_on),
    }


def _defined(asking: Asking, view: View) -> dict[str, Any]:
    definition = view.goal.definition
    baseline = definition.baseline
    return {
        "kpi": kpi_of(asking, definition),
        "direction": None if definition.direction is None else definition.direction.value,
        "baseline": {
            "state": baseline.state.value,
            "value": forms.decimal(baseline.value),
            "observed_on": forms.day(baseline.observed_on),
            "source": baseline.source,
        },
        "target": {
            "authored": forms.struct(definition.target),
            "resolved": forms.resolved(definition.resolved),
            "state": "pending" if definition.resolved is None else "resolved",
        },
        "tolerance": forms.decimal(definition.tolerance),
        "weight": forms.decimal(definition.weight),
        "window": forms.window(definition),
        "original": original_of(view),
    }


def _tally(asking: Asking, goal_id: str, view: View) -> dict[str, Any]:
    if view.goal.retargets == 0:
        return {"count": 0, "easier": 0, "harder": 0, "churn_gross": "0.0000", "churn_net": "0.0000"}
    by = asking.on if asking.is_on_given else date.max
    without = never_made(asking, goal_id)
    return trail.tally(asking.rows, asking.workspace_id, goal_id, asking.position, by=by, without=without)


def _notice(asking: Asking, goal: Goal) -> dict[str, Any] | None:
    """The retarget that was announced, and takes effect on a day that has not come yet."""
    span = goal.definition.span
    if goal.effective_on is None or span is None or not goal.is_pursued:
        return None
    if goal.effective_on <= max(local_day(asking.as_of, span.tz), asking.on):
        return None
    return {
        "n": goal.retargets + 1,
        "effective_on": forms.day(goal.effective_on),
        "target": forms.resolved(goal.definition.resolved),
        "end": forms.day(span.end),
    }


def _said(asking: Asking, goal_id: str, view: View) -> dict[str, Any]:
    check_in, review, closing = *assessments.last_said(asking, goal_id, view), view.closing
    return {
        "check_in": None if check_in is None else forms.struct(check_in) | {"story": asking.open_text(check_in.story)},
        "review": None if review is None else forms.struct(review) | {"note": asking.open_text(review.note)},
        "closing": None
        if closing is None
        else forms.struct(closing)
        | {"reason": asking.open_text(closing.reason), "lessons": asking.open_text(closing.lessons)},
        "comments": view.comments,
    }


def _children(asking: Asking, goal_id: str) -> dict[str, Any] | None:
    """The roll-up of the goals that serve this one; None if none does."""
    found = alignments.children(asking.rows, asking.workspace_id, goal_id, asking.position)
    if not found:
        return None
    shares = [(child, _share(asking, child.goal_id)) for child in found]
    counting = [
        (child.weight or Decimal(0), share)
        for child, share in shares
        if share is not None and child.kind is AlignmentKind.CONTRIBUTES
    ]
    return {
        "progress": forms.share(weighted([(weight, share.clamped) for weight, share in counting])),
        "goals": [child.goal_id for child in found],
        "without_value": [share.goal_id for _, share in counting if share.clamped is None],
    }


def _share(asking: Asking, goal_id: str) -> Share | None:
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    return None if found is None else share_of(asking, goal_id, goals.decoded(found[0]))

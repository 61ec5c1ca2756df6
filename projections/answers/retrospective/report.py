"""What came of a period: where goals stood, what was aimed at, what changed, what was known when, what was learnt?"""

from typing import Any

from goals.period import Period
from projections.answers import forms, moment
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.retrospective import (
    aims,
    changes,
    closing,
    decomposed,
    forecasts,
    known_when,
    lessons,
    milestones,
    opening,
    questions,
    silent,
    weeks,
)
from projections.answers.retrospective.foretold import Foretold, foretold
from projections.answers.retrospective.seen import Seen, seen
from projections.answers.retrospective.weekly import week_ends
from projections.answers.scope import Scope
from projections.answers.supposing import what_if


def answer(asking: Asking, period: Period, *, axis: Axis, scope: Scope) -> dict[str, Any] | None:
    """Of as much of the period as had gone by; None if what the scope names was not there.

    Raises PeriodHasNotBegun, PeriodTooLong and PeriodBeforeWorkspace.
    """
    found = seen(asking, period, axis, scope)
    return None if found is None else told(found)


def told(found: Seen) -> dict[str, Any]:
    report = _told(found)
    return {**report, "questions": questions.section(found, report), **moment.told(found.asking)}


def _told(found: Seen) -> dict[str, Any]:
    return {
        "period": _period(found),
        "axis": found.axis.value,
        "scope": {"goal_id": found.scope.goal_id, "container_id": found.scope.container_id},
        "what_if": what_if(found.asking),
        "opening": opening.section(found),
        "aims": aims.section(found),
        "changes": changes.section(found),
        "milestones": milestones.section(found),
        "closing": closing.section(found),
        "decomposition": decomposed.section(found),
        "known_when": known_when.section(found),
        **_by_week(found),
        "silent": silent.section(found),
        "lessons": lessons.section(found),
    }


def _by_week(found: Seen) -> dict[str, Any]:
    """Where the goals stood at a week's end is looked up once, and kept no longer than until the next."""
    told: list[dict[str, Any]] = []
    forecast: list[Foretold] = []
    for week in week_ends(found):
        told.append(weeks.told(week))
        forecast += foretold(week)
    return {"weeks": told, "forecasts": forecasts.held_against(found, forecast)}


def _period(found: Seen) -> dict[str, Any]:
    """`until` is the last day that has gone by."""
    period = found.period
    return {
        "name": period.name,
        "from": forms.day(period.first),
        "to": forms.day(period.last),
        "until": forms.day(found.stretch.last),
    }

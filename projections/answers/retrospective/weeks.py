"""What would have been reported at each week's end?"""

from collections.abc import Sequence
from typing import Any

from goals.quantity import clamp
from goals.vocabulary import Health
from projections.answers import forms
from projections.answers.containers import rollup
from projections.answers.lines import Line, line_held
from projections.answers.retrospective.seen import Seen
from projections.answers.retrospective.weekly import WeekEnd, week_ends
from projections.answers.shares import Share, counts, share_of

UNTOLD = 0
"""A week tells no version of a goal's stream, and so looks none up."""


def section(seen: Seen) -> list[dict[str, Any]]:
    """At the end of each ISO week, and of the last day: each goal pursued in the period by then, all goals of the scope
    together, and how many of those pursued were of which health. By the axis of the report."""
    return [told(each) for each in week_ends(seen)]


def told(week: WeekEnd) -> dict[str, Any]:
    lines = [line_held(each.asking, each.goal_id, each.view, each.standing, version=UNTOLD) for each in week.pursued]
    return {
        "on": forms.day(week.day),
        "position": week.asking.position,
        "as_of": forms.instant(week.asking.as_of),
        "goals": [_line(each) for each in lines],
        "rollup": rollup(_shares(week, lines)),
        "health": {health.value: sum(each.health is health for each in lines) for health in Health},
    }


def _line(told: Line) -> dict[str, Any]:
    return {
        "goal_id": told.goal_id,
        "on": forms.day(told.on),
        "state": told.state.value,
        "value": forms.decimal(told.value),
        "progress": forms.progress(told.raw),
        "expected": forms.share(told.expected),
        "pace": forms.share(told.pace),
        "health": None if told.health is None else told.health.value,
        "achieved": told.achieved,
        "flags": list(told.flags),
    }


def _shares(week: WeekEnd, lines: Sequence[Line]) -> list[Share]:
    """Of all that count, pursued in the period or not."""
    known = {each.goal_id: _share(each) for each in lines}
    found = [
        known[goal_id] if goal_id in known else share_of(week.asking, goal_id, view) for goal_id, view in week.there
    ]
    return [share for share in found if share is not None]


def _share(told: Line) -> Share | None:
    if not counts(told.view.goal):
        return None
    return Share(told.goal_id, told.definition.weight, None if told.raw is None else clamp(told.raw))

"""What would have been reported at each week's end?"""

from collections.abc import Sequence
from typing import Any

from goals.quantity import clamp
from goals.vocabulary import Health
from projections.answers import forms
from projections.answers.containers import rollup
from projections.answers.lines import Line, line_of
from projections.answers.retrospective.seen import Seen
from projections.answers.retrospective.weekly import WeekEnd, week_ends
from projections.answers.shares import Share, counts, share_of


def section(seen: Seen) -> list[dict[str, Any]]:
    """At the end of each ISO week, and of the last day: each goal pursued in the period by then, all goals of the scope
    together, and how many of those pursued were of which health. By the axis of the report."""
    return [_told(each) for each in week_ends(seen)]


def _told(week: WeekEnd) -> dict[str, Any]:
    found = [line_of(week.asking, goal_id) for goal_id, _ in week.pursued]
    lines = [line for line in found if line is not None]
    return {
        "on": forms.day(week.day),
        "position": week.asking.position,
        "as_of": forms.instant(week.asking.as_of),
        "goals": [_line(line) for line in lines],
        "rollup": rollup(_shares(week, lines)),
        "health": {health.value: sum(line.health is health for line in lines) for health in Health},
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "goal_id": line.goal_id,
        "state": line.state.value,
        "value": forms.decimal(line.value),
        "progress": forms.progress(line.raw),
        "expected": forms.share(line.expected),
        "pace": forms.share(line.pace),
        "health": None if line.health is None else line.health.value,
        "achieved": line.achieved,
        "flags": list(line.flags),
    }


def _shares(week: WeekEnd, lines: Sequence[Line]) -> list[Share]:
    """Of all that count, pursued in the period or not."""
    known = {line.goal_id: _share(line) for line in lines}
    found = [
        known[goal_id] if goal_id in known else share_of(week.asking, goal_id, view) for goal_id, view in week.there
    ]
    return [share for share in found if share is not None]


def _share(line: Line) -> Share | None:
    if not counts(line.view.goal):
        return None
    return Share(line.goal_id, line.definition.weight, None if line.raw is None else clamp(line.raw))

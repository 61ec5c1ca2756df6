"""How is a goal doing on a day, by what was known?"""

from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from goals.achievement import outcome_by_readings
from goals.goal.definition import Definition
from goals.health import Thresholds, days_until_behind, health, needed_today
from goals.progress import compliance, met, raw_progress
from goals.target import number
from goals.vocabulary import Direction, GoalState, Health
from goals.workspace.facts import Policy
from projections.answers import forms
from projections.answers.achievement import day_achieved
from projections.answers.asking import Asking
from projections.goals import View
from projections.standing import Standing

_JUDGED = (
    "current",
    "progress",
    "expected",
    "pace",
    "health",
    "achieved",
    "achieved_on",
    "outcome_by_readings",
    "levels",
    "compliance",
    "days_until_behind",
    "needed_today",
)


def judged(asking: Asking, goal_id: str, view: View, standing: Standing | None) -> dict[str, Any]:
    if standing is None:
        return dict.fromkeys(_JUDGED) | {"achieved": False, "health": _unmeasured(view)}
    achieved = day_achieved(asking, goal_id, view)
    reading = standing.reading
    thresholds = thresholds_of(asking.workspace.policy)
    return {
        "current": None
        if standing.value is None or reading is None
        else {
            "value": forms.decimal(standing.value),
            "observed_at": forms.instant(reading.observed_at),
            "reading_id": reading.reading_id,
        },
        "progress": forms.progress(standing.raw),
        "expected": forms.share(standing.expected),
        "pace": forms.share(standing.pace),
        "health": _word(health_of(asking, view, standing)),
        "achieved": achieved is not None,
        "achieved_on": forms.day(achieved),
        "outcome_by_readings": None if view.goal.activated_on is None else outcome_by_readings(achieved).value,
        "levels": _levels(view.goal.definition, standing),
        "compliance": _compliance(asking, view.goal.definition, standing),
        "days_until_behind": None
        if standing.value is None
        else days_until_behind(standing.yardstick, value=standing.value, today=asking.on, thresholds=thresholds),
        "needed_today": forms.decimal(needed_today(standing.yardstick, asking.on)),
    }


def _unmeasured(view: View) -> str | None:
    return Health.NO_DATA.value if view.goal.state is GoalState.ACTIVE else None


def _word(judged: Health | None) -> str | None:
    return None if judged is None else judged.value


def health_of(asking: Asking, view: View, standing: Standing) -> Health | None:
    return health(
        standing.yardstick,
        active=view.goal.state is GoalState.ACTIVE,
        value=standing.value,
        last_read_on=standing.last_read_on,
        cadence=standing.measure.cadence,
        today=asking.on,
        thresholds=thresholds_of(asking.workspace.policy),
    )


def thresholds_of(policy: Policy) -> Thresholds:
    return Thresholds(on_track=policy.on_track, at_risk=policy.at_risk, grace_days=policy.grace_days)


def _levels(definition: Definition, standing: Standing) -> dict[str, Any] | None:
    if definition.levels is None:
        return None
    marks = {
        "commit": definition.levels.commit,
        "target": number(definition.resolved) if definition.resolved is not None else None,
        "stretch": definition.levels.stretch,
    }
    return {name: _attained(standing, mark) for name, mark in marks.items() if mark is not None}


def _attained(standing: Standing, mark: Decimal) -> dict[str, Any]:
    measured_by = replace(standing.yardstick, target=mark, path=())
    value = standing.value
    return {
        "value": forms.decimal(mark),
        "progress": None if value is None else forms.progress(raw_progress(measured_by, value)),
        "met": value is not None and met(measured_by, value),
    }


def _compliance(asking: Asking, definition: Definition, standing: Standing) -> str | None:
    yardstick = standing.yardstick
    if yardstick.direction is not Direction.MAINTAIN or asking.on < yardstick.start:
        return None
    known = asking.question.observations(definition, since=yardstick.start, until=yardstick.end)
    return forms.share(compliance(yardstick, [(each.day, each.value) for each in known], asking.on))

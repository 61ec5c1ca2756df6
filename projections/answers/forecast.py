"""Where does a goal's trend lead?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from goals.forecast import METHOD, READINGS, Forecast, forecast
from goals.goal.definition import Definition
from goals.health import days_until_behind, needed_today
from goals.observation import Observation, running
from goals.vocabulary import ValueKind
from goals.window import day_end
from projections import goals
from projections.answers import forms, moment
from projections.answers.asking import Asking
from projections.answers.held import held
from projections.answers.judgement import thresholds_of
from projections.goals import View
from projections.readings import Series
from projections.standing import Standing, observation

NO_KPI = "nothing is measured: the goal has no KPI"
NO_DIRECTION = "the goal has no direction yet"
NO_WINDOW = "the goal's window is not known yet"
TOO_FEW = "fewer than 3 distinct days were read"


@dataclass(frozen=True, slots=True)
class Trend:
    """What is forecast by the last `n` readings known; `made` is None where that is too little."""

    made: Forecast | None
    n: int


UNREAD = Trend(None, 0)


def answer(asking: Asking, goal_id: str) -> dict[str, Any] | None:
    """None if there was no such goal."""
    row = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    if row is None:
        return None
    asking, view = held(asking, goal_id, goals.decoded(row[0]))
    standing = asking.question.standing(view.goal.definition)
    trend = UNREAD if standing is None else trend_of(asking, view, standing)
    return {
        "goal_id": goal_id,
        **told(trend, view.goal.definition, standing),
        **_distance(asking, standing),
        **moment.told(asking),
    }


def told(trend: Trend, definition: Definition, standing: Standing | None) -> dict[str, Any]:
    """A forecast, or why there is none."""
    figures = _none(_why(definition, standing)) if trend.made is None else _made(trend.made)
    return {"method": METHOD, "n": trend.n, **figures}


def _why(definition: Definition, standing: Standing | None) -> str:
    """What a forecast lacks, the first thing first."""
    if standing is not None:
        return TOO_FEW
    if definition.kpi_id is None:
        return NO_KPI
    return NO_WINDOW if definition.span is None else NO_DIRECTION


def _none(why: str) -> dict[str, Any]:
    return dict.fromkeys(_FIGURES) | {"why_none": why}


def _made(made: Forecast) -> dict[str, Any]:
    return {
        "slope_per_day": forms.decimal(made.slope_per_day),
        "at_deadline": forms.decimal(made.at_deadline),
        "low": forms.decimal(made.low),
        "high": forms.decimal(made.high),
        "interval": "0.8000",
        "attainment": forms.share(made.attainment),
        "reached_on": forms.day(made.reached_on),
        "why_none": None,
    }


_FIGURES = ("slope_per_day", "at_deadline", "low", "high", "interval", "attainment", "reached_on")


def _distance(asking: Asking, standing: Standing | None) -> dict[str, Any]:
    if standing is None or standing.value is None:
        return {"days_until_behind": None, "needed_today": None}
    days = days_until_behind(
        standing.yardstick,
        value=standing.value,
        today=asking.on,
        thresholds=thresholds_of(asking.workspace.policy),
    )
    return {
        "days_until_behind": days,
        "needed_today": forms.decimal(needed_today(standing.yardstick, asking.on)),
    }


def trend_of(asking: Asking, view: View, standing: Standing) -> Trend:
    """What is forecast of a goal, as it was held, that stands so."""
    points = _points(asking, view, standing)
    return Trend(forecast(standing.yardstick, points, today=asking.on), min(len(points), READINGS))


def _points(asking: Asking, view: View, standing: Standing) -> list[tuple[date, Decimal]]:
    """What was read, or of increments what they had come to, in order of time."""
    definition = view.goal.definition
    if definition.kpi_id is None or definition.series is None or definition.span is None:
        return []
    yardstick, tz = standing.yardstick, definition.span.tz
    last = min(asking.on, yardstick.end)
    if standing.measure.value_kind is ValueKind.LEVEL:
        series = Series(asking.workspace_id, definition.kpi_id, definition.series, asking.position)
        newest = series.latest(asking.rows, before=day_end(last, tz), most=READINGS)
        return _days([observation(each, tz) for each in reversed(newest)])
    known = asking.question.observations(definition, since=yardstick.start, until=last)
    return _days(
        running(
            known,
            value_kind=standing.measure.value_kind,
            aggregation=standing.measure.aggregation,
            start=yardstick.start,
            end=last,
        )
    )


def _days(observations: list[Observation]) -> list[tuple[date, Decimal]]:
    return [(each.day, each.value) for each in observations]

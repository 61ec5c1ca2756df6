"""If and when was a goal achieved, by what was read of it?"""

from dataclasses import dataclass
from datetime import date

from goals.achievement import Version, first_met, in_force, reigns
from goals.goal.definition import Definition
from goals.observation import current_value, running
from goals.progress import UNPACED, Yardstick, met
from goals.target import number
from goals.vocabulary import Direction, ValueKind
from goals.window import day_end, day_start, local_day
from projections import kpis, versions
from projections.answers.asking import Asking
from projections.goals import View
from projections.readings import Observed, Series
from projections.standing import version_of

UPWARD = (Direction.INCREASE, Direction.AT_LEAST)


@dataclass(frozen=True, slots=True)
class Measured:
    """A version of a goal's definition, and the days from which it was in force."""

    definition: Definition
    version: Version

    @property
    def yardstick(self) -> Yardstick:
        return self.version.yardstick


def day_achieved(asking: Asking, goal_id: str, view: View) -> date | None:
    """The first observed day on which the target in force was met, each version by the KPI it measured.

    As `goals.achievement.achieved_on` says it of one KPI. None if there was none, or it was never active.
    """
    if view.goal.activated_on is None:
        return None
    measured = _measured(asking, goal_id, view)
    known = [each.version for each in measured]
    if not known:
        return None
    if in_force(known, asking.on).direction in UNPACED:
        return _kept_to_the_end(asking, measured)
    for place, first_day, last_day in reigns(known, asking.on):
        found = _met_between(asking, measured[place], first_day, last_day)
        if found is not None:
            return found
    return None


def _measured(asking: Asking, goal_id: str, view: View) -> list[Measured]:
    goal = view.goal
    if goal.retargets == 0:
        told = [(goal.definition, goal.activated_on or asking.on)]
    else:
        counted = versions.counted(asking.rows, asking.workspace_id, goal_id, asking.position)
        told = [(each.definition, each.effective_on) for each in counted]
    found = [(definition, version_of(definition, effective_on)) for definition, effective_on in told]
    return [Measured(definition, version) for definition, version in found if version is not None]


def _kept_to_the_end(asking: Asking, measured: list[Measured]) -> date | None:
    known = [each.version for each in measured]
    end = in_force(known, asking.on).end
    if asking.on < end:
        return None
    yardstick = in_force(known, end)
    definition = next(each.definition for each in measured if each.yardstick is yardstick)
    measure = kpis.measure_at(asking.rows, asking.workspace_id, definition.kpi_id or "", definition.series or 0)
    current = current_value(
        asking.question.observations(definition, since=yardstick.start, until=end),
        value_kind=measure.value_kind,
        aggregation=measure.aggregation,
        start=yardstick.start,
        end=end,
    )
    return end if current is not None and met(yardstick, current.value) else None


def _met_between(asking: Asking, measured: Measured, first_day: date, last_day: date) -> date | None:
    definition, yardstick = measured.definition, measured.yardstick
    if yardstick.direction in UNPACED or definition.kpi_id is None or definition.series is None:
        return None
    measure = kpis.measure_at(asking.rows, asking.workspace_id, definition.kpi_id, definition.series)
    if measure.value_kind is ValueKind.LEVEL:
        series = Series(asking.workspace_id, definition.kpi_id, definition.series, asking.position)
        return _first_of_levels(asking, series, measured, first_day, last_day)
    steps = running(
        asking.question.observations(definition, since=yardstick.start, until=last_day),
        value_kind=measure.value_kind,
        aggregation=measure.aggregation,
        start=yardstick.start,
        end=last_day,
    )
    return first_met(yardstick, steps, first_day)


def _first_of_levels(
    asking: Asking, series: Series, measured: Measured, first_day: date, last_day: date
) -> date | None:
    """As `goals.achievement.first_met` says it, but the database does the looking."""
    definition, yardstick = measured.definition, measured.yardstick
    target = number(yardstick.target)
    if target is None or definition.span is None:
        return None
    tz = definition.span.tz
    if first_day > yardstick.start:
        carried = series.latest(asking.rows, before=day_start(first_day, tz))
        if carried and _day(carried[0], tz) >= yardstick.start and met(yardstick, carried[0].value):
            return first_day
    found = series.first_beyond(
        asking.rows,
        target,
        upwards=yardstick.direction in UPWARD,
        since=day_start(first_day, tz),
        before=day_end(last_day, tz),
    )
    return None if found is None else _day(found, tz)


def _day(observed: Observed, tz: str) -> date:
    return local_day(observed.observed_at, tz)

"""If and when was a goal achieved, by what was read of it?"""

from datetime import date

from goals.achievement import Version, achieved_on, reigns
from goals.goal.definition import Definition
from goals.progress import UNPACED, Yardstick, comparable, met
from goals.target import number
from goals.vocabulary import Direction, ValueKind
from goals.window import day_end, day_start, local_day
from projections import versions
from projections.answers.asking import Asking
from projections.goals import View
from projections.readings import Observed, Series
from projections.standing import Standing, version_of

UPWARD = (Direction.INCREASE, Direction.AT_LEAST)


def day_achieved(asking: Asking, goal_id: str, view: View, standing: Standing) -> date | None:
    """The first observed day on which the target in force was met; None if there was none, or it was never active."""
    if view.goal.activated_on is None:
        return None
    in_force = _versions(asking, goal_id, view)
    definition = view.goal.definition
    if standing.measure.value_kind is ValueKind.LEVEL and standing.yardstick.direction not in UNPACED:
        return _first_of_levels(asking, definition, standing.yardstick, in_force)
    known = asking.question.observations(definition, since=min(v.yardstick.start for v in in_force), until=asking.on)
    return achieved_on(
        in_force,
        known,
        value_kind=standing.measure.value_kind,
        aggregation=standing.measure.aggregation,
        today=asking.on,
    )


def _versions(asking: Asking, goal_id: str, view: View) -> list[Version]:
    goal = view.goal
    if goal.retargets == 0:
        found = [version_of(goal.definition, goal.activated_on or asking.on)]
    else:
        found = [
            version_of(each.definition, each.effective_on)
            for each in versions.counted(asking.rows, asking.workspace_id, goal_id, asking.position)
        ]
    return [version for version in found if version is not None]


def _first_of_levels(
    asking: Asking, definition: Definition, measured_by: Yardstick, in_force: list[Version]
) -> date | None:
    """As `goals.achievement.achieved_on` says it, but the database does the looking.

    Versions that measured something else than `measured_by` do not count: the readings looked at are not theirs.
    """
    for yardstick, first_day, last_day in reigns(in_force, asking.on):
        if not comparable(yardstick, measured_by):
            continue
        found = _first_met(asking, definition, yardstick, first_day, last_day)
        if found is not None:
            return found
    return None


def _first_met(
    asking: Asking, definition: Definition, yardstick: Yardstick, first_day: date, last_day: date
) -> date | None:
    target = number(yardstick.target)
    if target is None or definition.kpi_id is None or definition.series is None or definition.span is None:
        return None
    tz = definition.span.tz
    series = Series(asking.workspace_id, definition.kpi_id, definition.series, asking.position)
    if first_day > yardstick.start:
        carried = series.latest(asking.rows, before=day_start(first_day, tz))
        if carried and _day(definition, carried[0]) >= yardstick.start and met(yardstick, carried[0].value):
            return first_day
    found = series.first_beyond(
        asking.rows,
        target,
        upwards=yardstick.direction in UPWARD,
        since=day_start(first_day, tz),
        before=day_end(last_day, tz),
    )
    return None if found is None else _day(definition, found)


def _day(definition: Definition, observed: Observed) -> date:
    return local_day(observed.observed_at, "UTC" if definition.span is None else definition.span.tz)

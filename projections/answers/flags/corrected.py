"""Which readings were corrected or voided while the goal was closed?"""

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.flags import raised
from goals.flags_of_lives import changed_after_close
from goals.instants import to_us
from goals.vocabulary import FlagId, GoalState
from goals.window import day_end, day_start, local_day
from projections.answers.achievement import measured
from projections.answers.asking import Asking
from projections.answers.flags.changed import Reported, changed, known_at
from projections.answers.flags.sighting import Sighting, sighted
from projections.goals import View
from projections.goals import goals as table

CLOSED = Prepared(
    select(table.c.from_position, table.c.to_position)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.id == bindparam("goal_id"),
        table.c.from_position <= bindparam("position"),
        table.c.outcome.is_not(None),
    )
    .order_by(table.c.from_position)
)
"""Between which positions it had an outcome: an archived goal keeps that with which it was closed."""


def of_goal(asking: Asking, goal_id: str, view: View) -> list[Sighting]:
    """R14, each time a reading of its window was changed."""
    if all(life.state is not GoalState.CLOSED for life in view.lives):
        return []
    about = {"workspace_id": asking.workspace_id, "goal_id": goal_id, "position": asking.position}
    spans = [(int(since), int(until)) for since, until in asking.rows.all(CLOSED, **about)]
    versions = measured(asking, goal_id, view)
    if not spans or not versions:
        return []
    tz = "UTC" if view.goal.definition.span is None else view.goal.definition.span.tz
    reports = changed(
        asking,
        versions,
        since=to_us(day_start(min(each.yardstick.start for each in versions), tz)),
        before=to_us(day_end(max(each.yardstick.end for each in versions), tz)),
        after=spans[0][0],
    )
    return [
        each
        for report in reports
        if report.version > 1 and any(since <= report.position < until for since, until in spans)
        for each in _seen(asking, goal_id, report, tz)
    ]


def _seen(asking: Asking, goal_id: str, report: Reported, tz: str) -> list[Sighting]:
    day = local_day(report.recorded_at, tz)
    known = known_at(asking, goal_id, report.position, day)
    if known is None or day > asking.on:
        return []
    span = known[2].span
    if span is None:
        return []
    observed_on = local_day(report.observed_at, span.tz)
    found = raised(FlagId.R14, changed_after_close, (), observed_on=observed_on, start=span.start, end=span.end)
    return sighted(found, report.position)

"""Which readings were corrected or voided while the goal was closed?"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.flags import raised
from goals.flags_of_lives import changed_after_close
from goals.goal.definition import Definition
from goals.instants import from_us, to_us
from goals.vocabulary import FlagId, GoalState
from goals.window import day_end, day_start, local_day
from projections.answers.asking import Asking
from projections.answers.flags.changed import Reported, Wanted, changed
from projections.answers.flags.sighting import Sighting, sighted
from projections.answers.flags.then import Then
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


def of_goal(asking: Asking, goal_id: str, view: View) -> Iterator[Sighting]:
    """R14, each time a reading of its window was changed. Whoever asks for the first alone looks no further."""
    if all(life.state is not GoalState.CLOSED for life in view.lives):
        return
    about = {"workspace_id": asking.workspace_id, "goal_id": goal_id, "position": asking.position}
    spans = [(int(since), int(until)) for since, until in asking.rows.all(CLOSED, **about)]
    if not spans:
        return
    tz = "UTC" if view.goal.definition.span is None else view.goal.definition.span.tz
    then = Then(asking, goal_id)
    for report in changed(asking, _wanted(then.definitions, tz), after=spans[0][0]):
        if report.version > 1 and _is_within(spans, report.position):
            yield from _seen(asking, then, report, tz)


def _wanted(definitions: Sequence[Definition], tz: str) -> list[Wanted]:
    """Whatever it was measured by when a reading was changed, be it by no more than what a preliminary goal was."""
    windows = [each.span for each in definitions if each.span is not None]
    if not windows:
        return []
    since = to_us(day_start(min(each.start for each in windows), tz))
    before = to_us(day_end(max(each.end for each in windows), tz))
    series = dict.fromkeys((each.kpi_id, each.series) for each in definitions)
    return [
        Wanted(kpi_id, number, since, before) for kpi_id, number in series if kpi_id is not None and number is not None
    ]


def _is_within(spans: Sequence[tuple[int, int]], position: int) -> bool:
    """Of spans in order, none beginning before another has ended."""
    place = bisect_right(spans, position, key=lambda span: span[0])
    return place > 0 and position < spans[place - 1][1]


def _seen(asking: Asking, then: Then, report: Reported, tz: str) -> list[Sighting]:
    day = local_day(from_us(report.recorded_at), tz)
    known = then.at(report.position)
    definition = None if known is None or day > asking.on else known.in_force(day)
    if definition is None or definition.span is None or (definition.kpi_id, definition.series) != report.series:
        return []
    span = definition.span
    observed_on = local_day(from_us(report.observed_at), span.tz)
    found = raised(FlagId.R14, changed_after_close, (), observed_on=observed_on, start=span.start, end=span.end)
    return sighted(found, report.position)

"""Until which day does a goal stand as it does, but for what the day alone changes, if nothing more is recorded?

What was expected by a day, and so pace, health and silence, changes with every day. All else changes on days that are
known beforehand: those on which a state, a version, a window or a flag begins or ends, and on which something was read.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import Text, bindparam, func, select

from goals.database import Prepared
from goals.goal.definition import Definition
from goals.instants import from_us, to_us
from goals.vocabulary import GoalState
from goals.window import day_end, local_day
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.periods import position_by
from projections.flags import table as flags
from projections.goals import View, goals, placed_by
from projections.readings import readings
from projections.versions import Placed, counted_of

ONE_DAY = timedelta(days=1)

NEXT_READ = Prepared(
    select(readings.c.observed_at)
    .where(
        readings.c.workspace_id == bindparam("workspace_id"),
        readings.c.kpi_id == bindparam("kpi_id"),
        readings.c.series == bindparam("series"),
        readings.c.observed_at >= bindparam("since"),
        readings.c.from_position <= bindparam("position"),
        readings.c.to_position > bindparam("position"),
        readings.c.voided == 0,
    )
    .order_by(readings.c.observed_at)
    .limit(1)
)
NEXT_FLAG = Prepared(
    select(func.min(flags.c.day)).where(
        flags.c.workspace_id == bindparam("workspace_id"),
        flags.c.goal_id == bindparam("goal_id"),
        flags.c.position <= bindparam("position"),
        flags.c.day > bindparam("day"),
    )
)

NEXT_OWNED = Prepared(
    select(func.min(goals.c.from_position)).where(
        goals.c.workspace_id == bindparam("workspace_id"),
        goals.c.id == bindparam("goal_id"),
        goals.c.from_position > bindparam("by"),
        goals.c.from_position <= bindparam("position"),
        goals.c.owner.is_distinct_from(bindparam("owner", type_=Text)),
    )
)


def definitions_of(view: View, placed: Iterable[Placed]) -> list[Definition]:
    """All that a goal was measured by, as far as it was known; as a draft it has the one it is told with."""
    found = [view.goal.definition, *(each.definition for each in placed)]
    return found if view.goal.original is None else [*found, view.goal.original]


def next_switch(there: Asking, goal_id: str, view: View, placed: Sequence[Placed]) -> date:
    """The first day after that of the question on which more may change. `view` is as it stands at the position."""
    resolved = [*placed, *counted_of(placed)]
    definitions = definitions_of(view, resolved)
    if _changes_daily(there, view, definitions):
        return there.on + ONE_DAY if there.on < date.max else date.max
    effective = [each.effective_on for each in resolved]
    if view.goal.effective_on is not None:
        effective.append(view.goal.effective_on)
    days = [*effective, *_of_windows(definitions), *_read(there, definitions), *_of_the_world(there, goal_id, view)]
    return min((day for day in days if day > there.on), default=date.max)


def _changes_daily(there: Asking, view: View, definitions: Iterable[Definition]) -> bool:
    """Where days are of more than one zone; or where a past is retold in which readings were recorded late, or changed
    after it was closed: those count from the day on which they were recorded."""
    spans = [each.span for each in definitions if each.span is not None]
    if len({span.tz for span in spans}) > 1:
        return True
    if not there.is_on_given:
        return False
    was_closed = any(life.state is GoalState.CLOSED for life in view.lives)
    return was_closed or any(there.on >= span.end for span in spans)


def _of_windows(definitions: Iterable[Definition]) -> Iterator[date]:
    for each in definitions:
        if each.span is not None:
            yield from (each.span.start, each.span.end)
            if each.span.end < date.max:
                yield each.span.end + ONE_DAY


def _read(there: Asking, definitions: Iterable[Definition]) -> Iterator[date]:
    """When what is known was next observed."""
    zones = {(each.kpi_id, each.series, "UTC" if each.span is None else each.span.tz) for each in definitions}
    for kpi_id, series, tz in zones:
        if kpi_id is None or series is None:
            continue
        row = there.rows.one(
            NEXT_READ,
            workspace_id=there.workspace_id,
            kpi_id=kpi_id,
            series=series,
            since=to_us(day_end(there.on, tz)),
            position=there.position,
        )
        if row is not None:
            yield local_day(from_us(row[0]), tz)


def _of_the_world(there: Asking, goal_id: str, view: View) -> Iterator[date]:
    """Of a day that was named: when its states begin, when it became somebody else's, and when what its flags are about
    happened."""
    if not there.is_on_given:
        return
    yield from (life.on for life in view.lives)
    yield from _owned(there, goal_id)
    found = there.rows.one(
        NEXT_FLAG,
        workspace_id=there.workspace_id,
        goal_id=goal_id,
        position=there.position,
        day=there.on.isoformat(),
    )
    if found is not None and found[0] is not None:
        yield date.fromisoformat(found[0])


def _owned(there: Asking, goal_id: str) -> Iterator[date]:
    """When it was next recorded to be somebody else's."""
    by = position_by(there, there.on)
    if by == there.position:
        return
    asked = {"workspace_id": there.workspace_id, "goal_id": goal_id, "by": by, "position": there.position}
    _, owner = placed_by(there.rows, there.workspace_id, goal_id, by)
    found = there.rows.one(NEXT_OWNED, **asked, owner=owner)
    if found is not None and found[0] is not None:
        recorded_at = feed.at(there, found[0]).recorded_at
        assert recorded_at is not None
        yield local_day(recorded_at, there.workspace.policy.tz)

"""What took effect when, in the order in which it did?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import merge

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, bindparam, or_, select

from goals.database import Prepared
from goals.instants import from_us
from goals.tables import events
from goals.window import local_day
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.replay.members import ALL, Members
from projections.answers.replay.turn import Place
from projections.happenings import table as happenings
from projections.kpis import kpi_series
from projections.readings import readings

TOGETHER = 500
EVER: Place = (-(2**62), 0)
NEVER = 2**62

_after: ColumnElement[int] = bindparam("after_us", type_=BigInteger)
_position: ColumnElement[int] = bindparam("after_position", type_=BigInteger)
HAPPENED = Prepared(
    select(happenings.c.effective_us, happenings.c.position, events.c.stream_id)
    .join(
        events,
        and_(events.c.workspace_id == happenings.c.workspace_id, events.c.position == happenings.c.position),
    )
    .where(
        happenings.c.workspace_id == bindparam("workspace_id"),
        happenings.c.effective_us >= _after,
        or_(happenings.c.effective_us > _after, happenings.c.position > _position),
        happenings.c.effective_us < bindparam("before"),
        happenings.c.position <= bindparam("position"),
    )
    .order_by(happenings.c.effective_us, happenings.c.position)
    .limit(bindparam("most", type_=Integer))
)
OBSERVED = Prepared(
    select(readings.c.observed_at, readings.c.from_position)
    .where(
        readings.c.workspace_id == bindparam("workspace_id"),
        readings.c.kpi_id == bindparam("kpi_id"),
        readings.c.series == bindparam("series"),
        readings.c.observed_at >= _after,
        or_(readings.c.observed_at > _after, readings.c.from_position > _position),
        readings.c.observed_at < bindparam("before"),
        readings.c.from_position <= bindparam("position"),
    )
    .order_by(readings.c.observed_at, readings.c.from_position)
    .limit(bindparam("most", type_=Integer))
)
SERIES = Prepared(
    select(kpi_series.c.kpi_id, kpi_series.c.series)
    .where(
        kpi_series.c.workspace_id == bindparam("workspace_id"),
        kpi_series.c.from_position <= bindparam("position"),
    )
    .order_by(kpi_series.c.kpi_id, kpi_series.c.series)
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Whose events are looked for: those of the members' streams, and of these series of their KPIs."""

    members: Members
    series: Collection[tuple[str, int]]


def sources(asking: Asking, members: Members) -> Sources:
    found = asking.rows.all(SERIES, workspace_id=asking.workspace_id, position=asking.position)
    return Sources(members, [(kpi_id, series) for kpi_id, series in found if members.has(kpi_id, kpi_id)])


def between(asking: Asking, of: Sources, *, after: Place, before: int) -> Iterator[Place]:
    """Where what is known took effect after a place, and before an instant; a reading took effect when it was observed,
    and so did what was said of it later."""
    return merge(
        _happened(asking, of.members, after, before),
        *(_observed(asking, kpi_id, series, after, before) for kpi_id, series in of.series),
    )


def first_day(asking: Asking, members: Members, tz: str) -> date:
    """The first on which anything took effect since the workspace was there; the day asked about, if nothing has."""
    places = between(asking, sources(asking, members), after=EVER, before=NEVER)
    found = next((place for place in places if place[1] > 1), None)
    return asking.on if found is None else local_day(from_us(found[0]), tz)


def beginning_of(asking: Asking, axis: Axis) -> date:
    """The day on which the workspace was opened; by effect, that of the first that took effect, where it did before."""
    tz = asking.workspace.policy.tz
    opened = feed.at(asking, 1)
    assert opened.recorded_at is not None
    opened_on = local_day(opened.recorded_at, tz)
    return opened_on if axis is Axis.RECORDED else min(opened_on, first_day(asking, ALL, tz))


def _happened(asking: Asking, members: Members, after: Place, before: int) -> Iterator[Place]:
    while True:
        found = asking.rows.all(HAPPENED, **_bound(asking, after, before))
        yield from ((row[0], row[1]) for row in found if members.has(row[2], None))
        if len(found) < TOGETHER:
            return
        after = found[-1][0], found[-1][1]


def _observed(asking: Asking, kpi_id: str, series: int, after: Place, before: int) -> Iterator[Place]:
    while True:
        found = asking.rows.all(OBSERVED, kpi_id=kpi_id, series=series, **_bound(asking, after, before))
        yield from ((row[0], row[1]) for row in found)
        if len(found) < TOGETHER:
            return
        after = found[-1][0], found[-1][1]


def _bound(asking: Asking, after: Place, before: int) -> dict[str, str | int]:
    return {
        "workspace_id": asking.workspace_id,
        "after_us": after[0],
        "after_position": after[1],
        "before": before,
        "position": asking.position,
        "most": TOGETHER,
    }

"""Which readings were corrected or voided?"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.facts import Event
from goals.instants import from_us, to_us
from goals.window import day_end, day_start, local_day
from projections.answers import feed
from projections.answers.axes import Axis
from projections.answers.flags.changed import EVER
from projections.answers.retrospective.seen import Seen
from projections.readings import readings as table

NEVER = 2**62
CORRECTED = Prepared(
    select(table.c.observed_at, table.c.from_position).where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.kpi_id == bindparam("kpi_id"),
        table.c.observed_at >= bindparam("since"),
        table.c.observed_at < bindparam("before"),
        table.c.version > 1,
        table.c.from_position > bindparam("after"),
        table.c.from_position <= bindparam("through"),
    )
)


def readings(seen: Seen, kpi_ids: Iterable[str]) -> list[tuple[date, Event]]:
    """The changes to readings of these KPIs, and the day on which each was observed. They belong to the period in which
    they were recorded; by effect, to that of the reading."""
    tz, asking = seen.closing.workspace.policy.tz, seen.closing
    bounds = _recorded(seen) if seen.axis is Axis.RECORDED else _observed(seen, tz)
    found = [
        (local_day(from_us(observed_at), tz), feed.at(asking, position))
        for kpi_id in kpi_ids
        for observed_at, position in asking.rows.all(
            CORRECTED, workspace_id=asking.workspace_id, kpi_id=kpi_id, **bounds
        )
    ]
    return sorted(found, key=lambda each: each[1].position)


def _recorded(seen: Seen) -> dict[str, int]:
    stretch = seen.stretch
    return {"since": EVER, "before": NEVER, "after": stretch.after, "through": stretch.through}


def _observed(seen: Seen, tz: str) -> dict[str, int]:
    since, before = day_start(seen.stretch.first, tz), day_end(seen.stretch.last, tz)
    return {"since": to_us(since), "before": to_us(before), "after": 0, "through": seen.closing.position}

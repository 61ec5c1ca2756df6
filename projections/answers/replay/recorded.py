"""What was recorded between two positions, and whose was it?"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Integer, and_, bindparam, case, select

from goals.database import Prepared
from goals.tables import events
from projections.answers.asking import Asking
from projections.readings import readings

TOGETHER = 1_000
JOINING = ("goal.created.", "goal.moved.", "container.opened.", "container.moved.")

_opening = events.alias("opening")
_first = (
    select(_opening.c.position)
    .where(
        _opening.c.workspace_id == events.c.workspace_id,
        _opening.c.stream_id == events.c.stream_id,
        _opening.c.version == 1,
    )
    .correlate(events)
    .scalar_subquery()
)
_of_reading = and_(
    readings.c.workspace_id == events.c.workspace_id,
    readings.c.first_position == case((events.c.version == 1, events.c.position), else_=_first),
    readings.c.version == 1,
)
BETWEEN = Prepared(
    select(events.c.position, events.c.stream_id, events.c.topic, readings.c.kpi_id)
    .select_from(events)
    .outerjoin(readings, _of_reading)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position > bindparam("after"),
        events.c.position <= bindparam("through"),
    )
    .order_by(events.c.position)
    .limit(bindparam("most", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """`kpi_id` is that of a reading; of all else the stream says whose it is."""

    position: int
    stream_id: str
    topic: str
    kpi_id: str | None

    @property
    def may_join(self) -> bool:
        """Whether it may be what brings a goal, or a container, into another."""
        return self.topic.startswith(JOINING)


def recorded(asking: Asking, *, after: int, through: int) -> Iterator[Recorded]:
    """By position; never more than TOGETHER of them in memory."""
    while after < through:
        found = asking.rows.all(BETWEEN, workspace_id=asking.workspace_id, after=after, through=through, most=TOGETHER)
        for row in found:
            yield Recorded(*row)
        if len(found) < TOGETHER:
            return
        after = int(found[-1][0])

"""What of the log falls into a period?"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from goals.database import Prepared, Row
from goals.instants import to_us
from goals.period import Period
from goals.tables import events
from goals.window import day_end, day_start
from projections.answers.asking import Asking

LAST_BEFORE = Prepared(
    select(events.c.position)
    .where(events.c.workspace_id == bindparam("workspace_id"), events.c.recorded_at < bindparam("instant"))
    .order_by(events.c.recorded_at.desc(), events.c.position.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days from `first` to `last`; recorded on them, in the workspace's zone, was what came after the position
    `after` up to `through`."""

    first: date
    last: date
    after: int
    through: int

    def has(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def recorded(self, position: int) -> bool:
        """Whether what has this position was recorded within."""
        return self.after < position <= self.through


def stretch_of(asking: Asking, period: Period) -> Stretch:
    """As much of the period as had gone by on the day asked about. Raises PeriodHasNotBegun."""
    gone_by = period.until(asking.on)
    tz = asking.workspace.policy.tz
    return Stretch(
        first=gone_by.first,
        last=gone_by.last,
        after=last_before(asking, to_us(day_start(gone_by.first, tz))),
        through=position_by(asking, gone_by.last),
    )


def position_by(asking: Asking, day: date) -> int:
    """The last position known that was recorded by the end of a day, in the workspace's zone; 0 if none was."""
    return last_before(asking, to_us(day_end(day, asking.workspace.policy.tz)))


def last_before(asking: Asking, instant: int) -> int:
    """The last position known that was recorded before an instant in microseconds; 0 if none was."""
    question = (LAST_BEFORE, asking.workspace_id, instant)
    found: Row | None = asking.rows.recalled(question)
    if found is None:
        found = asking.rows.one(LAST_BEFORE, workspace_id=asking.workspace_id, instant=instant)
        asking.rows.remember(question, found)
    return 0 if found is None else min(int(found[0]), asking.position)

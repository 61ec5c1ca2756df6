"""Between which moments? A mark is an instant, a position of the log, or a day."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import bindparam, select

from goals.database import Prepared
from goals.instants import from_us, to_us
from goals.tables import events
from goals.window import day_end, day_start
from projections.answers.asking import Asking
from projections.answers.errors import NoSuchMoment
from projections.answers.periods import last_before

Mark = int | datetime | date
"""A position, an instant, or a day: at whose beginning something starts, and at whose end it ends."""

INSTANT = timedelta(microseconds=1)
EARLIEST = datetime.min.replace(tzinfo=UTC)
RECORDED = Prepared(
    select(events.c.recorded_at).where(
        events.c.workspace_id == bindparam("workspace_id"), events.c.position == bindparam("position")
    )
)


def began_at(asking: Asking, mark: Mark, *, named: str = "from") -> Asking:
    """The question as it was known at a mark; of a day, before anything was recorded on it. Raises NoSuchMoment."""
    return _known(asking, mark, named=named, is_end=False)


def ended_at(asking: Asking, mark: Mark, *, named: str = "to") -> Asking:
    """The question as it was known at a mark; of a day, at its end, or so far. Raises NoSuchMoment."""
    return _known(asking, mark, named=named, is_end=True)


def is_day(mark: Mark | None) -> bool:
    return isinstance(mark, date) and not isinstance(mark, datetime)


def are_reversed(first: Mark | None, last: Mark | None) -> bool:
    """Whether they are two days, the later one first: also where it begins with the end of the other, which would be
    the same moment."""
    if isinstance(first, date) and isinstance(last, date) and is_day(first) and is_day(last):
        return first > last
    return False


def said(first: Asking, last: Asking) -> tuple[datetime, datetime] | tuple[int, int]:
    """Two moments as they can be told apart: by their positions, where they are of the same instant."""
    if first.as_of == last.as_of:
        return first.position, last.position
    return first.as_of, last.as_of


def before(day: date, tz: str) -> datetime:
    """The last instant before a day; of the first day there is, its first."""
    begins = day_start(day, tz)
    return begins if begins == EARLIEST else begins - INSTANT


def _known(asking: Asking, mark: Mark, *, named: str, is_end: bool) -> Asking:
    if isinstance(mark, int):
        return asking.known_at(mark, _recorded(asking, mark, named))
    instant = mark if isinstance(mark, datetime) else _of_day(asking, mark, is_end=is_end, named=named)
    if instant > asking.as_of:
        raise NoSuchMoment(named, f"{mark.isoformat()} is after {asking.as_of.isoformat()}, the moment asked about.")
    position = last_before(asking, to_us(instant) + 1)
    if position == 0:
        raise NoSuchMoment(named, f"The workspace was not open yet at {instant.isoformat()}.")
    return asking.known_at(position, instant)


def _of_day(asking: Asking, day: date, *, is_end: bool, named: str) -> datetime:
    """The last instant before a day, or of it."""
    tz = asking.workspace.policy.tz
    if not is_end:
        return before(day, tz)
    if day_start(day, tz) > asking.as_of:
        raise NoSuchMoment(named, f"{day} has not begun at {asking.as_of.isoformat()}, the moment asked about.")
    return min(day_end(day, tz) - INSTANT, asking.as_of)


def _recorded(asking: Asking, position: int, named: str) -> datetime:
    if position > asking.position:
        raise NoSuchMoment(
            named, f"Position {position} is after position {asking.position}, the last one of the moment asked about."
        )
    found = asking.rows.one(RECORDED, workspace_id=asking.workspace_id, position=position)
    if found is None:
        raise NoSuchMoment(named, "The workspace was not open yet at position 0.")
    return from_us(found[0])

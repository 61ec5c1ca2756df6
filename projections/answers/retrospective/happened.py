"""What was recorded of some things in a stretch of days, or took effect on them?"""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import bindparam, literal_column, select

from goals.database import Prepared, Row
from goals.facts import Event
from goals.goal.facts import CheckedIn, Commented, FlagAcknowledged, GoalReviewed
from goals.instants import from_us
from goals.mapper import FactMapper
from goals.milestone.facts import MilestoneCompleted, MilestoneProgressed
from goals.tables import events
from goals.window import local_day
from goals.workspace.facts import PeriodReviewed
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.periods import Stretch

SAID = frozenset(
    each.__struct_config__.tag
    for each in (
        CheckedIn,
        Commented,
        FlagAcknowledged,
        GoalReviewed,
        MilestoneCompleted,
        MilestoneProgressed,
        PeriodReviewed,
    )
)
"""What changes nothing that was aimed at."""
OF_STREAM = Prepared(
    select(
        events.c.position,
        events.c.version,
        events.c.topic,
        events.c.state,
        events.c.recorded_at,
    )
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.stream_id == bindparam("stream_id"),
        events.c.position + literal_column("0") > bindparam("after"),
        events.c.position + literal_column("0") <= bindparam("through"),
    )
    .order_by(events.c.version)
)
"""By version: a position is no way to a stream, for a planner without statistics."""

_mapper = FactMapper()


def changes_in(asking: Asking, stretch: Stretch, axis: Axis, stream_ids: Iterable[str]) -> list[Event]:
    """The changes to these streams, known at the moment asked about, in the order they were recorded."""
    found = [event for stream_id in stream_ids for event in _of_stream(asking, stretch, axis, stream_id)]
    return sorted(found, key=lambda event: event.position)


def is_within(asking: Asking, stretch: Stretch, axis: Axis, event: Event) -> bool:
    """Whether it was recorded in the stretch, or took effect in it."""
    if axis is Axis.RECORDED:
        return stretch.recorded(event.position)
    return stretch.has(effective_on(event, asking.workspace.policy.tz))


def effective_on(event: Event, tz: str) -> date:
    """The day on which it took effect; where it names none, that of its instant in `tz`."""
    for name in ("effective_on", "on"):
        said = getattr(event.fact, name, None)
        if isinstance(said, date):
            return said
    instant = event.envelope.effective_at or event.recorded_at
    assert instant is not None
    return local_day(instant, tz)


def _of_stream(asking: Asking, stretch: Stretch, axis: Axis, stream_id: str) -> Iterator[Event]:
    is_recorded = axis is Axis.RECORDED
    found = asking.rows.all(
        OF_STREAM,
        workspace_id=asking.workspace_id,
        stream_id=stream_id,
        after=stretch.after if is_recorded else 0,
        through=min(stretch.through, asking.position) if is_recorded else asking.position,
    )
    told = (_event(stream_id, row) for row in found if row[2] not in SAID)
    return (event for event in told if is_within(asking, stretch, axis, event))


def _event(stream_id: str, row: Row) -> Event:
    position, version, topic, state, recorded_at = row
    return Event(
        stream_id=stream_id,
        version=version,
        envelope=_mapper.envelope(topic, bytes(state)),
        position=position,
        recorded_at=from_us(recorded_at),
    )

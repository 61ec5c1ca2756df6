"""What was recorded, in order?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Integer, bindparam, literal_column, select

from goals.database import Prepared, Row
from goals.facts import FACT_TYPES, Event
from goals.instants import from_us
from goals.mapper import FactMapper
from goals.tables import events
from projections import goals
from projections.answers import forms, told
from projections.answers.asking import Asking

TYPES = tuple(told.public_type(topic) for topic in sorted(FACT_TYPES))
"""The public name of every type of event."""
SEQUENCE_DIGITS = 20
EVERYTHING = 2**31 - 1

_mapper = FactMapper()


def page(asking: Asking, *, after: int, types: Sequence[str] = (), limit: int) -> tuple[list[dict[str, Any]], int]:
    """Events after a position as CloudEvents, of some public types or of all; and the position to go on after."""
    topics = {f"topic_{n}": name.removeprefix(told.PREFIX) for n, name in enumerate(types)}
    found = asking.rows.all(
        _statement(len(topics)),
        workspace_id=asking.workspace_id,
        position=asking.position,
        after=after,
        most=limit,
        **topics,
    )
    shown = [_cloud_event(asking, decoded(row)) for row in found]
    return shown, found[-1][0] if len(found) == limit else max(after, asking.position)


def timeline(asking: Asking, goal_id: str, *, after: int, limit: int) -> tuple[list[dict[str, Any]], int | None] | None:
    """All that was recorded of a goal and its milestones; and the version the next page begins after, None on the
    last. None if there was no such goal."""
    if goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position) is None:
        return None
    found = stream(asking, goal_id, after=after, most=limit + 1)
    shown = [told.event(asking, event) for event in found[:limit]]
    return shown, found[limit - 1].version if len(found) > limit else None


def stream(asking: Asking, stream_id: str, *, after: int = 0, most: int = EVERYTHING) -> list[Event]:
    """A stream's events after a version, in order, as far as they were known."""
    found = asking.rows.all(
        OF_STREAM,
        workspace_id=asking.workspace_id,
        stream_id=stream_id,
        position=asking.position,
        after=after,
        most=most,
    )
    return [decoded(row) for row in found]


def at(asking: Asking, position: int) -> Event:
    """The event of a position there is."""
    row = asking.rows.one(
        _statement(0), workspace_id=asking.workspace_id, position=position, after=position - 1, most=1
    )
    assert row is not None, f"there is no event {position}"
    return decoded(row)


def _cloud_event(asking: Asking, event: Event) -> dict[str, Any]:
    asked = event.envelope.asked
    happened = event.envelope.effective_at or event.recorded_at
    found = {
        "specversion": "1.0",
        "id": event.envelope.event_id,
        "source": f"/workspaces/{asking.workspace_id}",
        "type": told.public_type(event.topic),
        "subject": event.stream_id,
        "time": forms.instant(happened),
        "recordedtime": forms.instant(event.recorded_at),
        "sequence": f"{event.position:0{SEQUENCE_DIGITS}d}",
        "streamversion": event.version,
        "actortype": asked.actor.type.value,
        "actorid": asked.actor.id,
        "onbehalfof": asked.on_behalf_of,
        "correlationid": asked.correlation_id,
        "causationid": asked.causation_id,
        "datacontenttype": "application/json",
        "data": told.fact(asking, event.fact),
    }
    return {name: value for name, value in found.items() if value is not None}


def decoded(row: Row) -> Event:
    """An event from its COLUMNS."""
    position, stream_id, version, topic, state, recorded_at = row
    return Event(
        stream_id=stream_id,
        version=version,
        envelope=_mapper.envelope(topic, bytes(state)),
        position=position,
        recorded_at=from_us(recorded_at),
    )


COLUMNS = (
    events.c.position,
    events.c.stream_id,
    events.c.version,
    events.c.topic,
    events.c.state,
    events.c.recorded_at,
)
OF_STREAM = Prepared(
    select(*COLUMNS)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.stream_id == bindparam("stream_id"),
        events.c.version > bindparam("after"),
        events.c.position + literal_column("0") <= bindparam("position"),
    )
    .order_by(events.c.version)
    .limit(bindparam("most", type_=Integer))
)
"""By version: a position is no way to a stream, for a planner without statistics."""


@lru_cache(maxsize=256)
def _statement(topics: int) -> Prepared:
    named = [events.c.topic.in_([bindparam(f"topic_{n}") for n in range(topics)])] if topics else []
    return Prepared(
        select(*COLUMNS)
        .where(
            events.c.workspace_id == bindparam("workspace_id"),
            events.c.position <= bindparam("position"),
            events.c.position > bindparam("after"),
            *named,
        )
        .order_by(events.c.position)
        .limit(bindparam("most", type_=Integer))
    )

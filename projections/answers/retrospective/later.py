"""What was it that became known later: a reading recorded, corrected or voided, or a definition?"""

from datetime import date
from typing import Any

from goals.facts import Event
from goals.instants import from_us
from goals.reading.facts import ReadingCorrected, ReadingRecorded, ReadingVoided
from goals.window import local_day
from projections import readings
from projections.answers import feed, forms
from projections.answers.asking import Asking
from projections.answers.told import public_type

ReadingFact = ReadingRecorded | ReadingCorrected | ReadingVoided
_VALUE, _VERSION, _VOIDED, _OBSERVED = (
    list(readings.readings.c.keys()).index(name) for name in ("value", "version", "voided", "observed_at")
)


def told(asking: Asking, position: int, *, after: date, tz: str) -> dict[str, Any]:
    """The event, and what it changed of a reading: None on the side on which that was not believed.

    `days_late` is how many days after that day it was recorded, in the days of `tz`.
    """
    event = feed.at(asking, position)
    assert event.recorded_at is not None
    return {
        "position": event.position,
        "recorded_at": forms.instant(event.recorded_at),
        "event_id": event.envelope.event_id,
        "type": public_type(event.topic),
        "actor": forms.struct(event.envelope.asked.actor),
        **_reading(asking, event),
        "days_late": (local_day(event.recorded_at, tz) - after).days,
    }


def _reading(asking: Asking, event: Event) -> dict[str, Any]:
    if not isinstance(event.fact, ReadingFact):
        return {"reading_id": None, "observed_at": None, "value_before": None, "value_after": None}
    found = readings.history(asking.rows, asking.workspace_id, event.stream_id)
    values = {row[_VERSION]: None if row[_VOIDED] else row[_VALUE] for row in found}
    return {
        "reading_id": event.stream_id,
        "observed_at": forms.instant(from_us(found[0][_OBSERVED])),
        "value_before": values.get(event.version - 1),
        "value_after": values[event.version],
    }

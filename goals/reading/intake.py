"""Taking in readings, one or thousands: each is decided by itself, and all that are new are stored together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from goals.errors import GoalpostError
from goals.facts import Asked, Envelope, Event
from goals.identity import new_id, reading_id
from goals.kpi.state import Kpi
from goals.reading import state as readings
from goals.reading.commands import NewReading
from goals.reading.facts import ReadingRecorded
from goals.reading.state import Reading


class Fate(StrEnum):
    CREATED = "created"
    DUPLICATE = "duplicate"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one reading: its id, the event that records it, or the error if it was refused."""

    reading_id: str
    fate: Fate
    event: Event | None = None
    error: GoalpostError | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A reading with its key and its stream's id, computed before the log is taken."""

    reading_id: str
    reading: NewReading


def prepare(kpi_id: str, given: Sequence[NewReading]) -> list[Prepared]:
    named = (replace(each, key=each.identity) for each in given)
    return [Prepared(reading_id(kpi_id=kpi_id, key=each.identity), each) for each in named]


@dataclass(frozen=True)
class Intake:
    kpi_id: str
    kpi: Kpi
    asked: Asked
    now: datetime

    def decide(self, prepared: Sequence[Prepared], known: Mapping[str, Reading]) -> tuple[list[Outcome], list[Event]]:
        """An outcome for each, in order, and the events to store. `known` is what stands under their ids."""
        made: dict[str, ReadingRecorded] = {}
        outcomes: list[Outcome] = []
        events: list[Event] = []
        for each in prepared:
            earlier = known.get(each.reading_id)
            if each.reading_id in made:
                earlier = readings.evolve(None, made[each.reading_id])
            try:
                fact = each.reading.decide(kpi_id=self.kpi_id, kpi=self.kpi, earlier=earlier, now=self.now)
            except GoalpostError as error:
                outcomes.append(Outcome(each.reading_id, Fate.FAILED, error=error))
                continue
            if fact is None:
                outcomes.append(Outcome(each.reading_id, Fate.DUPLICATE))
                continue
            made[each.reading_id] = fact
            events.append(self._event(each.reading_id, fact))
            outcomes.append(Outcome(each.reading_id, Fate.CREATED, event=events[-1]))
        return outcomes, events

    def _event(self, stream_id: str, fact: ReadingRecorded) -> Event:
        envelope = Envelope(event_id=new_id(), effective_at=fact.observed_at, asked=self.asked, fact=fact)
        return Event(stream_id=stream_id, version=1, envelope=envelope)

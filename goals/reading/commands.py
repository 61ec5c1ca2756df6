"""Recording, correcting and voiding readings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import ClassVar

from goals.command import AtAnyTime
from goals.errors import NotFound
from goals.instants import in_utc
from goals.kpi.facts import Measure
from goals.kpi.state import Kpi
from goals.quantity import places
from goals.reading import state as readings
from goals.reading.errors import (
    KpiIsRetired,
    ReadingConflict,
    ReadingInFuture,
    ReadingIsVoid,
    ReasonTooShort,
    TooManyDecimals,
)
from goals.reading.facts import Evidence, ReadingCorrected, ReadingFact, ReadingRecorded, ReadingVoided
from goals.reading.state import Reading
from goals.sealing import Text
from goals.surroundings import Surroundings

CLOCK_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewReading:
    """One observed value. Without a `key` it is known by `observed_at` in UTC."""

    observed_at: datetime
    value: Decimal
    key: str | None = None
    note: Text | None = None
    source: str | None = None
    evidence: tuple[Evidence, ...] = ()
    rounded_from: str | None = None

    @property
    def identity(self) -> str:
        return in_utc(self.observed_at) if self.key is None else self.key

    def decide(self, *, kpi_id: str, kpi: Kpi, earlier: Reading | None, now: datetime) -> ReadingRecorded | None:
        """The fact, or None if it is recorded already. `earlier` is what stands under its identity."""
        fact = self._recorded(kpi_id, kpi.series)
        if earlier is not None:
            content = readings.content_of(fact)
            if any(content.says_the_same(known) for known in earlier.contents):
                return None
            raise ReadingConflict(fact.key)
        if kpi.retired:
            raise KpiIsRetired(kpi.key)
        if self.observed_at > now + CLOCK_SKEW:
            raise ReadingInFuture(self.observed_at, now)
        require_scale(self.value, kpi.measure)
        return fact

    def _recorded(self, kpi_id: str, series: int) -> ReadingRecorded:
        return ReadingRecorded(
            kpi_id=kpi_id,
            series=series,
            key=self.identity,
            observed_at=self.observed_at,
            value=self.value,
            note=self.note,
            source=self.source,
            evidence=self.evidence,
            rounded_from=self.rounded_from,
        )


@dataclass(frozen=True, kw_only=True)
class ReadingCommand(AtAnyTime):
    reading_id: str

    subject: ClassVar[str] = "reading"
    opens: ClassVar[bool] = False

    @property
    def stream_id(self) -> str:
        return self.reading_id

    def evolve(self, state: Reading | None, fact: ReadingFact) -> Reading:
        return readings.evolve(state, fact)


@dataclass(frozen=True, kw_only=True)
class CorrectReading(ReadingCommand):
    value: Decimal
    reason: Text

    def decide(self, reading: Reading, around: Surroundings) -> list[ReadingFact]:
        if reading.voided:
            raise ReadingIsVoid(self.reading_id)
        require_reason(self.reason)
        kpi = around.kpi(reading.kpi_id)
        if kpi is None:
            raise NotFound("KPI", reading.kpi_id)
        require_scale(self.value, kpi.measured_in(reading.series))
        if self.value == reading.value:
            return []
        return [ReadingCorrected(kpi_id=reading.kpi_id, value=self.value, reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class VoidReading(ReadingCommand):
    reason: Text

    def decide(self, reading: Reading, around: Surroundings) -> list[ReadingFact]:
        require_reason(self.reason)
        if reading.voided:
            return []
        return [ReadingVoided(kpi_id=reading.kpi_id, reason=self.reason)]


def require_scale(value: Decimal, measure: Measure) -> None:
    if places(value) > measure.scale:
        raise TooManyDecimals(value, measure.scale)


def require_reason(reason: Text) -> None:
    if isinstance(reason, str) and not reason.strip():
        raise ReasonTooShort()

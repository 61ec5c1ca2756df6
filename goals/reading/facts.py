"""What happens to a reading."""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from goals.sealing import Text


class Evidence(Struct, frozen=True, kw_only=True):
    """Where to look: a link, and what it is called."""

    url: str
    title: str | None = None


class ReadingRecorded(Struct, frozen=True, kw_only=True, tag_field="type", tag="reading.recorded.v1"):
    """The KPI was observed to have this value. `rounded_from` is the value as given, where rounding was asked for."""

    kpi_id: str
    series: int
    key: str
    observed_at: datetime
    value: Decimal
    note: Text | None = None
    source: str | None = None
    evidence: tuple[Evidence, ...] = ()
    rounded_from: str | None = None


class ReadingCorrected(Struct, frozen=True, kw_only=True, tag_field="type", tag="reading.corrected.v1"):
    """The value was wrong, and is this. What was believed before stays readable."""

    kpi_id: str
    value: Decimal
    reason: Text


class ReadingVoided(Struct, frozen=True, kw_only=True, tag_field="type", tag="reading.voided.v1"):
    """There was no such observation. It counts no more."""

    kpi_id: str
    reason: Text


ReadingFact = ReadingRecorded | ReadingCorrected | ReadingVoided

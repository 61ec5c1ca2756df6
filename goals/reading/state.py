"""What a reading's facts add up to."""

from datetime import datetime
from decimal import Decimal
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from goals.reading.facts import Evidence, ReadingCorrected, ReadingFact, ReadingRecorded, ReadingVoided
from goals.sealing import Text


class Content(Struct, frozen=True, kw_only=True):
    """What two sendings of one reading are compared by."""

    observed_at: datetime
    value: Decimal
    note: Text | None
    source: str | None
    evidence: tuple[Evidence, ...]

    def says_the_same(self, other: "Content") -> bool:
        """Equal; a sealed note cannot be compared, and is taken to be."""
        if isinstance(self.note, str | None) and isinstance(other.note, str | None):
            return self == other
        return replace(self, note=None) == replace(other, note=None)


class Reading(Struct, frozen=True, kw_only=True):
    """`contents` are all it ever said, the last one now."""

    kpi_id: str
    series: int
    key: str
    contents: tuple[Content, ...]
    voided: bool = False

    @property
    def value(self) -> Decimal:
        return self.contents[-1].value


def evolve(reading: Reading | None, fact: ReadingFact) -> Reading:
    """The reading after one more fact. Total: history is never refused."""
    if isinstance(fact, ReadingRecorded):
        return Reading(kpi_id=fact.kpi_id, series=fact.series, key=fact.key, contents=(content_of(fact),))
    assert reading is not None, f"history starts with {fact}"
    match fact:
        case ReadingCorrected():
            corrected = replace(reading.contents[-1], value=fact.value)
            return replace(reading, contents=(*reading.contents, corrected))
        case ReadingVoided():
            return replace(reading, voided=True)
        case _:
            assert_never(fact)


def content_of(fact: ReadingRecorded) -> Content:
    return Content(
        observed_at=fact.observed_at,
        value=fact.value,
        note=fact.note,
        source=fact.source,
        evidence=fact.evidence,
    )

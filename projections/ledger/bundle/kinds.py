"""Control totals: how many events of each kind, how many bytes they are, and what their readings add up to."""

from collections.abc import Sequence
from decimal import Decimal

import msgspec
from msgspec import Struct, UnsetType, field

from goals.quantity import EXACT, plain
from goals.reading.facts import ReadingCorrected, ReadingRecorded
from projections.ledger.bundle.stored import Record

VALUED = frozenset(fact.__struct_config__.tag for fact in (ReadingRecorded, ReadingCorrected))


class Kind(Struct, kw_only=True, omit_defaults=True):
    """Of one topic: `value_sum` is there for what has a value, the exact sum in plain notation."""

    count: int
    state_bytes: int
    position_sum: int
    value_sum: str | UnsetType = field(default=msgspec.UNSET)


class _Valued(Struct):
    value: Decimal


class _Envelope(Struct):
    fact: _Valued


class _Running:
    __slots__ = ("count", "position_sum", "state_bytes", "value_sum")

    def __init__(self) -> None:
        self.count = self.state_bytes = self.position_sum = 0
        self.value_sum = Decimal(0)


_decoder = msgspec.json.Decoder(_Envelope)


class Totals:
    """Of the events added so far; `first` and `last` are their positions, None where there are none."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None
        self._kinds: dict[str, _Running] = {}

    def add(self, page: Sequence[Record]) -> None:
        if not page:
            return
        self.first = page[0].position if self.first is None else self.first
        self.last = page[-1].position
        for position, _, _, topic, _, state in page:
            kind = self._kinds.get(topic) or self._kinds.setdefault(topic, _Running())
            kind.count += 1
            kind.state_bytes += len(state)
            kind.position_sum += position
            if topic in VALUED:
                kind.value_sum = EXACT.add(kind.value_sum, _decoder.decode(state).fact.value)

    @property
    def count(self) -> int:
        return sum(kind.count for kind in self._kinds.values())

    @property
    def kinds(self) -> dict[str, Kind]:
        """By topic, sorted."""
        return {topic: _told(topic, self._kinds[topic]) for topic in sorted(self._kinds)}


def _told(topic: str, kind: _Running) -> Kind:
    value_sum = plain(kind.value_sum) if topic in VALUED else msgspec.UNSET
    return Kind(count=kind.count, state_bytes=kind.state_bytes, position_sum=kind.position_sum, value_sum=value_sum)

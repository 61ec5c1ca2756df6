"""Is the log in order: versions of each stream 1, 2, 3…, times that never decrease, ids of events that are unique?"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain, islice
from struct import Struct
from typing import Protocol

from goals.ledger.leaf import raw_id
from projections.ledger.verifier.finding import ORDER, Finding, at, ranges
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.spilled import HEAPS, Spilled

_VERSION = Struct(">QQ")
_VERSIONED = Struct(">16sQQ")
_POSITION = Struct(">Q")
_NAMED = Struct(">16sQ")
_ID = slice(13, 49)
_BEGINNING = '{"event_id":"'
MOST_NAMED = 1_000
EVERY = 16
"""Stretches after which the heaps are settled."""


class Ordering:
    """`whole` says that each event of the log is seen, with its state or as a header."""

    def __init__(self, *, whole: bool) -> None:
        self._whole = whole
        self._versions, self._ids = Spilled(_VERSIONED.size), Spilled(_NAMED.size)
        self._latest = -(1 << 63)
        self._stretches = self._last = 0
        self._backwards: list[int] = []
        self.unknown: Sequence[str] = ()
        self.checked: Sequence[str] = (
            "Each stream's versions are 1, 2, 3… without a gap; times never decrease; no event's id is there twice.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        """In a filtered bundle the ids alone are looked at: all else is in the headers."""
        heaps, pack = self._ids.heaps, _POSITION.pack
        for position, _, _, _, _, state, _ in events:
            raw = identity(state)
            heaps[hash(raw) % HEAPS] += raw + pack(position)
        if self._whole:
            self._order(events)
        self._settle()

    def headed(self, headers: Sequence[Header]) -> None:
        self._order(headers)
        self._settle()

    def ended(self) -> Iterable[Finding]:
        yield from _found(self._backwards, "was recorded before what stands before it")
        wrong, again = _each(self._versions, _out_of_turn), _each(self._ids, _repeated)
        yield from _found(wrong, "has a version that does not follow the one before in its stream")
        yield from _found(again, "has the id of an event before it")

    def _order(self, events: Sequence[Stored] | Sequence[Header]) -> None:
        heaps, pack, latest = self._versions.heaps, _VERSION.pack, self._latest
        for position, stream_id, version, _, recorded_at, _, _ in events:
            raw = raw_id(stream_id)
            heaps[hash(raw) % HEAPS] += raw + pack(version, position)
            if recorded_at < latest:
                self._backwards.append(position)
            latest = recorded_at
        self._latest = latest
        del self._backwards[MOST_NAMED:]

    def _settle(self) -> None:
        self._stretches += 1
        if self._stretches % EVERY == 0:
            self._versions.settle()
            self._ids.settle()


def identity(state: str) -> bytes:
    """16 bytes for the event's own id."""
    if state.startswith(_BEGINNING):
        try:
            return bytes.fromhex(state[_ID].replace("-", ""))[:16].ljust(16)
        except ValueError:
            pass
    return sha256(str(json.loads(state)["event_id"]).encode()).digest()[:16]


class Judge(Protocol):
    def __call__(self, heap: Iterable[bytes], /) -> Iterator[int]: ...


def _each(spilled: Spilled, judge: Judge) -> list[int]:
    found: list[int] = []
    for heap in spilled.read():
        found += islice(judge(heap), MOST_NAMED - len(found))
    return found


def _out_of_turn(heap: Iterable[bytes]) -> Iterator[int]:
    reached: dict[bytes, int] = {}
    for stream, version, position in chain.from_iterable(map(_VERSIONED.iter_unpack, heap)):
        if version != reached.get(stream, 0) + 1:
            yield position
        reached[stream] = version


def _repeated(heap: Iterable[bytes]) -> Iterator[int]:
    seen: set[bytes] = set()
    for identity, position in chain.from_iterable(map(_NAMED.iter_unpack, heap)):
        if identity in seen:
            yield position
        seen.add(identity)


def _found(positions: list[int], words: str) -> Iterator[Finding]:
    if positions:
        places = ranges(positions)
        yield Finding(ORDER, places, f"Out of order: what stands at {at(places)} {words}.")

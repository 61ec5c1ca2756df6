"""Is the ground that is told of each sealed text the right one, by the erasures there were? In flat memory."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from struct import Struct
from uuid import UUID, uuid5

from goals.ledger.leaf import raw_id
from projections.ledger.verifier.grounds import ERASED, NOWHERE, PERSONAL, Line
from projections.ledger.verifier.spilled import HEAPS, Spilled

MOST_WRONG = 10_000
EVERY = 1 << 12
"""Records after which the heaps are settled."""
_ERASED = Struct(">16sQ")
_TOLD = Struct(">16sQQQ")
"""A stream, the position of a sealed text, the number of its line, and when it is told to be erased; 0 for not."""

Wrong = tuple[int, int, str]
"""The number of a line, its position, and what is wrong with it."""


class Erased:
    """A subject has one stream, and its name is in it only."""

    def __init__(self, workspace_id: str) -> None:
        self._workspace = UUID(workspace_id)
        self._erased, self._told = Spilled(_ERASED.size), Spilled(_TOLD.size)
        self._added = 0

    def erased(self, stream_id: str, position: int) -> None:
        self._add(self._erased, raw_id(stream_id), _ERASED.pack(raw_id(stream_id), position))

    def wrong(self, lines: Iterable[Line]) -> Iterator[tuple[int, str]]:
        """Positions, and what is wrong there, in the order of the lines. Once only."""
        found = list(islice(self._at_once(lines), MOST_WRONG))
        for erased, told in zip(self._erased.read(), self._told.read(), strict=True):
            found += islice(_by_erasures(_positions(erased), told), MOST_WRONG - len(found))
        for _, position, said in sorted(found):
            yield position, said

    def _at_once(self, lines: Iterable[Line]) -> Iterator[Wrong]:
        """Those that no erasure can make right; the others are kept until all are known."""
        for number, line in enumerate(lines):
            ground, at = line.get("ground"), line.get("erased_at")
            if ground not in (PERSONAL, ERASED) or (ground == PERSONAL) is not (at is None):
                yield number, line["position"], f"has the ground {ground!r:.80}, which is none."
            elif at is not None and not line["position"] < at < NOWHERE:
                yield number, line["position"], _not_then(at)
            else:
                stream = uuid5(self._workspace, line["subject"]).bytes
                self._add(self._told, stream, _TOLD.pack(stream, line["position"], number, at or 0))

    def _add(self, spilled: Spilled, stream: bytes, record: bytes) -> None:
        spilled.heaps[hash(stream) % HEAPS] += record
        self._added += 1
        if self._added % EVERY == 0:
            spilled.settle()


def _positions(heap: Iterable[bytes]) -> "dict[bytes, array[int]]":
    """At which each stream was erased, ascending."""
    found: dict[bytes, array[int]] = {}
    for stream, position in chain.from_iterable(map(_ERASED.iter_unpack, heap)):
        known = found.setdefault(stream, array("Q"))
        if not known or known[-1] < position:
            known.append(position)
    return found


def _by_erasures(erased: "Mapping[bytes, array[int]]", heap: Iterable[bytes]) -> Iterator[Wrong]:
    never = array("Q")
    for stream, position, number, at in chain.from_iterable(map(_TOLD.iter_unpack, heap)):
        known = erased.get(stream, never)
        if at:
            place = bisect_left(known, at)
            if place == len(known) or known[place] != at:
                yield number, position, _not_then(at)
        elif (place := bisect_right(known, position)) < len(known):
            yield number, position, f"is told to be personal, and its subject was erased at {known[place]}."


def _not_then(at: int) -> str:
    return f"is told to be erased at {at}, where its subject was not, or not after it."

"""Is the ground that is told of each sealed text the right one, by the erasures there were? In flat memory."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain, islice
from struct import Struct
from typing import NamedTuple
from uuid import UUID, uuid5

from goals.ledger.leaf import raw_id
from projections.ledger.verifier.grounds import ERASED, NOWHERE, PERSONAL, Line
from projections.ledger.verifier.spilled import HEAPS, Spilled

MOST_WRONG = 10_000
EVERY = 1 << 12
"""Records after which the heaps are settled."""
_ERASED = Struct(">16sQ")
_SAID = Struct(">32s16sQQQ?")
"""A sealed text, a stream, the position of an event that has it, the number of its line, when it is told to be erased,
0 for not, and whether it can be older than the first event here that has it."""
_TOLD = Struct(">16sQQQQ?")
"""A stream, the position at which the text was said first, that of the event, and the rest."""

Wrong = tuple[int, int, str]
"""The number of a line, its position, and what is wrong with it."""


class Text(NamedTuple):
    """`field` is its JSON pointer in the fact. A text that another event has taken over has the same `digest`."""

    field: str
    subject: str
    digest: bytes


class Erased:
    """A subject has one stream, and its name is in it only. `doubted` texts may have been erased before their event,
    and were said in one that is not here: complete once `wrong` was read."""

    def __init__(self, workspace_id: str) -> None:
        self._workspace = UUID(workspace_id)
        self._erased, self._said, self._told = Spilled(_ERASED.size), Spilled(_SAID.size), Spilled(_TOLD.size)
        self._added = self._lines = self.doubted = 0
        self._wrong: list[Wrong] = []

    def erased(self, stream_id: str, position: int) -> None:
        stream = raw_id(stream_id)
        self._add(self._erased, stream, _ERASED.pack(stream, position))

    def told(self, text: Text, line: Line, *, stream_id: str, is_older: bool) -> None:
        """Of a text in an event of a stream; `is_older` says that it may have been said before. In their order."""
        ground, at, position = line.get("ground"), line.get("erased_at"), line["position"]
        self._lines += 1
        if ground not in (PERSONAL, ERASED) or (ground == PERSONAL) is not (at is None):
            self._note(position, f"has the ground {ground!r:.80}, which is none.")
        elif at is not None and not 0 < at < NOWHERE:
            self._note(position, _not_then(at))
        else:
            stream = uuid5(self._workspace, text.subject).bytes
            said = sha256(raw_id(stream_id) + text.digest).digest()
            self._add(self._said, said, _SAID.pack(said, stream, position, self._lines, at or 0, is_older))

    def wrong(self) -> Iterator[tuple[int, str]]:
        """Positions, and what is wrong there, in the order of the lines. Once only."""
        for said in self._said.read():
            for stream, record in _since(said):
                self._add(self._told, stream, record)
        found = self._wrong
        for erased, told in zip(self._erased.read(), self._told.read(), strict=True):
            found += islice(self._by_erasures(_positions(erased), told), MOST_WRONG - len(found))
        for _, position, said_of_it in sorted(found):
            yield position, said_of_it

    def _by_erasures(self, erased: "Mapping[bytes, array[int]]", heap: Iterable[bytes]) -> Iterator[Wrong]:
        never = array("Q")
        for stream, since, position, number, at, is_older in chain.from_iterable(map(_TOLD.iter_unpack, heap)):
            known = erased.get(stream, never)
            place = bisect_right(known, since)
            right = known[place] if place < len(known) else 0
            is_before = is_older and place > 0
            if at != right and not (is_before and at in known[:place]):
                yield number, position, _otherwise(at, right, known)
            elif is_before:
                self.doubted += 1

    def _note(self, position: int, said: str) -> None:
        if len(self._wrong) < MOST_WRONG:
            self._wrong.append((self._lines, position, said))

    def _add(self, spilled: Spilled, key: bytes, record: bytes) -> None:
        spilled.heaps[hash(key) % HEAPS] += record
        self._added += 1
        if self._added % EVERY == 0:
            spilled.settle()


def _since(heap: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """Streams of subjects, and what is told of their texts, with the position at which each came to be."""
    first: dict[bytes, tuple[int, bool]] = {}
    for said, stream, position, number, at, is_older in chain.from_iterable(map(_SAID.iter_unpack, heap)):
        since, may_be_older = first.setdefault(said, (position, is_older))
        yield stream, _TOLD.pack(stream, since, position, number, at, may_be_older)


def _positions(heap: Iterable[bytes]) -> "dict[bytes, array[int]]":
    """At which each stream was erased, ascending."""
    found: dict[bytes, array[int]] = {}
    for stream, position in chain.from_iterable(map(_ERASED.iter_unpack, heap)):
        known = found.setdefault(stream, array("Q"))
        if not known or known[-1] < position:
            known.append(position)
    return found


def _otherwise(at: int, right: int, known: "array[int]") -> str:
    if at == 0:
        return f"is told to be personal, and its subject was erased at {right}."
    if right and at in known:
        return f"is told to be erased at {at}, and was at {right}."
    return _not_then(at)


def _not_then(at: int) -> str:
    return f"is told to be erased at {at}, where its subject was not, or not after it."

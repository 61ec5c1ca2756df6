"""Events as lines of JSON, so many of them to a compressed part."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

import msgspec
from msgspec import Struct

from projections.ledger.bundle.stored import Record

MOST_LINES = 4_000
MOST_BYTES = 8 << 20
"""Of text: a part that has as much is ended, however few its lines."""
LEVEL = 1
GZIP = 31

_encoder = msgspec.json.Encoder()


class Line(Struct, frozen=True):
    """An event as it is exported: `state` the stored bytes as text, `recorded_at` in microseconds."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state: str


class Proved(Struct, frozen=True):
    """The same with the hashes, in base64, that show it to be in the tree."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state: str
    proof: list[str]


class Head(Struct, frozen=True):
    """What is told of every event where not all are exported."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    state_sha256: str


def line(record: Record) -> Line:
    position, stream_id, version, topic, recorded_at, state = record
    return Line(position, stream_id, version, topic, recorded_at, state.decode())


def proved(record: Record, proof: list[str]) -> Proved:
    position, stream_id, version, topic, recorded_at, state = record
    return Proved(position, stream_id, version, topic, recorded_at, state.decode(), proof)


def head(record: Record) -> Head:
    position, stream_id, version, topic, recorded_at, state = record
    return Head(position, stream_id, version, topic, recorded_at, sha256(state).hexdigest())


def parts(folder: str, pages: Iterable[Sequence[Struct]]) -> Iterator[tuple[str, bytes]]:
    """The files of a folder: each one's name, and its content."""
    names = (f"{folder}/{n:06d}.ndjson.gz" for n in range(1, 1_000_000))
    part = _Part()
    for page in pages:
        begun = 0
        while begun < len(page):
            begun += part.add(page[begun : begun + part.room])
            if part.is_full:
                yield next(names), part.end()
                part = _Part()
    if part.lines:
        yield next(names), part.end()


class _Part:
    """A gzip file without a name or a time, so that the same lines are the same bytes."""

    def __init__(self) -> None:
        self.lines = self._bytes = 0
        self._gzip = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
        self._pieces: list[bytes] = []

    @property
    def room(self) -> int:
        return MOST_LINES - self.lines

    @property
    def is_full(self) -> bool:
        return self.lines == MOST_LINES or self._bytes >= MOST_BYTES

    def add(self, lines: Sequence[Struct]) -> int:
        """How many were added: all of them."""
        text = _encoder.encode_lines(lines)
        self.lines += len(lines)
        self._bytes += len(text)
        self._pieces.append(self._gzip.compress(text))
        return len(lines)

    def end(self) -> bytes:
        return b"".join([*self._pieces, self._gzip.flush()])

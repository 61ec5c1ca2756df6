"""An event as somebody claims it to be, and the leaf hashes that there were."""

import struct
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, Protocol

from goals.ledger.leaf import leaf_anywhere

LEAF_BYTES = 32
CACHED = 1 << 11
"""Leaves that are read at once."""


class Claimed(NamedTuple):
    """`recorded_at` is in µs, `digest` the SHA-256 of the state. `position` is 0 where none can be read."""

    position: int
    stream_id: str
    version: int
    topic: str
    recorded_at: int
    digest: bytes


UNREADABLE = Claimed(position=0, stream_id="", version=0, topic="", recorded_at=0, digest=b"")


class Leaves(Protocol):
    """Leaf hashes by index: that of position 1 is at 0."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: int, /) -> bytes: ...


class LeafFile:
    """Leaf hashes one after the other in a file, of which a few thousand are held at a time."""

    def __init__(self, file: BinaryIO, count: int, *, offset: int = 0) -> None:
        """`offset` is the byte at which the first one begins."""
        self._file, self._count, self._offset = file, count, offset
        self._first, self._held = 0, b""

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> bytes:
        if not 0 <= index < self._count:
            raise IndexError(index)
        at = (index - self._first) * LEAF_BYTES
        if not 0 <= at < len(self._held):
            self._first, at = index - index % CACHED, index % CACHED * LEAF_BYTES
            self._file.seek(self._offset + self._first * LEAF_BYTES)
            self._held = self._file.read(min(CACHED, self._count - self._first) * LEAF_BYTES)
        return self._held[at : at + LEAF_BYTES]

    def has(self, index: int, leaves: bytes) -> bool:
        """Are these the leaves from `index` on?"""
        at = (index - self._first) * LEAF_BYTES
        if index >= 0 and at >= 0 and at + len(leaves) <= len(self._held):
            return self._held.startswith(leaves, at)
        count = len(leaves) // LEAF_BYTES
        if not 0 <= index <= self._count - count:
            return False
        return b"".join([self[index + n] for n in range(count)]) == leaves


def leaf_by_position(claim: Claimed, workspace_id: str) -> Callable[[int], bytes]:
    """The leaf the event would have at a position; empty for one that no event can be."""
    try:
        return leaf_anywhere(
            workspace_id=workspace_id,
            stream_id=claim.stream_id,
            version=claim.version,
            recorded_at_us=claim.recorded_at,
            topic=claim.topic,
            digest=claim.digest,
        )
    except (ValueError, TypeError, AttributeError, struct.error):
        return lambda position: b""

"""A bundle's container: one uncompressed tar that can be written in one way only, so that every byte of it is known."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from tarfile import BLOCKSIZE, USTAR_FORMAT, TarInfo
from typing import IO

from msgspec import Struct

PIECE_BYTES = 1 << 16
END = bytes(2 * BLOCKSIZE)
"""Nothing comes after it."""


class File(Struct, frozen=True, kw_only=True):
    """A member as the manifest lists it; `sha256` in hex."""

    name: str
    bytes: int
    sha256: str


class Container:
    """Members are written one after another; `files` are those written so far."""

    def __init__(self) -> None:
        self.files: list[File] = []

    def member(self, name: str, content: bytes) -> Iterator[bytes]:
        return self.written(name, len(content), (content,))

    def spooled(self, name: str, file: IO[bytes]) -> Iterator[bytes]:
        """All of a file that was written on a disk."""
        size = file.seek(0, 2)
        file.seek(0)
        return self.written(name, size, iter(lambda: file.read(PIECE_BYTES), b""))

    def written(self, name: str, size: int, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """A member whose `size` is known before its content."""
        yield head(name, size)
        digest, written = sha256(), 0
        for piece in pieces:
            digest.update(piece)
            written += len(piece)
            yield piece
        assert written == size, f"{name} has {written} bytes, and was to have {size}"
        yield bytes(-size % BLOCKSIZE)
        self.files.append(File(name=name, bytes=size, sha256=digest.hexdigest()))


def head(name: str, size: int) -> bytes:
    """A member's header: no time, no owner, nothing that could be another."""
    told = TarInfo(name)
    told.size, told.mtime, told.mode = size, 0, 0o644
    return told.tobuf(USTAR_FORMAT, "ascii", "strict")

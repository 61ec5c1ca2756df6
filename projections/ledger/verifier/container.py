"""The file a bundle is: an uncompressed tar in which no byte is free to choose."""

import io
import os
import tarfile
from pathlib import Path
from typing import BinaryIO, NamedTuple

from projections.ledger.verifier.finding import Unusable

BLOCK = 512
END = bytes(2 * BLOCK)
MOST_MEMBERS = 1 << 15
MOST_READ = 1 << 24
"""Bytes of a member that is read as a whole."""


class Member(NamedTuple):
    """Where a file's bytes are in the container."""

    offset: int
    size: int


class Bundle:
    """The files in it, by name, in their order. `strays` are sentences about bytes that have no business there."""

    def __init__(self, path: Path) -> None:
        """Raises Unusable where it is no such container."""
        try:
            self._file = path.open("rb")
        except OSError as wrong:
            raise Unusable(f"{path} cannot be read: {wrong.strerror}.") from None
        self.strays: list[str] = []
        try:
            self._members = self._listed(os.fstat(self._file.fileno()).st_size)
        except BaseException:
            self._file.close()
            raise

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Bytes. Raises Unusable where there is no such file."""
        return self._member(name).size

    def read(self, name: str, most: int = MOST_READ) -> bytes:
        """A whole file. Raises Unusable where there is none, or it has more than `most` bytes."""
        offset, size = self._member(name)
        if size > most:
            raise Unusable(f"{name} has {size} bytes: more than {most} are not read at once.")
        return self._at(offset, size)

    def open(self, name: str) -> BinaryIO:
        """A file to be read from its beginning, beside others that are open. Raises Unusable where there is none."""
        return io.BufferedReader(_Part(self._file.fileno(), self._member(name)), 1 << 16)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def _member(self, name: str) -> Member:
        found = self._members.get(name)
        if found is None:
            raise Unusable(f"The bundle has no file {name}.")
        return found

    def _at(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)

    def _listed(self, length: int) -> dict[str, Member]:
        found: dict[str, Member] = {}
        offset = 0
        while (header := self._at(offset, BLOCK)) != END[:BLOCK]:
            name, size = _headed(header, offset)
            after = offset + BLOCK + size
            if after > length:
                raise Unusable(f"The file ends within {name}: it is not whole.")
            if name in found or len(found) == MOST_MEMBERS:
                raise Unusable(f"The file has {name} twice, or more than {MOST_MEMBERS} files in it.")
            found[name] = Member(offset + BLOCK, size)
            offset = after + -size % BLOCK
            if self._at(after, offset - after).strip(b"\0"):
                self.strays.append(f"Behind {name} there are bytes that belong to no file.")
        if length < offset + len(END) or self._at(offset, len(END)) != END:
            raise Unusable("The file does not end as a bundle ends: it is not whole.")
        if length > offset + len(END):
            self.strays.append(f"Behind the end there are {length - offset - len(END)} more bytes.")
        return found


def header(name: str, size: int) -> bytes:
    """The only header that a file of this name and size may have."""
    told = tarfile.TarInfo(name)
    told.size = size
    return told.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict")


def _headed(block: bytes, offset: int) -> tuple[str, int]:
    try:
        found = tarfile.TarInfo.frombuf(block, "ascii", "strict")
        canonical = header(found.name, found.size) == block and found.size >= 0
    except (tarfile.HeaderError, ValueError, OverflowError):
        canonical = False
    if not canonical:
        what = "It is no bundle" if offset == 0 else f"At byte {offset} there is no header of a file in a bundle"
        raise Unusable(f"{what}: a bundle is a tar file in one form only.")
    return found.name, found.size


class _Part(io.RawIOBase):
    """A file in the container, with a place of its own to read at."""

    def __init__(self, descriptor: int, member: Member) -> None:
        self._descriptor = descriptor
        self._begin, self._next, self._end = member.offset, member.offset, member.offset + member.size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        known = {io.SEEK_SET: self._begin, io.SEEK_CUR: self._next, io.SEEK_END: self._end}[whence]
        self._next = min(max(known + offset, self._begin), self._end)
        return self._next - self._begin

    def readinto(self, into: "memoryview | bytearray") -> int:  # type: ignore[override]
        found = os.pread(self._descriptor, min(len(into), self._end - self._next), self._next)
        into[: len(found)] = found
        self._next += len(found)
        return len(found)

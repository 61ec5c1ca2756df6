"""A zip file, written from its beginning to its end."""

import zlib
from typing import IO

from projections.ledger.verifier.zip_form import PLAIN_DEFLATE, Part, begin, end, listed


class Zipping:
    """Parts are added one after another, each begun, written and ended. No part may have four gigabytes."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0
        self._parts: list[Part] = []

    def add(self, name: str, content: bytes) -> None:
        """A whole part."""
        self.begin(name)
        self.write(content)
        self.end()

    def begin(self, name: str) -> None:
        self._name, self._offset = name, self._at
        self._crc = self._size = 0
        self._packing = zlib.compressobj(wbits=PLAIN_DEFLATE)
        self._put(begin(name))
        self._packed_at = self._at

    def write(self, content: bytes) -> None:
        self._crc = zlib.crc32(content, self._crc)
        self._size += len(content)
        self._put(self._packing.compress(content))

    def end(self) -> None:
        self._put(self._packing.flush())
        part = Part(self._name, self._crc, self._at - self._packed_at, self._size, self._offset)
        self._put(end(part))
        self._parts.append(part)

    def close(self) -> None:
        """After the last part. The file stays open."""
        self._put(listed(self._parts, at=self._at))

    def _put(self, written: bytes) -> None:
        self._file.write(written)
        self._at += len(written)

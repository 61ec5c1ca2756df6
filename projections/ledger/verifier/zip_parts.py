"""Which parts are in a zip file, one behind the other, if no byte of it is anybody's choice but theirs?

It is read from its beginning to its end, as it is written here. The list at its end has to say the same.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.zip_form import PLAIN_DEFLATE, Part, begin, end, listed

PIECE_BYTES = 1 << 16


class ZipParts:
    """A zip file that is read once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ahead = b""
        self._at = 0
        self._parts: list[Part] = []

    def pieces(self, name: str) -> Iterator[bytes]:
        """The content of the part that stands next, to be read to its end. Raises RowsUnreadable if it is another."""
        offset = self._at
        self._require(begin(name), f"its part {name} does not stand where and as it should")
        packed_at, crc, size = self._at, 0, 0
        for piece in self._unpacked(name):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            yield piece
        part = Part(name, crc, self._at - packed_at, size, offset)
        self._require(end(part), f"behind its part {name} stands what should not")
        self._parts.append(part)

    def require(self, name: str, content: bytes) -> None:
        """That the part that stands next has this content. Raises RowsUnreadable."""
        found = b""
        for piece in self.pieces(name):
            found += piece
            if len(found) > len(content):
                break
        if found != content:
            raise RowsUnreadable(f"its part {name} is not as it is in every one")

    def end(self) -> None:
        """That nothing stands behind the last part but the list of all. Raises RowsUnreadable."""
        self._require(listed(self._parts, at=self._at), "its list of parts is not as it should be")
        if self._ahead or self._file.read(1):
            raise RowsUnreadable("it goes on after its end")

    def _unpacked(self, name: str) -> Iterator[bytes]:
        unpacking = zlib.decompressobj(PLAIN_DEFLATE)
        while not unpacking.eof:
            packed = unpacking.unconsumed_tail or self._some()
            try:
                piece = unpacking.decompress(packed, PIECE_BYTES)
            except zlib.error as wrong:
                raise RowsUnreadable(f"its part {name} cannot be unpacked: {wrong}") from None
            left = unpacking.unused_data if unpacking.eof else unpacking.unconsumed_tail
            self._at += len(packed) - len(left)
            if piece:
                yield piece
        self._ahead = unpacking.unused_data

    def _some(self) -> bytes:
        found, self._ahead = self._ahead or self._file.read(PIECE_BYTES), b""
        if not found:
            raise RowsUnreadable("it ends within a part")
        return found

    def _require(self, wanted: bytes, otherwise: str) -> None:
        while len(self._ahead) < len(wanted) and (more := self._file.read(PIECE_BYTES)):
            self._ahead += more
        if not self._ahead.startswith(wanted):
            raise RowsUnreadable(otherwise)
        self._ahead = self._ahead[len(wanted) :]
        self._at += len(wanted)

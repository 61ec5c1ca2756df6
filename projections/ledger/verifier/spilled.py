"""Short records sorted into heaps by their key, in flat memory: what has one key comes into one heap, in its order.

The heap of a key is best `hash(key) % HEAPS`: Python salts it, so that nobody can choose keys that all come into one.
"""

from array import array
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

HEAPS = 256
HELD = 1 << 13
"""Bytes of a heap that are held before they are written to a file that nobody else sees."""


class Spilled:
    """`size` is the length of a record in bytes. The heap is chosen by whoever adds it."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.heaps = [bytearray() for _ in range(HEAPS)]
        self._written = [array("Q") for _ in range(HEAPS)]
        """Of each heap, where its pieces begin, and their lengths, in turn."""
        self._file: IO[bytes] | None = None
        self._end = 0

    def settle(self) -> None:
        """Write down what has become much."""
        for n, heap in enumerate(self.heaps):
            if len(heap) >= HELD:
                if self._file is None:
                    self._file = TemporaryFile()  # noqa: SIM115 (closed when everything was read)
                self._file.seek(self._end)
                self._file.write(heap)
                self._written[n].extend((self._end, len(heap)))
                self._end += len(heap)
                heap.clear()

    def read(self) -> Iterator[Iterator[bytes]]:
        """The heaps, each in pieces of some records: nothing is kept, however much came into one heap."""
        for n, heap in enumerate(self.heaps):
            yield self._pieces(n)
            heap.clear()
        if self._file is not None:
            self._file.close()

    def _pieces(self, n: int) -> Iterator[bytes]:
        places = iter(self._written[n])
        for offset in places:
            yield self._at(offset, next(places))
        yield bytes(self.heaps[n])

    def _at(self, offset: int, length: int) -> bytes:
        assert self._file is not None
        self._file.seek(offset)
        return self._file.read(length)

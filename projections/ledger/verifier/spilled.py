"""Short records sorted into heaps by their key, in flat memory: what has one key comes into one heap, in its order."""

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
        self._written: list[list[tuple[int, int]]] = [[] for _ in range(HEAPS)]
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
                self._written[n].append((self._end, len(heap)))
                self._end += len(heap)
                heap.clear()

    def read(self) -> Iterator[bytes]:
        """The heaps, each as its records one after another; nothing is kept."""
        for n, heap in enumerate(self.heaps):
            yield b"".join([*(self._at(*place) for place in self._written[n]), heap])
            heap.clear()
        if self._file is not None:
            self._file.close()

    def _at(self, offset: int, length: int) -> bytes:
        assert self._file is not None
        self._file.seek(offset)
        return self._file.read(length)

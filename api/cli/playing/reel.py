"""The frames of a replay one after another, and the way back through the last of them."""

import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from api.contract.streams import encoded

Told = Mapping[str, Any]

KEPT = 1_000
FASTEST = 1


class Reel:
    """Stands at a frame: at the first one to begin with. The last `kept` frames that were read are there to go back to.

    They are kept as compressed lines: a frame may tell hundreds of goals.
    """

    def __init__(self, lines: Iterator[Told], *, kept: int = KEPT) -> None:
        self._lines = lines
        self._kept: deque[bytes] = deque(maxlen=kept)
        self._at = -1
        self.first = self.frame = next(lines)
        self.frames: int | None = None
        """How many there are, once the last one was read."""
        self._keep(self.frame)

    def forward(self) -> bool:
        """To the next frame; False at the last one."""
        if self._at + 1 < len(self._kept):
            self._show(self._at + 1)
            return True
        return self._read()

    def back(self) -> bool:
        """To the frame before; False at the first one that is kept."""
        if self._at == 0:
            return False
        self._show(self._at - 1)
        return True

    def rewind(self) -> None:
        """To the first frame that is kept."""
        self._show(0)

    @property
    def is_cut(self) -> bool:
        """Whether there were frames before the first one that is kept."""
        return bool(self.frame["frame"] > self._at)

    def _read(self) -> bool:
        if self.frames is not None:
            return False
        line = next(self._lines)
        if "end" in line:
            self.frames = line["frames"]
            return False
        self._keep(line)
        self.frame = line
        return True

    def _keep(self, frame: Told) -> None:
        self._kept.append(zlib.compress(encoded(frame), FASTEST))
        self._at = len(self._kept) - 1

    def _show(self, at: int) -> None:
        self._at = at
        self.frame = msgspec.json.decode(zlib.decompress(self._kept[at]))

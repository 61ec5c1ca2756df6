"""Writers of several processes take turns at one SQLite file.

SQLite alone lets in whoever asks at the right moment: the others sleep, longer from try to try, and some wait a hundred
times as long as a write takes. Here they queue. Two files are locked, the turn and the place before it: who waits for
the turn holds the place, so nobody who just had a turn has the next one too while another waits. The kernel frees both
when a process dies, and the database's own lock keeps apart whoever does not queue.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goals.errors import Busy

PAUSE_S = 0.0003


class Turns:
    """A process's part in the queue for a file. It asks for one turn at a time."""

    def __init__(self, path: Path, *, timeout_s: float) -> None:
        self._place = _Lock(path.with_name(f"{path.name}-place"))
        self._turn = _Lock(path.with_name(f"{path.name}-turn"))
        self._timeout_s = timeout_s

    @contextmanager
    def taken(self) -> Iterator[None]:
        """The turn, for as long as the block lasts. Raises Busy where it does not come in time."""
        until = time.monotonic() + self._timeout_s
        self._place.take(until)
        try:
            self._turn.take(until)
        finally:
            self._place.free()
        try:
            yield
        finally:
            self._turn.free()

    def is_wanted(self) -> bool:
        """Whether another process waits for the turn this one has."""
        return not self._place.is_free()


class _Lock:
    """A lock between processes. The file stays; there is nothing in it."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)

    def take(self, until: float) -> None:
        while not self._had():
            if time.monotonic() > until:
                raise Busy("Others were writing for too long: nothing was recorded, so send the request again.")
            time.sleep(PAUSE_S)

    def is_free(self) -> bool:
        if not self._had():
            return False
        self.free()
        return True

    def free(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def _had(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def __del__(self) -> None:
        os.close(self._file)

"""The server as it is, but for a worker that kills itself at a named point once it is told to.

A point is armed by a file of its name in the directory KILL_AT; the worker that takes the file away dies there.
"""

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from goals.database import Database, Rows
from goals.event_log import EventLog, Head

AFTER_HEAD = "after-the-head"
AFTER_EVENTS = "after-the-events"
BEFORE_COMMIT = "before-the-commit"
AFTER_COMMIT = "after-the-commit"
POINTS = (AFTER_HEAD, AFTER_EVENTS, BEFORE_COMMIT, AFTER_COMMIT)

HOME = "KILL_AT"
LINGER_S = 0.05
"""So that whoever is answered too early is really answered."""


def pass_by(point: str) -> None:
    """Die here, if this process is the one that is to."""
    armed = Path(os.environ[HOME], point)
    with suppress(FileNotFoundError):
        armed.rename(f"{armed}.{os.getpid()}")
        time.sleep(LINGER_S)
        os.kill(os.getpid(), signal.SIGKILL)


def mortal() -> None:
    """From here on, this process passes by the named points."""
    log: Any = EventLog
    database: Any = Database
    log.take, log.insert_events = _taking(log.take), _inserting(log.insert_events)
    database.commit = _committing(database.commit)


def _taking(take: Callable[[EventLog, Rows], Head]) -> Callable[[EventLog, Rows], Head]:
    def taken(log: EventLog, rows: Rows) -> Head:
        head = take(log, rows)
        rows.is_writing = True  # type: ignore[attr-defined]
        pass_by(AFTER_HEAD)
        return head

    return taken


def _inserting(insert: Callable[..., Sequence[int]]) -> Callable[..., Sequence[int]]:
    def inserted(*arguments: Any, **named: Any) -> Sequence[int]:
        positions = insert(*arguments, **named)
        pass_by(AFTER_EVENTS)
        return positions

    return inserted


def _committing(commit: Callable[[Database, Rows], None]) -> Callable[[Database, Rows], None]:
    def committed(database: Database, rows: Rows) -> None:
        is_writing = hasattr(rows, "is_writing")
        if is_writing:
            pass_by(BEFORE_COMMIT)
        commit(database, rows)
        if is_writing:
            pass_by(AFTER_COMMIT)

    return committed

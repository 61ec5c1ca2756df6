"""A command as it is, but that it kills itself at a commit: in a process forked from one that has read all modules.

Reading them takes longer than most commands do, and what is forked is a process that has opened nothing yet.
"""

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from api.cli import main
from goals.database import Database, Rows

PATIENCE_S = 120
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Just before the commit of this number, or just after it, counted from 1."""

    number: int
    is_before: bool


@dataclass(frozen=True)
class Ended:
    """With the code of an exit, or minus a signal; how many `commits` there were, and what was said, unless killed."""

    code: int | None
    commits: int = 0
    said: str = ""

    def is_killed_at(self, moment: Moment) -> bool:
        """Whether the moment came; there may be fewer commits once than another time. Raises AssertionError if it
        should have come, or what came instead is no good end."""
        assert self.code == -signal.SIGKILL or (self.code == 0 and self.commits < moment.number), f"{moment}: {self}"
        return self.code != 0


def ended(command: Sequence[str], environ: Mapping[str, str], dies: Moment | None = None) -> Ended:
    """What became of `goalpost` told so."""
    hears, tells = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=_run, args=(list(command), dict(environ), dies, tells))
    process.start()
    tells.close()
    process.join(PATIENCE_S)
    code = process.exitcode
    process.kill()
    process.join()
    return Ended(code) if code is None or code < 0 else Ended(code, *hears.recv())


def _run(command: list[str], environ: dict[str, str], dies: Moment | None, tells: Connection) -> None:
    os.environ.update(environ)
    database: Any = Database
    numbers, said = count(1), StringIO()
    database.commit = _committing(database.commit, numbers, dies)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            main(command)
    finally:
        tells.send((next(numbers) - 1, said.getvalue()))


def _committing(
    commit: Callable[[Database, Rows], None], numbers: "count[int]", dies: Moment | None
) -> Callable[[Database, Rows], None]:
    def committed(database: Database, rows: Rows) -> None:
        number = next(numbers)
        if dies == Moment(number=number, is_before=True):
            os.kill(os.getpid(), signal.SIGKILL)
        commit(database, rows)
        if dies == Moment(number=number, is_before=False):
            os.kill(os.getpid(), signal.SIGKILL)

    return committed

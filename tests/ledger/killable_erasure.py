"""`goalpost subject erase` as it is, but that it kills itself at the commit DIES_AT, or just before it.

Told of none, it says on stderr how many commits there were.
"""

import os
import signal
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

from api.cli import main
from goals.database import Database, Rows

DIES_AT = "DIES_AT"
DIES_BEFORE = "DIES_BEFORE"


def run() -> None:
    database: Any = Database
    numbers = count(1)
    database.commit = _committing(database.commit, numbers)
    try:
        main(sys.argv[1:])
    finally:
        print(next(numbers) - 1, file=sys.stderr)


def _committing(commit: Callable[[Database, Rows], None], numbers: "count[int]") -> Callable[[Database, Rows], None]:
    def committed(database: Database, rows: Rows) -> None:
        number = str(next(numbers))
        if number == os.environ.get(DIES_BEFORE):
            os.kill(os.getpid(), signal.SIGKILL)
        commit(database, rows)
        if number == os.environ.get(DIES_AT):
            os.kill(os.getpid(), signal.SIGKILL)

    return committed


if __name__ == "__main__":
    run()

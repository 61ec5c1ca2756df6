"""Writers in flight share one transaction, a savepoint each: one sync to disk makes all of them durable.

The first writer that finds nobody leading leads: it serves all that wait, its own work included, then hands the lead
to the first of those that came meanwhile. Nobody is answered before the commit.
"""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from threading import Event, Lock
from typing import Any, TypeVar

from goals.database import Database, Rows
from goals.turns import Turns

T = TypeVar("T")

MOST_TOGETHER = 64


class _Ticket:
    __slots__ = ("alone", "error", "lasting", "leads", "result", "woken", "work")

    def __init__(self, work: Callable[[Rows], Any], *, alone: bool, lasting: bool) -> None:
        self.work = work
        self.alone = alone
        self.lasting = lasting
        self.woken = Event()
        self.leads = False
        self.result: Any = None
        self.error: BaseException | None = None


class GroupCommit:
    """One queue: on SQLite for the file, on PostgreSQL for a workspace."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = None if database.path is None else Turns(database.path, timeout_s=database.lock_timeout_s)
        self._lock = Lock()
        self._waiting: deque[_Ticket] = deque()
        self._led = False

    def run(self, work: Callable[[Rows], T], *, alone: bool = False, lasting: bool = True) -> T:
        """What `work` answers, once it is committed; what it raises, once it is undone. Other work is not affected.

        `alone` is for work that fills a transaction by itself: what a savepoint costs it is more than a sync. Work that
        is not `lasting` is not synced either, and always alone.
        """
        mine = _Ticket(work, alone=alone or not lasting, lasting=lasting)
        with self._lock:
            self._waiting.append(mine)
            leads, self._led = not self._led, True
        if not leads:
            mine.woken.wait()
            leads = mine.leads
        if leads:
            self._lead(mine)
        if mine.error is not None:
            raise mine.error
        result: T = mine.result
        return result

    def is_wanted(self) -> bool:
        """Whether others wait for the work that is being served, here or in another process."""
        return bool(self._waiting) or (self._turns is not None and self._turns.is_wanted())

    def _lead(self, mine: _Ticket) -> None:
        """`mine` is the first that waits."""
        together: list[_Ticket] = []
        waited = len(self._waiting)
        try:
            with self._in_turn(), self._database.writing(lasting=mine.lasting) as rows:
                together = self._first(self._size())
                _serve(rows, together)
        except BaseException as error:
            together = together or self._first(waited)
            for ticket in together:
                ticket.error = ticket.error or error
        finally:
            self._hand_over()
            for ticket in together:
                ticket.woken.set()

    def _first(self, most: int) -> list[_Ticket]:
        """Those that wait longest."""
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(most, len(self._waiting)))]

    def _size(self) -> int:
        """How many go together: while the turn was waited for, more have come."""
        with self._lock:
            apart = (n for n, ticket in enumerate(self._waiting) if ticket.alone)
            return min(max(next(apart, MOST_TOGETHER), 1), MOST_TOGETHER)

    def _hand_over(self) -> None:
        with self._lock:
            if not self._waiting:
                self._led = False
                return
            self._waiting[0].leads = True
            self._waiting[0].woken.set()

    def _in_turn(self) -> AbstractContextManager[None]:
        return nullcontext() if self._turns is None else self._turns.taken()


def _serve(rows: Rows, together: list[_Ticket]) -> None:
    if len(together) == 1:
        together[0].result = together[0].work(rows)
        return
    for ticket in together:
        _apart(rows, ticket)


def _apart(rows: Rows, ticket: _Ticket) -> None:
    rows.tell("SAVEPOINT apart")
    try:
        ticket.result = ticket.work(rows)
    except Exception as error:
        ticket.error = error
        rows.tell("ROLLBACK TO SAVEPOINT apart")
    rows.tell("RELEASE SAVEPOINT apart")

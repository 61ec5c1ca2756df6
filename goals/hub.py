"""All workspaces of a database: opening them, and writing to one."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Lock
from time import monotonic, sleep
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from goals.application import Goalpost
from goals.database import Database, Prepared, Rows
from goals.errors import NotFound, Refused
from goals.event_log import EventLog, seen
from goals.facts import Asked
from goals.group_commit import GroupCommit
from goals.identity import new_id
from goals.instants import EPOCH, machine_now, to_us
from goals.sealing import Text
from goals.tables import log_head, workspaces
from goals.vocabulary import WorkspaceKind
from goals.workspace.commands import OpenWorkspace
from goals.writing import MakeLookups, Project, Writing

T = TypeVar("T")

CHECKPOINT_EVERY_S = 0.2
LATELY_S = 5.0

_workspace: dict[str, Any] = {column.name: bindparam(column.name) for column in workspaces.c}
_named = workspaces.c.workspace_id
ADD_WORKSPACE = {
    "sqlite": Prepared(sqlite.insert(workspaces).values(_workspace).on_conflict_do_nothing().returning(_named)),
    "postgresql": Prepared(postgresql.insert(workspaces).values(_workspace).on_conflict_do_nothing().returning(_named)),
}
"""Of two that take one name at once, the later waits, and then adds nothing."""
ADD_HEAD = Prepared(
    insert(log_head).values({name: bindparam(name) for name in ("workspace_id", "position", "recorded_at", "clock")})
)
_listed = (workspaces.c.workspace_id, workspaces.c.name, workspaces.c.kind)
ALL = Prepared(select(*_listed).order_by(workspaces.c.name))
NAMED = Prepared(select(*_listed).where(workspaces.c.name == bindparam("name")))
IDENTIFIED = Prepared(select(*_listed).where(workspaces.c.workspace_id == bindparam("workspace_id")))


class NameTaken(Refused):
    """Another workspace of this database has the name."""

    mend = "Choose another name."

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a workspace named {name!r} already: choose another name.", pointer="/name")


class Hub:
    """The write side of a database. `project` fills read models, `lookups` asks them, both inside the write."""

    def __init__(self, database: Database, *, project: Project, lookups: MakeLookups) -> None:
        self.database = database
        self.project = project
        self.lookups = lookups
        self._lock = Lock()
        self._applications: dict[str, Goalpost] = {}
        self._groups: dict[str, GroupCommit] = {}
        self._checkpoint_at = 0.0
        self._wanted_at = -LATELY_S

    def write(self, workspace_id: str, work: Callable[[Writing], T], *, alone: bool = False) -> T:
        """What `work` answers, once all it did is durable; if it raises, nothing of it was done.

        `work` may run on another thread, in one transaction with the work of others unless it is to be `alone`.
        """
        application = self.application(workspace_id)

        def on(rows: Rows) -> T:
            return work(self._writing(application, rows))

        return self._group(workspace_id).run(on, alone=alone)

    def aside(self, piece: Callable[[Rows], bool]) -> None:
        """Do `piece` again and again, until it answers that nothing is left, in transactions that take no head.

        Writers do not wait for it but where they share a file: there a transaction ends after the piece in which one of
        them comes, and as much time is left to them as it took. A power cut may undo pieces, the last ones, and none
        after which somebody has written something else.
        """
        is_left = True
        while is_left:
            began = monotonic()
            is_left, is_wanted = self.beside(partial(self._pieces, piece))
            if is_wanted:
                sleep(monotonic() - began)
            self._checkpoint_in_time()

    def was_wanted_lately(self) -> bool:
        """Whether a writer has waited in the last seconds for what is done aside."""
        return monotonic() - self._wanted_at < LATELY_S

    def beside(self, work: Callable[[Rows], T]) -> T:
        """What `work` answers, once it is committed, in a transaction that takes no head.

        It outlives the process; a power cut may undo it, until somebody has written something that lasts.
        """
        if self.database.is_sqlite:
            return self._group("").run(work, lasting=False)
        with self.database.writing(lasting=False) as rows:
            return work(rows)

    def _checkpoint_in_time(self) -> None:
        if self.database.is_sqlite and monotonic() > self._checkpoint_at:
            self.database.checkpoint()
            self._checkpoint_at = monotonic() + CHECKPOINT_EVERY_S

    def _pieces(self, piece: Callable[[Rows], bool], rows: Rows) -> tuple[bool, bool]:
        """Whether some are left, and whether others want the turn."""
        while piece(rows):
            if self.database.is_sqlite and self._group("").is_wanted():
                self._wanted_at = monotonic()
                return True, True
        return False, False

    def open_workspace(self, *, name: str, kind: WorkspaceKind, asked: Asked, note: Text | None = None) -> str:
        """The new workspace's id. Raises NameTaken. A test workspace's clock stands at 1970 until it is moved.

        `note` says where its contents come from.
        """
        workspace_id = new_id()
        is_test = kind is WorkspaceKind.TEST
        start = to_us(EPOCH if is_test else machine_now())

        def opening(rows: Rows) -> None:
            adding = ADD_WORKSPACE[rows.dialect.name]
            if rows.one(adding, workspace_id=workspace_id, name=name, kind=kind.value, opened_at=start) is None:
                raise NameTaken(name)
            clock = start if is_test else None
            rows.run(ADD_HEAD, workspace_id=workspace_id, position=0, recorded_at=start, clock=clock)
            writing = self._writing(self.application(workspace_id), rows)
            command = OpenWorkspace(workspace_id=workspace_id, name=name, kind=kind, note=note)
            writing.change(command, asked)

        self._group(workspace_id).run(opening)
        return workspace_id

    def workspace_named(self, name: str) -> tuple[str, WorkspaceKind]:
        """Its id and kind. Raises NotFound."""
        return self._found(NAMED, name=name)

    def workspace(self, workspace_id: str) -> tuple[str, WorkspaceKind]:
        """Its name and kind. Raises NotFound."""
        with self.database.reading() as rows:
            found = rows.one(IDENTIFIED, workspace_id=workspace_id)
        if found is None:
            raise NotFound("workspace", workspace_id)
        return found[1], WorkspaceKind(found[2])

    def workspaces(self) -> list[tuple[str, str, WorkspaceKind]]:
        """Id, name and kind of each, by name."""
        with self.database.reading() as rows:
            return [(found[0], found[1], WorkspaceKind(found[2])) for found in rows.all(ALL)]

    def now(self, rows: Rows, workspace_id: str) -> datetime:
        """What the workspace's clock shows: the machine's, or a test workspace's own."""
        head = seen(rows, workspace_id)
        if head is None:
            raise NotFound("workspace", workspace_id)
        return machine_now() if head.clock is None else head.clock

    def application(self, workspace_id: str) -> Goalpost:
        found = self._applications.get(workspace_id)
        if found is None:
            with self._lock:
                found = self._applications.setdefault(workspace_id, Goalpost(EventLog(self.database, workspace_id)))
        return found

    def _writing(self, application: Goalpost, rows: Rows) -> Writing:
        return Writing(application, rows, project=self.project, lookups=self.lookups)

    def _group(self, workspace_id: str) -> GroupCommit:
        """SQLite has one writer at a time, so its writers share one queue."""
        queue = "" if self.database.is_sqlite else workspace_id
        with self._lock:
            if queue not in self._groups:
                self._groups[queue] = GroupCommit(self.database)
            return self._groups[queue]

    def _found(self, statement: Prepared, **values: str) -> tuple[str, WorkspaceKind]:
        with self.database.reading() as rows:
            found = rows.one(statement, **values)
        if found is None:
            raise NotFound("workspace", next(iter(values.values())))
        return found[0], WorkspaceKind(found[2])

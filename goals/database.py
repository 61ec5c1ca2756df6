"""One SQL for SQLite and PostgreSQL: written in SQLAlchemy Core, compiled once, and handed to the driver."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import Any

from sqlalchemy import ClauseElement, Dialect, create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.pool import QueuePool

from goals.errors import Busy
from goals.sides import is_sided, turned

Row = Sequence[Any]

Around = tuple[tuple[str, ...], tuple[str, ...]]
"""Commands before a transaction, and after it."""

TOGETHER = 50
MOST_REMEMBERED = 2_048


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement in one dialect. `bound` puts values in the form in which the driver takes them.

    `together` is an INSERT of TOGETHER rows by place; None where values go by name, or nothing is inserted.
    """

    sql: str
    together: str | None
    constants: Mapping[str, Any]
    bound: Callable[[Mapping[str, Any]], Any]


class Prepared:
    """A Core statement, compiled at its first use on each dialect and side.

    Values go to the driver as they are: use text, integers, bytes and None, and no type that needs converting.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, str | None], Compiled] = {}

    def on(self, dialect: Dialect, side: str | None) -> Compiled:
        """`side` is that of the read models it is about, None where it is about none."""
        known = self._compiled.get((dialect.name, side))
        if known is None:
            known = self._compiled[dialect.name, side] = _compiled(self._statement, dialect, side)
        return known


def _compiled(statement: ClauseElement, dialect: Dialect, side: str | None) -> Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    names = compiled.positiontup if compiled.positional else None
    written = str(compiled)
    assert side is not None or not is_sided(written), f"read the workspace's head before {written}"
    sql = written if side is None else turned(written, side)
    return Compiled(
        sql=sql,
        together=_together(sql) if names else None,
        constants={name: value for name, value in compiled.params.items() if value is not None},
        bound=_binding(names),
    )


def _binding(names: Sequence[str] | None) -> Callable[[Mapping[str, Any]], Any]:
    """For a driver that takes values in this order; by name where there is none."""
    if not names:
        return dict
    if len(names) == 1:
        return lambda values: (values[names[0]],)
    return itemgetter(*names)


def _together(sql: str) -> str | None:
    head, values, row = sql.partition(" VALUES ")
    is_plain = head.startswith("INSERT") and row.endswith(")") and row.count("(") == 1
    return f"{head}{values}{', '.join([row] * TOGETHER)}" if is_plain else None


class Rows:
    """A driver connection inside a transaction.

    `side` is that of the read models of the workspace in question, known once its head was read. Where
    `is_snapshot`, nothing that is read in it can become another: what was found once can be remembered.
    """

    def __init__(self, connection: Any, dialect: Dialect, *, is_snapshot: bool = False) -> None:
        self.dialect = dialect
        self.side: str | None = None
        self._cursor = connection.cursor()
        self._remembered: dict[Hashable, Any] | None = {} if is_snapshot else None

    def remember(self, question: Hashable, found: Any) -> None:
        """For `recalled`, until too much is remembered; not at all where something may be written meanwhile."""
        known = self._remembered
        if known is None:
            return
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[self.side, question] = found

    def recalled(self, question: Hashable) -> Any:
        """What was remembered of the side that is read, None if nothing is. It is everybody's: change nothing in it."""
        return None if self._remembered is None else self._remembered.get((self.side, question))

    def run(self, prepared: Prepared, **values: Any) -> Any:
        """The driver's cursor, after executing: iterate it, or fetchone, fetchall."""
        compiled = prepared.on(self.dialect, self.side)
        bound = compiled.bound({**compiled.constants, **values} if compiled.constants else values)
        return self._cursor.execute(compiled.sql, bound) if bound else self._cursor.execute(compiled.sql)

    def one(self, prepared: Prepared, **values: Any) -> Row | None:
        found: Row | None = self.run(prepared, **values).fetchone()
        return found

    def all(self, prepared: Prepared, **values: Any) -> list[Row]:
        found: list[Row] = self.run(prepared, **values).fetchall()
        return found

    def run_many(self, prepared: Prepared, values: Iterable[Mapping[str, Any]]) -> None:
        """Once for each of `values`. Rows are inserted many at a time: a driver that lets other threads run at each
        statement would wait for them as often."""
        values = list(values)
        if len(values) <= 1:
            for each in values:
                self.run(prepared, **each)
            return
        compiled = prepared.on(self.dialect, self.side)
        full = ({**compiled.constants, **each} for each in values) if compiled.constants else values
        bound = list(map(compiled.bound, full))
        whole = 0 if compiled.together is None else len(bound) - len(bound) % TOGETHER
        for start in range(0, whole, TOGETHER):
            self._cursor.execute(compiled.together, list(chain.from_iterable(bound[start : start + TOGETHER])))
        self._cursor.executemany(compiled.sql, bound[whole:])

    @contextmanager
    def reading_text(self, read: Callable[[bytes], str]) -> Iterator[None]:
        """On SQLite: text is what `read` makes of it, to the end of the block."""
        connection = self._cursor.connection
        before, connection.text_factory = connection.text_factory, read
        try:
            yield
        finally:
            connection.text_factory = before

    def tell(self, sql: str) -> None:
        """Execute a bare command, such as SAVEPOINT."""
        self._cursor.execute(sql)


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=4000",
    "cache_size=-8000",
    "mmap_size=2147418112",
)
"""What is read is read where the system keeps the file, up to the 2 GiB that SQLite maps: of a long log, a connection's
own cache holds little."""
UNSYNCED_PRAGMAS = (
    ("PRAGMA synchronous=NORMAL", "PRAGMA wal_autocheckpoint=0"),
    tuple(f"PRAGMA {each}" for each in PRAGMAS if each.startswith(("synchronous", "wal_autocheckpoint"))),
)
UNSYNCED = "; SET LOCAL synchronous_commit = off"


class Database:
    """An engine, its pool, and the two kinds of transaction there are."""

    def __init__(self, url: str, *, pool_size: int = 40, lock_timeout_s: float = 10) -> None:
        """`url` is `sqlite:///path` or `postgresql://…`; `lock_timeout_s` is how long a write waits for its turn.

        Raises ValueError for another engine.
        """
        self.url = make_url(url)
        self.lock_timeout_s = lock_timeout_s
        self.engine = _engine(url, pool_size=pool_size, lock_timeout_s=lock_timeout_s)
        self.dialect = self.engine.dialect
        self.is_sqlite = self.dialect.name == "sqlite"
        self.path = _path(self.engine) if self.is_sqlite else None

    def reading(self) -> AbstractContextManager[Rows]:
        """One snapshot for all that is read in it."""
        begin = "BEGIN" if self.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        return self._transaction(begin, is_snapshot=True)

    def writing(self, *, lasting: bool = True) -> AbstractContextManager[Rows]:
        """Committed at the end, or rolled back whole. Raises Busy where the lock is not had in time.

        What is not `lasting` may be undone by a power cut until something that is has been committed after it.
        """
        if self.is_sqlite:
            return self._transaction("BEGIN IMMEDIATE", around=((), ()) if lasting else UNSYNCED_PRAGMAS)
        return self._transaction(f"BEGIN ISOLATION LEVEL READ COMMITTED{'' if lasting else UNSYNCED}")

    @contextmanager
    def _transaction(self, begin: str, *, around: Around = ((), ()), is_snapshot: bool = False) -> Iterator[Rows]:
        """`around` are commands before it and after it; where the second is not reached, the connection goes."""
        pooled = self.engine.raw_connection()
        try:
            rows = Rows(pooled.driver_connection, self.dialect, is_snapshot=is_snapshot)
            for command in around[0]:
                rows.tell(command)
            rows.tell(begin)
            yield rows
            self.commit(rows)
            for command in around[1]:
                rows.tell(command)
        except BaseException as error:
            self._rollback(pooled)
            if around[1]:
                pooled.invalidate()
            if is_busy(error):
                raise Busy(
                    "The log was busy for too long: nothing was recorded, so the request can be sent again."
                ) from error
            raise
        finally:
            pooled.close()

    def checkpoint(self) -> None:
        """Bring what was written without lasting from SQLite's log to its place, which holds nobody up: else whoever
        writes next would do it, and all of it."""
        pooled = self.engine.raw_connection()
        try:
            pooled.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            pooled.close()

    def commit(self, rows: Rows) -> None:
        rows.tell("COMMIT")

    def _rollback(self, pooled: Any) -> None:
        try:
            pooled.driver_connection.rollback()
        except Exception:
            pooled.invalidate()

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def overwriting(rows: Rows) -> Iterator[None]:
    """What is deleted meanwhile is overwritten with zeros, where the engine can do so."""
    if rows.dialect.name != "sqlite":
        yield
        return
    rows.tell("PRAGMA secure_delete=ON")
    try:
        yield
    finally:
        rows.tell("PRAGMA secure_delete=OFF")


@contextmanager
def as_stored(rows: Rows) -> Iterator[None]:
    """Text that is no UTF-8, as SQLite may hold it, is read nevertheless: with surrogates, which none of ours has."""
    if rows.dialect.name != "sqlite":
        yield
        return
    with rows.reading_text(forgiving):
        yield


def forgiving(stored: bytes) -> str:
    return stored.decode(errors="surrogateescape")


DRIVERS = ("sqlite3", "psycopg")
BUSY_MARKS = ("database is locked", "lock timeout", "locknotavailable", "statement timeout")


def is_busy(error: BaseException) -> bool:
    """Whether it is a driver's word that the lock was not had in time."""
    if type(error).__module__.partition(".")[0] not in DRIVERS:
        return False
    told = f"{type(error).__name__} {error}".lower()
    return any(mark in told for mark in BUSY_MARKS)


def _path(engine: Engine) -> Path | None:
    """The file; None for a database in memory."""
    name = engine.url.database
    return None if name is None or name in ("", ":memory:") else Path(name)


def _engine(url: str, *, pool_size: int, lock_timeout_s: float) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, pool_size=pool_size, lock_timeout_s=lock_timeout_s)
    if parsed.get_backend_name() != "postgresql":
        raise ValueError(f"{parsed.get_backend_name()} is no engine of ours: name sqlite:///PATH or postgresql://….")
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=lock_timeout_s,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        pool_pre_ping=True,
        connect_args={
            "autocommit": True,
            "options": f"-c lock_timeout={int(lock_timeout_s * 1000)} -c timezone=UTC",
        },
    )
    return engine


def _sqlite(url: str, *, pool_size: int, lock_timeout_s: float) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=lock_timeout_s,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        connect_args={"check_same_thread": False, "timeout": lock_timeout_s, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine

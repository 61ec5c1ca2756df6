"""One process at a time may claim a piece of work by its name; the claim ends with the process, however that ends."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import BigInteger, bindparam, func, select

from goals.database import Database, Prepared, Rows

KEY_BYTES = 8
IN_TURN = Prepared(select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger))))

Lost = Callable[[], bool]
Allowed = Callable[[Rows], None]
"""Raises where no more may be done in this transaction."""


@contextmanager
def claimed(database: Database, name: str) -> Iterator[Lost | None]:
    """None where another has it. Else what tells whether it was lost meanwhile, as a server that restarts does."""
    if not database.is_sqlite:
        with _on_server(database, name) as lost:
            yield lost
    elif database.path is None:
        yield lambda: False
    else:
        with _beside(database.path.with_name(f"{database.path.name}-{name}")) as lost:
            yield lost


def in_turn(rows: Rows, name: str) -> None:
    """From here to its end, no other transaction that says so too. Whoever then finds its claim not lost works before
    the next claimant begins: it waits here for what was begun."""
    if rows.dialect.name != "sqlite":
        rows.run(IN_TURN, key=_key(f"turn-{name}"))


@contextmanager
def _beside(path: Path) -> Iterator[Lost | None]:
    """By a file beside the database that is gone afterwards."""
    file = _opened(path)
    if file is None:
        yield None
        return
    try:
        yield lambda: not _is_still(file, path)
    finally:
        path.unlink(missing_ok=True)
        os.close(file)


def _opened(path: Path) -> int | None:
    """The file, locked; None if another has it. Once more where whoever had it takes it away just then."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        is_ours = _locked(file)
        if is_ours and _is_still(file, path):
            return file
        os.close(file)
        if not is_ours:
            return None


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(file: int, path: Path) -> bool:
    """Whether the path leads to this file: whoever had the claim before takes the file away when it is done."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


@contextmanager
def _on_server(database: Database, name: str) -> Iterator[Lost | None]:
    """By a lock of a connection of its own, which no pool counts."""
    pooled = database.engine.raw_connection()
    pooled.detach()
    try:
        cursor = pooled.cursor()
        key = _key(name)
        if not _told(cursor, "SELECT pg_try_advisory_lock(%s)", key):
            yield None
            return
        try:
            yield lambda: not _is_answered(cursor)
        finally:
            if _is_answered(cursor):
                _told(cursor, "SELECT pg_advisory_unlock(%s)", key)
    finally:
        pooled.close()


def _key(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=KEY_BYTES).digest(), "big", signed=True)


def _told(cursor: Any, question: str, *values: int) -> bool:
    return bool(cursor.execute(question, values).fetchone()[0])


def _is_answered(cursor: Any) -> bool:
    """The lock lasts as long as the connection."""
    try:
        return _told(cursor, "SELECT true")
    except psycopg.Error:
        return False

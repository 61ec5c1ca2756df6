"""Why a log could not be read: because of the way to it, or because of what stands in it."""

import sqlite3

import psycopg
from sqlalchemy import exc

from goals.errors import Busy

PRIMARY = 0xFF
"""Of an extended result code of SQLite's, what tells its kind."""
PASSING = (Busy, psycopg.OperationalError, psycopg.InterfaceError, exc.OperationalError, exc.TimeoutError, OSError)


def is_out_of_reach(error: BaseException) -> bool:
    """Whether it is about the way: a disk, a connection, a turn that was not had.

    That tells nothing about the log, and may be gone the next time.
    """
    if isinstance(error, sqlite3.OperationalError):
        # It is SQLite's word for text that cannot be decoded and for tables that are missing, too.
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY != sqlite3.SQLITE_ERROR
    return isinstance(error, PASSING)

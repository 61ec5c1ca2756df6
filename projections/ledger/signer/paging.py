"""Reading a long log, a page after the other, each in a snapshot of its own.

A snapshot that is held while a whole log is read keeps SQLite from emptying its write-ahead log, and PostgreSQL from
clearing away what was replaced. What is read lies at or before a position that was read first: it stays as it is.
"""

from typing import Any, Protocol

from goals.database import Database, Prepared, Row


class Asked(Protocol):
    """Who answers questions about rows."""

    def one(self, prepared: Prepared, **values: Any) -> Row | None: ...

    def all(self, prepared: Prepared, **values: Any) -> list[Row]: ...


class Pages:
    """Each answer is from a snapshot of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def one(self, prepared: Prepared, **values: Any) -> Row | None:
        with self._database.reading() as rows:
            return rows.one(prepared, **values)

    def all(self, prepared: Prepared, **values: Any) -> list[Row]:
        with self._database.reading() as rows:
            return rows.all(prepared, **values)

"""A database whose reader is watched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from goals.database import Database, Prepared, Row, Rows
from projections.ledger.signer import reading

Before = Callable[[Prepared, dict[str, Any]], object]


class Watched:
    """`snapshots` has how many rows were read in each; `before` hears of each question."""

    def __init__(self, url: str, before: Before = lambda prepared, values: None) -> None:
        self._database: Database = reading.opened(url)
        self._before = before
        self.snapshots: list[int] = []

    @contextmanager
    def reading(self) -> Iterator["WatchedRows"]:
        with self._database.reading() as rows:
            at = len(self.snapshots)
            self.snapshots.append(0)
            yield WatchedRows(self, rows, at)

    def close(self) -> None:
        self._database.close()

    def asked(self, prepared: Prepared, values: dict[str, Any]) -> None:
        self._before(prepared, values)


class WatchedRows:
    def __init__(self, watched: Watched, rows: Rows, at: int) -> None:
        self._watched, self._rows, self._at = watched, rows, at

    def one(self, prepared: Prepared, **values: Any) -> Row | None:
        return self._rows.one(prepared, **values)

    def all(self, prepared: Prepared, **values: Any) -> list[Row]:
        self._watched.asked(prepared, values)
        found = self._rows.all(prepared, **values)
        self._watched.snapshots[self._at] += len(found)
        return found

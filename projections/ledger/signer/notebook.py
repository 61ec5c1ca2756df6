"""The notes that were signed of a log, in a file that is added to: one a line, with the moment."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

from goals.instants import from_us, in_utc, to_us
from projections.ledger.signer.home import HomeUnusable, written

FINE_DAYS = 2
"""Of the days before these, only the last note of each is kept."""


class Entry(NamedTuple):
    at_us: int
    note: str

    @property
    def day(self) -> date:
        return from_us(self.at_us).date()


class Notebook:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: Entry | None = None
        self._end = 0
        for line in self._lines():
            self._last = self._read(line)
            self._end += len(line)

    @property
    def last(self) -> str | None:
        return None if self._last is None else self._last.note

    @property
    def last_at(self) -> str | None:
        """When the last one was signed."""
        return None if self._last is None else in_utc(from_us(self._last.at_us))

    def append(self, signed: str, *, at_us: int) -> None:
        """On the disk when it returns."""
        entry = Entry(at_us, signed)
        if self._last is not None and self._last.day < entry.day:
            self._thin(entry.day)
        with self._path.open("r+b") as file:
            file.seek(self._end)
            file.truncate()
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())
            self._end = file.tell()
        self._last = entry

    def entries(self) -> Iterator[Entry]:
        """Raises HomeUnusable where a line is none that was written here."""
        return map(self._read, self._lines())

    def _lines(self) -> Iterator[bytes]:
        """A line that was not written to its end was given to nobody, and is none."""
        with self._path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))

    def _read(self, line: bytes) -> Entry:
        try:
            read = json.loads(line)
            if type(read["at_us"]) is int and isinstance(read["note"], str):
                return Entry(read["at_us"], read["note"])
        except (ValueError, TypeError, KeyError):
            pass
        raise HomeUnusable(f"{self._path} is damaged: put back the signer's directory.")

    def notes(self) -> Iterator[str]:
        return (each.note for each in self.entries())

    def daily(self) -> list[str]:
        """The last note of each day."""
        return [each.note for each in _last_of_each_day(self.entries())]

    def newest_until(self, chosen: Callable[[str], bool]) -> int | None:
        """Up to which moment, in µs, the last chosen note is known to have been the newest; None if it is.

        Of a day that was thinned its first note may be gone: only that day's beginning is certain.
        """
        found: Entry | None = None
        following: Entry | None = None
        for each in self.entries():
            if chosen(each.note):
                found, following = each, None
            elif found is not None and following is None:
                following = each
        if found is None or following is None or self._last is None:
            return None
        if following.day >= self._last.day - timedelta(days=FINE_DAYS):
            return following.at_us
        return max(found.at_us, to_us(datetime.combine(following.day, time.min, UTC)))

    def _thin(self, today: date) -> None:
        fine = today - timedelta(days=FINE_DAYS)
        older = _last_of_each_day(each for each in self.entries() if each.day < fine)
        kept = b"".join(map(_line, [*older, *(each for each in self.entries() if each.day >= fine)]))
        written(self._path, kept)
        self._end = len(kept)


def _last_of_each_day(entries: Iterable[Entry]) -> list[Entry]:
    found: dict[date, Entry] = {}
    for each in entries:
        found[each.day] = each
    return list(found.values())


def _line(entry: Entry) -> bytes:
    return json.dumps({"at_us": entry.at_us, "note": entry.note}, separators=(",", ":")).encode() + b"\n"

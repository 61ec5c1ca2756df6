"""The notes that were signed of a log, in a file that is added to: one a line, with the moment.

Of the last days one note a minute is kept, and the sizes of the others; of the days before them the last note of each.
"""

import json
import os
from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, count, pairwise
from pathlib import Path
from typing import NamedTuple

from goals.instants import from_us, in_utc, to_us
from goals.ledger.checkpoint import MOST_DIGITS
from projections.ledger.signer.home import HomeUnusable, written

FINE_DAYS = 2
"""Of the days before these, only the last note of each is kept."""
MOST_SIZES = 50_000
"""Sizes without their notes: twelve a minute, as they are signed unasked, for three days."""
MOST_CROWDED = 1_000
"""So many notes may share a minute with a later one before the file is written anew."""
MINUTE_US = 60_000_000
DAY_US = 24 * 60 * MINUTE_US
LATEST_US = to_us(datetime.max.replace(tzinfo=UTC))
BEYOND_SIZES = 10**MOST_DIGITS


class Entry(NamedTuple):
    """That a checkpoint of this size was signed; `note` is None where no more is kept of it."""

    at_us: int
    size: int
    note: str | None

    @property
    def minute(self) -> int:
        return self.at_us // MINUTE_US

    @property
    def day(self) -> int:
        return self.at_us // DAY_US


class Notebook:
    """In memory are the moments, the sizes and the last note; who calls `append` or `newest_at` is alone with it."""

    _last: Entry | None
    _end: int
    _crowded: int

    def __init__(self, path: Path) -> None:
        """Raises HomeUnusable where a line is none that was written here."""
        self._path = path
        self._forget()
        for line in self._lines():
            self._remember(self._read(line))
            self._end += len(line)
        if self._last is not None and self._last.note is None:
            raise self._damaged

    @property
    def last(self) -> str | None:
        return None if self._last is None else self._last.note

    @property
    def last_at(self) -> str | None:
        """When the last one was signed."""
        return None if self._last is None else in_utc(from_us(self._last.at_us))

    def append(self, signed: str, *, at_us: int) -> None:
        """On the disk when it returns. Raises HomeUnusable where a line is missing that was there."""
        entry = Entry(at_us, _size(signed), signed)
        if self._last is not None and (self._last.day != entry.day or self._crowded >= MOST_CROWDED):
            self._thin(entry.day)
        with self._path.open("r+b") as file:
            if file.seek(0, os.SEEK_END) < self._end:
                raise self._damaged
            file.seek(self._end)
            file.truncate()
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())
            self._end = file.tell()
        self._remember(entry)

    def daily(self) -> list[str]:
        """The last note of each day, in the order in which they were signed. Raises HomeUnusable."""
        noted = (each for each in map(self._read, self._lines()) if each.note is not None)
        return [
            each.note or "" for each, following in _followed(noted) if following is None or following.day != each.day
        ]

    def newest_at(self, size: int, *, now_us: int) -> int | None:
        """Up to which moment, in µs, the last checkpoint of that size is known to have been the newest: `now_us` if it
        is. None if no such was signed.

        Of a day or a minute that was thinned the first may be gone: only its beginning is certain. Where the clock
        went back, it is the earliest moment at which there was a following one.
        """
        until, latest_day = now_us, 0
        moments = pairwise(chain(reversed(self._times), (-MINUTE_US,)))
        for signed, (at_us, before_us) in zip(reversed(self._sizes), moments, strict=True):
            if signed == size:
                return until
            latest_day = max(latest_day, at_us // DAY_US)
            until = min(until, _first_us(at_us, before_us, fine=latest_day - FINE_DAYS))
        return None

    def _forget(self) -> None:
        self._times, self._sizes = array("q"), array("q")
        self._last = None
        self._end = self._crowded = 0

    def _remember(self, entry: Entry) -> None:
        if self._last is not None and self._last.note is not None and self._last.minute == entry.minute:
            self._crowded += 1
        self._times.append(entry.at_us)
        self._sizes.append(entry.size)
        self._last = entry

    def _lines(self) -> Iterator[bytes]:
        """A line that was not written to its end is none: what it was to tell was not given to anybody, or the register
        misses it."""
        with self._path.open("rb") as file:
            yield from (line for line in file if line.endswith(b"\n"))

    def _read(self, line: bytes) -> Entry:
        try:
            read = json.loads(line)
            at_us, signed = read["at_us"], read.get("note")
            size = read["size"] if signed is None else _size(signed)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            raise self._damaged from None
        if (
            type(at_us) is not int
            or not 0 <= at_us <= LATEST_US
            or type(size) is not int
            or not 0 <= size < BEYOND_SIZES
        ):
            raise self._damaged
        return Entry(at_us, size, signed)

    @property
    def _damaged(self) -> HomeUnusable:
        return HomeUnusable(f"{self._path} is damaged: put back the signer's directory.")

    def _thin(self, today: int) -> None:
        thinned = _thinned(map(self._read, self._lines()), fine=today - FINE_DAYS)
        kept = b"".join(map(_line, thinned))
        written(self._path, kept)
        self._forget()
        for each in thinned:
            self._remember(each)
        self._end = len(kept)


def _followed(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry | None]]:
    """Each with the one after it in the file, whatever its moment: so sizes grow, however the clock leapt."""
    return pairwise(chain(entries, (None,)))  # type: ignore[arg-type]


def _thinned(entries: Iterable[Entry], *, fine: int) -> list[Entry]:
    """Before the day `fine` one a day, from then on one a minute; the last of all stays as it is."""
    kept = []
    for each, following in _followed(entries):
        if following is None or following.day != each.day:
            kept.append(each)
        elif each.day >= fine:
            kept.append(each if following.minute != each.minute else each._replace(note=None))
    too_many, bare = sum(each.note is None for each in kept) - MOST_SIZES, count(1)
    return [each for each in kept if each.note is not None or next(bare) > too_many]


def _first_us(at_us: int, before_us: int, *, fine: int) -> int:
    """When at the earliest the first one was signed after the one at `before_us`."""
    if at_us // DAY_US < fine:
        return at_us // DAY_US * DAY_US
    is_crowded = at_us // MINUTE_US == before_us // MINUTE_US
    return at_us if is_crowded else at_us // MINUTE_US * MINUTE_US


def _size(signed: str) -> int:
    """Of the checkpoint in a note. Raises ValueError, IndexError, AttributeError where there is none."""
    return int(signed.split("\n", 2)[1])


def _line(entry: Entry) -> bytes:
    told = {"size": entry.size} if entry.note is None else {"note": entry.note}
    return json.dumps({"at_us": entry.at_us, **told}, separators=(",", ":")).encode() + b"\n"

"""A CSV file of readings: its rows, each read exactly, or what is wrong with it and on which line."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from goals.quantity import EXACT, PATTERN, parse, places, plain
from goals.reading.commands import NewReading
from goals.window import day_start, period_window

LONGEST_NUMBER = 60
CALENDAR_YEAR = 1

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]+)?")
_SHORTER = re.compile(PATTERN)
_QUARTER = re.compile(r"([0-9]{4})[ -]?(Q[1-4])")
_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnusableFile(ValueError):
    """No row of it can be read: no header, a missing column, bytes that are not UTF-8."""


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which columns say what. Only rows that have `where`'s values are readings; "" is an empty cell."""

    date: str
    value: str
    key: str | None = None
    where: Mapping[str, str]

    @property
    def named(self) -> list[str]:
        return [self.date, self.value, *([] if self.key is None else [self.key]), *self.where]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a cell becomes a reading: in the zone `tz`, with at most `scale` decimals, rounded to it if `rounding`."""

    tz: str
    scale: int
    rounding: bool
    source: str | None = None

    def of(self, *, day: str, value: str, key: str | None) -> NewReading:
        """Raises ValueError, saying what is wrong."""
        amount, rounded_from = self._amount(value)
        return NewReading(
            observed_at=instant(day, tz=self.tz),
            value=amount,
            key=key,
            source=self.source,
            rounded_from=rounded_from,
        )

    def _amount(self, written: str) -> tuple[Decimal, str | None]:
        if _NUMBER.fullmatch(written) is None or len(written) > LONGEST_NUMBER:
            raise ValueError(f"{written[:40]!r} is not a number in plain notation, such as 1234.5.")
        exact = Decimal(written)
        if places(exact) <= self.scale:
            return parse(plain(exact)), None
        if not self.rounding:
            raise ValueError(f"{written} has more decimals than the KPI's {self.scale}: ask for rounding (--round).")
        return parse(plain(EXACT.quantize(exact, Decimal(1).scaleb(-self.scale)))), written


@dataclass(frozen=True)
class Row:
    """A row that counts: the reading, or what is wrong with it."""

    line: int
    found: NewReading | str


def rows(path: Path, columns: Columns, reading: Reading) -> Iterator[Row]:
    """Every row that counts, in the file's order. Raises UnusableFile, or OSError."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file, strict=True)
        try:
            _require(columns, lines.fieldnames)
            for cells in lines:
                if all(_cell(cells, name) == value for name, value in columns.where.items()):
                    yield Row(lines.line_num, _read(cells, columns, reading))
        except UnicodeDecodeError as wrong:
            raise UnusableFile(f"{path.name} is not UTF-8 text: byte {wrong.start} of a block is wrong.") from None
        except csv.Error as wrong:
            raise UnusableFile(f"{path.name} is not CSV at line {lines.line_num}: {wrong}.") from None


def instant(written: str, *, tz: str) -> datetime:
    """When that was: 00:00 in `tz` of a day, or of the last day of a year, a quarter or a month; or an instant.

    Raises ValueError for anything else.
    """
    try:
        return _instant(written, tz)
    except ValueError:
        told = "say it as 2023, 2023-Q1, 2023-03, 2023-03-31 or 2023-03-31T00:00:00Z"
        raise ValueError(f"{written[:40]!r} is not a date; {told}.") from None


def _instant(written: str, tz: str) -> datetime:
    quarter = _QUARTER.fullmatch(written)
    if quarter is not None:
        return day_start(period_window("-".join(quarter.groups()), CALENDAR_YEAR)[1], tz)
    if _PERIOD.fullmatch(written) is not None:
        return day_start(period_window(written, CALENDAR_YEAR)[1], tz)
    if _DAY.fullmatch(written) is not None:
        return day_start(date.fromisoformat(written), tz)
    read = datetime.fromisoformat(written)
    if read.tzinfo is None:
        raise ValueError(written)
    return read.astimezone(UTC)


def _require(columns: Columns, header: object) -> None:
    there = list(header) if isinstance(header, list) else []
    missing = [name for name in columns.named if name not in there]
    if missing:
        named = ", ".join(repr(name) for name in missing)
        raise UnusableFile(f"There is no column {named}; the columns are {', '.join(map(repr, there)) or 'none'}.")


def _read(cells: Mapping[str, str | None], columns: Columns, reading: Reading) -> NewReading | str:
    key = None if columns.key is None else _cell(cells, columns.key)
    if key == "":
        return f"The column {columns.key!r} is empty: every reading needs its key."
    try:
        return reading.of(day=_cell(cells, columns.date), value=_cell(cells, columns.value), key=key)
    except ValueError as wrong:
        return str(wrong)


def _cell(cells: Mapping[str, str | None], name: str) -> str:
    return (cells.get(name) or "").strip()

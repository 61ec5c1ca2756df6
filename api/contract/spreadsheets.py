"""A table as a spreadsheet: text is text and never a formula, and the second sheet says what was asked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from api.contract.sheets import Cell, Column, is_plain_number

PIECE_BYTES = 1 << 16
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
CUT = "…"
WIDTH = 18
DIGITS = 15
TEXT = Column("")
SPECIAL = re.compile("[&<>\x00-\x1f\x7f-\x9f\ufffe\uffff]|_x")
"""What cannot stand in a cell as it is."""
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def pieces(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], about: Mapping[str, str], *, at: datetime
) -> Iterator[bytes]:
    """The file, made on a disk. `about` is told on a sheet of its own; `at` is when it was made."""
    with TemporaryFile() as file, TemporaryDirectory() as aside:
        growing = Growing(file, name, columns, at=at, aside=aside)
        for row in rows:
            growing.add(row)
        growing.end(about)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


class Growing:
    """A file that rows are added to, one after another. `aside` is a directory for what it has no room for meanwhile:
    where the end is never reached, it goes with that."""

    def __init__(self, file: IO[bytes], name: str, columns: Sequence[Column], *, at: datetime, aside: str) -> None:
        self._book = Workbook(file, {**OPTIONS, "tmpdir": aside})
        self._book.set_properties({"created": at.replace(tzinfo=None)})
        self._tables = _Tables(self._book, name, columns)

    def add(self, row: Sequence[Cell]) -> None:
        self._tables.add(row)

    def end(self, about: Mapping[str, str]) -> None:
        self._tables.end()
        _tell(self._book, about, count=self._tables.count)
        self._book.close()


def _tell(book: Workbook, about: Mapping[str, str], *, count: int) -> None:
    asked = book.add_worksheet("asked", _Sheet)
    asked.set_column(0, 1, 2 * WIDTH)
    for n, told in enumerate({**about, "rows": str(count)}.items()):
        asked.write_row_of(n, told, (TEXT, TEXT))


class _Tables:
    """Rows on sheets, another sheet where one is full."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[Column]) -> None:
        self._book, self._name, self._columns = book, name, columns
        self._bold = book.add_format({"bold": True})
        self._sheets = 0
        self.count = 0
        self._begin()

    def add(self, row: Sequence[Cell]) -> None:
        if self._filled == MOST_ROWS:
            self.end()
            self._begin()
        self._sheet.write_row_of(self._filled, row, self._columns)
        self._filled += 1
        self.count += 1

    def end(self) -> None:
        self._sheet.autofilter(0, 0, self._filled - 1, len(self._columns) - 1)

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(name, _Sheet)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._columns) - 1, WIDTH)
        for n, column in enumerate(self._columns):
            self._sheet.write_string(0, n, column.name, self._bold)
        self._filled = 1


class _Sheet(Worksheet):  # type: ignore[misc]
    """Takes a row at once. Cell by cell, the library looks at everything again and again: that was most of the time."""

    def write_row_of(self, at: int, row: Sequence[Cell], columns: Sequence[Column]) -> None:
        cells = "".join(
            f'<c r="{name}{at + 1}"{_written(str(value), column)}</c>'
            for name, value, column in zip(_names(len(columns)), row, columns, strict=True)
            if value is not None
        )
        self._check_dimensions(at, 0)
        self._check_dimensions(at, len(columns) - 1)
        if at > self.previous_row:
            self._write_single_row(at)
        self.fh.write(f'<row r="{at + 1}">{cells}</row>')


@cache
def _names(count: int) -> tuple[str, ...]:
    """A, B, …"""
    return tuple(map(xl_col_to_name, range(count)))


def _written(text: str, column: Column) -> str:
    """What follows in a cell's element after where it is."""
    if column.is_number and is_plain_number(text) and _is_kept(text):
        return f"><v>{float(text):.16G}</v>"
    text = _as_text(text)
    if SPECIAL.search(text) is not None:
        text = escape(Worksheet._escape_control_characters(text))
    space = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is>'


def _as_text(text: str) -> str:
    """A space makes text of what begins and ends as marked-up text does."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + CUT


def _is_kept(number: str) -> bool:
    """Whether the nearest binary number is written with the same digits, as in a cell of 15 of them."""
    return len(number) <= DIGITS or len(Decimal(number).normalize().as_tuple().digits) <= DIGITS

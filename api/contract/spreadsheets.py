"""A table as a spreadsheet: text is text and never a formula, and the second sheet says what was asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook

from api.contract.sheets import Cell, Column, is_plain_number

PIECE_BYTES = 1 << 16
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
CUT = "…"
WIDTH = 18
DIGITS = 15
TEXT = Column("")
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
    asked = book.add_worksheet("asked")
    asked.set_column(0, 1, 2 * WIDTH)
    for n, told in enumerate({**about, "rows": str(count)}.items()):
        _write_row(asked, n, told, (TEXT, TEXT))


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
        _write_row(self._sheet, self._filled, row, self._columns)
        self._filled += 1
        self.count += 1

    def end(self) -> None:
        self._sheet.autofilter(0, 0, self._filled - 1, len(self._columns) - 1)

    def _begin(self) -> None:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, len(self._columns) - 1, WIDTH)
        for n, column in enumerate(self._columns):
            self._sheet.write_string(0, n, column.name, self._bold)
        self._filled = 1


def _write_row(sheet: Any, at: int, row: Sequence[Cell], columns: Sequence[Column]) -> None:
    for n, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is None:
            continue
        text = str(value)
        if column.is_number and is_plain_number(text) and _is_kept(text):
            sheet.write_number(at, n, float(text))
        else:
            sheet.write_string(at, n, _as_text(text))


def _as_text(text: str) -> str:
    """What begins and ends as marked-up text does would be written into the file as it is: a space makes it text."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + CUT


def _is_kept(number: str) -> bool:
    """Whether the nearest binary number is written with the same digits, as in a cell of 15 of them."""
    return len(Decimal(number).normalize().as_tuple().digits) <= DIGITS

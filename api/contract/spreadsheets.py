"""A table as a spreadsheet: text is text and never a formula, and the second sheet says what was asked.

All but the values of cells is in one form, by which a verifier knows that nothing else is in it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from tempfile import TemporaryFile
from typing import IO

from api.contract.sheets import Cell, Column, is_plain_number
from api.contract.zipping import Zipping
from projections.ledger.verifier import book_form
from projections.ledger.verifier.row_form import header, row

PIECE_BYTES = 1 << 16
LONGEST_CELL = 32_767
CUT = "…"
DIGITS = 15


def pieces(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], about: Mapping[str, str]
) -> Iterator[bytes]:
    """The file, made on a disk. `about` is told on a sheet of its own."""
    with TemporaryFile() as file:
        growing = Growing(file, name, columns)
        for each in rows:
            growing.add(each)
        growing.end(about)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


class Growing:
    """A file that rows are added to, one after another. `name` is the table's: letters."""

    def __init__(self, file: IO[bytes], name: str, columns: Sequence[Column]) -> None:
        self._name, self._columns = name, columns
        self._counts: list[int] = []
        self._zip = Zipping(file)
        for part, content in book_form.FIRST.items():
            self._zip.add(part, content)
        self._begin()

    def add(self, cells: Sequence[Cell]) -> None:
        if book_form.is_full(self._counts[-1], self._size):
            self._end()
            self._begin()
        values = [_value(cell, column) for cell, column in zip(cells, self._columns, strict=True)]
        self._put(row(values, self._counts[-1] + 1))

    def end(self, about: Mapping[str, str]) -> None:
        self._end()
        rows = sum(self._counts) - len(self._counts)
        self._tell({**about, "rows": str(rows)})
        for part, content in book_form.last(self._name, len(self._columns), self._counts).items():
            self._zip.add(part, content)
        self._zip.close()

    def _begin(self) -> None:
        """Another sheet."""
        self._counts.append(0)
        self._size = 0
        self._zip.begin(book_form.part_of(len(self._counts)))
        self._zip.write(book_form.table_begin(len(self._columns), is_first=len(self._counts) == 1))
        self._put(header(column.name for column in self._columns))

    def _put(self, written: bytes) -> None:
        self._zip.write(written)
        self._counts[-1] += 1
        self._size += len(written)

    def _end(self) -> None:
        self._zip.write(book_form.table_end(len(self._columns), self._counts[-1]))
        self._zip.end()

    def _tell(self, about: Mapping[str, str]) -> None:
        rows = (row(tuple(map(_as_text, told)), n) for n, told in enumerate(about.items(), start=1))
        content = b"".join((book_form.ASKED_BEGIN, *rows, book_form.ASKED_END))
        self._zip.add(book_form.part_of(len(self._counts) + 1), content)


def _value(cell: Cell, column: Column) -> str | float:
    if cell is None:
        return ""
    text = str(cell)
    if column.is_number and is_plain_number(text) and _is_kept(text):
        return float(text)
    return _as_text(text)


def _as_text(text: str) -> str:
    """A space makes text of what begins and ends as marked-up text does."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text += " "
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + CUT


def _is_kept(number: str) -> bool:
    """Whether the nearest binary number is written with the same digits, as in a cell of 15 of them."""
    return len(number) <= DIGITS or len(Decimal(number).normalize().as_tuple().digits) <= DIGITS

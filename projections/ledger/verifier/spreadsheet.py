"""Which rows does a spreadsheet have, if there is nothing in it but the two tables it should have?

It is read once, as it stands, a piece at a time. All but the values of cells is in one form: so no style, width, hidden
row, formula, property, or byte between its parts can show a reader something else.
"""

from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from projections.ledger.verifier.book_form import (
    ASKED_BEGIN,
    ASKED_END,
    FIRST,
    MOST_TABLES,
    is_full,
    last,
    part_of,
    table_begin,
    table_end,
)
from projections.ledger.verifier.cells import Cell
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.row_form import header
from projections.ledger.verifier.sheet_rows import Hint, Sheet, rows
from projections.ledger.verifier.zip_parts import ZipParts

TABLE = "trail"
MOST_ASKED = 100
"""Rows of the second table."""


class Book:
    """A spreadsheet file, opened. `about` is what its second table says, once the rows were read to their end."""

    def __init__(self, file: BinaryIO) -> None:
        self.about: dict[str, str] = {}
        self._parts = ZipParts(file)
        self._counts: list[int] = []
        self._is_full = False

    def rows(self, hint: Hint) -> Iterator[tuple[Cell, ...]]:
        """Those below the headers, a cell per column. Raises RowsUnreadable."""
        for name, content in FIRST.items():
            self._parts.require(name, content)
        sheet = self._sheet()
        while not self._counts or sheet.begun != ASKED_BEGIN:
            yield from self._of_table(sheet, hint)
            sheet = self._sheet()
        self.about = self._asked(sheet)
        for name, content in last(TABLE, len(COLUMNS), self._counts).items():
            self._parts.require(name, content)
        self._parts.end()

    def _sheet(self) -> Sheet:
        """The next one."""
        return Sheet(self._parts.pieces(part_of(len(self._counts) + 1)))

    def _of_table(self, sheet: Sheet, hint: Hint) -> Iterator[tuple[Cell, ...]]:
        n = len(self._counts) + 1
        if n > MOST_TABLES or self._is_full != (n > 1):
            raise RowsUnreadable(f"it should not have a sheet {n} of the trail")
        try:
            if sheet.begun != table_begin(len(COLUMNS), is_first=n == 1):
                raise RowsUnreadable("there stands something else before the rows than in every one")
            if next(sheet.written(), b"") != header(COLUMNS):
                raise RowsUnreadable("the first row is not the header of the trail")
            yield from rows(sheet, columns=len(COLUMNS), hint=hint)
            sheet.require_end(table_end(len(COLUMNS), sheet.count))
        except RowsUnreadable as wrong:
            raise RowsUnreadable(f"on its sheet {n} {wrong}") from None
        self._counts.append(sheet.count)
        self._is_full = is_full(sheet.count, sheet.size)

    def _asked(self, sheet: Sheet) -> dict[str, str]:
        found = list(islice(rows(sheet, columns=2, hint=lambda: None), MOST_ASKED + 1))
        about = {str(name): str(value) for name, value in found}
        if len(found) > MOST_ASKED or len(about) != len(found):
            raise RowsUnreadable(f"on its last sheet there are more than {MOST_ASKED} rows, or something is said twice")
        sheet.require_end(ASKED_END)
        return about

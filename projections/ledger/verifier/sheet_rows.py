"""A sheet's rows as they stand in its XML, one after another, and what stands around them.

Most rows are written exactly as the same row of the CSV would be: those need not be parsed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from projections.ledger.verifier.book_form import is_full
from projections.ledger.verifier.cells import FORMULA, LONGEST_CELL, Cell, in_sheet, is_formula
from projections.ledger.verifier.columns import COLUMNS, NUMBERS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.row_form import NAMES
from projections.ledger.verifier.sheet_xml import cells

MOST_BYTES = 1 << 22
"""Of a row, or of all that is around them."""
BEGIN, ROW_END = b"<sheetData>", b"</row>"
LONGEST_NUMBER = 64
"""That is remembered as it is written."""
_LETTERS = tuple((NAMES[n], name in NUMBERS) for n, name in enumerate(COLUMNS))
_RARE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_FIRST = frozenset(("'", *FORMULA))
"""What a cell may begin with that stands otherwise in the CSV."""

Hint = Callable[[], tuple[str, ...] | None]
"""The cells that the next row may have, as in the CSV."""


class AsInCsv(tuple[str, ...]):
    """A row that says what that of the CSV says, whose cells these are: no formula among them."""

    __slots__ = ()


class Sheet:
    """A sheet, read once. `begun` is what stands before its rows; `count` and `size`, in bytes, are of those read."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        """Raises RowsUnreadable."""
        self._chunks = _chunks(pieces)
        begun, begin, self._rest = next(self._chunks).partition(BEGIN)
        self.begun = begun + begin
        self.count = self.size = 0

    def written(self) -> Iterator[bytes]:
        """Its rows. Raises RowsUnreadable."""
        for chunk in self._chunks:
            if is_full(self.count, self.size):
                raise RowsUnreadable("there are rows that belong on the next sheet")
            row, self._rest = self._rest + ROW_END, chunk
            self.count += 1
            self.size += len(row)
            yield row

    def require_end(self, end: bytes) -> None:
        """Behind the last row. Raises RowsUnreadable."""
        if self._rest != end:
            raise RowsUnreadable(f"behind row {self.count} stands what should not: {self._rest[:60]!r}")


def rows(sheet: Sheet, *, columns: int, hint: Hint) -> Iterator[tuple[Cell, ...]]:
    """The next ones of a sheet, each with its cells. Raises RowsUnreadable."""
    for written in sheet.written():
        told = hint()
        if told is not None and written == as_in_csv(told, sheet.count):
            yield AsInCsv(told)
        else:
            yield cells(written, sheet.count, columns=columns)


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is between the ends of rows."""
    begun: list[bytes] = []
    size = 0
    for piece in pieces:
        # An end of a row may stand across two pieces.
        tail = begun.pop() if begun else b""
        *whole, rest = (tail + piece).split(ROW_END)
        for chunk in whole:
            yield b"".join([*begun, chunk])
            begun, size = [], 0
        begun += [rest[: -len(ROW_END)], rest[-len(ROW_END) :]] if len(rest) > len(ROW_END) else [rest]
        size += len(rest)
        if size > MOST_BYTES:
            raise RowsUnreadable(f"a row has more than {MOST_BYTES} bytes")
    yield b"".join(begun)


def as_in_csv(cells: tuple[str, ...], n: int) -> bytes:
    """A row of the trail as it is usually written; empty where something in it is not usual."""
    whole = "".join(cells)
    if len(whole) > LONGEST_CELL or "<" in whole or "_x" in whole or _is_rare(whole, cells):
        return b""
    if "&" in whole or ">" in whole:
        cells = tuple([text.replace("&", "&amp;").replace(">", "&gt;") for text in cells])
    spaced = tuple(map(str.strip, cells)) != cells
    row = [
        f'<c r="{letters}{n}"><v>{told}</v></c>'
        if is_number and len(text) <= LONGEST_NUMBER and (told := _as_number(text)) is not None
        else _text(text, f"{letters}{n}")
        if spaced
        else f'<c r="{letters}{n}" t="inlineStr"><is><t>{text}</t></is></c>'
        for (letters, is_number), text in zip(_LETTERS, cells, strict=True)
        if text
    ]
    return f'<row r="{n}">{"".join(row)}</row>'.encode()


def _is_rare(whole: str, cells: tuple[str, ...]) -> bool:
    if not whole.isprintable() and _RARE.search(whole):
        return True
    return any(text[0] == "'" or is_formula(text) for text in cells if text[:1] in _FIRST)


@lru_cache(maxsize=4096)
def _as_number(text: str) -> str | None:
    value = in_sheet(text, is_number=True)
    return f"{value:.16G}" if isinstance(value, float) else None


def _text(text: str, name: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{name}" t="inlineStr"><is><t{space}>{text}</t></is></c>'

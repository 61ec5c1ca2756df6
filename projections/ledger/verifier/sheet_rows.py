"""A sheet's rows as they stand in its XML, one after another, and the frame around them.

Most rows are written exactly as the same row of the CSV would be: those need not be parsed.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from projections.ledger.verifier.cells import FORMULA, LONGEST_CELL, Cell, in_sheet, is_formula
from projections.ledger.verifier.columns import COLUMNS, NUMBERS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.sheet_xml import NAMES, Parsing

MOST_BYTES = 1 << 24
"""Of a row, or of all that is around them."""
BEGIN, END, ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_LETTERS = tuple((NAMES[n], name in NUMBERS) for n, name in enumerate(COLUMNS))
_RARE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_FIRST = frozenset(("'", *FORMULA))
"""What a cell may begin with that stands otherwise in the CSV."""

Hint = Callable[[], tuple[str, ...] | None]
"""The cells that the next row may have, as in the CSV."""


class AsInCsv(tuple[str, ...]):
    """A row that says what that of the CSV says, whose cells these are: no formula among them."""

    __slots__ = ()


def rows(pieces: Iterable[bytes], *, columns: int, hint: Hint) -> Iterator[tuple[Cell, ...]]:
    """Each with its cells, the header among them. Raises RowsUnreadable."""
    parsing, chunks = Parsing(columns=columns), _chunks(pieces)
    begun, _, first = next(chunks).partition(BEGIN)
    found = first
    for n, chunk in enumerate(chunks, start=1):
        told = hint() if n > 1 else None
        if told is not None and found + ROW_END == written(told, n):
            yield AsInCsv(told)
        else:
            yield parsing.row(found + ROW_END, n)
        found = chunk
    if not found.startswith(END):
        raise RowsUnreadable("its rows do not end as they should")
    parsing.frame(begun + BEGIN + found)


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


def written(cells: tuple[str, ...], n: int) -> bytes:
    """A row of the trail as it is usually written; empty where something in it is not usual."""
    whole = "".join(cells)
    if len(whole) > LONGEST_CELL or "<" in whole or "_x" in whole or _is_rare(whole, cells):
        return b""
    if "&" in whole or ">" in whole:
        cells = tuple([text.replace("&", "&amp;").replace(">", "&gt;") for text in cells])
    spaced = tuple(map(str.strip, cells)) != cells
    row = [
        f'<c r="{letters}{n}"><v>{told}</v></c>'
        if is_number and (told := _as_number(text)) is not None
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
    first = {text[:1] for text in cells}
    return not first.isdisjoint(_FIRST) and ("'" in first or any(map(is_formula, cells)))


@lru_cache(maxsize=4096)
def _as_number(text: str) -> str | None:
    value = in_sheet(text, is_number=True)
    return f"{value:.16G}" if isinstance(value, float) else None


def _text(text: str, name: str) -> str:
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'<c r="{name}" t="inlineStr"><is><t{space}>{text}</t></is></c>'

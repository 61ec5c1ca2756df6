"""A table as RFC 4180 has it: UTF-8, a header, CRLF; written piece by piece."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from api.contract.sheets import Cell, Column, is_plain_number

CONTENT_TYPE = "text/csv; charset=utf-8; header=present"
TOGETHER = 1_000
"""Rows in a piece."""
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
"""What makes a spreadsheet take a cell for a formula, the full-width signs too."""


def pieces(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Text that begins as a formula would is given an apostrophe before it; plain numbers are left as they are."""
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for n, row in enumerate(rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if n % TOGETHER == 0:
            yield _taken(written)
    yield _taken(written)


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) and not is_plain_number(text) else text


def _taken(written: StringIO) -> bytes:
    found = written.getvalue().encode()
    written.seek(0)
    written.truncate()
    return found

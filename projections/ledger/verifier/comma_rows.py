"""Which rows does a CSV file have, if it is written in the one way in which this table is written?"""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from typing import BinaryIO

from projections.ledger.verifier.columns import COLUMNS

MOST_BYTES = 1 << 22
"""Of a row."""
QUICK = 100_000
"""Characters of a row that is surely read by the standard library, whose cells are of limited length."""
_CELL = re.compile(r'(?:"([^"]*+(?:""[^"]*+)*+)"|([^",\r\n]*+))(,|\r\n)')
"""Nothing is tried twice: what would be to be tried again would be remembered, some hundred bytes a character."""


class RowsUnreadable(ValueError):
    """From here on the file is not to be read as the table it should be."""


def rows(file: BinaryIO) -> Iterator[tuple[str, ...]]:
    """Those below the header, a cell per column. Raises RowsUnreadable."""
    records = _records(file)
    head = next(records, "")
    if head != ",".join(COLUMNS) + "\r\n":
        raise RowsUnreadable("its first line is not the header of the trail")
    for n, record in enumerate(records, start=2):
        is_plain = _is_plain(record)
        cells = tuple(record[:-2].split(",")) if is_plain else _quoted(record)
        if len(cells) != len(COLUMNS):
            raise RowsUnreadable(f"row {n} has {len(cells)} cells, not {len(COLUMNS)}")
        if not is_plain and _written(cells) != record:
            raise RowsUnreadable(
                f"row {n} is not written as this table is written: other programs may read it otherwise"
            )
        yield cells


def _records(file: BinaryIO) -> Iterator[str]:
    """Rows with their ends; a row ends with a line on which no quotation is left open."""
    begun: list[bytes] = []
    quotes = size = 0
    while line := file.readline(MOST_BYTES):
        begun.append(line)
        quotes += line.count(b'"')
        size += len(line)
        if size >= MOST_BYTES:
            raise RowsUnreadable(f"a row has more than {MOST_BYTES} bytes")
        if quotes % 2 == 0 and line.endswith(b"\r\n"):
            yield _decoded(b"".join(begun))
            begun, quotes, size = [], 0, 0
    if begun:
        raise RowsUnreadable("it ends within a row")


def _decoded(record: bytes) -> str:
    try:
        return record.decode()
    except UnicodeDecodeError:
        raise RowsUnreadable("it is not written in UTF-8") from None


def _is_plain(record: str) -> bool:
    """Whether its cells are written as they stand: no quotation mark, and no end of a line but its own."""
    end = len(record) - 2
    return end < QUICK and '"' not in record and record.find("\r") == end and record.find("\n") == end + 1


def _quoted(record: str) -> tuple[str, ...]:
    """The cells of a row in which some stand in quotation marks; empty where it is no row."""
    return _cells(record) if len(record) > QUICK else _quick(record)


def _written(cells: tuple[str, ...]) -> str:
    """As the row of them is written."""
    written = StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()


def _quick(record: str) -> tuple[str, ...]:
    try:
        (found,) = csv.reader([record], strict=True)
    except (csv.Error, ValueError):
        return ()
    return tuple(found)


def _cells(record: str) -> tuple[str, ...]:
    """Empty where it is no row."""
    found: list[str] = []
    end = 0
    for cell in _CELL.finditer(record):
        if cell.start() != end or len(found) == len(COLUMNS) or (cell[3] == "\r\n" and cell.end() != len(record)):
            return ()
        found.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
        end = cell.end()
    return tuple(found) if end == len(record) else ()

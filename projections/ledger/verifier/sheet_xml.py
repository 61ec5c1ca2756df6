"""Which cells does a row of a sheet have? It is read as it is written here, and in no other way."""

import re

from projections.ledger.verifier.cells import Cell
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.row_form import NAMES, row

_CELL = re.compile(
    r'<c r="([A-Z]{1,2})[0-9]{1,7}"'
    r'(?:><v>([^<]{1,64})</v>| t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is>)</c>'
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def cells(written: bytes, n: int, *, columns: int) -> tuple[Cell, ...]:
    """Those of row `n`, counted from 1. Raises RowsUnreadable if it would be written otherwise."""
    names = NAMES[:columns]
    try:
        found = {each[1]: _valued(each[2], each[3]) for each in _CELL.finditer(written.decode())}
        values = tuple([found.get(name, "") for name in names])
        again = row(values, n)
    except ValueError as wrong:
        raise RowsUnreadable(f"row {n} cannot be read: {wrong!s:.80}") from None
    if again != written:
        raise RowsUnreadable(f"row {n} is not written as a row with its cells is: {_around(again, written)}")
    return values


def _valued(number: str | None, text: str) -> Cell:
    if number is not None:
        return float(number)
    unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unescaped)


def _around(wanted: bytes, told: bytes) -> str:
    """Where they begin to differ."""
    at = next((n for n, (a, b) in enumerate(zip(wanted, told, strict=False)) if a != b), min(len(wanted), len(told)))
    return f"{told[max(at - 20, 0) : at + 40].decode(errors='replace')!r}"

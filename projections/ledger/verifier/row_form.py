"""How is a row written in the XML of a sheet? In one form alone, by which it can be compared as bytes."""

import re
from collections.abc import Iterable, Sequence

from projections.ledger.verifier.cells import Cell

_SPECIAL = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_AS_CONTROL = re.compile("(?=_x[0-9A-Fa-f]{4}_)_")


def _letters(n: int) -> str:
    """The name of a column: A to Z, then AA."""
    first, second = divmod(n, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


NAMES = tuple(map(_letters, range(27 * 26)))
"""Of columns."""


def header(names: Iterable[str]) -> bytes:
    """The first row, in bold. No name has anything in it that is written otherwise."""
    cells = (
        f'<c r="{letters}1" s="1" t="inlineStr"><is><t>{name}</t></is></c>'
        for letters, name in zip(NAMES, names, strict=False)
    )
    return f'<row r="1">{"".join(cells)}</row>'.encode()


def row(values: Sequence[Cell], n: int) -> bytes:
    """Row `n`, counted from 1."""
    cells = "".join(
        [
            f'<c r="{name}{n}"{number(value) if isinstance(value, float) else text(value)}</c>'
            for name, value in zip(NAMES, values, strict=False)
            if value != ""
        ]
    )
    return f'<row r="{n}">{cells}</row>'.encode()


def number(value: float) -> str:
    """What follows in a cell's element after where it is."""
    return f"><v>{value:.16G}</v>"


def text(value: str) -> str:
    """The same of text."""
    if _SPECIAL.search(value) is not None:
        value = _CONTROL.sub(_escaped, _AS_CONTROL.sub("_x005F_", value))
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() else ""
    return f' t="inlineStr"><is><t{space}>{value}</t></is>'


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"

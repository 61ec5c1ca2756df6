"""How answers look to somebody who reads them at a terminal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import StringIO
from shutil import get_terminal_size
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

NOTHING = "–"
WIDEST = 120
NARROWEST = 60


def columns(header: Sequence[str], lines: Sequence[Sequence[str]], *, right: Sequence[str] = ()) -> str:
    """A table no wider than the terminal: what is too long is wrapped. `right` are headings of figures."""
    table = Table(box=None, pad_edge=False, show_edge=False, header_style=None)
    for name in header:
        table.add_column(Text(name), justify="right" if name in right else "left", overflow="fold")
    for line in lines:
        table.add_row(*(Text(visible(cell)) for cell in line))
    written = StringIO()
    width = min(max(get_terminal_size((WIDEST, 0)).columns, NARROWEST), WIDEST)
    Console(file=written, width=width, color_system=None, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def visible(text: str) -> str:
    """In one line, with nothing in it that a terminal obeys."""
    return "".join(character if character.isprintable() else " " for character in text)


def percent(share: str | None) -> str:
    """As in "40 %"."""
    return NOTHING if share is None else f"{_hundredfold(share)} %"


def points(share: str | None) -> str:
    """A difference of two shares, as in "+15 points"."""
    if share is None:
        return NOTHING
    amount = _hundredfold(share)
    return f"{amount if amount.startswith('-') or amount == '0' else f'+{amount}'} points"


def or_nothing(value: object) -> str:
    return NOTHING if value is None else str(value)


def day(instant: str | None) -> str:
    """The day, in UTC, of an instant as answers have it."""
    return NOTHING if instant is None else instant[:10]


def actor(told: Mapping[str, Any] | None) -> str:
    return NOTHING if told is None else f"{told['type']}:{told['id']}"


def amount(value: Any) -> str:
    """A number, a range, or what else a field may hold."""
    match value:
        case None:
            return NOTHING
        case {"low": low, "high": high}:
            return f"{low} to {high}"
        case {"start": start, "end": end}:
            return f"{start} to {end}"
        case dict():
            return ", ".join(f"{name} {amount(inner)}" for name, inner in value.items())
        case list():
            return ", ".join(map(amount, value))
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _hundredfold(share: str) -> str:
    found = Decimal(share) * 100
    return format(found.normalize() if found else Decimal(0), "f")

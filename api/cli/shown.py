"""How answers look to somebody who reads them at a terminal."""

from collections.abc import Collection, Iterable, Mapping, Sequence
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
LONGEST = 80


Cell = str | tuple[str, ...]
"""A text, or some, one below the other."""


def columns(header: Sequence[str], lines: Iterable[Sequence[Cell]], *, figures: Collection[str] = ()) -> str:
    """A table no wider than the terminal: what is too long goes on in the next line. Nothing, without lines.

    `figures` are the headings over what stands to the right, and is never broken.
    """
    rows = [[*map(_text, line)] for line in lines]
    if not rows:
        return ""
    is_headed = any(name.strip() for name in header)
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=is_headed, padding=(0, 2, 0, 0))
    for name in header:
        is_figure = name in figures
        table.add_column(Text(name), justify="right" if is_figure else "left", no_wrap=is_figure, overflow="fold")
    for row in rows:
        table.add_row(*row)
    written = StringIO()
    width = min(max(get_terminal_size((WIDEST, 0)).columns, NARROWEST), WIDEST)
    Console(file=written, width=width, color_system=None, legacy_windows=False).print(table)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())


def _text(cell: Cell) -> Text:
    return Text("\n".join(map(visible, (cell,) if isinstance(cell, str) else cell)))


def pairs(told: Mapping[str, str]) -> str:
    """A name and what it is, in each line."""
    return columns(("", " "), told.items(), figures=(" ",))


def paragraph(*told: str) -> str:
    """Sentences, each from the beginning of a line, no wider than the terminal."""
    return columns(("",), [(told,)]) if told else ""


def sections(*told: str) -> str:
    """With an empty line between; those that are empty are left out."""
    return "\n\n".join(each for each in told if each)


def headed(heading: str, table: str) -> str:
    """Nothing, where there is nothing under the heading."""
    return f"{heading}\n{table}" if table else ""


def visible(text: str) -> str:
    """In one line, with nothing in it that a terminal obeys."""
    return "".join(character if character.isprintable() else " " for character in text)


def percent(share: str | None) -> str:
    """As in "40 %"."""
    return NOTHING if share is None else f"{_hundredfold(share)} %"


def points(share: str | None) -> str:
    """A difference of two shares, as in "+15 points"."""
    return NOTHING if share is None else f"{_signed(_hundredfold(share))} points"


def days(number: int | None) -> str:
    """As in "+15 days"."""
    return NOTHING if number is None else f"{_signed(str(number))} day{'' if abs(number) == 1 else 's'}"


def day(instant: str | None) -> str:
    """The day, in UTC, of an instant as answers have it."""
    return NOTHING if instant is None else instant[:10]


def yes(value: bool | None) -> str:
    return NOTHING if value is None else "yes" if value else "no"


def words(code: str) -> str:
    """A word of an enumeration, so that it can be broken."""
    return code.replace("_", " ")


def actor(told: Mapping[str, Any] | None) -> str:
    return NOTHING if told is None else f"{told['type']}:{told['id']}"


def amount(value: Any) -> str:
    """A number, a range, a window, or what else a field may hold."""
    match value:
        case None:
            return NOTHING
        case {"low": low, "high": high}:
            return f"{low} to {high}"
        case {"start": start, "end": end}:
            return f"{start} to {end}"
        case dict():
            return ", ".join(f"{name} {amount(inner)}" for name, inner in value.items())
        case list() | tuple():
            return ", ".join(map(amount, value)) or NOTHING
        case bool():
            return yes(value)
        case _:
            return str(value)


def changed(changes: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """As in "target 600000 → 500000", for each field."""
    return tuple(f"{each['field']} {_short(each['before'])} → {_short(each['after'])}" for each in changes)


def _short(value: Any) -> str:
    """The members of a thing that it has; and no more of anything than can be taken in."""
    if isinstance(value, dict):
        value = {words(name): inner for name, inner in value.items() if inner is not None}
    shown = amount(value)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1].rstrip()}…"


def far(move: Mapping[str, Any]) -> tuple[str, ...]:
    """How a retarget is judged: its effect, and what is known of its ratio and magnitude."""
    ratio = () if move.get("ratio") is None else (f"ratio {move['ratio']}",)
    magnitude = () if move["magnitude"] is None else (f"by {percent(move['magnitude'])}",)
    return (move["effect"], *ratio, *magnitude)


def why(told: Mapping[str, Any], *, by: Mapping[str, Any], approved_by: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What was given for a reason, and who decided."""
    approved = "" if approved_by is None else f", approved by {actor(approved_by)}"
    return f"{words(told['reason_code'])}: {told['reason']}", f"by {actor(by)}{approved}"


def _hundredfold(share: str) -> str:
    found = Decimal(share) * 100
    return format(found.normalize() if found else Decimal(0), "f")


def _signed(number: str) -> str:
    return number if number.startswith("-") or number == "0" else f"+{number}"

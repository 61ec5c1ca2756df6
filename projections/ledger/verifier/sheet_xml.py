"""Which rows and cells does the XML of a sheet have? Only what it should have is known here, and the rest refused."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from projections.ledger.verifier.cells import LONGEST_CELL, Cell
from projections.ledger.verifier.comma_rows import RowsUnreadable

MOST_WRITTEN = 8 * LONGEST_CELL
"""Characters of a cell, a control character being written with seven."""
MOST_OF_A_PART = 1 << 20
NONE: frozenset[str] = frozenset()
KNOWN: Mapping[str, frozenset[str]] = {
    "worksheet": frozenset(("xmlns", "xmlns:r")),
    "dimension": frozenset(("ref",)),
    "sheetViews": NONE,
    "sheetView": frozenset(("tabSelected", "workbookViewId")),
    "pane": frozenset(("ySplit", "topLeftCell", "activePane", "state")),
    "selection": frozenset(("pane",)),
    "sheetFormatPr": frozenset(("defaultRowHeight",)),
    "cols": NONE,
    "col": frozenset(("min", "max", "width", "customWidth")),
    "sheetData": NONE,
    "row": frozenset(("r",)),
    "c": frozenset(("r", "s", "t")),
    "v": NONE,
    "is": NONE,
    "t": frozenset(("xml:space",)),
    "autoFilter": frozenset(("ref",)),
    "pageMargins": frozenset(("left", "right", "top", "bottom", "header", "footer")),
}
"""The elements of a sheet, and what may be said of each."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Part(NamedTuple):
    """An element, without what is in it."""

    name: str
    attributes: Mapping[str, str]


class Parsing:
    """A sheet, fed to it in pieces."""

    def __init__(self, *, columns: int) -> None:
        self._parser = _parser()
        self._parser.StartElementHandler = self._begins
        self._parser.EndElementHandler = self._ends
        self._parser.CharacterDataHandler = self._says
        self._names = [_letters(n) for n in range(columns)]
        self._places = {name: n for n, name in enumerate(self._names)}
        self._rows: list[tuple[Cell, ...]] = []
        self._row: list[Cell] = []
        self._count = 0
        self._cell: tuple[int, bool] | None = None
        self._within = ""
        self._text: list[str] = []
        self._length = 0

    def feed(self, piece: bytes) -> None:
        """An empty piece ends it. Raises RowsUnreadable, ExpatError."""
        self._parser.Parse(piece, not piece)

    def taken(self) -> list[tuple[Cell, ...]]:
        """The rows that were completed since the last time."""
        found, self._rows = self._rows, []
        return found

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        known = KNOWN.get(name)
        if known is None:
            raise RowsUnreadable(f"there is an element {name[:40]!r}{self._where()}" + _formula(name))
        if not attributes.keys() <= known:
            strange = ", ".join(sorted(attributes.keys() - known))
            raise RowsUnreadable(f"{name} has {strange[:80]}{self._where()}")
        if name == "c":
            self._cell_begins(attributes)
        elif name == "row":
            self._row_begins(attributes)
        elif name in ("v", "t"):
            self._within, self._text, self._length = name, [], 0

    def _row_begins(self, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if attributes.get("r") != str(self._count):
            raise RowsUnreadable(f"row {attributes.get('r', '')[:20]} stands where row {self._count} should")
        self._row = [""] * len(self._names)
        self._next = 0

    def _cell_begins(self, attributes: Mapping[str, str]) -> None:
        told = attributes.get("r", "")
        place = self._places.get(told.removesuffix(str(self._count)), -1)
        if place < self._next or told != f"{self._names[place]}{self._count}":
            raise RowsUnreadable(f"there is a cell {told[:20]!r} out of its place in row {self._count}")
        form = attributes.get("t")
        if form not in (None, "inlineStr") or ("s" in attributes and self._count > 1):
            raise RowsUnreadable(f"the cell {told} is neither plain text nor a plain number")
        self._cell, self._next = (place, form is None), place + 1

    def _says(self, text: str) -> None:
        if not self._within:
            if text.strip():
                raise RowsUnreadable(f"there is text outside of the cells{self._where()}")
            return
        self._text.append(text)
        self._length += len(text)
        if self._length > MOST_WRITTEN:
            raise RowsUnreadable(f"a cell has more text than a cell can hold{self._where()}")

    def _ends(self, name: str) -> None:
        if name == "row":
            self._rows.append(tuple(self._row))
        elif name == self._within:
            self._within = ""
            if self._cell is None:
                raise RowsUnreadable(f"there is a value outside of the cells{self._where()}")
            place, is_number = self._cell
            if is_number != (name == "v"):
                raise RowsUnreadable(f"the cell {self._names[place]}{self._count} is not of the type it says")
            self._row[place] = _valued("".join(self._text), is_number=is_number)
            self._cell = None

    def _where(self) -> str:
        return "" if self._count == 0 else f" at row {self._count}"


def parts_of(pieces: Iterable[bytes]) -> list[Part]:
    """All elements of a small XML file, in their order. Raises RowsUnreadable."""
    found: list[Part] = []
    parser, size = _parser(), 0
    parser.StartElementHandler = lambda name, attributes: found.append(Part(name, attributes))
    for piece in pieces:
        size += len(piece)
        if size > MOST_OF_A_PART:
            raise RowsUnreadable(f"a part of it has more than {MOST_OF_A_PART} bytes")
        try:
            parser.Parse(piece, not piece)
        except ExpatError as wrong:
            raise RowsUnreadable(f"a part of it is no XML: {wrong}") from None
    return found


def _parser() -> XMLParserType:
    """One that knows no entities but the five of XML itself, and no document types."""
    parser = ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refused
    return parser


def _refused(*_: object) -> None:
    raise RowsUnreadable("there is a document type, which could bring in other text")


def _valued(text: str, *, is_number: bool) -> Cell:
    if not is_number:
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        return float(text)
    except ValueError:
        raise RowsUnreadable(f"{text[:40]!r} is given as a number") from None


def _letters(n: int) -> str:
    """The name of a column: A to Z, then AA."""
    first, second = divmod(n, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def _formula(name: str) -> str:
    return ": a formula" if name == "f" else ""

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
BOLD = "1"
"""The style of a header."""
OF_ROWS = frozenset(("row", "c", "v", "is", "t"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Part(NamedTuple):
    """An element, without what is in it."""

    name: str
    attributes: Mapping[str, str]


class Parsing:
    """A sheet's frame, or one of its rows, for itself."""

    def __init__(self, *, columns: int) -> None:
        self._names = NAMES[:columns]
        self._places = {name: n for n, name in enumerate(self._names)}

    def frame(self, text: bytes) -> None:
        """All that is around the rows. Raises RowsUnreadable."""
        self._seen: set[str] | None = set()
        self._parse(text, 0)

    def row(self, text: bytes, n: int) -> tuple[Cell, ...]:
        """The cells of row `n`, counted from 1. Raises RowsUnreadable."""
        self._seen = None
        self._parse(b"<sheetData>%s</sheetData>" % text, n - 1)
        if self._count != n:
            raise RowsUnreadable(f"there is no row {n}")
        return tuple(self._row)

    def _parse(self, text: bytes, count: int) -> None:
        self._row: list[Cell] = []
        self._count = count
        self._cell: tuple[int, bool] | None = None
        self._within = ""
        self._text: list[str] = []
        self._length = 0
        parser = _parser()
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        try:
            parser.Parse(text, True)
        except ExpatError as wrong:
            raise RowsUnreadable(f"there is no XML{self._where()}: {wrong}") from None

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        known = KNOWN.get(name)
        if known is None:
            raise RowsUnreadable(f"there is an element {name[:40]!r}{self._where()}" + _formula(name))
        if not attributes.keys() <= known:
            strange = ", ".join(sorted(attributes.keys() - known))
            raise RowsUnreadable(f"{name} has {strange[:80]}{self._where()}")
        if self._seen is not None:
            self._frame_begins(name)
        if name == "c":
            self._cell_begins(attributes)
        elif name == "row":
            self._row_begins(attributes)
        elif name in ("v", "t"):
            if attributes.get("xml:space", "preserve") != "preserve":
                raise RowsUnreadable(f"a cell has white space of another sort{self._where()}")
            self._within, self._text, self._length = name, [], 0

    def _frame_begins(self, name: str) -> None:
        assert self._seen is not None
        if name in self._seen or name in OF_ROWS:
            raise RowsUnreadable(f"there is a {name} where there should be none")
        self._seen.add(name)

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
        styled = attributes.get("s", BOLD) != BOLD or ("s" in attributes and self._count > 1)
        if form not in (None, "inlineStr") or styled:
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
        if name == self._within:
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
        _fed(parser, piece, is_last=False)
    _fed(parser, b"", is_last=True)
    return found


def _fed(parser: XMLParserType, piece: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(piece, is_last)
    except ExpatError as wrong:
        raise RowsUnreadable(f"a part of it is no XML: {wrong}") from None


def _parser() -> XMLParserType:
    """One that knows no entities but the five of XML itself, and no document types."""
    parser = ParserCreate("UTF-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refused
    parser.CommentHandler = _refused
    parser.ProcessingInstructionHandler = _refused
    parser.StartCdataSectionHandler = _refused
    return parser


def _refused(*_: object) -> None:
    raise RowsUnreadable("there is a document type, a comment or the like, which could show or hide other text")


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


NAMES = tuple(map(_letters, range(2 * 26)))
"""Of columns."""


def _formula(name: str) -> str:
    return ": a formula" if name == "f" else ""

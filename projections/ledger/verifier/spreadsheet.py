"""Which rows does a spreadsheet have, if there is nothing in it but the two tables it should have?

It is read as it stands in the zip, a piece at a time. What could show a reader something else is refused: formulas,
hidden rows, columns and sheets, links, merged cells, further parts of any kind.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from projections.ledger.verifier.cells import Cell
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.sheet_rows import Hint, rows
from projections.ledger.verifier.sheet_xml import Part, parts_of

TABLE, ASKED = "trail", "asked"
MOST_PARTS = 200
MOST_SHEETS = 100
PIECE_BYTES = 1 << 16
PARTS = frozenset(
    (
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/app.xml",
        "docProps/core.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/theme/theme1.xml",
        "xl/workbook.xml",
    )
)
"""Beside the sheets."""
_SHEET = re.compile(r"xl/worksheets/sheet([1-9][0-9]{0,2})\.xml")


class Book:
    """A spreadsheet file, opened. `about` is what its second table says, once the rows were read to their end."""

    def __init__(self, file: BinaryIO) -> None:
        """Raises RowsUnreadable."""
        self.about: dict[str, str] = {}
        try:
            self._zip = ZipFile(file)
        except (BadZipFile, ValueError, OSError, EOFError) as wrong:
            raise RowsUnreadable(f"it is no spreadsheet: {wrong}") from None
        self._sheets = self._listed()

    def rows(self, hint: Hint) -> Iterator[tuple[Cell, ...]]:
        """Those below the headers, a cell per column. Raises RowsUnreadable."""
        for n in range(1, self._sheets):
            rows = self._of(n, hint, columns=len(COLUMNS))
            if next(rows, None) != COLUMNS:
                raise RowsUnreadable(f"the first row of its sheet {n} is not the header of the trail")
            yield from rows
        self.about = {str(name): str(value) for name, value in self._of(self._sheets, lambda: None, columns=2)}

    def _of(self, n: int, hint: Hint, *, columns: int) -> Iterator[tuple[Cell, ...]]:
        try:
            yield from rows(self._pieces(f"xl/worksheets/sheet{n}.xml"), columns=columns, hint=hint)
        except RowsUnreadable as wrong:
            raise RowsUnreadable(f"on its sheet {n} {wrong}") from None

    def _pieces(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as wrong:
            raise RowsUnreadable(f"its part {name} cannot be read: {wrong}") from None

    def _listed(self) -> int:
        """How many sheets there are, the last of them that which says what was asked."""
        parts = self._zip.infolist()
        names = [part.filename for part in parts]
        sheets = [name for name in names if _SHEET.fullmatch(name)]
        strange = sorted({*names} - PARTS - {*sheets}) or sorted(PARTS - {*names})
        if strange or len({*names}) != len(names) or len(names) > MOST_PARTS:
            raise RowsUnreadable(
                f"it is not made of the parts it should have: {', '.join(strange[:5]) or 'some are twice'}"
            )
        _require_plain(parts)
        told = [f"xl/worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
        if sorted(told) != sorted(sheets) or not 2 <= len(sheets) <= MOST_SHEETS:
            raise RowsUnreadable(f"it has the sheets {', '.join(sheets)[:200]}")
        self._require_names(len(sheets))
        return len(sheets)

    def _require_names(self, count: int) -> None:
        """That the sheets are called, and shown, as they should be."""
        book = parts_of(self._pieces("xl/workbook.xml"))
        wanted = [*(TABLE if n == 1 else f"{TABLE} {n}" for n in range(1, count)), ASKED]
        for part in book:
            if part.name == "definedName" and part.attributes.get("name") != "_xlnm._FilterDatabase":
                raise RowsUnreadable(f"a name is defined in it: {part.attributes.get('name')!r}")
        found = [part.attributes for part in book if part.name == "sheet"]
        named = [{"name": name, "sheetId": str(n), "r:id": f"rId{n}"} for n, name in enumerate(wanted, start=1)]
        if found != named:
            told = ", ".join(_sheet_told(each) for each in found[:10])
            raise RowsUnreadable(f"its sheets are {told}; they should be {', '.join(wanted)}, and all be shown")
        linked = {part.attributes.get("Id"): part for part in parts_of(self._pieces("xl/_rels/workbook.xml.rels"))}
        self._require_links(linked, count)
        if any(part.name == "numFmt" for part in parts_of(self._pieces("xl/styles.xml"))):
            raise RowsUnreadable("it has number formats of its own, which can show a number as another")

    def _require_links(self, linked: Mapping[str | None, Part], count: int) -> None:
        for n in range(1, count + 1):
            part = linked.get(f"rId{n}")
            if part is None or part.attributes.get("Target") != f"worksheets/sheet{n}.xml":
                raise RowsUnreadable(f"its sheet {n} is not the part of that name")
        if any("TargetMode" in part.attributes for part in linked.values()):
            raise RowsUnreadable("it leads to something outside of it")


def _require_plain(parts: list[ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 or part.is_dir() for part in parts):
        raise RowsUnreadable("parts of it are encrypted, or no files")


def _sheet_told(attributes: Mapping[str, str]) -> str:
    name, state = attributes.get("name", ""), attributes.get("state")
    return name[:40] if state is None else f"{name[:40]} ({state[:20]})"

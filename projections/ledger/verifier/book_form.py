"""What is in a spreadsheet beside the rows of its tables? Always the same, but for how many rows there are.

So nobody can say something by how it is shown: no style, width, hidden row, name or property is of anybody's choice.
"""

from collections.abc import Mapping, Sequence

from projections.ledger.verifier.row_form import NAMES

MOST_ROWS = 1_048_576
"""Of a sheet, its header among them."""
MOST_SIZE = 1 << 31
"""Bytes of the rows of a sheet, after which there is no other."""
MOST_TABLES = 100
ASKED = "asked"
"""The last sheet, which says what was asked for."""
WIDTH, ASKED_WIDTH = "18.7109375", "36.7109375"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FORMATS = "http://schemas.openxmlformats.org"
_MAIN = f"{_FORMATS}/spreadsheetml/2006/main"
_OFFICE = f"{_FORMATS}/officeDocument/2006/relationships"
_PACKAGE = f"{_FORMATS}/package/2006"
_LINKS = f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MARGINS = '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
_FROZEN = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_PLAIN = 'numFmtId="0" fontId="0" fillId="0" borderId="0"'
STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    f'<cellStyleXfs count="1"><xf {_PLAIN}/></cellStyleXfs><cellXfs count="2"><xf {_PLAIN} xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Plain, and bold for a header."""
FIRST: Mapping[str, bytes] = {
    "_rels/.rels": (
        f'{_LINKS}<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ).encode(),
    "xl/styles.xml": STYLES.encode(),
}
"""The parts before the sheets, by name."""


def part_of(sheet: int) -> str:
    """The name of the part, counted from 1."""
    return f"xl/worksheets/sheet{sheet}.xml"


def is_full(rows: int, size: int) -> bool:
    """Whether the next row belongs on another sheet; `size` is in bytes, of those on this one."""
    return rows >= MOST_ROWS or size >= MOST_SIZE


def table_begin(columns: int, *, is_first: bool) -> bytes:
    """What stands before the rows of a table, its header among them."""
    return _begin(columns, WIDTH, ' tabSelected="1"' if is_first else "", _FROZEN)


def table_end(columns: int, rows: int) -> bytes:
    return f'</sheetData><autoFilter ref="A1:{NAMES[columns - 1]}{rows}"/>{_MARGINS}</worksheet>'.encode()


def _begin(columns: int, width: str, selected: str, pane: str) -> bytes:
    view = f'<sheetView{selected} workbookViewId="0"' + (f">{pane}</sheetView>" if pane else "/>")
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetViews>{view}</sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="{columns}" width="{width}" customWidth="1"/>'
        "</cols><sheetData>"
    ).encode()


ASKED_BEGIN = _begin(2, ASKED_WIDTH, "", "")
ASKED_END = f"</sheetData>{_MARGINS}</worksheet>".encode()


def last(table: str, columns: int, rows: Sequence[int]) -> dict[str, bytes]:
    """The parts behind the sheets, by name: `rows` are those of each sheet of the table, with its header."""
    names = [*(table if n == 1 else f"{table} {n}" for n in range(1, len(rows) + 1)), ASKED]
    ids = range(1, len(names) + 1)
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(ids, names, strict=True))
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"'{names[n]}'!$A$1:${NAMES[columns - 1]}${count}</definedName>"
        for n, count in enumerate(rows)
    )
    links = "".join(f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="{part_of(n)[3:]}"/>' for n in ids)
    style = f'<Relationship Id="rId{len(names) + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    types = "".join(_typed(part_of(n), "worksheet") for n in ids)
    found = {
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f"{_LINKS.removeprefix(_XML)}{links}{style}</Relationships>",
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_typed('xl/workbook.xml', 'sheet.main')}{_typed('xl/styles.xml', 'styles')}{types}</Types>",
    }
    return {name: f"{_XML}{text}".encode() for name, text in found.items()}


def _typed(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}+xml"/>'

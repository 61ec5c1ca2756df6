"""Nothing in the trail's spreadsheet is anybody's choice but the values of its cells."""

import re
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from openpyxl import load_workbook

from api.contract.zipping import Zipping
from projections.ledger.verifier.book_form import is_full, last, part_of, table_begin, table_end
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.comma_rows import RowsUnreadable
from projections.ledger.verifier.finding import TRAIL, Finding
from projections.ledger.verifier.spreadsheet import Book
from projections.ledger.verifier.zip_form import PLAIN_DEFLATE, Part, listed
from tests.ledger.unpacked import ASKED_SHEET, BOOK, SHEET, Spreadsheet, Unpacked

Found = Callable[[], list[Finding]]


@pytest.fixture
def unpacked(honest: Mapping[str, Path]) -> Unpacked:
    return Unpacked(honest["all"])


@pytest.fixture
def found(unpacked: Unpacked, tmp_path: Path) -> Found:
    """What is found of the trail, after its spreadsheet was changed."""
    return lambda: unpacked.findings(tmp_path / "tampered.tar", "trail")


CELL = '<c r="S2" t="inlineStr"><is><t>'
ROW, BEFORE, BEHIND = "is not written as", "something else before the rows", "stands what should not"
STYLES, LINKS = "xl/styles.xml", "xl/_rels/workbook.xml.rels"
SHEETS = [
    ("a cell", SHEET, CELL, f"{CELL}Not ", "reason is 'Not"),
    ("a number", SHEET, '<c r="P2"><v>', '<c r="P2"><v>1', "before is"),
    ("a number otherwise", SHEET, "</v>", "E0</v>", ROW),
    ("no number", SHEET, '<c r="P2"><v>', '<c r="P2"><v>nan</v></c><c r="P2"><v>', ROW),
    ("a formula", SHEET, '<row r="3">', '<row r="3"><c r="A3"><f>1+1</f></c>', ROW),
    ("a formula with its value", SHEET, '<c r="P2"><v>', '<c r="P2"><f>1+1</f><v>', ROW),
    ("a hidden row", SHEET, '<row r="3">', '<row r="3" hidden="1">', ROW),
    ("a low row", SHEET, '<row r="3">', '<row r="3" ht="0" customHeight="1">', ROW),
    ("low rows", SHEET, 'defaultRowHeight="15"', 'defaultRowHeight="0"', BEFORE),
    ("a hidden column", SHEET, 'max="34"', 'max="34" hidden="1"', BEFORE),
    ("a column without width", SHEET, "<cols>", '<cols><col min="21" max="26" width="0" customWidth="1"/>', BEFORE),
    ("columns without width", SHEET, 'width="18', 'width="0', BEFORE),
    ("rows behind the frozen ones", SHEET, 'topLeftCell="A2"', 'topLeftCell="A5"', BEFORE),
    ("a row out of place", SHEET, '<row r="3">', '<row r="4">', ROW),
    ("a cell twice", SHEET, CELL, f"{CELL}x</t></is></c>{CELL}", ROW),
    ("a cell of another row", SHEET, '<c r="S2"', '<c r="S3"', ROW),
    ("a merged cell", SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells>', BEHIND),
    ("a link", SHEET, "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="A1"/></hyperlinks>', BEHIND),
    ("a format by condition", SHEET, "</sheetData>", "</sheetData><conditionalFormatting/>", BEHIND),
    ("a filter of fewer rows", SHEET, '<autoFilter ref="A1:AH', '<autoFilter ref="A2:AH', BEHIND),
    ("a document type", SHEET, "<worksheet", "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet", BEFORE),
    ("a comment", SHEET, '<row r="2">', '<!-- --><row r="2">', ROW),
    ("rows in a comment", SHEET, "<sheetData>", "<!--<sheetData>", BEFORE),
    ("a second table", SHEET, "</sheetData>", "</sheetData><sheetData/>", BEHIND),
    ("a row elsewhere", SHEET, "</sheetData>", '</sheetData><row r="1"/>', BEHIND),
    ("text beside the cells", SHEET, '</c></row><row r="4">', '</c>x</row><row r="4">', ROW),
    ("an entity", SHEET, CELL, f"{CELL}&a;", ROW),
    ("a sign written otherwise", SHEET, CELL, f"{CELL}_x0041_", ROW),
    ("half a sign", SHEET, CELL, f"{CELL}_xD800_", "cannot be read"),
    ("another style", SHEET, '<c r="S2" t=', '<c r="S2" s="1" t=', ROW),
    ("a rich text", SHEET, CELL, '<c r="S2" t="inlineStr"><is><r><t>', ROW),
    ("another header", SHEET, "<t>reason</t>", "<t>reasons</t>", "not the header"),
    ("numbers as percent", STYLES, 'Xfs count="2"><xf numFmtId="0"', 'Xfs count="2"><xf numFmtId="9"', STYLES),
    ("a white font", STYLES, '<font><sz val="11"/>', '<font><sz val="11"/><color rgb="FFFFFFFF"/>', STYLES),
    ("a number format", STYLES, "<fonts", '<numFmts><numFmt numFmtId="9"/></numFmts><fonts', STYLES),
    ("something behind the styles", STYLES, "</styleSheet>", "</styleSheet>\n", STYLES),
    ("a property", "_rels/.rels", "</Relationships>", '<Relationship Id="rId2"/></Relationships>', "_rels/.rels"),
    ("a hidden sheet", BOOK, '<sheet name="asked"', '<sheet state="hidden" name="asked"', BOOK),
    ("a sheet of another name", BOOK, '<sheet name="trail"', '<sheet name="tail"', BOOK),
    ("a defined name", BOOK, "<definedNames>", '<definedNames><definedName name="x">1</definedName>', BOOK),
    ("another sheet shown first", BOOK, "<workbookView/>", '<workbookView activeTab="1"/>', BOOK),
    ("a link of a sheet", LINKS, "worksheets/sheet1.xml", "worksheets/sheet2.xml", LINKS),
    ("another type", "[Content_Types].xml", "sheet.main", "sheet.macro", "[Content_Types].xml"),
    ("what was asked", ASKED_SHEET, "/v1/ledger/bundle", "/v1/trail", "path '/v1/trail'"),
    ("what was asked, twice", ASKED_SHEET, '<row r="2"><c r="A2"', '<row r="2"><c r="A1"', ROW),
    ("behind what was asked", ASKED_SHEET, "</sheetData>", "</sheetData><mergeCells/>", BEHIND),
]


@pytest.mark.parametrize(
    ("part", "old", "new", "said"), [case[1:] for case in SHEETS], ids=[case[0] for case in SHEETS]
)
def test_what_is_changed_in_the_spreadsheet_is_named(
    unpacked: Unpacked, found: Found, part: str, old: str, new: str, said: str
):
    with Spreadsheet(unpacked) as parts:
        assert old in parts[part]
        parts[part] = parts[part].replace(old, new, 1)
    findings = found()
    assert findings
    assert {finding.what for finding in findings} == {TRAIL}
    assert findings[0].said.startswith("trail.xlsx")
    assert said in findings[0].said


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet3.xml", "xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"]
)
def test_a_part_that_has_no_business_in_the_spreadsheet_is_named(unpacked: Unpacked, found: Found, name: str):
    with Spreadsheet(unpacked) as parts:
        parts[name] = parts[SHEET]
    assert "trail.xlsx cannot be read" in found()[0].said


def test_a_row_missing_in_the_spreadsheet_alone_is_named(unpacked: Unpacked, found: Found):
    with Spreadsheet(unpacked) as parts:
        head, *rows = re.findall(r"<row .*?</row>", parts[SHEET], re.DOTALL)
        begin, _, rest = parts[SHEET].partition("<row ")
        end = rest[rest.index("</sheetData>") :]
        kept = [_renumbered(row, n) for n, row in enumerate([head, *rows[:10], *rows[11:]], start=1)]
        parts[SHEET] = begin + "".join(kept) + end.replace(f'{len(rows) + 1}"', f'{len(rows)}"')
        parts[BOOK] = parts[BOOK].replace(f"${len(rows) + 1}<", f"${len(rows)}<")
    missing, asked = found()[0], found()[1:]
    assert missing.said.startswith("trail.xlsx has no row of the retargets at position")
    assert asked == []


def _renumbered(row: str, n: int) -> str:
    return re.sub(r' r="([A-Z]*)[0-9]+"', lambda found: f' r="{found[1]}{n}"', row)


class Hiding(Zipping):
    """Puts something behind the packed content of each part, where no program that unpacks it looks."""

    def end(self) -> None:
        self._put(self._packing.flush())
        self._packing = zlib.compressobj(wbits=PLAIN_DEFLATE)
        super().end()


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def zipped(parts: Iterable[tuple[str, bytes]], zipping: type[Zipping] = Zipping) -> bytes:
    file = BytesIO()
    made = zipping(file)
    for name, content in parts:
        made.add(name, content)
    made.close()
    return file.getvalue()


def by_another(content: bytes, packing: int) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", packing) as made:
        for name, part in parts_of(content).items():
            made.writestr(ZipInfo(name), part, packing)
    return file.getvalue()


def put(content: bytes, at: int, written: bytes, *, instead: int = 0) -> bytes:
    return content[:at] + written + content[at + instead :]


def after(content: bytes, *signs: bytes) -> int:
    """Where the last of these begins, each looked for behind the one before."""
    at = 0
    for sign in signs:
        at = content.index(sign, at + 1)
    return at


PART, LISTED = b"PK\3\4", b"PK\1\2"
FRAMES: dict[str, Callable[[bytes], bytes]] = {
    "bytes before": lambda content: b"MZ" + content,
    "bytes behind": lambda content: content + b"\0",
    "a comment": lambda content: content[:-2] + b"\5\0hello",
    "bytes between": lambda content: put(content, after(content, PART), b"evil"),
    "bytes before the list": lambda content: put(content, after(content, LISTED), b"evil"),
    "a date": lambda content: put(content, 12, b"\x22", instead=1),
    "a date in the list": lambda content: put(content, after(content, LISTED) + 14, b"\x22", instead=1),
    "hidden by the list": lambda content: put(content, after(content, LISTED) + 38, b"\2", instead=1),
    "another name in the list": lambda content: put(content, after(content, LISTED) + 46, b"-", instead=1),
    "one part less in the list": lambda content: put(
        content, (at := after(content, LISTED)), b"", instead=after(content, LISTED, LISTED) - at
    ),
    "another order": lambda content: zipped(reversed(parts_of(content).items())),
    "a part twice": lambda content: zipped([*(parts := parts_of(content)).items(), (SHEET, parts[SHEET])]),
    "behind what is packed": lambda content: zipped(parts_of(content).items(), Hiding),
    "not packed": lambda content: by_another(content, ZIP_STORED),
    "packed by another program": lambda content: by_another(content, ZIP_DEFLATED),
    "packed in another way": lambda content: by_another(content, ZIP_BZIP2),
    "within a part": lambda content: content[:400],
    "within the list": lambda content: content[:-1],
    "nothing": lambda content: b"",
    "no zip file": lambda content: b"PK\3\4 and nothing else",
    "no packed content": lambda content: put(content, 41, b"\xff" * 20, instead=20),
}


@pytest.mark.parametrize("change", FRAMES.values(), ids=FRAMES.keys())
def test_a_file_that_is_not_framed_as_it_is_here_is_named(
    unpacked: Unpacked, found: Found, change: Callable[[bytes], bytes]
):
    unpacked.members["trail.xlsx"] = change(unpacked.members["trail.xlsx"])
    assert found()[0].said.startswith("trail.xlsx cannot be read beyond its row")


def test_the_file_written_again_is_the_same(unpacked: Unpacked):
    content = unpacked.members["trail.xlsx"]
    assert zipped(parts_of(content).items()) == content


@pytest.mark.parametrize("name", ["xl/styles.xml", SHEET, BOOK])
def test_a_part_that_unpacks_to_very_much_is_not_unpacked(unpacked: Unpacked, name: str):
    with Spreadsheet(unpacked) as parts:
        parts[name] = "<row>" + "x" * (24 << 20)
    book = Book(BytesIO(unpacked.members["trail.xlsx"]))
    tracemalloc.start()
    try:
        with pytest.raises(RowsUnreadable):
            list(book.rows(lambda: None))
        assert tracemalloc.get_traced_memory()[1] < 12 << 20
    finally:
        tracemalloc.stop()


def test_rows_may_not_be_put_on_another_sheet_while_there_is_room(unpacked: Unpacked, found: Found):
    with Spreadsheet(unpacked) as parts:
        asked = parts.pop(ASKED_SHEET)
        head, *rows = re.findall("<row .*?</row>", parts[SHEET], re.DOTALL)
        parts[SHEET] = _sheet([head, *rows[:-3]], is_first=True)
        parts[ASKED_SHEET] = _sheet([head, *rows[-3:]], is_first=False)
        parts[part_of(3)] = asked
        counts = [len(rows) - 2, 4]
        for name, content in last("trail", len(COLUMNS), counts).items():
            del parts[name]
            parts[name] = content.decode()
    assert "it should not have a sheet 2 of the trail" in found()[0].said


def _sheet(rows: list[str], *, is_first: bool) -> str:
    begin, end = table_begin(len(COLUMNS), is_first=is_first), table_end(len(COLUMNS), len(rows))
    told = (re.sub(r' r="([A-Z]*)[0-9]+"', rf' r="\g<1>{n}"', row) for n, row in enumerate(rows, start=1))
    return begin.decode() + "".join(told) + end.decode()


@pytest.mark.parametrize(
    ("rows", "size", "full"),
    [(1, 0, False), (1_048_575, 1, False), (1_048_576, 1, True), (2, (1 << 31) - 1, False), (2, 1 << 31, True)],
)
def test_a_sheet_is_full_when_it_has_as_many_rows_as_one_can_have_or_two_gigabytes(rows: int, size: int, full: bool):
    assert is_full(rows, size) is full


def test_a_file_of_more_than_four_gigabytes_is_listed_so_that_others_find_its_parts(tmp_path: Path):
    parts = [Part("a", 1, 2, 3, 0), Part("b", 4, 5, 6, (1 << 32) - 1), Part("c", 7, 8, 9, 5 << 30)]
    path = tmp_path / "great.zip"
    with path.open("wb") as file:
        file.truncate(6 << 30)
        file.seek(6 << 30)
        file.write(listed(parts, at=6 << 30))
    with ZipFile(path) as found:
        told = [
            Part(each.filename, each.CRC, each.compress_size, each.file_size, each.header_offset)
            for each in found.infolist()
        ]
    assert told == parts


def test_the_spreadsheet_is_one_to_other_programs(unpacked: Unpacked):
    book = load_workbook(BytesIO(unpacked.members["trail.xlsx"]))
    assert book.sheetnames == ["trail", "asked"]
    table = book["trail"]
    assert [cell.value for cell in table[1]] == [*COLUMNS]
    assert (table["A1"].font.b, table["A2"].font.b, table["A2"].number_format) == (True, False, "General")
    assert (table.freeze_panes, table.auto_filter.ref) == ("A2", f"A1:AH{len(unpacked.rows()) + 1}")
    assert [each.value for each in table["A"][1:]] == [int(each["position"]) for each in unpacked.rows()]

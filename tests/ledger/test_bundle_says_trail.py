"""What an exporter changes in the trail's two tables is found, and named, though every hash and signature is right."""

import csv
import re
from collections.abc import Callable, Mapping
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from projections.ledger.verifier.columns import COLUMNS, DERIVED, FROM_EVENTS
from projections.ledger.verifier.finding import TRAIL, Finding
from projections.ledger.verifier.sheet_xml import NAMES
from tests.ledger.unpacked import Spreadsheet, Unpacked

SHEET, ASKED_SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
TAMPERED = "tampered.tar"
Table = list[list[str]]


@pytest.fixture
def unpacked(honest: Mapping[str, Path]) -> Unpacked:
    return Unpacked(honest["all"])


@pytest.fixture
def found(unpacked: Unpacked, tmp_path: Path) -> Callable[[], list[Finding]]:
    """What is found of the trail, after it was changed."""
    return lambda: unpacked.findings(tmp_path / TAMPERED, "trail")


Found = Callable[[], list[Finding]]


def rewritten(unpacked: Unpacked, change: Callable[[Table], Any]) -> Table:
    """The CSV with its rows, the header not among them, changed, and written as it has to be; the rows as they were."""
    head, *rows = csv.reader(StringIO(unpacked.members["trail.csv"].decode(), newline=""))
    before = [list(row) for row in rows]
    change(rows)
    written = StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([head, *rows])
    unpacked.members["trail.csv"] = written.getvalue().encode()
    return before


def only(findings: list[Finding]) -> Finding:
    (finding,) = findings
    assert finding.what == TRAIL
    return finding


def place(row: list[str]) -> tuple[tuple[int, int], ...]:
    return ((int(row[0]), int(row[0])),)


@pytest.mark.parametrize("column", [name for name in FROM_EVENTS if name != "position"])
def test_a_cell_changed_in_the_csv_is_named_with_what_it_should_be(unpacked: Unpacked, found: Found, column: str):
    at = COLUMNS.index(column)
    before = rewritten(unpacked, lambda rows: rows[5].__setitem__(at, "otherwise"))
    finding = only(found())
    assert finding.positions == place(before[5])
    if column != "field":
        assert f"trail.csv, position {before[5][0]}: {column} is 'otherwise'" in finding.said
        assert finding.said.endswith(f"by the event it is {before[5][at]!r}.")


@pytest.mark.parametrize("column", DERIVED)
def test_what_was_derived_has_to_be_the_same_in_both_tables(unpacked: Unpacked, found: Found, column: str):
    at = COLUMNS.index(column)
    before = rewritten(unpacked, lambda rows: rows[5].__setitem__(at, "otherwise"))
    finding = only(found())
    assert finding.positions == place(before[5])
    assert f"{column} is" in finding.said
    assert "in trail.csv it is 'otherwise'" in finding.said


def test_an_apostrophe_taken_from_before_a_formula_is_missed(unpacked: Unpacked, found: Found):
    unpacked.change("trail.csv", ",\"'=1+1, as the board", ',"=1+1, as the board')
    assert "reason is '=1+1, as the board says'; by the event it is \"'=1+1" in only(found()).said


def test_a_number_written_as_text_in_the_spreadsheet_is_named(unpacked: Unpacked, found: Found):
    with Spreadsheet(unpacked) as parts:
        (written,) = re.findall(r'<c r="P2"><v>[0-9.]+</v></c>', parts[SHEET])
        value = re.sub("<.*?>", "", written)
        parts[SHEET] = parts[SHEET].replace(written, f'<c r="P2" t="inlineStr"><is><t>{value}</t></is></c>')
    assert f"before is '{value}'; by the event it is {value}." in only(found()).said


def test_rows_that_are_missing_are_named(unpacked: Unpacked, found: Found):
    def without(rows: Table) -> None:
        del rows[10]
        del rows[13]

    before = rewritten(unpacked, without)
    positions = tuple(sorted({*place(before[10]), *place(before[14])}))
    finding = only(found())
    assert finding.positions == positions
    assert finding.said.startswith("trail.csv has no row of the retargets at positions")


def test_the_last_rows_missing_are_named(unpacked: Unpacked, found: Found):
    before = rewritten(unpacked, lambda rows: rows.__delitem__(slice(-2, None)))
    assert only(found()).positions == tuple(place(row)[0] for row in before[-2:])


def test_all_rows_missing_are_named(unpacked: Unpacked, found: Found):
    before = rewritten(unpacked, lambda rows: rows.clear())
    finding = only(found())
    assert sum(last - first + 1 for first, last in finding.positions) == len({row[0] for row in before})


def test_a_field_left_out_of_a_retarget_is_named(unpacked: Unpacked, found: Found):
    several = [n for n, row in enumerate(unpacked.rows()) if row["field"] == "tz"]
    before = rewritten(unpacked, lambda rows: rows.__delitem__(several[0]))
    finding = only(found())
    assert finding.positions == place(before[several[0]])
    assert finding.said.endswith("its rows tell of the fields end; the event changed end, tz.")


def test_the_same_row_twice_is_named(unpacked: Unpacked, found: Found):
    before = rewritten(unpacked, lambda rows: rows.insert(4, rows[4]))
    assert only(found()).positions == place(before[4])


def test_a_row_that_nobody_made_is_named(unpacked: Unpacked, found: Found):
    rewritten(unpacked, lambda rows: rows.insert(2, ["9", *rows[2][1:]]))
    finding = only(found())
    assert finding.positions == ((9, 9),)
    assert "no retarget stands there" in finding.said


def test_a_row_at_the_end_that_nobody_made_is_named(unpacked: Unpacked, found: Found):
    rewritten(unpacked, lambda rows: rows.append(["900", *rows[2][1:]]))
    assert only(found()).positions == ((900, 900),)


def test_a_row_moved_is_named(unpacked: Unpacked, found: Found):
    before = rewritten(unpacked, lambda rows: rows.insert(15, rows.pop(10)))
    finding = only(found())
    assert finding.positions == place(before[10])
    assert "do not stand in the order of the events" in finding.said


def test_two_rows_exchanged_are_named(unpacked: Unpacked, found: Found):
    def exchange(rows: Table) -> None:
        rows[3], rows[4] = rows[4], rows[3]

    before = rewritten(unpacked, exchange)
    assert only(found()).positions in (place(before[3]), place(before[4]))


def test_a_position_that_is_none_is_named(unpacked: Unpacked, found: Found):
    before = rewritten(unpacked, lambda rows: rows[3].__setitem__(0, "one"))
    stray, missing = found()
    assert "whose position is 'one'" in stray.said
    assert missing.positions == place(before[3])


def test_very_many_differences_are_counted_and_the_first_ones_told(unpacked: Unpacked, found: Found):
    def change(rows: Table) -> None:
        for row in rows:
            row[COLUMNS.index("actor_id")] = "nobody"

    rewritten(unpacked, change)
    *told, rest = found()
    assert len(told) == 20
    assert re.fullmatch(r"trail.csv differs in [0-9]+ more places\.", rest.said)


@pytest.mark.parametrize("column", ["flags", "container_id"])
def test_a_formula_in_a_derived_column_is_named_though_both_tables_have_it(
    unpacked: Unpacked, found: Found, column: str
):
    at = COLUMNS.index(column)
    rewritten(unpacked, lambda rows: rows[0].__setitem__(at, "=1+1"))
    with Spreadsheet(unpacked) as parts:
        row = re.findall(r"<row .*?</row>", parts[SHEET], re.DOTALL)[1]
        cells = {each: NAMES.index(re.findall("[A-Z]+", each)[0]) for each in re.findall("<c .*?</c>", row, re.DOTALL)}
        others = {each: place for each, place in cells.items() if place != at}
        others[f'<c r="{NAMES[at]}2" t="inlineStr"><is><t>=1+1</t></is></c>'] = at
        changed = "".join(sorted(others, key=lambda each: others[each]))
        parts[SHEET] = parts[SHEET].replace(row, f'<row r="2">{changed}</row>')
    assert "which a spreadsheet takes for a formula" in only(found()).said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\r\n", "\n", "cells, not"),
        ("position,", "place,", "not the header"),
        (",admin,", ',"admin",', "is not written"),
        (",admin,", ",ad\0min,", ""),
        (",admin,", ',"admin,', ""),
        (",admin,", ",admin,,", "cells, not"),
    ],
)
def test_a_csv_that_others_could_read_otherwise_is_not_read(
    unpacked: Unpacked, found: Found, old: str, new: str, said: str
):
    head, end, rest = unpacked.members["trail.csv"].decode().partition("\r\n")
    unpacked.members["trail.csv"] = (
        head.replace(old, new, 1) + end + (rest if old in head else rest.replace(old, new, 1))
    ).encode()
    findings = found()
    assert findings
    assert any(said in finding.said for finding in findings)


def test_a_csv_that_ends_early_is_named(unpacked: Unpacked, found: Found):
    unpacked.members["trail.csv"] = unpacked.members["trail.csv"][:-9]
    unreadable, missing = found()
    assert "it ends within a row" in unreadable.said
    assert len(missing.positions) == 1


CELL = '<c r="S2" t="inlineStr"><is><t>'
ROW, BEFORE, BEHIND = "is not written as", "something else before the rows", "stands what should not"
STYLES, LINKS = "xl/styles.xml", "xl/_rels/workbook.xml.rels"
SHEETS = [
    ("a cell", SHEET, CELL, f"{CELL}Not ", "reason is 'Not"),
    ("a number", SHEET, '<c r="P2"><v>', '<c r="P2"><v>1', "before is"),
    ("a number otherwise", SHEET, "</v>", "E0</v>", ROW),
    ("no number", SHEET, '<c r="P2"><v>', '<c r="P2"><v>nan</v></c><c r="P2"><v>', ROW),
    ("a formula", SHEET, "</is></c></row><row", '</is></c><c r="Z1"><f>1+1</f></c></row><row', "not the header"),
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


def test_a_spreadsheet_that_is_none_is_named(unpacked: Unpacked, found: Found):
    unpacked.members["trail.xlsx"] = b"PK\3\4 and nothing else"
    assert "its part _rels/.rels does not stand where and as it should" in found()[0].said


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


def test_a_retarget_that_is_no_retarget_is_named(unpacked: Unpacked, found: Found):
    events = unpacked.lines("events")
    event = next(each for each in events if each["topic"] == "goal.retargeted.v1")
    event["state"] = event["state"].replace('"before":', '"once":')
    unpacked.put_lines("events", events)
    assert any("is no retarget that can be read here" in finding.said for finding in found())


@pytest.mark.parametrize(("name", "change"), [("rows", 1), ("retargets", -1)])
def test_the_manifests_count_of_the_trail_is_compared(unpacked: Unpacked, found: Found, name: str, change: int):
    unpacked.manifest["trail"][name] += change
    findings = found()
    assert [finding.what for finding in findings if finding.what == "totals"] == ["totals"]


def test_a_column_that_the_manifest_calls_derived_is_checked_all_the_same(unpacked: Unpacked, found: Found):
    unpacked.manifest["trail"]["from_events"].remove("reason")
    unpacked.manifest["trail"]["derived"].append("reason")
    (finding,) = found()
    assert finding.what == "manifest"


def test_a_reason_told_to_be_erased_that_is_not_is_named(unpacked: Unpacked, found: Found):
    before = rewritten(unpacked, lambda rows: _put(rows, "[personal]", "[erased]"))
    (row,) = [each for each in before if each[COLUMNS.index("reason")] == "[personal]"][:1]
    assert only(found()).positions == place(row)


def _put(rows: Table, old: str, new: str) -> None:
    row = next(each for each in rows if each[COLUMNS.index("reason")] == old)
    row[COLUMNS.index("reason")] = new


@pytest.mark.parametrize("seed", range(8))
def test_no_character_of_either_table_can_be_another(unpacked: Unpacked, found: Found, seed: int):
    drawing = Random(seed)
    whole = dict(unpacked.members)
    for _ in range(8):
        unpacked.members = {**whole, "trail.csv": _changed(whole["trail.csv"], drawing)}
        assert found()
        unpacked.members = dict(whole)
        with Spreadsheet(unpacked) as parts:
            begin, rows, end = re.split("(<row.*</row>)", parts[SHEET], flags=re.DOTALL)
            parts[SHEET] = begin + _changed(rows.encode(), drawing).decode() + end
        assert found()


def _changed(table: bytes, drawing: Random) -> bytes:
    """With one of its ASCII characters replaced."""
    at = drawing.choice([n for n, each in enumerate(table) if each < 128])
    new = drawing.choice([b"x", b"<", b'"'])
    return _changed(table, drawing) if new == table[at : at + 1] else table[:at] + new + table[at + 1 :]

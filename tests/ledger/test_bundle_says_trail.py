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
from projections.ledger.verifier.row_form import NAMES
from tests.ledger.unpacked import SHEET, Spreadsheet, Unpacked

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
    findings = found()
    assert {finding.positions for finding in findings} == {place(before[5])}
    (finding,) = [each for each in findings if each.said.startswith("trail.xlsx")]
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
        (",admin,", ",ad\nmin,", "cells, not"),
        (",admin,", ",ad\rmin,", "cells, not"),
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

"""The trail of a complete bundle is computed anew from its events, with the columns that no event says by itself."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.bundling.deep import CHECKED, UNKNOWN, verify_deeply
from api.cli.verify import verify
from projections.ledger.verifier.columns import DERIVED
from projections.ledger.verifier.finding import FILE, Finding
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trail import Trail
from tests.ledger.test_bundle_says_trail import place, rewritten
from tests.ledger.unpacked import Unpacked


def deeply(path: Path) -> Result:
    """After everything else was found to be right."""
    result = Result(unknown=[*Trail.unknown])
    verify_deeply(path, result)
    return result


@pytest.mark.parametrize("name", ["all", "day", "then"])
def test_an_honest_trail_is_computed_anew_byte_for_byte(honest: Mapping[str, Path], name: str):
    result = deeply(honest[name])
    assert (result.findings, result.checked, result.unknown) == ([], [CHECKED], [])


@pytest.mark.parametrize("name", ["goal", "early", "sample"])
def test_of_a_part_of_a_log_it_cannot_be(honest: Mapping[str, Path], name: str):
    result = deeply(honest[name])
    assert (result.findings, result.checked, result.unknown) == ([], [], [*Trail.unknown, UNKNOWN])


@pytest.mark.parametrize("column", [*DERIVED, "reason"])
def test_a_column_that_is_not_what_it_comes_to_is_named(honest: Mapping[str, Path], column: str, tmp_path: Path):
    unpacked = Unpacked(honest["all"])
    at = [*unpacked.rows()[0]].index(column)
    before = rewritten(unpacked, lambda rows: rows[12].__setitem__(at, "7"))
    (finding,) = deeply(unpacked.packed(tmp_path / "bundle.tar")).findings
    assert finding.positions == place(before[12])
    assert f"{column} is '7'; computed anew it is" in finding.said


def test_rows_that_it_does_not_come_to_are_named(honest: Mapping[str, Path], tmp_path: Path):
    unpacked = Unpacked(honest["all"])
    before = rewritten(unpacked, lambda rows: rows.pop())
    (finding,) = deeply(unpacked.packed(tmp_path / "bundle.tar")).findings
    assert finding.said == f"A row of position {before[-1][0]} is missing."


def test_what_is_not_sound_is_not_looked_into(honest: Mapping[str, Path]):
    result = Result(findings=[Finding(FILE, (), "Something is wrong already.")])
    verify_deeply(honest["all"], result)
    assert (len(result.findings), result.checked) == (1, [])


def test_of_a_receipt_nothing_more_is_said(tmp_path: Path):
    receipt = tmp_path / "receipt.tlog-proof"
    receipt.write_text("c2sp.org/tlog-proof@v1\n")
    assert deeply(receipt) == Result(unknown=[*Trail.unknown])


def test_at_a_shell_it_is_asked_for_by_name(honest: Mapping[str, Path], tmp_path: Path):
    keys = tmp_path / "keys.txt"
    keys.write_bytes(Unpacked(honest["all"]).members["keys.txt"])
    asked = [str(honest["all"]), "--key", str(keys)]
    shallow, deep = (CliRunner().invoke(verify, [*asked, *more]) for more in ([], ["--deep"]))
    assert (shallow.exit_code, deep.exit_code) == (0, 0), deep.output
    assert (CHECKED in shallow.output, CHECKED in deep.output) == (False, True)
    assert (Trail.unknown[0] in shallow.output, Trail.unknown[0] in deep.output) == (True, False)


def test_of_a_database_it_cannot_be_asked():
    asked = CliRunner().invoke(verify, ["--database", "--deep"])
    assert (asked.exit_code, "there is no bundle" in asked.output) == (2, True)

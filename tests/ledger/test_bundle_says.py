"""A bundle that is as it should be gives no finding, whatever was said in its workspace."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from projections.ledger.verifier.columns import COLUMNS, DERIVED, FROM_EVENTS
from tests.ledger.rich import ASKED
from tests.ledger.unpacked import Unpacked


@pytest.mark.parametrize("name", list(ASKED))
def test_an_honest_bundle_says_what_its_events_say(honest: Mapping[str, Path], name: str, tmp_path: Path):
    assert Unpacked(honest[name]).findings(tmp_path / "bundle.tar") == []


def test_the_trail_of_that_workspace_has_every_field_and_every_sort_of_retarget(honest: Mapping[str, Path]):
    rows = Unpacked(honest["all"]).rows()
    fields = {"kpi", "series", "direction", "target", "baseline", "start", "end", "tz", "window", "weight", "levels"}
    assert {row["field"] for row in rows} == {*fields, "tolerance"}
    assert {row["reason"] for row in rows} >= {"[personal]", "[erased]"}
    for name in ("approver_id", "proposal_id", "follows", "evidence", "on_behalf_of"):
        assert {bool(row[name]) for row in rows} == {True, False}, name
    assert {row["counted"] for row in rows} == {"true", "false"}


def test_each_column_of_the_trail_is_checked_or_told_to_be_derived():
    assert sorted(FROM_EVENTS + DERIVED) == sorted(COLUMNS)

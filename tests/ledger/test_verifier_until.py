"""A bundle ends with the last event of the moment it is about: the next one is shown, where the log goes on."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from projections.ledger.verifier.result import Result
from projections.ledger.verifier.until import Until
from tests.ledger.made import NOW, Auditor, Made, events, manifested
from tests.ledger.unpacked import Unpacked

LAST, NEXT = "2023-11-14T22:13:20.000025Z", "2023-11-14T22:13:20.000026Z"
"""When positions 50 and 51 were recorded, and when 52 was."""


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path, watches=(Until,))


def verified(auditor: Auditor, as_of: str, *, asked: str | None = None, position: int = 51, **changed: Any) -> Result:
    """Of a log of 100 events, those up to `position`."""
    files = Made(events(100), position=position).files
    filters = {} if asked is None else {"as_of": asked}
    return auditor.verify(
        manifested(files, {**json.loads(files["manifest.json"]), "as_of": as_of, "filters": filters, **changed})
    )


def said(result: Result) -> str:
    assert {each.what for each in result.findings} == {"selection"}, result.findings
    return " ".join(each.said for each in result.findings)


@pytest.mark.parametrize("asked", [None, LAST, "2023-11-15T00:13:20.000025+02:00", "51"])
def test_a_bundle_that_ends_before_what_was_recorded_later_is_sound(auditor: Auditor, asked: str | None):
    result = verified(auditor, LAST, asked=asked)
    assert (result.findings, result.verdict) == ([], "sound")
    assert any("Position 51 is the last one of its moment" in each for each in result.checked)


@pytest.mark.parametrize("asked", [None, NEXT])
def test_events_of_the_moment_that_are_left_out_are_told(auditor: Auditor, asked: str | None):
    found = said(verified(auditor, NEXT, asked=asked))
    assert "position 52" in found and "those after position 51 are left out" in found


@pytest.mark.parametrize(
    ("as_of", "asked", "wrong"),
    [
        ("2023-11-14T22:13:20.000024Z", None, "the last event, position 51, was recorded at"),
        (LAST, NEXT, f"As of '{NEXT}' was asked for"),
        ("2023-11-14T22:13:19Z", "51", "As of position 51 was asked for"),
        (NEXT, "51", "As of position 51 was asked for"),
    ],
)
def test_a_moment_that_is_not_the_one_asked_for_or_not_that_of_the_last_event_is_told(
    auditor: Auditor, as_of: str, asked: str | None, wrong: str
):
    assert wrong in said(verified(auditor, as_of, asked=asked))


NEXT_ONE = json.loads(Made(events(100), position=51).files["manifest.json"])["next"]
AFTER_IT = json.loads(Made(events(100), position=52).files["manifest.json"])["next"]


@pytest.mark.parametrize(
    "told",
    [
        None,
        AFTER_IT,
        {**AFTER_IT, "position": 52},
        {**NEXT_ONE, "recorded_at": NEXT_ONE["recorded_at"] + 1},
        {**NEXT_ONE, "recorded_at": 1 << 70},
        {**NEXT_ONE, "proof": []},
        {**NEXT_ONE, "state_sha256": "x"},
    ],
)
def test_a_next_event_that_is_not_shown_to_be_in_the_log_is_none(auditor: Auditor, told: Mapping[str, Any] | None):
    assert "the next one is not shown" in said(verified(auditor, LAST, next=told))


def test_where_the_clock_stood_still_it_is_told_that_nobody_knows(auditor: Auditor):
    result = verified(auditor, LAST, position=50)
    assert result.verdict == "sound"
    assert any("position 51 was recorded in the same instant" in each for each in result.unknown)
    assert "left out" in said(verified(auditor, LAST, position=50, asked=LAST))


def test_after_the_last_event_of_the_checkpoint_nothing_is_known_and_that_is_said(auditor: Auditor):
    result = verified(auditor, "2026-11-22T09:00:00Z", position=100)
    assert result.verdict == "sound"
    assert any("Whether more was recorded by 2026-11-22T09:00:00.000000Z" in each for each in result.unknown)


def test_a_checkpoint_that_was_no_longer_the_newest_at_the_moment_does_not_show_it(auditor: Auditor):
    later = NOW.replace(month=12).isoformat()
    assert "the log had gone on" in said(verified(auditor, later, asked=later, position=100))


def test_a_part_of_the_log_does_not_pass_for_what_was_known_at_the_end_of_the_year(
    honest: Mapping[str, Path], tmp_path: Path
):
    unpacked = Unpacked(honest["moment"])
    end = "2023-12-31T17:59:59Z"
    unpacked.manifest.update(as_of=end, filters={"as_of": end})
    (found,) = unpacked.findings(tmp_path / "bundle.tar", "until")
    assert "As of 2023-12-31T17:59:59.000000Z is told, and position 18" in found.said

"""A sealed text that a later event takes over is as old as the event in which it was said first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from goals.instants import machine_now
from goals.ledger.notes import verifier_key
from projections.ledger.signer.asking import Signing
from projections.ledger.verifier.canonical import written
from projections.ledger.verifier.trust import Trust
from projections.ledger.verifier.verifying import verify
from tests.api.client import Api
from tests.api.deciding import actor, decided, proposed, ruled
from tests.api.known import RETARGET, act, active, made
from tests.ledger.bundles import taken
from tests.ledger.unpacked import Unpacked

ERASE = {"reason": "They asked for it in writing", "ground": "court_order", "asked_by": "dpo"}
Lines = list[dict[str, Any]]


@pytest.fixture
def bundle(api: Api, signer: Signing, tmp_path: Path) -> Callable[..., Unpacked]:
    """Of a workspace where Carl's words were erased while they were proposed, and before a title of his stayed as it
    was when something else was edited; and once more since then, after he commented on it."""
    api.clock("2023-07-01T09:00:00Z")
    ruled(api, approval="always")
    goal = active(api, title={"text": "Carl's goal", "subject": "carl"})
    reason = {"text": "Carl said that it was too much", "subject": "carl"}
    proposal = proposed(actor(api, "owner", "ana"), goal, {**RETARGET, "reason": reason})
    made(api.post("/v1/subjects/carl/erase", ERASE), 200)
    made(decided(actor(api, "approver", "ben"), proposal, "approve"), 200)
    made(api.patch(f"/v1/goals/{goal['id']}", {"why": "Because"}, at="*"), 200)
    act(api, goal, "comments", {"text": {"text": "Carl again", "subject": "carl"}})
    made(api.post("/v1/subjects/carl/erase", ERASE), 200)
    return lambda **asked: Unpacked(taken(api, tmp_path / "bundle.tar", **asked))


def lines_of(unpacked: Unpacked) -> Lines:
    return [json.loads(line) for line in unpacked.members["redactions.ndjson"].splitlines()]


def judged(unpacked: Unpacked, path: Path, change: Callable[[dict[str, Any]], Any]) -> list[str]:
    lines = lines_of(unpacked)
    for line in lines:
        change(line)
    unpacked.members["redactions.ndjson"] = "".join(f"{written(line)}\n" for line in lines).encode()
    return [each.said.partition(": ")[2] for each in unpacked.findings(path, "redactions")]


def test_it_is_told_to_be_erased_by_the_first_erasure_since_it_was_said(bundle: Any, tmp_path: Path):
    for asked in ({}, {"types": "goalpost.goal.retargeted.v1,goalpost.goal.edited.v1"}):
        unpacked = bundle(**asked)
        lines = [line for line in lines_of(unpacked) if line["field"] != "/text"]
        first = min(line["erased_at"] for line in lines)
        assert {(line["ground"], line["erased_at"]) for line in lines} == {("erased", first)}
        assert [row["reason"] for row in unpacked.rows()] == ["[erased]"]
        assert judged(unpacked, tmp_path / "same.tar", lambda line: None) == []


def test_a_later_erasure_is_not_the_one_that_erased_it(bundle: Any, tmp_path: Path):
    whole = bundle()
    first, last = (each["position"] for each in whole.lines("events") if each["topic"] == "subject.erased.v1")
    found = judged(whole, tmp_path / "later.tar", lambda line: line.update(erased_at=last))
    assert found == [f"is told to be erased at {last}, and was at {first}."] * (len(lines_of(whole)) - 1)


def test_of_a_part_without_the_event_that_said_it_the_erasure_is_not_known(bundle: Any, tmp_path: Path):
    part = bundle(types="goalpost.goal.retargeted.v1")
    keys = tuple(map(verifier_key, part.members["keys.txt"].decode().split()))
    result = verify(tmp_path / "bundle.tar", Trust(keys=keys, now=machine_now()))
    assert result.verdict == "sound"
    assert any("By when 1 sealed texts were erased" in said for said in result.unknown)
    last = max(each["position"] for each in part.lines("headers") if each["topic"] == "subject.erased.v1")
    assert judged(part, tmp_path / "later.tar", lambda line: line.update(erased_at=last)) == []
    assert judged(part, tmp_path / "never.tar", lambda line: (line.pop("erased_at"), line.update(ground="personal")))

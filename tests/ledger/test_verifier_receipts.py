"""A receipt is checked offline too: one event, under a signed checkpoint."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest

from goals.ledger import merkle
from goals.ledger.proof import TlogProof
from projections.ledger.verifier.asking import Question, answered
from projections.ledger.verifier.result import Result
from tests.api.client import Api
from tests.ledger.made import NOW, ORIGIN, WORKSPACE, Made, events, key, leaf

LOG = Made(events(50))


def receipt(**changed: Any) -> dict[str, Any]:
    """What the server answers about inclusion."""
    position = 20
    told = LOG.events[position - 1]
    proof = LOG.hashes(merkle.inclusion(position - 1, 50))
    tlog = TlogProof(index=position - 1, hashes=tuple(map(b64decode, proof)), note=LOG.note(50))
    event = {name: value for name, value in told.items() if name != "recorded_at"}
    return {
        "position": position,
        "index": position - 1,
        "leaf_hash": b64encode(leaf(told)).decode(),
        "event": {**event, "recorded_at_us": told["recorded_at"], "workspace_id": WORKSPACE, **changed},
        "proof": proof,
        "tlog_proof": str(tlog),
    }


def verified(home: Path, content: str, **asked: Any) -> Result:
    path = home / "receipt"
    path.write_text(content, encoding="utf-8")
    return answered(Question(**{"bundle": str(path), "key": [str(key())], **asked}), NOW)


def test_a_receipt_is_sound(tmp_path: Path):
    result = verified(tmp_path, json.dumps(receipt()))
    assert (result.verdict, result.findings) == ("sound", [])
    assert result.about["position"] == 20
    assert any("split view" in each for each in result.unknown)


@pytest.mark.usefixtures("signer")
def test_a_receipt_of_the_server_is_sound(api: Api, tmp_path: Path):
    answer = api.get("/v1/ledger/inclusion?position=1")
    assert answer.status_code == 200, answer.text
    keys = api.doors.signer.keys(api.workspace_id)
    assert verified(tmp_path, answer.text, key=keys).verdict == "sound"


def test_a_tlog_proof_needs_the_event(tmp_path: Path):
    told = receipt()
    assert verified(tmp_path, told["tlog_proof"]).verdict == "unusable"
    event = tmp_path / "event.json"
    event.write_text(json.dumps(told["event"]), encoding="utf-8")
    assert verified(tmp_path, told["tlog_proof"], event=str(event)).verdict == "sound"


@pytest.mark.parametrize(
    "changed",
    [{"state": "{}"}, {"version": 9}, {"position": 21}, {"topic": "x"}, {"recorded_at_us": 1}, {"workspace_id": "x"}],
)
def test_an_event_that_was_altered_is_named(tmp_path: Path, changed: dict[str, Any]):
    result = verified(tmp_path, json.dumps(receipt(**changed)))
    assert [each.positions for each in result.findings] == [((20, 20),)]


def test_a_receipt_that_nobody_signed_is_not_believed(tmp_path: Path):
    told = receipt()
    other = told["tlog_proof"].replace(f"{ORIGIN}\n50\n", f"{ORIGIN}\n51\n")
    assert verified(tmp_path, json.dumps({**told, "tlog_proof": other})).verdict == "tampered"


def test_a_receipt_is_held_against_what_is_remembered(tmp_path: Path):
    trusted = tmp_path / "trusted"
    trusted.write_text(Made(events(50, word="other ")).note(50), encoding="utf-8")
    found = verified(tmp_path, json.dumps(receipt()), trusted=[str(trusted)]).findings
    assert [each.what for each in found] == ["split-view"]


def test_a_receipt_has_no_time_of_its_own(tmp_path: Path):
    assert [each.what for each in verified(tmp_path, json.dumps(receipt()), max_age="24h").findings] == ["stale"]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "{" * 10_000, '{"event":5,"tlog_proof":7}', "c2sp.org/tlog-proof@v1\n"]
)
def test_what_is_no_receipt_is_unusable(tmp_path: Path, content: str):
    assert verified(tmp_path, content).verdict == "unusable"

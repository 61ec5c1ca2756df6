"""A receipt is checked offline too: one event, under a signed checkpoint."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goals.ledger import merkle
from goals.ledger.proof import TlogProof
from projections.ledger.verifier.asking import Question, answered
from projections.ledger.verifier.result import Result
from tests.api.client import Api
from tests.ledger.made import NOW, ORIGIN, WORKSPACE, Made, events, key, leaf

LOG, LONGER, OTHER = Made(events(50)), Made(events(90)), Made(events(90, word="other "))


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
        "checkpoint": {
            "origin": ORIGIN,
            "size": 50,
            "root": b64encode(LOG.root(50)).decode(),
            "note": LOG.note(50),
        },
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
    [
        {"state": "{}"},
        {"version": 9},
        {"position": 21},
        {"topic": "x"},
        {"recorded_at_us": 1},
        {"workspace_id": str(UUID(int=1))},
    ],
)
def test_an_event_that_was_altered_is_named(tmp_path: Path, changed: dict[str, Any]):
    result = verified(tmp_path, json.dumps(receipt(**changed)))
    assert [each.positions for each in result.findings] == [((20, 20),)]


@pytest.mark.parametrize(
    "changed",
    [
        {"position": 3},
        {"index": 3},
        {"leaf_hash": "AAAA"},
        {"proof": []},
        {"checkpoint": {**receipt()["checkpoint"], "size": 99}},
        {"checkpoint": {**receipt()["checkpoint"], "origin": "goalpost/live/x"}},
    ],
)
def test_every_member_of_a_receipt_is_compared(tmp_path: Path, changed: dict[str, Any]):
    (found,) = verified(tmp_path, json.dumps({**receipt(), **changed})).findings
    assert next(iter(changed)) in found.said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"state": ', '"state": "{}", "state": '),
        ('"position": 20', '"position": 3, "position": 20'),
        ('"version": 3', '"version": 3.0'),
        ('"index": 19', '"index": 19, "approved": true'),
        ('"index": 19,', ""),
    ],
)
def test_a_receipt_that_says_something_twice_or_more_or_less_is_none(tmp_path: Path, old: str, new: str):
    content = json.dumps(receipt())
    assert old in content
    assert verified(tmp_path, content.replace(old, new)).verdict == "unusable"


def test_a_receipt_that_nobody_signed_is_not_believed(tmp_path: Path):
    told = receipt()
    other = told["tlog_proof"].replace(f"{ORIGIN}\n50\n", f"{ORIGIN}\n51\n")
    assert verified(tmp_path, json.dumps({**told, "tlog_proof": other})).verdict == "tampered"


def file(home: Path, name: str, content: str) -> str:
    (home / name).write_text(content, encoding="utf-8")
    return str(home / name)


def test_a_receipt_is_held_against_what_is_remembered(tmp_path: Path):
    trusted = file(tmp_path, "trusted", Made(events(50, word="other ")).note(50))
    found = verified(tmp_path, json.dumps(receipt()), trusted=[trusted]).findings
    assert [each.what for each in found] == ["split-view"]
    same = verified(tmp_path, json.dumps(receipt()), trusted=[file(tmp_path, "same", LOG.note(50))])
    assert "The log agrees with the trusted checkpoint same." in same.checked


@pytest.mark.parametrize("size", [30, 70])
def test_a_checkpoint_of_another_size_is_not_compared_and_that_is_said(tmp_path: Path, size: int):
    trusted = file(tmp_path, "trusted", LONGER.note(size))
    result = verified(tmp_path, json.dumps(receipt()), trusted=[trusted])
    assert result.verdict == "sound"
    assert any(f"is of {size} events and was not compared" in each and "rewritten" in each for each in result.unknown)


@pytest.mark.parametrize("size", [30, 70])
@pytest.mark.parametrize(("log", "verdict"), [(LONGER, "sound"), (OTHER, "tampered")])
def test_a_proof_of_consistency_compares_another_size(tmp_path: Path, size: int, log: Made, verdict: str):
    trusted = file(tmp_path, "trusted", log.note(size))
    given = file(tmp_path, "consistency", json.dumps(consistency(*sorted((size, 50)))))
    result = verified(tmp_path, json.dumps(receipt()), trusted=[trusted], consistency=[given])
    assert result.verdict == verdict
    assert not any("not compared" in each for each in result.unknown)


def consistency(first: int, last: int) -> dict[str, Any]:
    """What the server answers."""
    roots = {f"{name}_root": b64encode(LONGER.root(size)).decode() for name, size in (("from", first), ("to", last))}
    proof = LONGER.hashes(merkle.consistency(first, last))
    return {"from": first, "to": last, **roots, "proof": proof, "checkpoint": None}


def test_without_memory_a_receipt_tells_nothing_of_a_rollback_and_that_is_said(tmp_path: Path):
    unknown = verified(tmp_path, json.dumps(receipt())).unknown
    assert any("rolled back" in each and "--trusted" in each for each in unknown)


def test_a_receipt_signed_by_no_key_that_is_known_says_nothing(tmp_path: Path):
    other = key(private=Ed25519PrivateKey.from_private_bytes(bytes(32)))
    result = verified(tmp_path, json.dumps(receipt()), key=[str(other)])
    assert result.verdict == "unusable"
    assert f"{ORIGIN}+{key().id.hex()}" in str(result.unusable)


@pytest.mark.usefixtures("signer")
def test_what_the_server_answers_about_consistency_is_understood(api: Api, tmp_path: Path):
    trusted = file(tmp_path, "trusted", api.get("/v1/ledger/checkpoint").text)
    assert api.post("/v1/containers", {"name": "Rockets", "kind": "folder"}).status_code == 201
    size = json.loads(api.get("/v1/ledger/checkpoint").text)["size"]
    answer = api.get(f"/v1/ledger/inclusion?position={size}").text
    given = file(tmp_path, "consistency", api.get(f"/v1/ledger/consistency?from={size - 1}&to={size}").text)
    keys = api.doors.signer.keys(api.workspace_id)
    result = verified(tmp_path, answer, key=keys, trusted=[trusted], consistency=[given])
    assert result.verdict == "sound", result
    assert "The log agrees with the trusted checkpoint trusted." in result.checked


def test_a_receipt_has_no_time_of_its_own(tmp_path: Path):
    assert [each.what for each in verified(tmp_path, json.dumps(receipt()), max_age="24h").findings] == ["stale"]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "{" * 10_000, '{"event":5,"tlog_proof":7}', "c2sp.org/tlog-proof@v1\n"]
)
def test_what_is_no_receipt_is_unusable(tmp_path: Path, content: str):
    assert verified(tmp_path, content).verdict == "unusable"


def test_a_receipt_of_a_restored_log_says_that_bundles_tell_of_that(tmp_path: Path):
    again = Made(events(50), origin=f"{ORIGIN}/3")
    told = receipt()
    tlog = told["tlog_proof"].replace(LOG.note(50), again.note(50))
    point = {**told["checkpoint"], "origin": again.origin, "note": again.note(50)}
    result = verified(tmp_path, json.dumps({**told, "tlog_proof": tlog, "checkpoint": point}))
    assert result.verdict == "sound"
    assert any("restored from a backup, by its name 2 times" in each for each in result.unknown)

"""Whoever wrote something can have it proved that it is in the log, and can check that alone."""

import json
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from goals.ledger.checkpoint import Checkpoint, checkpoint
from goals.ledger.leaf import leaf_hash
from goals.ledger.merkle import root_by_consistency, root_by_inclusion
from goals.ledger.notes import note, verified, verifier_key
from goals.ledger.proof import tlog_proof
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.home import Home
from projections.ledger.signer.keys import retire, rotate
from tests.api.client import Answer, Api
from tests.api.known import GOAL, KPI, RETARGET, active, kpi, made
from tests.api.test_readings import JUNE
from tests.ledger import logs
from tests.ledger.defined import defined_root

TEXT = {"Accept": "text/plain"}
NOWHERE = "the signer has gone"


def position_of(answer: Answer) -> int:
    return int(answer.headers["Goalpost-Position"])


def receipt(api: Api, position: int) -> dict[str, Any]:
    return made(api.get(f"/v1/ledger/inclusion?position={position}"), 200)


def checked(told: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The fact that a receipt is about, after all it says was checked without asking anybody."""
    event = {**told["event"], "state": told["event"]["state"].encode()}
    proof = tlog_proof(told["tlog_proof"])
    signed = note(proof.note)
    assert verified(signed, list(map(verifier_key, keys)))
    below = checkpoint(signed.text)
    leaf = leaf_hash(**event)
    assert root_by_inclusion(leaf, event["position"] - 1, below.size, proof.hashes) == below.root
    assert (proof.index, b64decode(told["leaf_hash"])) == (event["position"] - 1, leaf)
    assert [b64decode(each) for each in told["proof"]] == list(proof.hashes)
    assert told["checkpoint"]["note"] == proof.note
    found: dict[str, Any] = json.loads(event["state"])["fact"]
    return found


def test_who_made_a_goal_has_a_receipt_for_it(api: Api, signer: Signing):
    api.clock("2023-01-01T09:00:00Z")
    answer = api.post("/v1/goals", {**GOAL, "kpi_id": kpi(api)})
    fact = checked(receipt(api, position_of(answer)), signer.keys(api.workspace_id))
    assert (fact["type"], fact["description"]["title"]) == ("goal.created.v1", GOAL["title"])


def test_who_sent_many_readings_has_a_receipt_for_each(api: Api, signer: Signing):
    api.clock("2023-12-31T09:00:00Z")
    rows = [{**JUNE, "key": f"{n}", "value": f"{n}"} for n in range(50)]
    answer = api.post(f"/v1/kpis/{kpi(api)}/readings", rows)
    last, keys = position_of(answer), signer.keys(api.workspace_id)
    facts = [checked(receipt(api, position), keys) for position in range(last - 49, last + 1)]
    assert [fact["key"] for fact in facts] == [row["key"] for row in rows]


def test_who_moved_a_goal_has_a_receipt_that_says_why(api: Api, signer: Signing):
    api.clock("2023-07-04T09:00:00Z")
    goal = active(api)
    answer = api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*")
    fact = checked(receipt(api, position_of(answer)), signer.keys(api.workspace_id))
    assert (fact["reason"], fact["after"]["resolved"]) == (RETARGET["reason"], "500000")


def test_a_receipt_is_a_file_that_others_check_too(api: Api, signer: Signing):
    kpi(api)
    answer = api.get("/v1/ledger/inclusion?position=2", headers=TEXT)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text == receipt(api, 2)["tlog_proof"]
    assert answer.text.startswith("c2sp.org/tlog-proof@v1\nindex 1\n")


def test_the_checkpoint_covers_all_that_is_recorded_and_is_signed(api: Api, signer: Signing, migrated_url: str):
    kpi(api)
    told = made(api.get("/v1/ledger/checkpoint"), 200)
    leaves = logs.leaves_of(migrated_url, api.workspace_id)
    assert verified(note(told["note"]), list(map(verifier_key, told["keys"])))
    assert checkpoint(note(told["note"]).text) == Checkpoint(
        origin=f"goalpost/test/{api.workspace_id}", size=len(leaves), root=defined_root(leaves)
    )
    assert (told["size"], b64decode(told["root"]), told["is_newest"]) == (len(leaves), defined_root(leaves), True)
    assert api.get("/v1/ledger/checkpoint", headers=TEXT).text == told["note"]


def test_what_accept_prefers_is_answered(api: Api, signer: Signing):
    both = {"Accept": "text/plain;q=0.5, application/json"}
    assert api.get("/v1/ledger/checkpoint", headers=both).headers["Content-Type"] == "application/json"
    assert "Accept" in api.get("/v1/ledger/checkpoint").headers["Vary"]


def test_a_later_checkpoint_is_proved_to_go_on_from_an_earlier_one(api: Api, signer: Signing):
    kpi(api)
    earlier = made(api.get("/v1/ledger/checkpoint"), 200)
    for n in range(20):
        kpi(api, key=f"another-{n}")
    told = made(api.get(f"/v1/ledger/consistency?from={earlier['size']}"), 200)
    later = made(api.get("/v1/ledger/checkpoint"), 200)
    assert (told["from_root"], told["to_root"]) == (earlier["root"], later["root"])
    assert told["checkpoint"]["note"] == later["note"]
    proof = [b64decode(each) for each in told["proof"]]
    reached = root_by_consistency(told["from"], told["to"], b64decode(earlier["root"]), proof)
    assert reached == b64decode(later["root"])


def test_between_any_two_lengths_of_the_log_it_is_proved_that_it_only_grew(
    api: Api, signer: Signing, migrated_url: str
):
    for n in range(8):
        kpi(api, key=f"another-{n}")
    leaves = logs.leaves_of(migrated_url, api.workspace_id)
    for last in range(1, len(leaves) + 1):
        for first in range(1, last + 1):
            told = made(api.get(f"/v1/ledger/consistency?from={first}&to={last}"), 200)
            proof = [b64decode(each) for each in told["proof"]]
            before, after = defined_root(leaves[:first]), defined_root(leaves[:last])
            assert root_by_consistency(first, last, before, proof) == after
            assert (b64decode(told["from_root"]), b64decode(told["to_root"])) == (before, after)


def test_a_position_that_a_kept_checkpoint_covers_is_proved_without_the_signer(api: Api, signer: Signing):
    kpi(api)
    kept = made(api.get("/v1/ledger/checkpoint"), 200)
    silenced(api)
    assert receipt(api, kept["size"])["checkpoint"]["note"] == kept["note"]


def silenced(api: Api) -> None:
    """Nobody signs any more."""
    object.__setattr__(api.doors.signer, "address", NOWHERE)


def test_where_the_signer_is_not_reached_the_last_checkpoint_says_that_it_is_not_the_newest(api: Api, signer: Signing):
    kept = made(api.get("/v1/ledger/checkpoint"), 200)
    kpi(api)
    silenced(api)
    told = made(api.get("/v1/ledger/checkpoint"), 200)
    assert (told["note"], told["is_newest"], told["keys"]) == (kept["note"], False, [])
    assert made(api.get("/v1/ledger/consistency?from=1"), 200)["to"] == kept["size"]


@pytest.mark.parametrize("path", ["checkpoint", "inclusion?position=1", "consistency?from=1"])
def test_where_nothing_was_signed_and_nobody_signs_that_is_the_problem(api: Api, path: str):
    silenced(api)
    answer = api.get(f"/v1/ledger/{path}")
    assert (answer.status_code, answer.json["code"]) == (503, "signer-unreachable")
    assert "Retry-After" in answer.headers


def test_what_is_newer_than_each_kept_checkpoint_waits_for_the_signer(api: Api, signer: Signing):
    made(api.get("/v1/ledger/checkpoint"), 200)
    silenced(api)
    answer = api.get(f"/v1/ledger/inclusion?position={position_of(api.post('/v1/kpis', KPI))}")
    assert answer.json["code"] == "signer-unreachable"


def test_a_receipt_is_good_with_the_key_that_signs_today(api: Api, signer: Signing, signer_home: Path):
    kpi(api)
    made(api.get("/v1/ledger/checkpoint"), 200)
    home = Home(signer_home)
    with home.turn():
        rotate(home)
        retire(home)
    new = signer.keys(api.workspace_id)
    for _ in range(2):
        checked(receipt(api, 2), new)
    silenced(api)
    checked(receipt(api, 2), new)
    told = made(api.get("/v1/ledger/consistency?from=1&to=2"), 200)
    assert verified(note(told["checkpoint"]["note"]), list(map(verifier_key, new)))

"""The log verified in place, and what was found kept."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from api import verifying
from goals.sides import SIDES, marked
from projections.ledger.examining.examining import Examined
from projections.ledger.examining.served import COMPARED
from projections.ledger.signer.asking import Signing
from tests.api.client import Api
from tests.api.known import eased_in_december
from tests.ledger.owning import Owner


@pytest.fixture
def owner(api: Api, migrated_url: str) -> Iterator[Owner]:
    found = Owner(migrated_url, api.workspace_id)
    yield found
    found.close()


def filled(api: Api, containers: int) -> None:
    for n in range(containers):
        assert api.post("/v1/containers", {"name": f"Ours {n}", "kind": "folder"}).status_code == 201


def test_a_sound_log_is_said_to_be_sound(api: Api, signer: Signing):
    filled(api, 3)
    answer = api.as_role("auditor").post("/v1/ledger/verify")
    assert answer.status_code == 200, answer.text
    told = answer.json
    assert (told["sound"], told["findings"], told["size"]) == (True, [], int(answer.headers["Goalpost-Position"]))
    assert told["asked_by"] == {"type": "service", "id": "auditor"}
    assert (told["checkpoints_checked"], told["newest_checkpoint"]) == (0, None)
    assert len(told["unknown"]) == 3


def test_it_is_held_against_what_the_signer_signed(api: Api, signer: Signing):
    filled(api, 3)
    signer.checkpoint(api.workspace_id)
    told = api.post("/v1/ledger/verify").json
    assert (told["checkpoints_checked"], told["newest_checkpoint"], told["unknown"]) == (1, told["size"], [COMPARED])


def test_what_was_done_is_told_with_its_positions(api: Api, owner: Owner):
    filled(api, 5)
    owner.alter(3, state=b"{}")
    told = api.post("/v1/ledger/verify").json
    assert told["sound"] is False
    assert [(each["what"], each["positions"]) for each in told["findings"]] == [("altered", [[3, 3]])]


def test_what_a_silent_signer_may_have_signed_is_no_verdict(api: Api):
    told = api.post("/v1/ledger/verify").json
    assert (told["sound"], [each["what"] for each in told["findings"]]) == (False, ["uncompared"])
    assert "cannot be reached" in told["findings"][0]["said"]


def test_a_trail_that_lacks_a_retarget_is_told(api: Api, owner: Owner, signer: Signing):
    at = eased_in_december(api)["position"]
    assert api.post("/v1/ledger/verify").json["sound"] is True
    owner.tell(*(f"UPDATE {marked('trail_items', side)} SET position = 1" for side in SIDES))
    owner.tell(*(f"UPDATE {marked('trail', side)} SET position = 1" for side in SIDES))
    told = api.post("/v1/ledger/verify").json
    assert [(each["what"], each["positions"]) for each in told["findings"]] == [
        ("trail", [[at, at]]),
        ("trail", [[1, 1]]),
    ]
    owner.tell("UPDATE log_head SET side = 'none' WHERE workspace_id = :ws")
    assert (
        "none was compared (The read models of this workspace are not filled"
        in (api.post("/v1/ledger/verify").json["unknown"][-1])
    )


def test_every_check_is_kept_the_newest_first(api: Api, owner: Owner):
    filled(api, 2)
    first = api.post("/v1/ledger/verify").json
    owner.alter(2, state=b"{}")
    second = api.as_role("auditor").post("/v1/ledger/verify").json
    page = api.get("/v1/ledger/checks?limit=1").json
    assert page["items"] == [second]
    assert api.get(f"/v1/ledger/checks?limit=1&cursor={page['next_cursor']}").json["items"] == [first]


def test_a_repeated_request_is_told_what_was_found_the_first_time(api: Api, owner: Owner):
    filled(api, 2)
    first = api.post("/v1/ledger/verify", once="look")
    owner.alter(2, state=b"{}")
    again = api.post("/v1/ledger/verify", once="look")
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert len(api.get("/v1/ledger/checks").json["items"]) == 1


def test_who_verified_stands_in_the_access_log(api: Api):
    api.as_role("auditor").post("/v1/ledger/verify")
    (entry,) = api.as_role("auditor").get("/v1/access-log?action=verify").json["items"]
    assert (entry["actor"]["id"], entry["path"], entry["status"]) == ("auditor", "/v1/ledger/verify", 200)


def test_a_long_log_is_read_by_a_process_of_its_own_with_the_same_answer(
    api: Api, owner: Owner, signer: Signing, monkeypatch: pytest.MonkeyPatch
):
    filled(api, 5)
    signer.checkpoint(api.workspace_id)
    owner.alter(3, state=b"{}")
    here = api.post("/v1/ledger/verify").json
    monkeypatch.setattr(verifying, "AT_ONCE", 0)
    apart = api.post("/v1/ledger/verify").json
    passing = {"id", "checked_at", "took_ms"}
    assert {name: apart[name] for name in apart.keys() - passing} == {
        name: here[name] for name in here.keys() - passing
    }


@pytest.mark.parametrize("at_once", [verifying.AT_ONCE, 0], ids=["here", "apart"])
def test_a_database_out_of_reach_is_no_verdict_about_the_log(api: Api, at_once: int, monkeypatch: pytest.MonkeyPatch):
    def fails(*about: Any) -> Examined:
        raise OSError("the disk is gone") if at_once == 0 else disk_error()

    monkeypatch.setattr(verifying, "AT_ONCE", at_once)
    monkeypatch.setattr(verifying, "examine" if at_once else "examined_apart", fails)
    answer = api.post("/v1/ledger/verify")
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "not-ready", "1")
    assert api.get("/v1/ledger/checks").json["items"] == []


def disk_error() -> sqlite3.Error:
    found = sqlite3.OperationalError("disk I/O error")
    found.sqlite_errorcode = sqlite3.SQLITE_IOERR
    return found


@pytest.mark.parametrize("role", ["viewer", "contributor", "owner", "approver"])
def test_others_are_refused(api: Api, role: str):
    assert api.as_role(role).post("/v1/ledger/verify").status_code == 403
    assert api.as_role(role).get("/v1/ledger/checks").status_code == 403

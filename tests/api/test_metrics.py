"""What a monitor is told of a workspace's log."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api import verifying
from projections.ledger.examining.examining import Examined
from projections.ledger.signer.asking import Signing
from tests.api.client import Api
from tests.cli.conftest import Shell
from tests.ledger.owning import Owner
from tests.signers import signing

SIGNED = {"goalpost_ledger_signed_size", "goalpost_signer_up", "goalpost_signer_refusing"}


@pytest.fixture
def owner(api: Api, migrated_url: str) -> Iterator[Owner]:
    found = Owner(migrated_url, api.workspace_id)
    yield found
    found.close()


def figures(api: Api) -> dict[str, float]:
    answer = api.get("/metrics")
    assert answer.status_code == 200, answer.text
    assert answer.content_type.startswith("text/plain")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    assert {tuple(sample.labels.items()) for sample in samples} == {(("workspace", "home"),)}
    return {sample.name: sample.value for sample in samples}


def test_before_the_first_verification_nothing_is_said_to_be_sound(api: Api):
    api.post("/v1/containers", {"name": "Ours", "kind": "folder"})
    found = figures(api.as_role("viewer"))
    assert found.keys() - SIGNED == {"goalpost_ledger_size"}
    assert found["goalpost_ledger_size"] == int(api.get("/v1/clock").headers["Goalpost-Position"])


def test_a_sound_log_is_1(api: Api, signer: Signing):
    told = api.post("/v1/ledger/verify").json
    found = figures(api)
    assert (found["goalpost_ledger_sound"], found["goalpost_ledger_findings"]) == (1, 0)
    assert found["goalpost_ledger_checked_size"] == found["goalpost_ledger_size"] == told["size"]
    assert found["goalpost_ledger_checked_timestamp_seconds"] > 1_700_000_000


def test_a_log_that_was_tampered_with_is_0(api: Api, owner: Owner):
    owner.alter(1, state=b"{}")
    api.post("/v1/ledger/verify")
    found = figures(api)
    assert (found["goalpost_ledger_sound"], found["goalpost_ledger_findings"]) == (0, 1)


def test_what_is_signed_and_whether_more_will_be_is_told(api: Api, owner: Owner, signer: Signing):
    signer.checkpoint(api.workspace_id)
    found = figures(api)
    assert [found[name] for name in sorted(SIGNED)] == [found["goalpost_ledger_size"], 0, 1]
    api.post("/v1/containers", {"name": "Ours", "kind": "folder"})
    owner.alter(int(found["goalpost_ledger_size"]) + 1, state=b"{}")
    assert api.get("/v1/ledger/checkpoint").status_code == 409
    assert figures(api)["goalpost_signer_refusing"] == 1


def test_where_there_is_no_verdict_there_is_none_told(api: Api, signer: Signing, monkeypatch: pytest.MonkeyPatch):
    def fails(*about: Any) -> Examined:
        raise ArithmeticError("what nobody has thought of")

    assert api.post("/v1/ledger/verify").json["sound"] is True
    assert figures(api)["goalpost_ledger_unchecked"] == 0
    monkeypatch.setattr(verifying, "examine", fails)
    assert api.post("/v1/ledger/verify").status_code == 200
    found = figures(api)
    assert found["goalpost_ledger_unchecked"] == 1
    assert found.keys() - SIGNED == {"goalpost_ledger_size", "goalpost_ledger_unchecked", "goalpost_ledger_uncompared"}


def test_what_was_found_stays_found_until_a_verification_that_could_see_as_much(
    api: Api, owner: Owner, migrated_url: str, signer_home: Path
):
    def sound() -> tuple[bool, float]:
        """By the verification, and by the metrics after it."""
        return api.post("/v1/ledger/verify").json["sound"], figures(api)["goalpost_ledger_sound"]

    api.post("/v1/containers", {"name": "Ours", "kind": "folder"})
    size = int(figures(api)["goalpost_ledger_size"])
    with signing(migrated_url, home=signer_home, address=str(signer_home / "socket")) as signer:
        signer.checkpoint(api.workspace_id)
        owner.tell(f"CREATE TABLE aside AS SELECT * FROM events WHERE position = {size}")
        owner.delete(size, size)
        owner.set_head(size - 1)
        assert sound() == (False, 0)
    assert (sound(), figures(api)["goalpost_ledger_uncompared"]) == ((False, 0), 1)
    assert Shell(migrated_url)("verify", "--database").exit_code == 0
    assert figures(api)["goalpost_ledger_sound"] == 0
    owner.tell("INSERT INTO events SELECT * FROM aside", "DROP TABLE aside")
    owner.set_head(size)
    with signing(migrated_url, home=signer_home, address=str(signer_home / "socket")):
        assert sound() == (True, 1)


def test_a_signer_that_does_not_answer_is_down(api: Api):
    assert figures(api).keys() & SIGNED == {"goalpost_signer_up"}
    assert figures(api)["goalpost_signer_up"] == 0


def test_without_a_key_nothing_is_told(api: Api):
    refused = api.app.test_client().get("/metrics")
    assert (refused.status_code, refused.content_type) == (401, "application/problem+json")

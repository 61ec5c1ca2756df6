"""Erasing a subject: nothing holds its text any more, and every proof is as it was."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from api.app import create_app
from api.settings import Settings
from goals.keyring import former_keys, sealing_keys
from goals.ledger import tree
from goals.ledger.leaf import leaf_hash
from goals.ledger.merkle import root_by_inclusion
from projections.rebuild import check, rebuild
from tests.api.client import Api
from tests.ledger.personal import EMAIL, ERASE, HER, HOLD, NAME, WORDS, answers, everything_in, hers, sent, spoken


@pytest.fixture
def api(home: Api) -> Api:
    return home


@pytest.fixture
def urls(personal_settings: Settings) -> set[str]:
    return {personal_settings.database_url, personal_settings.keys_url}


def erased(api: Api, **said: str) -> dict[str, object]:
    answer = api.post(f"/v1/subjects/{HER}/erase", {**ERASE, **said})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json
    return found


def keys_of(api: Api) -> list[bytes]:
    with api.doors.keys_database.engine.connect() as connection:
        return [bytes(row.key) for table in (sealing_keys, former_keys) for row in connection.execute(table.select())]


def test_after_it_nothing_holds_the_text(api: Api, urls: set[str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said = spoken(api)
    before = answers(api, said)
    silent = {path for path, told in before.items() if WORDS not in told}
    assert len(silent) < len(before) / 3, silent
    (key,) = keys_of(api)
    assert any(key in everything_in(url) for url in urls)

    erased(api)

    assert {path for path, told in answers(api, said).items() if WORDS in told} == set()
    for url in urls:
        left = everything_in(url)
        assert WORDS.encode() not in left
        assert key not in left
        assert key.hex().encode() not in left
    assert keys_of(api) == []
    assert WORDS not in caplog.text


def test_what_is_told_instead_is_that_it_was_erased(api: Api) -> None:
    said = spoken(api)
    erased(api)
    goal = api.get(f"/v1/goals/{said.goal_id}").json
    assert [goal[name] for name in ("title", "aim", "why")] == ["[erased]"] * 3
    for path in ("/v1/trail", "/v1/trail?format=csv", "/v1/events", "/v1/retrospectives/2023-Q2?format=markdown"):
        assert "[erased]" in api.get(path).text.replace("\\", "")


def test_every_proof_is_as_it_was_and_the_erasure_is_one_event_more(api: Api) -> None:
    spoken(api)
    with api.doors.database.reading() as rows:
        size = api.get("/v1/workspace").json["head"]
        root = tree.root(rows, api.workspace_id, size)
    position = sealed_position(api)
    leaf, proof = proved(api, position, size)

    erased(api)

    with api.doors.database.reading() as rows:
        assert tree.root(rows, api.workspace_id, size) == root
    assert (leaf, proof) == proved(api, position, size)
    assert root_by_inclusion(leaf, index=position - 1, size=size, proof=proof) == root
    told = api.get(f"/v1/events?after={size}").json["items"]
    assert [each["type"] for each in told] == ["goalpost.subject.erased.v1"]
    assert told[0]["data"]["asked_by"] == HER


def sealed_position(api: Api) -> int:
    """Of an event that holds her words."""
    told = api.get("/v1/events?types=goalpost.goal.commented.v1").json["items"]
    return int(told[0]["sequence"])


def proved(api: Api, position: int, size: int) -> tuple[bytes, list[bytes]]:
    """The leaf of an event, hashed anew from what is stored, and its proof."""
    with api.doors.database.engine.connect() as connection:
        row = connection.exec_driver_sql(
            f"SELECT * FROM events WHERE position = {position} AND workspace_id = '{api.workspace_id}'"
        ).one()
    leaf = leaf_hash(
        workspace_id=row.workspace_id,
        position=row.position,
        stream_id=row.stream_id,
        version=row.version,
        recorded_at_us=row.recorded_at,
        topic=row.topic,
        state=bytes(row.state),
    )
    with api.doors.database.reading() as rows:
        return leaf, tree.inclusion(rows, api.workspace_id, position - 1, size)


def test_a_rebuild_works_and_changes_nothing(api: Api) -> None:
    said = spoken(api)
    erased(api)
    before = answers(api, said)
    hub, workspace_id = api.doors.hub, api.workspace_id
    assert check(hub, workspace_id).difference is None
    assert rebuild(hub, workspace_id).difference is None
    assert answers(api, said) == before


def test_a_subject_is_told_with_its_entry_and_its_erasures(api: Api) -> None:
    spoken(api)
    told = api.get(f"/v1/subjects/{HER}").json
    assert (told["name"], told["email"], told["has_entry"], told["is_readable"]) == (NAME, EMAIL, True, True)
    assert (told["hold"], told["erasures"]) == (None, [])
    erased(api, ground="court_order", asked_by="court-3")
    told = api.get(f"/v1/subjects/{HER}").json
    assert (told["name"], told["email"], told["has_entry"], told["is_readable"]) == (None, None, False, False)
    (erasure,) = told["erasures"]
    assert (erasure["ground"], erasure["asked_by"], erasure["reason"]) == ("court_order", "court-3", ERASE["reason"])
    assert erasure["actor"]["id"] == "admin"
    assert erasure["recorded_position"] == api.get("/v1/workspace").json["head"]
    assert api.get("/v1/subjects").json["items"] == [{name: told[name] for name in told if name != "position"}]


def test_erasing_again_does_nothing_and_says_when_it_was_erased(api: Api) -> None:
    spoken(api)
    first = erased(api)
    again = erased(api, reason="Asked for once more")
    assert again["erasures"] == first["erasures"]
    assert again["position"] == first["position"]


def test_what_is_sealed_afterwards_is_readable_until_it_is_erased_too(api: Api) -> None:
    said = spoken(api)
    erased(api)
    about = f"/v1/goals/{said.goal_id}"
    sent(api, f"{about}/comments", {"text": hers("later")})
    assert api.get(f"{about}/comments").json["items"][0]["text"].startswith("later")
    assert api.get(f"/v1/subjects/{HER}").json["is_readable"]
    assert len(erased(api)["erasures"]) == 2  # type: ignore[arg-type]
    assert WORDS not in api.get(f"{about}/comments").text


def test_only_the_subjects_own_text_is_erased(api: Api) -> None:
    said = spoken(api)
    about = f"/v1/goals/{said.goal_id}"
    sent(api, f"{about}/comments", {"text": {"text": "Bob was here", "subject": "bob"}})
    erased(api)
    assert [each["text"] for each in api.get(f"{about}/comments").json["items"]] == ["Bob was here", "[erased]"]


def test_a_subject_of_another_workspace_is_another(api: Api) -> None:
    beside = api.other()
    beside.clock("2023-06-15T12:00:00Z")
    beside.post("/v1/subjects", {"id": HER, "name": "Another Ana"})
    spoken(api)
    erased(api)
    assert beside.get(f"/v1/subjects/{HER}").json["name"] == "Another Ana"


def test_a_legal_hold_blocks_it_until_an_auditor_releases_it(api: Api) -> None:
    spoken(api)
    auditor = api.as_role("auditor")
    held = auditor.post(f"/v1/subjects/{HER}/hold", HOLD)
    assert held.json["hold"]["reason"] == HOLD["reason"]
    assert held.json["hold"]["actor"]["id"] == "auditor"
    refused = api.post(f"/v1/subjects/{HER}/erase", ERASE)
    assert (refused.status_code, refused.json["code"]) == (409, "subject-on-hold")
    assert api.get(f"/v1/subjects/{HER}").json["name"] == NAME
    assert api.post(f"/v1/subjects/{HER}/release", HOLD).status_code == 403
    assert auditor.post(f"/v1/subjects/{HER}/release", HOLD).json["hold"] is None
    assert erased(api)["is_readable"] is False


def test_holding_and_releasing_twice_records_nothing_twice(api: Api) -> None:
    spoken(api)
    auditor = api.as_role("auditor")
    for what in ("hold", "release"):
        first = auditor.post(f"/v1/subjects/{HER}/{what}", HOLD).json
        assert auditor.post(f"/v1/subjects/{HER}/{what}", HOLD).json == first


@pytest.mark.parametrize("what", ["erase", "hold", "release"])
def test_a_subject_that_nobody_knows_is_not_found(api: Api, what: str) -> None:
    api.clock("2023-06-15T12:00:00Z")
    sender = api if what == "erase" else api.as_role("auditor")
    answer = sender.post(f"/v1/subjects/nobody/{what}", ERASE if what == "erase" else HOLD)
    assert (answer.status_code, answer.json["code"]) == (404, "subject-not-found")
    assert api.get("/v1/subjects/nobody").status_code == 404


@pytest.mark.parametrize("subject", ["ana@example.com", "Ana Maria", "a/b", ""])
def test_a_subjects_id_is_no_name_and_no_address(api: Api, subject: str) -> None:
    entered = api.post("/v1/subjects", {"id": subject, "name": "Ana"})
    assert entered.status_code == 422
    assert entered.json["errors"][0]["pointer"] == "/id"
    sealed = api.post("/v1/containers", {"name": {"text": "Ours", "subject": subject}, "kind": "folder"})
    assert sealed.status_code == 422
    if subject:
        assert "it stays in the log for ever" in sealed.text


def test_the_reason_of_an_erasure_outlives_it(api: Api) -> None:
    spoken(api)
    refused = api.post(f"/v1/subjects/{HER}/erase", {**ERASE, "reason": hers("a long reason")})
    assert (refused.status_code, refused.json["code"]) == (422, "reason-would-be-erased")


def test_the_directory_is_no_part_of_the_log(api: Api) -> None:
    before = api.get("/v1/workspace").json["head"]
    made = api.post("/v1/subjects", {"id": HER, "name": NAME})
    assert (made.status_code, made.headers["Location"]) == (201, f"/v1/subjects/{HER}")
    again = api.post("/v1/subjects", {"id": HER, "email": EMAIL})
    assert (again.status_code, again.json["name"], again.json["email"]) == (200, None, EMAIL)
    assert api.get("/v1/workspace").json["head"] == before


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
@pytest.mark.parametrize("personal_settings", ["apart"], indirect=True)
def test_a_backup_of_the_log_holds_no_text_and_none_comes_back_with_it(
    api: Api, personal_settings: Settings, tmp_path: Path
) -> None:
    """Where the keys are kept apart from the log and its backups."""
    said = spoken(api)
    backup = tmp_path / "backup.sqlite"
    with api.doors.database.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{backup}'")
    assert WORDS.encode() not in backup.read_bytes()
    erased(api)
    restored = create_app(replace(personal_settings, database_url=f"sqlite:///{backup}"))
    before_it = replace(api, app=restored)
    for path in (f"/v1/goals/{said.goal_id}", f"/v1/goals/{said.goal_id}/timeline", "/v1/trail", "/v1/events"):
        assert WORDS not in before_it.get(path).text
        assert "[erased]" in before_it.get(path).text
    before_it.doors.close()

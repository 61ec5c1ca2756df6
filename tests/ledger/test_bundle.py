"""What is in a bundle, compared with the log it was taken from."""

import tarfile
from base64 import b64decode, b64encode
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any

import msgspec
import pytest

from api.contract.openapi import version
from goals.ledger import merkle
from goals.ledger.checkpoint import checkpoint
from goals.ledger.notes import note, verified, verifier_key
from projections.ledger.bundle import lines, stored
from projections.ledger.signer.asking import Signing
from tests.api.client import Api
from tests.api.known import made
from tests.invariants.looking import events_of
from tests.ledger.bundles import PURPOSE, Told, answered, tell
from tests.ledger.opened_bundle import Opened, opened

MEMBERS = [
    "README.txt",
    "checkpoint",
    "checkpoints.ndjson",
    "restores.ndjson",
    "keys.txt",
    "leaves.bin",
    "events/000001.ndjson.gz",
    "redactions.ndjson",
    "trail.csv",
    "trail.xlsx",
    "manifest.json",
    "manifest.note",
]
COLUMNS = ("position", "stream_id", "version", "topic", "recorded_at", "state")


@pytest.fixture
def told(api: Api, signer: Signing) -> Told:
    return tell(api)


def log_of(told: Told) -> list[dict[str, Any]]:
    """The events as they are stored, their states as text."""
    url = told.api.doors.settings.database_url
    return [{**event, "state": bytes(event["state"]).decode()} for event in events_of(url, told.api.workspace_id)]


def bundle_of(told: Told | Api, **asked: str | int) -> Opened:
    return opened(answered(told, **asked).data)


def test_the_answer_is_a_file_to_be_kept(told: Told):
    answer = answered(told)
    assert answer.headers["Content-Type"] == "application/x-tar"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="goalpost-bundle-20.tar"'
    assert (answer.headers["Goalpost-Position"], answer.headers["Cache-Control"]) == ("20", "no-store")


def test_the_members_of_a_whole_bundle_are_these_in_this_order(told: Told):
    assert list(bundle_of(told).members) == MEMBERS


def test_a_bundle_can_be_written_in_one_way_only(told: Told):
    bundle = answered(told).data
    again = BytesIO()
    for name, content in opened(bundle).members.items():
        info = tarfile.TarInfo(name)
        info.size = len(content)
        again.write(info.tobuf(tarfile.USTAR_FORMAT, "ascii", "strict") + content + bytes(-len(content) % 512))
    assert bundle == again.getvalue() + bytes(1024)


def test_the_events_are_those_of_the_log_byte_for_byte(told: Told):
    log = log_of(told)
    assert bundle_of(told).events == [{name: event[name] for name in COLUMNS} for event in log]
    assert "Größer – „gut“ \U0001f600" in log[-1]["state"]


def test_the_leaves_are_those_of_the_log_and_give_the_root(told: Told):
    found = bundle_of(told)
    assert found.leaves == [event["leaf_hash"] for event in log_of(told)]
    assert b64decode(found.manifest["root"]) == merkle.root(found.leaves)


def test_the_checkpoint_is_signed_and_covers_everything(told: Told):
    found = bundle_of(told)
    signed = note(found.members["checkpoint"].decode())
    assert len(verified(signed, [verifier_key(key) for key in told.keys])) == 1
    latest = checkpoint(signed.text)
    assert (latest.size, latest.root, latest.origin) == (20, merkle.root(found.leaves), found.manifest["origin"])
    assert found.members["keys.txt"].decode().splitlines() == told.keys


def test_the_manifest_is_signed_with_its_digest(told: Told):
    found = bundle_of(told)
    signed = note(found.members["manifest.note"].decode())
    digest = b64encode(sha256(found.members["manifest.json"]).digest()).decode()
    assert len(verified(signed, [verifier_key(key) for key in told.keys])) == 1
    assert signed.text.splitlines()[:4] == ["goalpost-manifest/v1", found.manifest["origin"], "20", digest]


def test_the_manifest_has_the_digest_of_every_file_before_it(told: Told):
    found = bundle_of(told)
    assert found.manifest["files"] == [
        {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in list(found.members.items())[:-2]
    ]


def test_the_manifest_says_what_was_asked_and_by_whom(told: Told):
    manifest = bundle_of(told, as_of="2023-12-20T09:00:00Z", on="2023-12-31").manifest
    assert {name: manifest[name] for name in ("format", "position", "as_of", "on", "time_zone", "filters")} == {
        "format": "goalpost-bundle/v1",
        "position": 20,
        "as_of": "2023-12-20T09:00:00.000000Z",
        "on": "2023-12-31",
        "time_zone": "UTC",
        "filters": {"as_of": "2023-12-20T09:00:00Z", "on": "2023-12-31"},
    }
    assert (manifest["complete"], manifest["selection"]) == (True, {"first": 1, "last": 20})
    assert (manifest["purpose"], manifest["software"]) == (PURPOSE, {"name": "goalpost", "version": version()})
    assert manifest["exporter"] == {"type": "service", "id": "admin", "on_behalf_of": None}
    assert manifest["workspace"] == {"id": told.api.workspace_id, "name": "home", "kind": "test"}


def test_for_whom_it_was_exported_is_told(told: Told):
    auditor = told.api.as_role("auditor")
    headers = {"Goalpost-On-Behalf-Of": "u-17"}
    answer = auditor.get("/v1/ledger/bundle?purpose=audit", headers=headers)
    assert opened(answer.data).manifest["exporter"] == {"type": "service", "id": "auditor", "on_behalf_of": "u-17"}


def test_control_totals_are_those_of_the_events(told: Told):
    manifest, log = bundle_of(told).manifest, log_of(told)
    assert manifest["events"] == {"count": 20, "first": 1, "last": 20}
    assert set(manifest["kinds"]) == {event["topic"] for event in log}
    for topic, kind in manifest["kinds"].items():
        of_it = [event for event in log if event["topic"] == topic]
        assert (kind["count"], kind["position_sum"]) == (len(of_it), sum(event["position"] for event in of_it))
        assert kind["state_bytes"] == sum(len(event["state"].encode()) for event in of_it)


def test_the_values_of_readings_are_added_up_exactly(told: Told):
    kinds = bundle_of(told).manifest["kinds"]
    assert Decimal(kinds["reading.recorded.v1"]["value_sum"]) == Decimal("1260001.5") - Decimal("12.25")
    assert kinds["reading.corrected.v1"]["value_sum"] == "411000"
    assert [topic for topic in kinds if "value_sum" in kinds[topic]] == ["reading.corrected.v1", "reading.recorded.v1"]


def test_the_trail_is_that_of_the_api_but_for_sealed_text(told: Told):
    found = bundle_of(told)
    theirs = told.api.get("/v1/trail?format=csv").data.decode()
    ours = found.members["trail.csv"].decode()
    assert ours == theirs.replace("Ana is ill until the autumn", "[personal]") != theirs
    assert (found.manifest["trail"]["rows"], found.manifest["trail"]["retargets"]) == (6, 5)
    assert {*found.manifest["trail"]["from_events"], *found.manifest["trail"]["derived"]} == {*found.trail[0]}


def test_of_a_day_the_trail_has_what_was_in_effect_by_it_and_the_events_are_all_there(told: Told):
    found = bundle_of(told, on="2023-06-30")
    assert [row["position"] for row in found.trail] == ["14", "16", "17"]
    assert len(found.events) == 20


def test_sealed_text_is_listed_with_its_ground_and_stands_nowhere(told: Told):
    answer = answered(told)
    assert opened(answer.data).redactions == [
        {"position": 15, "field": "/text", "subject": "ana", "ground": "personal"},
        {"position": 16, "field": "/reason", "subject": "ana", "ground": "personal"},
    ]
    assert opened(answer.data).manifest["redactions"] == 2
    assert not any(b"Ana is ill" in content for content in opened(answer.data).members.values())


def test_erased_text_is_told_to_be_erased_from_where_it_was(told: Told):
    body = {"ground": "request_of_the_subject", "asked_by": "ana", "reason": "Asked for in writing"}
    erased = made(told.api.post("/v1/subjects/ana/erase", body), 200)
    found = bundle_of(told)
    assert [(each["ground"], each["erased_at"]) for each in found.redactions] == [("erased", erased["position"])] * 2
    assert [row["reason"] for row in found.trail if row["position"] == "16"] == ["[erased]"]
    before = bundle_of(told, as_of=20)
    assert [each["ground"] for each in before.redactions] == ["personal"] * 2
    assert [row["reason"] for row in before.trail if row["position"] == "16"] == ["[personal]"]


def test_the_log_of_then_is_proved_to_be_the_beginning_of_the_log_of_now(told: Told):
    found = bundle_of(told, as_of=13)
    manifest = found.manifest
    assert (manifest["position"], manifest["checkpoint_size"], len(found.leaves)) == (13, 20, 13)
    assert (found.positions(), found.trail, manifest["complete"]) == (list(range(1, 14)), [], True)
    latest = checkpoint(note(found.members["checkpoint"].decode()).text)
    proof = [b64decode(each) for each in manifest["consistency"]]
    root = b64decode(manifest["root"])
    assert merkle.root(found.leaves) == root
    assert merkle.root_by_consistency(13, 20, root, proof) == latest.root


def test_earlier_checkpoints_go_with_it(told: Told):
    told.api.doors.signer.checkpoint(told.api.workspace_id)
    made(told.api.post("/v1/containers", {"name": "Rockets", "kind": "folder"}))
    found = bundle_of(told)
    notes = [each["note"] for each in found.lines("checkpoints.ndjson")]
    assert found.members["checkpoint"].decode() not in notes
    assert all(verified(note(each), [verifier_key(key) for key in told.keys]) for each in notes)


def test_the_same_question_is_answered_with_the_same_files(told: Told):
    first, second = (bundle_of(told, as_of=18).members for _ in range(2))
    assert [name for name in first if first[name] != second[name]] in ([], ["manifest.json", "manifest.note"])
    differing = {
        name
        for name, value in msgspec.json.decode(first["manifest.json"]).items()
        if value != msgspec.json.decode(second["manifest.json"])[name]
    }
    assert differing <= {"exported_at"}


def test_what_is_recorded_meanwhile_changes_nothing(told: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stored, "READ_TOGETHER", 3)
    before = bundle_of(told)
    answer = told.api.as_role("auditor").get("/v1/ledger/bundle?purpose=audit", buffered=False)
    pieces = answer.iter_encoded()
    begun = [next(pieces) for _ in range(3)]
    made(told.api.post("/v1/containers", {"name": "Rockets", "kind": "folder"}))
    after = opened(b"".join([*begun, *pieces]))
    named = ("leaves.bin", "events/000001.ndjson.gz", "trail.csv", "redactions.ndjson")
    assert [after.members[name] for name in named] == [before.members[name] for name in named]


def test_a_part_has_so_many_lines_at_most(told: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "MOST_LINES", 7)
    found = bundle_of(told, types="goalpost.goal.retargeted.v1")
    assert [name for name in found.members if "/" in name] == [
        "events/000001.ndjson.gz",
        *(f"headers/00000{n}.ndjson.gz" for n in (1, 2, 3)),
    ]
    assert (len(found.headers), found.positions()) == (20, [14, 16, 17, 18, 19])


def test_a_part_with_much_text_is_ended_before(told: Told, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "MOST_BYTES", 1)
    monkeypatch.setattr(stored, "READ_TOGETHER", 8)
    found = bundle_of(told)
    assert sum(name.startswith("events/") for name in found.members) == 3
    assert found.positions() == list(range(1, 21))


def test_a_workspace_of_which_nothing_is_told_has_a_bundle(api: Api, signer: Signing):
    found = bundle_of(api)
    assert (found.manifest["position"], found.positions(), found.trail) == (1, [1], [])
    assert found.members["trail.csv"].startswith(b"position,event_id,")

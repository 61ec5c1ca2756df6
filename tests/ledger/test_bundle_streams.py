"""A bundle is sent as it is read: what is wrong is told before, and nothing is left of one that ends early."""

import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from api.contract import accesses
from api.contract.streams import Stopping
from projections.ledger.bundle import stored
from projections.ledger.bundle.container import END
from projections.ledger.signer.asking import Signing
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Unusable
from tests.api.client import Answer, Api
from tests.ledger.bundles import PATH, PURPOSE, Told, answered, asked_for, tell


@pytest.fixture
def told(api: Api, signer: Signing) -> Told:
    return tell(api)


@pytest.fixture
def aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where whatever has no room in memory goes."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page is one event, so that there is much to read between two pieces."""
    monkeypatch.setattr(stored, "READ_TOGETHER", 1)


def unread(told: Told, **asked: str) -> Answer:
    """An answer of which nothing was read so far."""
    return told.api.get(PATH, query_string={"purpose": PURPOSE, **asked}, buffered=False)


def begun(answer: Answer, count: int = 16) -> Iterator[bytes]:
    """After so many pieces: in the middle of the events."""
    pieces = answer.iter_encoded()
    for _ in range(count):
        next(pieces)
    return pieces


def places_taken(told: Told) -> int:
    """How many streams are being read."""
    streaming, free = told.api.doors.streaming, 0
    while streaming.acquire(blocking=False):
        free += 1
    for _ in range(free):
        streaming.release()
    return told.api.doors.settings.most_streams - free


def test_whoever_goes_away_leaves_nothing_behind(told: Told, aside: Path, slow: None):
    answer = unread(told, sample="2")
    begun(answer)
    assert places_taken(told) == 1
    answer.close()
    assert (list(aside.iterdir()), places_taken(told)) == ([], 0)


def test_whoever_goes_away_at_once_leaves_nothing_behind(told: Told, aside: Path):
    unread(told).close()
    assert (list(aside.iterdir()), places_taken(told)) == ([], 0)


def test_a_bundle_that_was_read_leaves_nothing_behind(told: Told, aside: Path):
    assert answered(told, sample=2).data.endswith(END)
    assert (list(aside.iterdir()), places_taken(told)) == ([], 0)


def test_no_snapshot_stays_open_between_two_pieces(told: Told, slow: None):
    answer = unread(told)
    begun(answer)
    pool = told.api.doors.database.engine.pool
    assert pool.status().endswith("Current Checked out connections: 0")
    answer.close()


def test_as_many_are_read_as_streams_may_be(told: Told):
    most = told.api.doors.settings.most_streams
    reading = [unread(told) for _ in range(most)]
    refused = asked_for(told)
    assert (refused.status_code, refused.json["code"]) == (503, "too-many-streams")
    for answer in reading:
        answer.close()
    assert asked_for(told).status_code == 200


def test_a_server_that_stops_breaks_a_bundle_off(told: Told, slow: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("api.contract.streams.time.monotonic", iter(range(0, 10_000, 20)).__next__)
    answer = unread(told)
    pieces = begun(answer)
    told.api.doors.draining.set()
    with pytest.raises(Stopping):
        list(pieces)
    answer.close()


def test_without_a_signer_there_is_no_bundle(api: Api):
    answer = api.get(f"{PATH}?purpose=audit")
    assert (answer.status_code, answer.json["code"]) == (503, "signer-unreachable")


def test_a_signer_that_refuses_is_heard_before_anything_is_sent(told: Told):
    database = told.api.doors.database
    answered(told)
    with database.writing() as rows:
        rows.tell("UPDATE log_head SET position = 19")
    answer = asked_for(told)
    assert (answer.status_code, answer.json["code"]) == (409, "signer-refuses")


def test_head_says_what_would_come_and_begins_nothing(told: Told, aside: Path):
    answer = told.api.open("HEAD", f"{PATH}?purpose=audit")
    assert (answer.status_code, answer.headers["Content-Type"], answer.data) == (200, "application/x-tar", b"")
    assert (list(aside.iterdir()), places_taken(told)) == ([], 0)


@pytest.mark.parametrize("role, status", [("viewer", 403), ("owner", 403), ("auditor", 200), ("admin", 200)])
def test_auditors_and_administrators_take_bundles_and_nobody_else(told: Told, role: str, status: int):
    answer = told.api.as_role(role).get(f"{PATH}?purpose=audit")
    assert answer.status_code == status
    assert (answer.headers["Content-Type"] == "application/x-tar") is (status == HTTPStatus.OK)


def test_who_takes_a_bundle_is_noted_before_its_first_byte(told: Told):
    answer = unread(told, goal=told.eased_id)
    (entry, *_) = noted(told)
    assert (entry.action, entry.actor_id, entry.path, entry.status) == ("export", "admin", PATH, 200)
    assert entry.asked == {"purpose": PURPOSE, "goal": told.eased_id}
    answer.close()


def test_who_is_refused_a_bundle_is_noted(told: Told):
    told.api.as_role("viewer").get(f"{PATH}?purpose=audit")
    (entry, *_) = noted(told)
    assert (entry.action, entry.actor_id, entry.status) == ("denied", "viewer", 403)


def noted(told: Told) -> list[accesses.Entry]:
    with told.api.doors.database.reading() as rows:
        return accesses.entries(rows, told.api.workspace_id, {}, most=10)


@pytest.mark.parametrize("cut", [1, 512, 1024, 1025, 10_000])
def test_a_bundle_that_was_broken_off_is_none(told: Told, tmp_path: Path, cut: int):
    whole = tmp_path / "whole.tar"
    whole.write_bytes(answered(told).data)
    with Bundle(whole) as bundle:
        assert bundle.names[-1] == "manifest.note"
    broken = tmp_path / "broken.tar"
    broken.write_bytes(whole.read_bytes()[:-cut])
    with pytest.raises(Unusable):
        Bundle(broken)

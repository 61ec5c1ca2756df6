"""The owner of the database changes it, triggers taken away: the next signing refuses, says why, and does not stop."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from goals.errors import NotFound
from goals.hub import Hub
from goals.ledger.checkpoint import checkpoint, origin_of
from goals.ledger.notes import note
from projections.ledger.signer import reading, rederiving, running
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import Home
from projections.ledger.signer.signing import Signer
from tests import signers
from tests.invariants.looking import hub_on
from tests.ledger.logs import opened, write
from tests.ledger.owning import Owner

SIGNED = 40
EVENTS = 43
STATE = b'{"another":"story"}'
PATIENCE_S = 30


@dataclass(frozen=True)
class Place:
    """A log of SIGNED events, its database's owner, and where its signer lives."""

    hub: Hub
    owner: Owner
    home: Path

    @property
    def log(self) -> str:
        return self.owner.workspace_id

    def signed(self) -> int:
        """The size of a checkpoint by a signer that was started anew. Raises SignerRefuses."""
        with self.signing() as signer:
            return checkpoint(note(signer.checkpoint(self.log)).text).size

    def signing(self) -> AbstractContextManager[Signing]:
        return signers.signing(self.owner.database_url, home=self.home, address=str(self.home / "socket"))

    @contextmanager
    def signer(self) -> Iterator[Signer]:
        """Nobody asks it."""
        database = reading.opened(self.owner.database_url)
        yield Signer(database, Home(self.home))
        database.close()

    def refused(self) -> str:
        with pytest.raises(SignerRefuses) as refusal:
            self.signed()
        return refusal.value.reason


@pytest.fixture
def place(migrated_url: str, signer_home: Path) -> Iterator[Place]:
    hub = hub_on(migrated_url)
    owner = Owner(migrated_url, opened(hub, events=SIGNED))
    yield Place(hub, owner, signer_home)
    owner.close()
    hub.database.close()


def delete(owner: Owner) -> None:
    owner.delete(17, 18)


def delete_and_close_the_gap(owner: Owner) -> None:
    owner.delete(17, 18)
    owner.move(19, -2)
    owner.set_head(EVENTS - 2)
    owner.rehash()


def insert(owner: Owner) -> None:
    owner.move(17, 1)
    owner.insert(17, like=16)
    owner.set_head(EVENTS + 1)
    owner.rehash()


def truncate(owner: Owner) -> None:
    owner.delete(31, EVENTS)
    owner.set_head(30)


def alter_and_rehash(owner: Owner) -> None:
    owner.alter(17, state=STATE)
    owner.rehash()


def swap_and_rehash(owner: Owner) -> None:
    owner.swap(17, 18)
    owner.rehash()


def forget_the_workspace(owner: Owner) -> None:
    owner.delete(1, EVENTS)
    owner.tell("DELETE FROM workspaces WHERE workspace_id = :ws", "DELETE FROM log_head WHERE workspace_id = :ws")


def record_earlier(owner: Owner) -> None:
    owner.alter(42, recorded_at=1)
    owner.rehash()


def skip_a_version(owner: Owner) -> None:
    owner.alter(42, version=2)
    owner.rehash()


def exchange_versions(owner: Owner) -> None:
    stream = "(SELECT stream_id FROM events WHERE workspace_id = :ws AND position = 42)"
    owner.alter(42, version=2)
    owner.tell(f"UPDATE events SET stream_id = {stream} WHERE workspace_id = :ws AND position = 43")
    owner.rehash()


DONE_TO_WHAT_WAS_SIGNED: dict[str, tuple[Callable[[Owner], None], str]] = {
    "a state was altered": (lambda owner: owner.alter(17, state=STATE), "Altered at position 17"),
    "a state and its leaf hash were altered": (alter_and_rehash, "Altered at position 17"),
    "a topic was altered": (lambda owner: owner.alter(17, topic="container.opened.v2"), "Altered at position 17"),
    "a leaf hash was altered": (lambda owner: owner.alter(17, leaf_hash=bytes(32)), "Altered at position 17"),
    "events were deleted": (delete, "Deleted at positions 17–18"),
    "events were deleted, and the others moved up": (delete_and_close_the_gap, "Deleted at positions 17–18"),
    "an event was inserted": (insert, "Inserted at position 17"),
    "two events were exchanged": (swap_and_rehash, "Reordered"),
    "the tail was cut off, and the head set back": (truncate, "Truncated"),
    "the workspace was removed": (forget_the_workspace, "Truncated"),
}


DONE_TO_WHAT_IS_NEW: dict[str, tuple[Callable[[Owner], None], str]] = {
    "a state was altered": (lambda owner: owner.alter(42, state=STATE), "Altered at position 42"),
    "a state is no bytes": (lambda owner: owner.alter(42, stream_id="nobody's"), "Altered at position 42"),
    "an event was deleted": (lambda owner: owner.delete(42, 42), "Deleted at position 42"),
    "the last event was deleted": (lambda owner: owner.delete(43, 43), "Deleted at position 43"),
    "two events were exchanged": (lambda owner: owner.swap(42, 43), "Altered at position 42"),
    "it was recorded earlier": (record_earlier, "Out of order at position 42"),
    "it skips a version": (skip_a_version, "Out of order at position 42"),
    "a later version comes first": (exchange_versions, "Out of order at position 42"),
}


def signed_and_more(place: Place) -> None:
    assert place.signed() == SIGNED
    write(place.hub, place.log, EVENTS - SIGNED)


@pytest.mark.parametrize("done", DONE_TO_WHAT_WAS_SIGNED)
def test_what_was_signed_and_is_otherwise_is_refused_by_name_and_for_ever(place: Place, done: str):
    tamper, said = DONE_TO_WHAT_WAS_SIGNED[done]
    signed_and_more(place)
    tamper(place.owner)
    first = place.refused()
    assert said in first
    assert place.refused() == first


@pytest.mark.parametrize("done", DONE_TO_WHAT_IS_NEW)
def test_what_is_new_and_cannot_be_as_it_was_recorded_is_refused(place: Place, done: str):
    tamper, said = DONE_TO_WHAT_IS_NEW[done]
    signed_and_more(place)
    tamper(place.owner)
    assert said in place.refused()


def test_what_was_put_right_again_is_refused_all_the_same(place: Place):
    signed_and_more(place)
    place.owner.set_head(30)
    first = place.refused()
    place.owner.set_head(EVENTS)
    assert place.refused() == first


def test_what_was_done_is_found_while_nothing_new_is_recorded(place: Place):
    assert place.signed() == SIGNED
    place.owner.alter(17, state=STATE)
    with place.signer() as signer:
        signer.look_again()
    assert "Altered at position 17" in place.refused()


def test_of_a_long_log_all_is_derived_again_in_turn(place: Place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rederiving, "AT_ONCE", 7)
    assert place.signed() == SIGNED
    place.owner.alter(17, state=STATE)
    with place.signer() as signer:
        for _ in range(SIGNED // 7 + 2):
            signer.look_again()
    assert "Altered at position 17" in place.refused()


def test_all_of_a_long_log_is_derived_again_at_once_where_that_is_asked_for(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rederiving, "AT_ONCE", 7)
    assert place.signed() == SIGNED
    place.owner.alter(17, state=STATE)
    with place.signer() as signer:
        signer.look_again(whole=True)
    assert "Altered at position 17" in place.refused()


def test_a_log_that_was_refused_before_it_was_ever_signed_stays_so(place: Place):
    place.owner.set_head(SIGNED + 1)
    first = place.refused()
    place.owner.set_head(SIGNED)
    assert place.refused() == first


def test_what_was_done_is_found_by_a_signer_that_runs_while_nothing_new_is_recorded(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "LOOKING_EVERY_S", 0.05)
    assert place.signed() == SIGNED
    stopped, ready = Event(), Event()
    address, url, home = str(place.home / "socket"), place.owner.database_url, Home(place.home)
    told = {"address": address, "secret": "", "every_s": 3_600, "stopped": stopped, "ready": ready.set}
    work = Thread(target=running.run, args=(url, home), kwargs=told)
    work.start()
    try:
        assert ready.wait(PATIENCE_S)
        sleep(0.2)
        place.owner.alter(17, state=STATE)
        give_up = monotonic() + PATIENCE_S
        while not (refusal := Signing(address).status()["logs"][place.log]["refuses"]) and monotonic() < give_up:
            sleep(0.02)
        assert "Altered at position 17" in refusal
    finally:
        stopped.set()
        work.join(PATIENCE_S)


def test_of_a_log_that_is_refused_it_is_told_what_was_signed(place: Place):
    assert place.signed() == SIGNED
    place.owner.set_head(30)
    with place.signing() as signer:
        with pytest.raises(SignerRefuses):
            signer.checkpoint(place.log)
        told = signer.memory(place.log)
    assert told.status is not None and "Truncated" in told.status["refuses"]
    assert ([checkpoint(note(each).text).size for each in told.notes], len(told.keys)) == ([SIGNED], 1)


def test_another_log_is_signed_while_one_is_refused(place: Place):
    signed_and_more(place)
    other = opened(place.hub, events=5, name="another")
    place.owner.alter(17, state=STATE)
    with place.signer() as signer:
        signer.sign_new()
        logs = signer.status()["logs"]
    assert (logs[other]["size"], logs[other]["refuses"]) == (5, None)
    assert (logs[place.log]["size"], "Altered at position 17" in logs[place.log]["refuses"]) == (SIGNED, True)


def test_a_workspace_of_another_kind_is_another_log(place: Place):
    signed_and_more(place)
    place.owner.tell("UPDATE workspaces SET kind = 'test' WHERE workspace_id = :ws")
    assert "Altered: the workspace is of another kind" in place.refused()


@pytest.mark.parametrize("kind", ["live/01890a5d-ac96-774b-bcce-b302099a8058", "lived", ""])
def test_nothing_is_signed_of_a_workspace_whose_kind_is_none(place: Place, kind: str):
    place.owner.tell("UPDATE workspaces SET kind = :kind WHERE workspace_id = :ws", kind=kind)
    with place.signer() as signer:
        assert signer.sign_new() == 0
        for ask in (signer.checkpoint, signer.keys):
            with pytest.raises(NotFound):
                ask(place.log)


def test_no_manifest_is_signed_while_the_log_is_refused(place: Place):
    signed_and_more(place)
    place.owner.alter(17, state=STATE)
    place.refused()
    with place.signing() as signer, pytest.raises(SignerRefuses, match="Altered at position 17"):
        signer.manifest(place.log, origin=origin_of("live", place.log), size=SIGNED, digest=bytes(32))

"""Signing is in nobody's way: neither in that of other logs, nor in the database's."""

from threading import Event, Thread
from typing import Any

import pytest

from goals.database import Prepared
from goals.ledger.checkpoint import checkpoint
from goals.ledger.notes import note
from projections.ledger.signer import reading, rederiving
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.restoring import restore
from tests.ledger.logs import append, opened, write
from tests.ledger.owning import Owner
from tests.ledger.two_logs import ONE, OTHER, Place, place
from tests.ledger.watched import Watched

__all__ = ["place"]

PATIENCE_S = 30
LONG = 5_000


def test_while_one_log_is_read_the_others_are_signed_and_told_of(place: Place):
    reached, go_on = Event(), Event()

    def before(prepared: Prepared, values: dict[str, Any]) -> None:
        if prepared is reading.EVENTS and values["workspace_id"] == place.one:
            reached.set()
            assert go_on.wait(PATIENCE_S)

    for each in (place.one, place.other):
        write(place.hub, each, 1)
    with place.watched(before) as (signer, _):
        reader = Thread(target=signer.checkpoint, args=(place.one,))
        reader.start()
        assert reached.wait(PATIENCE_S)
        told = Thread(target=signer.checkpoint, args=(place.other,))
        told.start()
        told.join(PATIENCE_S)
        assert not told.is_alive()
        assert place.sizes(signer) == {place.one: ONE, place.other: OTHER + 1}
        assert len(signer.keys(place.one)) == len(signer.notes(place.one)) == 1
        go_on.set()
        reader.join(PATIENCE_S)
        assert not reader.is_alive()
        assert place.sizes(signer)[place.one] == ONE + 1


def test_old_events_rest_a_while_after_they_were_looked_at(place: Place):
    append(place.hub, place.one, 500)
    with place.watched(rest_s=3_600) as (signer, watched):
        signer.checkpoint(place.one)
        assert sum(watched.snapshots) > 500
        watched.snapshots.clear()
        for _ in range(3):
            append(place.hub, place.one, 1)
            signer.checkpoint(place.one)
        assert sum(watched.snapshots) < 20


def test_after_their_rest_old_events_are_looked_at_again(place: Place):
    with place.signer(rest_s=0) as signer:
        write(place.hub, place.one, 1)
        signer.checkpoint(place.one)
        owner = Owner(place.url, place.one)
        owner.alter(2, state=b"{}")
        owner.close()
        write(place.hub, place.one, 1)
        signer.sign_new()
        assert "Altered at position 2" in signer.status()["logs"][place.one]["refuses"]


def test_where_they_could_not_be_looked_at_they_do_not_rest(place: Place):
    broken = [OSError("the disk did not answer")]

    def before(prepared: Prepared, values: dict[str, Any]) -> None:
        if prepared is reading.EVENTS and broken:
            raise broken.pop()

    write(place.hub, place.one, 1)
    owner = Owner(place.url, place.one)
    owner.alter(2, state=b"{}")
    owner.close()
    with place.watched(before, rest_s=3_600) as (signer, _):
        with pytest.raises(OSError):
            signer.checkpoint(place.one)
        with pytest.raises(SignerRefuses, match="Altered at position 2"):
            signer.checkpoint(place.one)


def test_in_a_log_that_was_restored_to_a_shorter_one_old_events_are_looked_at_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rederiving, "AT_ONCE", 2)
    monkeypatch.setattr(rederiving, "randbelow", lambda size: 0)
    asked: list[dict[str, Any]] = []
    with place.watched(lambda prepared, values: asked.append(values)) as (signer, watched):
        for _ in range(2):
            signer.look_again()
        owner = Owner(place.url, place.one)
        owner.delete(ONE - 1, ONE)
        owner.set_head(ONE - 2)
        owner.close()
        restore(watched, place.home, place.one, reason="A backup.")  # type: ignore[arg-type]
        asked.clear()
        signer.look_again()
    assert next((each["after"], each["last"]) for each in asked if each.get("workspace_id") == place.one) == (0, 2)


def test_no_snapshot_is_held_while_a_long_log_is_read(place: Place):
    third = opened(place.hub, events=1, name="third")
    append(place.hub, third, LONG)
    with place.watched() as (signer, watched):
        assert checkpoint(note(signer.checkpoint(third)).text).size == LONG + 1
        assert (sum(watched.snapshots) > LONG, max(watched.snapshots)) == (True, reading.CHUNK)
        watched.snapshots.clear()
        signer.look_again(whole=True)
        assert (sum(watched.snapshots) > LONG, max(watched.snapshots)) == (True, reading.CHUNK)


def test_no_snapshot_is_held_while_a_restored_log_is_read(place: Place):
    append(place.hub, place.one, LONG)
    with place.signer() as signer:
        signer.checkpoint(place.one)
    owner = Owner(place.url, place.one)
    owner.delete(LONG, LONG + ONE)
    owner.set_head(LONG - 1)
    owner.close()
    watched = Watched(place.url)
    assert restore(watched, place.home, place.one, reason="A backup.").size == LONG - 1  # type: ignore[arg-type]
    assert (sum(watched.snapshots) >= LONG - 1, max(watched.snapshots)) == (True, reading.CHUNK)
    watched.close()

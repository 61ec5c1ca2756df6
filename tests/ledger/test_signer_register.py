"""A signer that has lost its memory, or some of it, misses it: it begins no other history under the same name."""

import shutil

import pytest

from goals.ledger.checkpoint import checkpoint, origin_of
from goals.ledger.notes import note
from projections.ledger.kept import keep
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import HomeUnusable
from projections.ledger.signer.restoring import Restored, restore
from tests.ledger.logs import write
from tests.ledger.two_logs import ONE, Place, place
from tests.ledger.watched import Watched

__all__ = ["place"]


def kept_outside(place: Place) -> None:
    """A checkpoint that a server asked for."""
    with place.signer() as signer:
        keep(place.hub, place.one, signer.checkpoint(place.one))


def declared(place: Place) -> Restored:
    database = Watched(place.url)
    try:
        return restore(database, place.home, place.one, reason="The disk died.")  # type: ignore[arg-type]
    finally:
        database.close()


def test_a_last_note_that_is_gone_is_missed(place: Place):
    notes = place.memory(place.one) / "notes"
    before = notes.read_bytes()
    write(place.hub, place.one, 1)
    with place.signer() as signer:
        signer.checkpoint(place.one)
    notes.write_bytes(before)
    with place.signer() as signer, pytest.raises(HomeUnusable, match=f"all {ONE + 1} events"):
        signer.checkpoint(place.one)


def test_a_restored_log_that_is_gone_is_missed(place: Place):
    kept_outside(place)
    for each in (place.home.logs, place.home.register):
        shutil.rmtree(each)
    declared(place)
    shutil.rmtree(place.home.log(place.one) / "2")
    with place.signer() as signer, pytest.raises(HomeUnusable):
        signer.checkpoint(place.one)


def test_a_home_that_has_no_register_yet_is_taken_in(place: Place):
    shutil.rmtree(place.home.register)
    with place.signer() as signer:
        assert signer.sign_new() == 0
    shutil.rmtree(place.home.log(place.one))
    with place.signer() as signer, pytest.raises(HomeUnusable):
        signer.checkpoint(place.one)


def test_a_new_signer_does_not_begin_a_log_of_which_a_checkpoint_is_kept(place: Place):
    kept_outside(place)
    shutil.rmtree(place.home.path)
    for _ in range(2):
        with place.signer() as signer:
            assert signer.sign_new() == 1
            logs = signer.status()["logs"]
            with pytest.raises(SignerRefuses, match=f"checkpoint of {ONE} events"):
                signer.checkpoint(place.one)
        assert (logs[place.one]["size"], logs[place.other]["refuses"]) == (0, None)
        assert "goalpost ledger restore" in logs[place.one]["refuses"]
        shutil.rmtree(place.home.path)


@pytest.mark.parametrize("lost", ["all", "all but the keys"])
def test_a_lost_memory_is_declared_and_the_log_goes_on_openly(place: Place, lost: str):
    kept_outside(place)
    write(place.hub, place.one, 2)
    for each in (place.home.path,) if lost == "all" else (place.home.logs, place.home.register):
        shutil.rmtree(each)
    with place.signer() as signer:
        with pytest.raises(SignerRefuses):
            signer.checkpoint(place.one)
        made = declared(place)
        fresh = checkpoint(note(signer.checkpoint(place.one)).text)
        (statement,) = signer.restores(place.one)
    assert (fresh.origin, fresh.size) == (origin_of("live", place.one, 2), ONE + 2)
    assert (made.common, note(statement).text.split("\n")[1:3]) == (
        0 if lost == "all" else ONE,
        [origin_of("live", place.one), str(ONE)],
    )


def test_no_restore_is_declared_where_no_signer_was_at_work(place: Place):
    """It may be somebody's who has named another directory than the signer's."""
    kept_outside(place)
    shutil.rmtree(place.home.path)
    with pytest.raises(HomeUnusable):
        declared(place)
    place.home.make()
    with pytest.raises(HomeUnusable, match="no signer was at work"):
        declared(place)


def test_what_is_damaged_is_declared_by_nobody(place: Place):
    (place.memory(place.one) / "notes").write_bytes(b"")
    with pytest.raises(HomeUnusable):
        declared(place)

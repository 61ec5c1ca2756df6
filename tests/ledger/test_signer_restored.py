"""A log that was restored from a backup goes on under a new origin, and that is signed under both."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from goals.hub import Hub
from goals.ledger import merkle
from goals.ledger.checkpoint import Checkpoint, checkpoint, origin_of
from goals.ledger.notes import note, verified, verifier_key
from projections.ledger.signer import keys, reading
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerRefuses
from projections.ledger.signer.home import Home
from projections.ledger.signer.restoring import (
    NothingToDeclare,
    ReasonUnusable,
    Restored,
    RestoreUnsound,
    restore,
)
from tests.invariants.looking import hub_on
from tests.ledger.logs import leaves_of, opened, write
from tests.ledger.owning import Owner

SIGNED = 12
LEFT = 9
REASON = "The disk died on Sunday; this is Saturday's backup."


@dataclass(frozen=True)
class Place:
    hub: Hub
    owner: Owner
    signer: Signing
    home: Home

    @property
    def log(self) -> str:
        return self.owner.workspace_id

    def checkpoint(self) -> Checkpoint:
        return checkpoint(note(self.signer.checkpoint(self.log)).text)

    def set_back(self) -> None:
        """To what a backup would have, and on from there."""
        self.owner.delete(LEFT + 1, SIGNED)
        self.owner.set_head(LEFT)
        self.owner.forget_rows(LEFT)
        write(self.hub, self.log, 1)

    def declare(self, reason: str = REASON) -> Restored:
        with self.reader() as database:
            return restore(database, self.home, self.log, reason=reason)

    @contextmanager
    def reader(self):
        database = reading.opened(self.owner.database_url)
        yield database
        database.close()


@pytest.fixture
def place(migrated_url: str, signer: Signing, signer_home: Path) -> Iterator[Place]:
    hub = hub_on(migrated_url)
    owner = Owner(migrated_url, opened(hub, events=SIGNED))
    yield Place(hub, owner, signer, Home(signer_home))
    owner.close()
    hub.database.close()


def test_a_declared_restore_is_stated_under_both_names_and_lifts_the_refusal(place: Place):
    old = place.checkpoint()
    place.set_back()
    with pytest.raises(SignerRefuses):
        place.checkpoint()
    place.declare()
    fresh = place.checkpoint()
    assert (fresh.origin, fresh.size) == (origin_of("live", place.log, 2), LEFT + 1)
    (statement,) = place.signer.restores(place.log)
    common = merkle.root(leaves_of(place.owner.database_url, place.log)[:LEFT])
    assert note(statement).text.splitlines()[:7] == [
        "goalpost-restore/v1",
        old.origin,
        str(SIGNED),
        b64encode(old.root).decode(),
        fresh.origin,
        str(LEFT),
        b64encode(common).decode(),
    ]
    assert note(statement).text.splitlines()[8:] == [REASON]
    raw = keys.public(place.home)
    named = [keys.named(each, origin) for origin in (old.origin, fresh.origin) for each in raw]
    assert [each.key for each in verified(note(statement), named)] == named


def test_the_keys_of_a_restored_log_have_its_new_name(place: Place):
    place.checkpoint()
    place.set_back()
    place.declare()
    (key,) = place.signer.keys(place.log)
    assert verifier_key(key).name == origin_of("live", place.log, 2)
    assert len(verified(note(place.signer.checkpoint(place.log)), [verifier_key(key)])) == 1


def test_a_second_restore_follows_the_first(place: Place):
    place.checkpoint()
    place.set_back()
    place.declare()
    write(place.hub, place.log, 3)
    place.checkpoint()
    place.owner.delete(LEFT + 3, LEFT + 4)
    place.owner.set_head(LEFT + 2)
    place.owner.forget_rows(LEFT + 2)
    place.declare("Once more.")
    assert place.checkpoint().origin == origin_of("live", place.log, 3)
    assert len(place.signer.restores(place.log)) == 2


def test_what_was_signed_before_is_kept_aside(place: Place):
    place.checkpoint()
    place.set_back()
    place.declare()
    old = place.home.log(place.log) / "1"
    assert (old / "leaves").stat().st_size == 32 * SIGNED


def test_a_log_that_goes_on_is_not_restored(place: Place):
    place.checkpoint()
    write(place.hub, place.log, 2)
    with pytest.raises(NothingToDeclare):
        place.declare()
    assert place.checkpoint().size == SIGNED + 2


def test_a_log_of_which_nothing_was_signed_is_not_restored(place: Place):
    with pytest.raises(NothingToDeclare):
        place.declare()


def test_what_contradicts_itself_is_no_restored_log(place: Place):
    place.checkpoint()
    place.set_back()
    place.owner.alter(3, state=b"{}")
    with pytest.raises(RestoreUnsound, match="position 3"):
        place.declare()
    with pytest.raises(SignerRefuses):
        place.checkpoint()


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 501])
def test_the_reason_is_a_line(place: Place, reason: str):
    place.checkpoint()
    place.set_back()
    with pytest.raises(ReasonUnusable):
        place.declare(reason)

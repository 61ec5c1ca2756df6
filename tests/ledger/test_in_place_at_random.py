"""Whatever the owner of the database does to a log at random is noticed, and where it is one thing, named rightly."""

from collections.abc import Callable
from random import Random

import pytest

from goals.hub import Hub
from projections.ledger.examining.examining import examine
from projections.ledger.examining.memory import Memory
from projections.ledger.verifier.finding import ALTERED, DELETED, INSERTED, REORDERED, TRUNCATED
from tests.ledger.logs import leaves_of, opened
from tests.ledger.owning import Owner
from tests.soak import scale

EVENTS = 60
ROUNDS = scale(40, 1_000)

Told = tuple[str, set[int]]
"""What was done, and the positions that must be named."""
Doing = Callable[[Owner, Random], Told]


@pytest.fixture
def engine_name() -> str:
    """What is named is told by arithmetic; that both engines give the same rows is asked elsewhere."""
    return "sqlite"


def altered(owner: Owner, random: Random) -> Told:
    at = random.randint(1, EVENTS)
    column, value = random.choice(
        [("state", b"{}"), ("topic", "goal.closed.v1"), ("version", 99), ("recorded_at", 5), ("stream_id", f"x{at}")]
    )
    owner.alter(at, **{column: value})
    return ALTERED, {at}


def deleted(owner: Owner, random: Random) -> Told:
    first = random.randint(1, EVENTS - 5)
    last = first + random.randint(0, 3)
    owner.delete(first, last)
    return DELETED, set(range(first, last + 1))


def deleted_and_moved_up(owner: Owner, random: Random) -> Told:
    what, gone = deleted(owner, random)
    owner.move(max(gone) + 1, -len(gone))
    owner.set_head(EVENTS - len(gone))
    return what, gone


def inserted(owner: Owner, random: Random) -> Told:
    at, count = random.randint(2, EVENTS - 5), random.randint(1, 3)
    owner.move(at, count)
    for n in range(count):
        owner.insert(at + n, like=1, version=n + 1)
    owner.set_head(EVENTS + count)
    if random.random() < 0.5:
        right = leaves_of(owner.database_url, owner.workspace_id)
        for n in range(count):
            owner.alter(at + n, leaf_hash=right[at + n - 1])
    return INSERTED, set(range(at, at + count))


def swapped(owner: Owner, random: Random) -> Told:
    one, other = random.sample(range(1, EVENTS + 1), 2)
    owner.swap(one, other)
    return REORDERED, {one, other}


def cut(owner: Owner, random: Random) -> Told:
    """With the head set back. Where nothing is left, the workspace's opening is told to be gone, too."""
    first = random.randint(2, EVENTS - 9)
    owner.delete(first, EVENTS)
    owner.set_head(first - 1)
    whole = EVENTS - EVENTS % 8
    return TRUNCATED, set(range(first, whole + 1))


DOINGS = (altered, deleted, deleted_and_moved_up, inserted, swapped, cut)


@pytest.mark.soak
def test_whatever_is_done_is_named(hub: Hub, migrated_url: str):
    for seed in range(ROUNDS):
        random = Random(seed)
        owner = Owner(migrated_url, opened(hub, events=EVENTS, name=f"log {seed}"))
        doing = random.choice(DOINGS)
        what, places = doing(owner, random)
        found = examine(hub.database, owner.workspace_id, Memory()).findings
        owner.close()
        named = {n for each in found for first, last in each.positions for n in range(first, last + 1)}
        assert ([each.what for each in found], named) == ([what], places), (seed, doing.__name__)


@pytest.mark.soak
def test_nothing_that_is_done_twice_over_is_called_sound(hub: Hub, migrated_url: str):
    for seed in range(ROUNDS):
        random = Random(seed)
        owner = Owner(migrated_url, opened(hub, events=EVENTS, name=f"log {seed}"))
        for doing in random.choices((altered, deleted, swapped), k=3):
            doing(owner, random)
        found = examine(hub.database, owner.workspace_id, Memory()).findings
        owner.close()
        assert found, seed

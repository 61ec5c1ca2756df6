"""What the owner of the database did to a log is found in place, and named."""

from collections.abc import Iterator
from typing import Any

import pytest

from goals.hub import Hub
from projections.ledger.examining.examining import Examined, examine
from projections.ledger.examining.memory import Memory, of_signer
from projections.ledger.examining.served import COMPARED
from projections.ledger.examining.stored import NOTES
from projections.ledger.signer.asking import Signing
from tests.ledger.defined import defined_root
from tests.ledger.logs import leaves_of, opened, write
from tests.ledger.owning import Owner, group_of

EVENTS = 75
STRANGER = "00000000-0000-7000-8000-00000000dead"


@pytest.fixture
def owner(hub: Hub, migrated_url: str) -> Iterator[Owner]:
    """Of a log of EVENTS."""
    found = Owner(migrated_url, opened(hub, events=EVENTS))
    yield found
    found.close()


def examined(hub: Hub, owner: Owner, signer: Signing | None = None) -> Examined:
    memory = Memory(lacks="none") if signer is None else of_signer(signer, owner.workspace_id)
    return examine(hub.database, owner.workspace_id, memory)


def done(hub: Hub, owner: Owner, signer: Signing | None = None) -> list[tuple[str, list[tuple[int, int]]]]:
    return [(each.what, list(each.positions)) for each in examined(hub, owner, signer).findings]


def test_an_untouched_log_is_sound_and_has_the_root_of_its_events(hub: Hub, owner: Owner):
    found = examined(hub, owner)
    assert found.findings == ()
    assert (found.size, found.root) == (EVENTS, defined_root(leaves_of(owner.database_url, owner.workspace_id)))


def test_a_log_of_any_length_is_sound(hub: Hub, migrated_url: str):
    workspace_id, before = opened(hub, events=1), 1
    for events in (1, 2, 7, 8, 9, 1023, 1024, 1025, 2048, 2500, 3080):
        write(hub, workspace_id, events - before)
        found = examine(hub.database, workspace_id, Memory())
        assert (found.findings, found.size) == ((), events)
        assert found.root == defined_root(leaves_of(migrated_url, workspace_id))
        before = events


@pytest.mark.parametrize(
    "columns",
    [
        {"state": b'{"name":"Theirs"}'},
        {"topic": "container.closed.v1"},
        {"stream_id": STRANGER},
        {"stream_id": "not a stream at all"},
        {"version": 7},
        {"version": -7},
        {"recorded_at": 1},
    ],
    ids=lambda columns: "-".join(columns),
)
@pytest.mark.parametrize("position", [2, 40, EVENTS])
def test_an_altered_event_is_named(hub: Hub, owner: Owner, position: int, columns: dict[str, Any]):
    owner.alter(position, **columns)
    assert done(hub, owner) == [("altered", [(position, position)])]


def test_a_streams_id_in_another_form_of_the_same_is_altered(hub: Hub, owner: Owner):
    owner.tell("UPDATE events SET stream_id = upper(stream_id) WHERE workspace_id = :ws AND position = 30")
    assert done(hub, owner) == [("altered", [(30, 30)])]


def test_a_stored_leaf_hash_that_is_wrong_is_told_apart_from_an_altered_event(hub: Hub, owner: Owner):
    owner.alter(11, leaf_hash=bytes(32))
    assert done(hub, owner) == [("tree", [(11, 11)])]


def test_events_that_are_gone_are_named(hub: Hub, owner: Owner):
    owner.delete(20, 22)
    owner.delete(41, 41)
    assert done(hub, owner) == [("deleted", [(20, 22), (41, 41)])]


def test_events_that_are_gone_are_named_though_the_rest_moved_up(hub: Hub, owner: Owner):
    owner.delete(20, 22)
    owner.move(23, -3)
    owner.set_head(EVENTS - 3)
    assert done(hub, owner) == [("deleted", [(20, 22)])]


def test_the_end_that_is_gone_is_named(hub: Hub, owner: Owner):
    owner.delete(70, EVENTS)
    assert done(hub, owner) == [("truncated", [(70, EVENTS)])]


def test_an_end_that_is_gone_with_the_head_set_back_is_named_by_the_trees_rows(hub: Hub, owner: Owner):
    owner.delete(60, EVENTS)
    owner.set_head(59)
    assert done(hub, owner) == [("truncated", [(60, 72)])]


def test_an_end_that_is_gone_with_all_traces_is_named_by_the_kept_checkpoint(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    owner.delete(60, EVENTS)
    owner.set_head(59)
    owner.forget_rows(59)
    assert done(hub, owner) == [("truncated", [(60, EVENTS)])]


def test_a_database_put_back_to_an_older_state_is_named_by_the_signer(hub: Hub, owner: Owner, signer: Signing):
    signer.checkpoint(owner.workspace_id)
    owner.delete(60, EVENTS)
    owner.set_head(59)
    owner.forget_rows(59)
    assert done(hub, owner, signer) == [("rolled-back", [(60, EVENTS)])]
    assert done(hub, owner) == []


def test_a_head_set_back_is_named(hub: Hub, owner: Owner):
    owner.set_head(50)
    assert done(hub, owner) == [("truncated", [(51, EVENTS)])]


@pytest.mark.parametrize(("one", "other"), [(30, 31), (8, 9), (3, 70)])
def test_events_in_each_others_places_are_named(hub: Hub, owner: Owner, one: int, other: int):
    owner.swap(one, other)
    expected = [(one, other)] if other == one + 1 else [(one, one), (other, other)]
    assert done(hub, owner) == [("reordered", expected)]


@pytest.mark.parametrize("has_leaf", [True, False])
def test_an_event_put_in_is_named(hub: Hub, owner: Owner, has_leaf: bool):
    owner.move(30, 1)
    owner.insert(30, like=12)
    owner.set_head(EVENTS + 1)
    if has_leaf:
        right = leaves_of(owner.database_url, owner.workspace_id)[29]
        owner.alter(30, leaf_hash=right)
    assert done(hub, owner) == [("inserted", [(30, 30)])]


def test_an_event_put_in_at_the_end_is_named(hub: Hub, owner: Owner):
    owner.insert(EVENTS + 1, like=12)
    owner.set_head(EVENTS + 1)
    assert [what for what, _ in done(hub, owner)] == ["altered"]


def test_several_things_that_were_done_are_all_named(hub: Hub, owner: Owner):
    owner.alter(5, state=b"{}")
    owner.delete(20, 20)
    owner.swap(33, 34)
    owner.alter(50, version=9)
    assert done(hub, owner) == [
        ("altered", [(5, 5), (50, 50)]),
        ("deleted", [(20, 20)]),
        ("reordered", [(33, 34)]),
    ]


@pytest.mark.parametrize("position", [1, 8, 9, 64, 72])
def test_an_event_altered_with_its_leaf_hash_is_named_by_the_row_above_it(hub: Hub, owner: Owner, position: int):
    owner.alter(position, state=b'{"name":"Theirs"}')
    owner.rehash()
    assert done(hub, owner) == [("altered", [group_of(position)])]


def test_events_turned_with_their_leaf_hashes_are_named_by_the_rows_above_them(hub: Hub, owner: Owner):
    owner.swap(30, 41)
    owner.rehash()
    assert done(hub, owner) == [("reordered", [(30, 30), (41, 41)])]


def test_an_event_put_in_with_all_leaf_hashes_anew_is_named_by_the_rows_above_it(hub: Hub, owner: Owner):
    owner.move(30, 1)
    owner.insert(30, like=12)
    owner.set_head(EVENTS + 1)
    owner.rehash()
    assert done(hub, owner) == [("inserted", [(30, 30)])]


def test_an_event_taken_out_with_all_leaf_hashes_anew_is_named_by_the_rows_above_it(hub: Hub, owner: Owner):
    owner.delete(30, 30)
    owner.move(31, -1)
    owner.set_head(EVENTS - 1)
    owner.rehash()
    assert done(hub, owner) == [("deleted", [group_of(30)])]


def test_a_row_of_the_tree_written_anew_is_named_by_the_row_above_it(hub: Hub, owner: Owner):
    owner.alter(30, state=b"{}")
    owner.plant(owner.rehash(), highest=3)
    assert done(hub, owner) == [("altered", [(17, 32)])]


def test_a_row_of_the_tree_that_alone_is_wrong_is_told_apart(hub: Hub, owner: Owner):
    owner.tell("UPDATE tree_nodes SET hash = :no WHERE workspace_id = :ws AND level = 3 AND idx = 2", no=bytes(32))
    owner.tell("DELETE FROM tree_nodes WHERE workspace_id = :ws AND level = 3 AND idx = 5")
    assert done(hub, owner) == [("tree", [(17, 24), (41, 48)])]


def test_what_was_written_anew_with_all_its_hashes_is_named_by_the_checkpoints_around_it(
    hub: Hub, owner: Owner, signer: Signing
):
    keep(owner, signer)
    write(hub, owner.workspace_id, 30)
    keep(owner, signer)
    owner.alter(90, state=b"{}")
    owner.plant(owner.rehash())
    assert done(hub, owner) == [("altered", [(EVENTS + 1, EVENTS + 30)])]
    assert done(hub, owner, signer) == [("altered", [(EVENTS + 1, EVENTS + 30)])]


def test_what_a_checkpoint_shows_to_be_right_is_right_whatever_the_hashes_say(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    owner.alter(EVENTS, leaf_hash=bytes(32))
    assert done(hub, owner, signer) == [("tree", [(EVENTS, EVENTS)])]
    assert done(hub, owner) == [("altered", [(EVENTS, EVENTS)])]


def test_a_kept_checkpoint_that_nobody_signed_is_told(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    owner.tell("UPDATE checkpoints SET note = replace(note, '75', '74') WHERE workspace_id = :ws")
    assert [what for what, _ in done(hub, owner, signer)] == ["signature"]


def test_of_one_size_each_kept_checkpoint_is_looked_at(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    for kept_at in range(1, NOTES + 1):
        again = "SELECT workspace_id, origin, size, note, :at FROM checkpoints WHERE workspace_id = :ws AND kept_at = 0"
        owner.tell(f"INSERT INTO checkpoints (workspace_id, origin, size, note, kept_at) {again}", at=kept_at)
    owner.tell("UPDATE checkpoints SET note = 'none' WHERE workspace_id = :ws AND kept_at = :at", at=NOTES)
    assert [what for what, _ in done(hub, owner, signer)] == ["signature"]


def test_versions_and_times_that_do_not_follow_are_told_though_every_hash_was_written_anew(hub: Hub, owner: Owner):
    owner.alter(40, version=2)
    owner.alter(50, recorded_at=1)
    owner.plant(owner.rehash())
    assert done(hub, owner) == [("order", [(40, 40), (50, 50)])]


def test_a_head_set_far_ahead_is_named_in_no_time(hub: Hub, owner: Owner):
    owner.set_head(10**15)
    assert done(hub, owner) == [("truncated", [(EVENTS + 1, 10**15)])]


def test_it_says_how_far_no_signed_checkpoint_reaches(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    assert examined(hub, owner, signer).unknown == (COMPARED,)
    write(hub, owner.workspace_id, 5)
    assert f"Nothing after position {EVENTS}" in examined(hub, owner, signer).unknown[0]


def test_checkpoints_that_are_kept_tell_that_more_was_signed_than_is_known(hub: Hub, owner: Owner, signer: Signing):
    keep(owner, signer)
    assert done(hub, owner) == [("uncompared", [])]
    assert done(hub, owner, signer) == []


def test_who_writes_meanwhile_is_not_part_of_it_and_not_in_its_way(hub: Hub, owner: Owner):
    sizes: list[int] = []

    def heard(done: int, of: int) -> None:
        sizes.append(of)
        write(hub, owner.workspace_id, 3)

    found = examine(hub.database, owner.workspace_id, Memory(), heard=heard)
    assert (found.size, found.findings, sizes) == (EVENTS, (), [EVENTS])


def keep(owner: Owner, signer: Signing) -> None:
    """What the signer signs now, kept in the database, too."""
    note = signer.checkpoint(owner.workspace_id)
    origin, size = note.split("\n")[:2]
    owner.tell(
        "INSERT INTO checkpoints (workspace_id, origin, size, note, kept_at) VALUES (:ws, :origin, :size, :note, 0)",
        origin=origin,
        size=int(size),
        note=note,
    )

"""What was done to a log is named rightly, whichever way it was covered up."""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from goals.ledger.leaf import leaf_of
from projections.ledger.verifier.claims import UNREADABLE, Claimed
from projections.ledger.verifier.naming import named

WORKSPACE = str(UUID(int=7))

Log = list[Claimed]
Told = list[tuple[str, tuple[tuple[int, int], ...]]]


def log(size: int) -> Log:
    return [
        Claimed(
            n, str(UUID(int=n % 5)), n // 5 + 1, "reading.recorded.v1", 1_700_000_000_000_000 + n, bytes([n % 251]) * 32
        )
        for n in range(1, size + 1)
    ]


def leaves(claims: Log) -> list[bytes]:
    return [
        leaf_of(
            workspace_id=WORKSPACE,
            position=each.position,
            stream_id=each.stream_id,
            version=each.version,
            recorded_at_us=each.recorded_at,
            topic=each.topic,
            digest=each.digest,
        )
        for each in claims
    ]


def renumbered(claims: Log) -> Log:
    return [each._replace(position=n) for n, each in enumerate(claims, 1)]


def told(claims: Log, size: int = 40) -> Told:
    return [(each.what, each.positions) for each in named(claims, leaves(log(size)), WORKSPACE)]


def as_they_are(claims: Log) -> Log:
    return claims


COVERED = pytest.mark.parametrize("covered", [as_they_are, renumbered])
Cover = Callable[[Log], Log]


def test_a_log_as_it_was_has_nothing_to_be_named():
    assert told(log(40)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"stream_id": str(UUID(int=99))},
        {"version": 77},
        {"topic": "goal.created.v1"},
        {"recorded_at": 5},
        {"digest": bytes(32)},
        {"position": 31},
        {"position": 3000},
    ],
)
@pytest.mark.parametrize("position", [1, 9, 40])
def test_an_event_of_which_anything_was_changed_is_altered(position: int, change: dict[str, Any]):
    claims = log(40)
    claims[position - 1] = claims[position - 1]._replace(**change)
    assert told(claims) == [("altered", ((position, position),))]


def test_an_event_that_cannot_be_read_is_altered():
    claims = log(40)
    claims[11] = UNREADABLE
    assert told(claims) == [("altered", ((12, 12),))]


@COVERED
@pytest.mark.parametrize("span", [(1, 1), (7, 7), (7, 12), (39, 39)])
def test_events_that_are_gone_are_deleted(span: tuple[int, int], covered: Cover):
    claims = log(40)
    del claims[span[0] - 1 : span[1]]
    assert told(covered(claims)) == [("deleted", (span,))]


def test_more_events_are_gone_than_are_sought_nearby():
    claims = log(3000)
    del claims[100:2900]
    assert told(renumbered(claims), 3000) == [("deleted", ((101, 2900),))]


@pytest.mark.parametrize("left", [0, 1, 25])
def test_events_cut_off_the_end_are_truncated(left: int):
    assert told(log(40)[:left]) == [("truncated", ((left + 1, 40),))]


@COVERED
@pytest.mark.parametrize("place", [1, 20, 41])
def test_an_event_that_never_was_is_inserted(place: int, covered: Cover):
    claims = log(40)
    claims.insert(place - 1, log(1)[0]._replace(position=place, digest=bytes(32)))
    assert told(covered(claims)) == [("inserted", ((place, place),))]


@COVERED
@pytest.mark.parametrize(("copied", "place"), [(3, 20), (20, 3), (3, 41), (39, 5)])
def test_a_copy_of_an_event_is_inserted_and_told_as_replayed(copied: int, place: int, covered: Cover):
    claims = log(40)
    claims.insert(place - 1, claims[copied - 1]._replace(position=place))
    found = named(covered(claims), leaves(log(40)), WORKSPACE)
    assert [(each.what, each.positions) for each in found] == [("inserted", ((place, place),))]
    assert f"a copy of position {copied}" in found[0].said


@COVERED
@pytest.mark.parametrize(("source", "target"), [(3, 20), (20, 3), (1, 40), (40, 1), (10, 12)])
def test_an_event_that_was_moved_is_reordered(source: int, target: int, covered: Cover):
    claims = log(40)
    claims.insert(target - 1, claims.pop(source - 1))
    assert told(covered(claims)) == [("reordered", ((source, source),))]


@COVERED
def test_two_events_that_changed_places_are_both_reordered(covered: Cover):
    claims = log(40)
    claims[5], claims[29] = claims[29], claims[5]
    assert sorted(told(covered(claims))) == [("reordered", ((6, 6),)), ("reordered", ((30, 30),))]


@COVERED
def test_several_things_done_are_named_each(covered: Cover):
    claims = log(400)
    claims[299] = claims[299]._replace(version=1000)
    del claims[199]
    claims.insert(100, claims[0]._replace(digest=bytes(32), position=101))
    assert sorted(told(covered(claims), 400)) == [
        ("altered", ((300, 300),)),
        ("deleted", ((200, 200),)),
        ("inserted", ((101, 101),)),
    ]


def test_a_log_of_which_nothing_is_right_is_told_in_bounded_time():
    claims = [each._replace(digest=b"\xff" * 32) for each in log(20_000)]
    assert told(claims, 20_000) == [("altered", ((1, 20_000),))]


def test_a_shuffled_log_is_told_in_bounded_time():
    claims = log(50_000)
    random.Random(1).shuffle(claims)
    assert {what for what, _ in told(claims, 50_000)} <= {"altered", "reordered"}

"""What a container's facts come to in its answers."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from goals.container.facts import (
    ContainerArchived,
    ContainerLimited,
    ContainerMoved,
    ContainerOpened,
    ContainerRenamed,
)
from goals.vocabulary import ContainerKind
from projections import containers
from projections.answers import containers as answers
from projections.answers.containers import Share, rollup
from projections.listing import Wanted
from tests.workspace.telling import WORKSPACE, Told, telling

TOP, MIDDLE, LEAF = (f"0190a0a0-0000-7000-8000-00000000000{n}" for n in "abc")


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def opened(name: str, parent_id: str | None = None) -> ContainerOpened:
    return ContainerOpened(name=name, kind=ContainerKind.OBJECTIVE, parent_id=parent_id)


def test_containers_hang_under_one_another_however_deep(told: Told):
    told.tell(TOP, opened("Top"))
    told.tell(MIDDLE, opened("Middle", TOP))
    told.tell(LEAF, opened("Leaf", MIDDLE))
    with told.asking() as asking:
        assert containers.children(asking.rows, WORKSPACE, TOP, 3) == [MIDDLE]
        assert containers.below(asking.rows, WORKSPACE, TOP, 3) == [MIDDLE, LEAF]


def test_before_it_was_moved_a_container_hung_where_it_did(told: Told):
    told.tell(TOP, opened("Top"))
    told.tell(MIDDLE, opened("Middle", TOP))
    told.tell(MIDDLE, ContainerMoved(parent_id=None))
    with told.asking() as asking:
        assert containers.below(asking.rows, WORKSPACE, TOP, 2) == [MIDDLE]
        assert containers.below(asking.rows, WORKSPACE, TOP, 3) == []


def test_a_container_is_answered_as_it_was_renamed_limited_and_archived(told: Told):
    told.tell(
        TOP,
        opened("Top"),
        ContainerRenamed(name="Growth", description="all of it"),
        ContainerLimited(max_active_goals=1),
        ContainerArchived(reason="done with it"),
    )
    with told.asking() as asking:
        answer = answers.answer(asking, TOP)
    assert answer is not None
    assert (answer["name"], answer["description"], answer["max_active_goals"]) == ("Growth", "all of it", 1)
    assert (answer["archived"], answer["archived_for"], answer["version"]) == (True, "done with it", 4)


def test_an_archived_container_is_left_out_where_only_open_ones_are_asked_for(told: Told):
    told.tell(TOP, opened("Top"), ContainerArchived())
    told.tell(MIDDLE, opened("Middle"))
    told.tell(LEAF, opened("Leaf", MIDDLE))
    with told.asking() as asking:
        open_ones = answers.listed(asking, Wanted({"archived": 0}))[0]
        at_the_top = answers.listed(asking, Wanted({"parent_id": containers.TOP}))[0]
        under = answers.listed(asking, Wanted({"parent_id": MIDDLE}))[0]
    assert [each["id"] for each in open_ones] == [MIDDLE, LEAF]
    assert [each["id"] for each in at_the_top] == [TOP, MIDDLE]
    assert [each["id"] for each in under] == [LEAF]


def test_a_roll_up_is_the_mean_by_weight():
    found = rollup(
        [
            Share("a", Decimal(1), Decimal("0.2")),
            Share("b", Decimal(3), Decimal(1)),
        ]
    )
    assert (found["progress"], found["weight"]) == ("0.8000", "4")


def test_a_goal_without_a_value_is_listed_and_not_counted_as_zero():
    found = rollup([Share("a", Decimal(1), Decimal("0.5")), Share("b", Decimal(1), None)])
    assert (found["progress"], found["without_value"], found["goals"]) == ("0.5000", ["b"], 2)


def test_a_goal_at_zero_counts_as_zero():
    found = rollup([Share("a", Decimal(1), Decimal(1)), Share("b", Decimal(1), Decimal(0))])
    assert (found["progress"], found["without_value"]) == ("0.5000", [])


def test_weights_of_nothing_roll_up_to_null():
    assert rollup([Share("a", Decimal(0), Decimal(1))])["progress"] is None
    assert rollup([])["progress"] is None

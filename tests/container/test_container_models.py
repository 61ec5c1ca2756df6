"""What a container's facts come to in its answers."""

from collections.abc import Iterator

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

"""What is decided about containers."""

from typing import Any

import pytest

from goals.container.commands import ArchiveContainer, EditContainer, MoveContainer, OpenContainer
from goals.container.errors import (
    ContainerExists,
    ContainerIsArchived,
    ContainerUnderItself,
    ContainerUnderItsOwnPart,
    LimitOutOfRange,
)
from goals.container.facts import (
    ContainerArchived,
    ContainerLimited,
    ContainerMoved,
    ContainerOpened,
    ContainerRenamed,
)
from goals.errors import NotFound
from goals.identity import new_id
from goals.vocabulary import ContainerKind
from tests.workspace.acting import Acting, acting

TOP, MIDDLE, LEAF = new_id(), new_id(), new_id()


@pytest.fixture
def here() -> Acting:
    return acting()


def opening(container_id: str, **more: Any) -> OpenContainer:
    return OpenContainer(**{"name": "Growth", "kind": ContainerKind.THEME, "container_id": container_id} | more)


def edit(**changes: Any) -> EditContainer:
    return EditContainer(container_id=TOP, **changes)


def move(container_id: str, parent_id: str | None) -> MoveContainer:
    return MoveContainer(container_id=container_id, parent_id=parent_id)


def nested(here: Acting) -> None:
    here.given(opening(TOP), opening(MIDDLE, parent_id=TOP), opening(LEAF, parent_id=MIDDLE))


def test_a_container_is_opened_inside_another(here: Acting):
    here.given(opening(TOP))
    assert here.when(opening(LEAF, parent_id=TOP, max_active_goals=1, description="one at a time")) == [
        ContainerOpened(
            name="Growth",
            kind=ContainerKind.THEME,
            parent_id=TOP,
            max_active_goals=1,
            description="one at a time",
        )
    ]


def test_a_container_is_opened_once(here: Acting):
    here.given(opening(TOP))
    with pytest.raises(ContainerExists):
        here.when(opening(TOP))


@pytest.mark.parametrize("command", [opening(LEAF, parent_id=MIDDLE), move(TOP, MIDDLE)])
def test_a_parent_must_be_there(here: Acting, command: OpenContainer | MoveContainer):
    here.given(opening(TOP))
    with pytest.raises(NotFound) as refusal:
        here.when(command)
    assert refusal.value.pointer == "/parent_id"


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_allows_at_least_one_goal(here: Acting, limit: int):
    with pytest.raises(LimitOutOfRange) as refusal:
        here.when(opening(TOP, max_active_goals=limit))
    assert refusal.value.pointer == "/max_active_goals"


def test_a_new_name_keeps_the_description(here: Acting):
    here.given(opening(TOP, description="all of it"))
    assert here.when(edit(name="Revenue")) == [ContainerRenamed(name="Revenue", description="all of it")]


def test_a_description_is_removed_by_null(here: Acting):
    here.given(opening(TOP, description="all of it"))
    assert here.when(edit(description=None)) == [ContainerRenamed(name="Growth")]


def test_a_new_name_and_a_new_limit_are_two_facts(here: Acting):
    here.given(opening(TOP))
    assert here.when(edit(name="Revenue", max_active_goals=1)) == [
        ContainerRenamed(name="Revenue"),
        ContainerLimited(max_active_goals=1),
    ]


def test_null_lifts_the_limit(here: Acting):
    here.given(opening(TOP, max_active_goals=1))
    assert here.when(edit(max_active_goals=None)) == [ContainerLimited(max_active_goals=None)]


def test_the_same_name_and_limit_again_record_nothing(here: Acting):
    here.given(opening(TOP, max_active_goals=1))
    assert here.when(edit(name="Growth", max_active_goals=1)) == []


def test_a_container_moves_under_another_and_to_the_top(here: Acting):
    nested(here)
    assert here.when(move(LEAF, TOP)) == [ContainerMoved(parent_id=TOP)]
    assert here.when(move(LEAF, None)) == [ContainerMoved(parent_id=None)]


def test_moving_a_container_where_it_is_records_nothing(here: Acting):
    nested(here)
    assert here.when(move(MIDDLE, TOP)) == []
    assert here.when(move(TOP, None)) == []


def test_a_container_does_not_move_under_itself(here: Acting):
    here.given(opening(TOP))
    with pytest.raises(ContainerUnderItself) as refusal:
        here.when(move(TOP, TOP))
    assert refusal.value.pointer == "/parent_id"


@pytest.mark.parametrize("below", [MIDDLE, LEAF], ids=["middle", "leaf"])
def test_a_container_does_not_move_under_its_own_parts(here: Acting, below: str):
    nested(here)
    with pytest.raises(ContainerUnderItsOwnPart) as refusal:
        here.when(move(TOP, below))
    assert refusal.value.pointer == "/parent_id"


def test_an_archived_container_says_why_and_only_once(here: Acting):
    here.given(opening(TOP))
    archive = ArchiveContainer(container_id=TOP, reason="done with it")
    assert here.when(archive) == [ContainerArchived(reason="done with it")]
    assert here.when(archive) == []


@pytest.mark.parametrize("command", [edit(name="Revenue"), move(TOP, None), opening(LEAF, parent_id=TOP)])
def test_nothing_is_changed_in_or_put_into_an_archived_container(here: Acting, command: Any):
    here.given(opening(TOP), ArchiveContainer(container_id=TOP))
    with pytest.raises(ContainerIsArchived):
        here.when(command)

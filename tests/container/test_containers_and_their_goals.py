"""What a container may not do because of the goals in it."""

from typing import Any

import pytest

from goals.container.commands import ArchiveContainer, EditContainer
from goals.container.errors import ContainerStillHasGoals, LimitBelowActive
from goals.container.facts import ContainerArchived, ContainerLimited
from tests.given import elsewhere
from tests.goal.known import (
    BOX,
    KPIS,
    OTHER,
    OTHER_BOX,
    THIRD,
    box,
    closed,
    other_goal,
    paused,
)
from tests.workspace.acting import acting

ARCHIVE = ArchiveContainer(container_id=BOX)


def test_a_container_with_active_goals_is_not_archived():
    here = acting(*KPIS, *box(), *other_goal(container_id=BOX, is_active=True))
    with pytest.raises(ContainerStillHasGoals) as refusal:
        here.when(ARCHIVE)
    assert "1 active goal:" in refusal.value.message


@pytest.mark.parametrize("after", [paused(), closed()])
def test_goals_that_are_not_active_do_not_keep_a_container_open(after: Any):
    here = acting(*KPIS, *box(), *other_goal(container_id=BOX, is_active=True), *elsewhere(OTHER, after))
    assert here.when(ARCHIVE) == [ContainerArchived()]


def test_a_draft_does_not_keep_a_container_open():
    assert acting(*box(), *other_goal(container_id=BOX)).when(ARCHIVE) == [ContainerArchived()]


def test_active_goals_of_another_container_do_not_count():
    here = acting(*KPIS, *box(), *box(OTHER_BOX), *other_goal(container_id=OTHER_BOX, is_active=True))
    assert here.when(ARCHIVE) == [ContainerArchived()]


def test_a_limit_below_what_is_active_is_refused_and_one_equal_to_it_is_not():
    here = acting(
        *KPIS,
        *box(),
        *other_goal(container_id=BOX, is_active=True),
        *other_goal(THIRD, container_id=BOX, is_active=True),
    )
    with pytest.raises(LimitBelowActive) as refusal:
        here.when(EditContainer(container_id=BOX, max_active_goals=1))
    assert refusal.value.pointer == "/max_active_goals"
    assert here.when(EditContainer(container_id=BOX, max_active_goals=2)) == [ContainerLimited(max_active_goals=2)]

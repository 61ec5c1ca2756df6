"""Where a goal belongs: its container, the goals it serves, its owner."""

from decimal import Decimal

import pytest

from goals.container.errors import ContainerIsArchived
from goals.container.facts import ContainerArchived
from goals.goal.commands.arranging import AlignGoal, ChangeOwner, MoveGoal, UnalignGoal
from goals.goal.errors import (
    AlignedWithItself,
    AlignmentCycle,
    ContainerIsFull,
    GoalIsArchived,
    GoalIsClosed,
    NoSuchReference,
    ShareOutOfRange,
    SupportHasNoWeight,
)
from goals.goal.facts import GoalAligned, GoalArchived, GoalMoved, GoalUnaligned, OwnerChanged
from goals.vocabulary import AlignmentKind
from tests.given import GOAL, TODAY, elsewhere, given
from tests.goal.known import BOX, MRR, NOWHERE, OTHER, OTHER_BOX, THIRD, active, box, closed, draft, other_goal

SERVES = AlignmentKind.SUPPORTS
ADDS = AlignmentKind.CONTRIBUTES
GONE = GoalArchived(on=TODAY)


def aligned(parent_id: str = OTHER, weight: str = "0.5") -> GoalAligned:
    return GoalAligned(parent_id=parent_id, kind=ADDS, weight=Decimal(weight))


def test_a_goal_is_moved_into_a_container_and_out_of_it():
    moved = GoalMoved(container_id=BOX)
    given(*draft(), *box()).when(MoveGoal, container_id=BOX).then(moved)
    given(*draft(), *box(), moved).when(MoveGoal, container_id=None).then(GoalMoved(container_id=None))


def test_where_a_goal_is_already_it_is_not_moved():
    given(*draft()).when(MoveGoal, container_id=None).then_nothing()
    given(*box(limit=1), *active(container_id=BOX)).when(MoveGoal, container_id=BOX).then_nothing()


def test_a_goal_is_moved_only_into_a_container_that_is_there_and_open():
    given(*draft()).when(MoveGoal, container_id=NOWHERE).then_refused(NoSuchReference, at="/container_id")
    given(*draft(), *box(), *elsewhere(BOX, ContainerArchived())).when(MoveGoal, container_id=BOX).then_refused(
        ContainerIsArchived, at="/container_id"
    )


def test_an_active_goal_is_moved_only_where_there_is_room():
    crowded = (*box(limit=1), *other_goal(is_active=True, container_id=BOX))
    given(*active(), *crowded).when(MoveGoal, container_id=BOX).then_refused(ContainerIsFull, at="/container_id")
    given(*draft(), *crowded).when(MoveGoal, container_id=BOX).then(GoalMoved(container_id=BOX))
    given(*active(), *crowded, *box(OTHER_BOX, limit=1)).when(MoveGoal, container_id=OTHER_BOX).then(
        GoalMoved(container_id=OTHER_BOX)
    )


def test_an_archived_goal_stays_where_it_is():
    given(*draft(), *box(), GONE).when(MoveGoal, container_id=BOX).then_refused(GoalIsArchived)


@pytest.mark.parametrize("weight", ["0", "0.5", "1"])
def test_a_goal_contributes_to_another(weight: str):
    given(*draft(), *other_goal()).when(AlignGoal, parent_id=OTHER, kind=ADDS, weight=Decimal(weight)).then(
        aligned(weight=weight)
    )


def test_a_contribution_without_a_weight_is_whole():
    given(*draft(), *other_goal()).when(AlignGoal, parent_id=OTHER, kind=ADDS).then(aligned(weight="1"))


def test_a_support_has_no_weight():
    given(*draft(), *other_goal()).when(AlignGoal, parent_id=OTHER, kind=SERVES).then(
        GoalAligned(parent_id=OTHER, kind=SERVES)
    )
    given(*draft(), *other_goal()).when(AlignGoal, parent_id=OTHER, kind=SERVES, weight=Decimal(0)).then_refused(
        SupportHasNoWeight, at="/weight"
    )


@pytest.mark.parametrize("weight", ["-0.1", "1.1"])
def test_a_share_is_between_nothing_and_the_whole(weight: str):
    given(*draft(), *other_goal()).when(AlignGoal, parent_id=OTHER, kind=ADDS, weight=Decimal(weight)).then_refused(
        ShareOutOfRange, at="/weight"
    )


def test_an_alignment_is_changed_by_aligning_again_and_the_same_records_nothing():
    told = (*draft(), *other_goal(), aligned())
    given(*told).when(AlignGoal, parent_id=OTHER, kind=ADDS, weight=Decimal("0.50")).then_nothing()
    given(*told).when(AlignGoal, parent_id=OTHER, kind=ADDS, weight=Decimal("0.6")).then(aligned(weight="0.6"))


def test_a_goal_serves_only_another_that_is_there():
    given(*draft()).when(AlignGoal, parent_id=NOWHERE, kind=SERVES).then_refused(NoSuchReference, at="/parent_id")
    given(*draft()).when(AlignGoal, parent_id=GOAL, kind=SERVES).then_refused(AlignedWithItself, at="/parent_id")


def test_what_is_no_container_or_no_goal_is_not_taken_for_one():
    given(*draft()).when(MoveGoal, container_id=GOAL).then_refused(NoSuchReference, at="/container_id")
    given(*draft()).when(AlignGoal, parent_id=MRR, kind=SERVES).then_refused(NoSuchReference, at="/parent_id")


def test_no_goal_serves_itself_through_others():
    below = (*other_goal(), *elsewhere(OTHER, aligned(GOAL)))
    given(*draft(), *below).when(AlignGoal, parent_id=OTHER, kind=SERVES).then_refused(AlignmentCycle, at="/parent_id")
    further = (*below, *other_goal(THIRD), *elsewhere(THIRD, aligned(OTHER)))
    given(*draft(), *further).when(AlignGoal, parent_id=THIRD, kind=SERVES).then_refused(AlignmentCycle)


def test_two_ways_up_to_the_same_goal_are_no_circle():
    told = (*draft(), aligned(THIRD), *other_goal(), *other_goal(THIRD), *elsewhere(OTHER, aligned(THIRD)))
    given(*told).when(AlignGoal, parent_id=OTHER, kind=ADDS, weight=Decimal("0.5")).then(aligned())


def test_a_closed_goal_is_aligned_no_more():
    given(*active(), closed(), *other_goal()).when(AlignGoal, parent_id=OTHER, kind=SERVES).then_refused(GoalIsClosed)


def test_an_alignment_is_ended():
    given(*draft(), *other_goal(), aligned()).when(UnalignGoal, parent_id=OTHER).then(GoalUnaligned(parent_id=OTHER))


def test_what_is_not_aligned_is_not_unaligned():
    given(*draft(), *other_goal()).when(UnalignGoal, parent_id=OTHER).then_nothing()


def test_a_closed_goal_is_unaligned_no_more():
    given(*active(), *other_goal(), aligned(), closed()).when(UnalignGoal, parent_id=OTHER).then_refused(GoalIsClosed)


def test_somebody_else_answers_for_it_or_nobody():
    given(*draft(owner="ana")).when(ChangeOwner, owner="bo").then(OwnerChanged(owner="bo"))
    given(*draft(owner="ana")).when(ChangeOwner, owner=None).then(OwnerChanged(owner=None))


def test_the_same_owner_again_records_nothing():
    given(*draft(owner="ana")).when(ChangeOwner, owner="ana").then_nothing()


def test_an_archived_goal_keeps_its_owner():
    given(*draft(owner="ana"), GONE).when(ChangeOwner, owner="bo").then_refused(GoalIsArchived)

"""Up to which position was a goal looked at, by itself, with its container, or with everything?"""

from collections.abc import Iterator
from datetime import date

import pytest

from goals.goal.facts import FlagAcknowledged
from goals.vocabulary import FlagId, ScopeKind, WorkspaceKind
from goals.workspace.facts import PeriodReviewed, Scope, WorkspaceOpened
from projections import acknowledgements, reviews
from tests.goal.known import created
from tests.workspace.telling import WORKSPACE, Told, telling

GOAL, OTHER = "0190a0a0-0000-7000-8000-0000000000f1", "0190a0a0-0000-7000-8000-0000000000f2"
BOX, OTHER_BOX = "0190a0a0-0000-7000-8000-0000000000c1", "0190a0a0-0000-7000-8000-0000000000c2"


def signed(
    reviewed_position: int, kind: ScopeKind = ScopeKind.WORKSPACE, identity: str | None = None
) -> PeriodReviewed:
    return PeriodReviewed(
        start=date(2023, 1, 1),
        end=date(2023, 3, 31),
        scope=Scope(kind=kind, id=identity),
        reviewed_position=reviewed_position,
        note="Looked at",
    )


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(WORKSPACE, WorkspaceOpened(name="Ours", kind=WorkspaceKind.TEST))
        yield told


def last(told: Told, position: int | None = None, *, goal_id: str = GOAL, container_id: str | None = BOX) -> int:
    at = len(told.events) if position is None else position
    with told.asking() as asking:
        return reviews.last_for(asking.rows, WORKSPACE, at, goal_id=goal_id, container_id=container_id)


def test_before_any_review_nothing_was_looked_at(told: Told):
    assert last(told) == 0


def test_a_review_of_the_workspace_looked_at_every_goal(told: Told):
    told.tell(WORKSPACE, signed(1))
    assert (last(told), last(told, goal_id=OTHER, container_id=None)) == (1, 1)


def test_a_review_of_a_container_looked_at_the_goals_in_it(told: Told):
    told.tell(WORKSPACE, signed(1, ScopeKind.CONTAINER, BOX))
    assert (last(told), last(told, container_id=OTHER_BOX), last(told, container_id=None)) == (1, 0, 0)


def test_a_review_of_a_goal_looked_at_that_goal(told: Told):
    told.tell(WORKSPACE, signed(1, ScopeKind.GOAL, GOAL))
    assert (last(told), last(told, goal_id=OTHER)) == (1, 0)


def test_the_furthest_of_several_reviews_counts_not_the_newest(told: Told):
    told.tell(WORKSPACE, signed(1), signed(2, ScopeKind.GOAL, GOAL), signed(1, ScopeKind.CONTAINER, BOX))
    assert (last(told), last(told, goal_id=OTHER)) == (2, 1)


def test_a_review_is_known_from_its_own_position_on(told: Told):
    told.tell(WORKSPACE, signed(1))
    assert (last(told, 1), last(told, 2)) == (0, 1)


def test_an_acknowledgement_is_known_from_its_own_position_on(told: Told):
    told.tell(GOAL, created(), FlagAcknowledged(flag=FlagId.R01, event_id=OTHER, note="Seen"))
    told.tell(OTHER, created(), FlagAcknowledged(flag=FlagId.R02, event_id=OTHER, note="Seen too"))
    with told.asking() as asking:
        known = [acknowledgements.of_goal(asking.rows, WORKSPACE, GOAL, at) for at in (2, 3, 5)]
    assert [[(each.flag, each.note, each.position) for each in each_of] for each_of in known] == [
        [],
        [(FlagId.R01, "Seen", 3)],
        [(FlagId.R01, "Seen", 3)],
    ]

"""Which reviews and acknowledgements are known at a position?"""

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


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(WORKSPACE, WorkspaceOpened(name="Ours", kind=WorkspaceKind.TEST))
        yield told


def signed(scope: Scope) -> PeriodReviewed:
    return PeriodReviewed(
        start=date(2023, 1, 1), end=date(2023, 3, 31), scope=scope, reviewed_position=1, note="Looked at"
    )


def test_a_review_is_known_from_its_own_position_on_the_first_first(told: Told):
    whole, goal = Scope(kind=ScopeKind.WORKSPACE), Scope(kind=ScopeKind.GOAL, id=GOAL)
    told.tell(WORKSPACE, signed(whole), signed(goal))
    with told.asking() as asking:
        known = [reviews.known(asking.rows, WORKSPACE, at) for at in (1, 2, 3)]
    assert [[each.scope for each in each_of] for each_of in known] == [[], [whole], [whole, goal]]


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

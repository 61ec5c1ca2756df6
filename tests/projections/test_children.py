"""How far have the goals come that serve another?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goals.goal.facts import GoalAligned, GoalArchived, GoalClosed, GoalPaused, GoalSuperseded
from goals.vocabulary import AlignmentKind, Outcome
from projections.answers import goals as answers
from tests.projections.story import GOAL, MRR, OTHER, START, Told, activated, aiming, created, telling

THIRD = "0190a0a0-0000-7000-8000-0000000000f3"
JUNE = date(2023, 6, 30)
CONTRIBUTES = GoalAligned(parent_id=GOAL, kind=AlignmentKind.CONTRIBUTES, weight=Decimal(1))


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    """A goal at a quarter, served by another at a half."""
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        half = aiming(500000, MRR)
        told.tell(START, OTHER, created(definition=half), activated(half), CONTRIBUTES)
        told.read(JUNE, 450000)
        yield told


def children(told: Told, on: date = JUNE, *, given: bool = False) -> dict[str, Any]:
    with told.asking(on) as asking:
        answer = answers.answer(asking.about(on) if given else asking, GOAL)
    assert answer is not None
    found: dict[str, Any] = answer["children"]
    return found


def test_a_goal_that_contributes_counts_by_its_weight(told: Told):
    quarter = GoalAligned(parent_id=GOAL, kind=AlignmentKind.CONTRIBUTES, weight=Decimal("0.25"))
    told.tell(START, THIRD, created(), activated(), quarter)
    assert children(told) == {"progress": "0.4500", "goals": [OTHER, THIRD], "without_value": []}


def test_a_draft_is_listed_and_does_not_count(told: Told):
    told.tell(START, THIRD, created(), CONTRIBUTES)
    assert children(told) == {"progress": "0.5000", "goals": [OTHER, THIRD], "without_value": []}


@pytest.mark.parametrize("last", [GoalArchived(on=JUNE), GoalSuperseded(on=JUNE, by_goal_id=THIRD)])
def test_a_goal_archived_or_superseded_does_not_count(told: Told, last: Any):
    told.tell(JUNE, OTHER, last)
    assert children(told) == {"progress": None, "goals": [OTHER], "without_value": []}


@pytest.mark.parametrize("last", [GoalPaused(on=JUNE, reason="No budget"), GoalClosed(on=JUNE, outcome=Outcome.MISSED)])
def test_a_goal_paused_or_closed_still_counts(told: Told, last: Any):
    told.tell(JUNE, OTHER, last)
    assert children(told)["progress"] == "0.5000"


def test_a_goal_that_was_archived_later_counted_on_the_day_asked_about(told: Told):
    told.tell(date(2023, 8, 1), OTHER, GoalArchived(on=date(2023, 8, 1)))
    assert children(told, given=True)["progress"] == "0.5000"
    assert children(told, date(2023, 8, 1), given=True)["progress"] is None


def test_a_goal_that_counts_and_has_no_value_is_listed_as_such(told: Told):
    assert children(told, date(2023, 6, 29)) == {"progress": None, "goals": [OTHER], "without_value": [OTHER]}


def test_a_goal_that_only_supports_lacks_no_value(told: Told):
    told.tell(START, THIRD, created(), activated(), GoalAligned(parent_id=GOAL, kind=AlignmentKind.SUPPORTS))
    assert children(told, date(2023, 6, 29))["without_value"] == [OTHER]

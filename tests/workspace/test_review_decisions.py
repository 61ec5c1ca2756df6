"""What is decided about signing a period off: NOW is 15 June 2023."""

from datetime import date
from typing import Any

import pytest

from goals.errors import NotFound
from goals.vocabulary import ScopeKind
from goals.workspace.commands import ChangePolicy
from goals.workspace.errors import PeriodCannotBe, PositionIsAhead, ScopeCannotBe
from goals.workspace.facts import PeriodReviewed, Scope
from goals.workspace.reviewing import ReviewPeriod
from tests.given import GOAL, Story, given
from tests.goal.known import BOX, NOWHERE, active, box

FIRST, LAST = date(2023, 1, 1), date(2023, 3, 31)


def signed(story: Story, **said: Any) -> Any:
    asked = {"period": "2023-Q1", "note": "Looked at", "head": story.position()} | said
    return story.when(ReviewPeriod, workspace_id=story.workspace_id, **asked)


def test_a_period_is_signed_off_up_to_the_end_of_the_log():
    story = given(*active())
    assert [event.fact for event in signed(story).events] == [
        PeriodReviewed(
            start=FIRST,
            end=LAST,
            scope=Scope(kind=ScopeKind.WORKSPACE),
            reviewed_position=story.position() - 1,
            note="Looked at",
        )
    ]


def test_two_days_are_a_period_too_and_one_day_is_enough():
    (event,) = signed(given(), period=None, start=FIRST, end=FIRST).events
    assert (event.fact.start, event.fact.end) == (FIRST, FIRST)


def test_a_period_is_one_of_the_fiscal_calendar():
    story = given()
    story.change(ChangePolicy(workspace_id=story.workspace_id, fiscal_year_start=2))
    (event,) = signed(story).events
    assert (event.fact.start, event.fact.end) == (date(2023, 2, 1), date(2023, 4, 30))


def test_a_period_may_be_signed_off_once_more():
    story = given()
    assert len(signed(story).events) == len(signed(story).events) == 1


@pytest.mark.parametrize(
    ("said", "pointer"),
    [
        ({"period": "Q1"}, "/period"),
        ({"start": FIRST, "end": LAST}, "/period"),
        ({"period": None}, "/period"),
        ({"period": None, "start": FIRST}, "/to"),
        ({"period": None, "end": LAST}, "/from"),
        ({"period": None, "start": LAST, "end": FIRST}, "/to"),
    ],
)
def test_days_that_are_no_period_are_refused_where_they_are_wrong(said: dict[str, Any], pointer: str):
    signed(given(), **said).then_refused(PeriodCannotBe, at=pointer)


def test_a_period_that_begins_today_has_begun_and_one_of_tomorrow_has_not():
    year_end = date(2023, 12, 31)
    assert len(signed(given(), period=None, start=date(2023, 6, 15), end=year_end).events) == 1
    signed(given(), period=None, start=date(2023, 6, 16), end=year_end).then_refused(PeriodCannotBe)


def test_the_head_can_be_signed_and_the_next_position_cannot():
    story = given()
    head = story.position()
    signed(story, position=head + 1, head=head).then_refused(PositionIsAhead, at="/position")
    (event,) = signed(story, position=head, head=head).events
    assert event.fact.reviewed_position == head


def test_a_container_or_a_goal_is_signed_off_by_its_id():
    story = given(*active(), *box())
    for kind, identity in ((ScopeKind.GOAL, GOAL), (ScopeKind.CONTAINER, BOX)):
        (event,) = signed(story, scope=Scope(kind=kind, id=identity)).events
        assert event.fact.scope == Scope(kind=kind, id=identity)


@pytest.mark.parametrize("kind", [ScopeKind.GOAL, ScopeKind.CONTAINER])
def test_what_is_not_there_cannot_have_been_reviewed(kind: ScopeKind):
    signed(given(*active(), *box()), scope=Scope(kind=kind, id=NOWHERE)).then_refused(NotFound, at="/scope/id")


def test_a_goal_is_not_a_container():
    signed(given(*active()), scope=Scope(kind=ScopeKind.CONTAINER, id=GOAL)).then_refused(NotFound)


def test_the_workspace_has_no_id_and_everything_else_needs_one():
    signed(given(), scope=Scope(kind=ScopeKind.WORKSPACE, id=GOAL)).then_refused(ScopeCannotBe, at="/scope/id")
    signed(given(), scope=Scope(kind=ScopeKind.GOAL)).then_refused(ScopeCannotBe, at="/scope/id")

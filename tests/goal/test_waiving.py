"""Accepting for a while that a goal is off its way: NOW is 15 June 2023."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from goals.goal.commands.waiving import GrantWaiver
from goals.goal.errors import DayBeforeActivation, DayInFuture, GoalIsArchived, GoalIsClosed, GoalIsDraft
from goals.goal.facts import GoalArchived, WaiverGranted
from goals.goal.waiver_errors import WaiverIsOver, WaiverReasonTooShort
from goals.window import Window
from tests.given import TODAY, Told, given
from tests.goal.known import NEW_YEAR, REASON, YEAR, YEAR_END, active, closed, defined, draft, paused

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


def granted(until: date, on: date = TODAY) -> WaiverGranted:
    return WaiverGranted(on=on, until=until, reason=REASON)


@pytest.mark.parametrize("told", [active(), (*active(), paused())])
def test_a_goal_is_let_off_its_way_from_today_until_a_day(told: tuple[Told, ...]):
    given(*told).when(GrantWaiver, until=YEAR_END, reason=REASON).then(granted(YEAR_END))


def test_a_waiver_may_begin_earlier_and_not_before_the_goal():
    given(*active()).when(GrantWaiver, on=NEW_YEAR, until=YEAR_END, reason=REASON).then(granted(YEAR_END, NEW_YEAR))
    before = NEW_YEAR - timedelta(days=1)
    given(*active()).when(GrantWaiver, on=before, until=YEAR_END, reason=REASON).then_refused(
        DayBeforeActivation, at="/on"
    )


def test_a_waiver_does_not_begin_tomorrow():
    given(*active()).when(GrantWaiver, on=TOMORROW, until=YEAR_END, reason=REASON).then_refused(DayInFuture, at="/on")


def test_a_waiver_may_end_today_and_not_yesterday():
    given(*active()).when(GrantWaiver, until=TODAY, reason=REASON).then(granted(TODAY))
    given(*active()).when(GrantWaiver, on=NEW_YEAR, until=YESTERDAY, reason=REASON).then_refused(
        WaiverIsOver, at="/until"
    )


def test_today_is_the_day_it_is_where_the_goal_is():
    tz = "Pacific/Auckland"
    there = active(defined(window=replace(YEAR, tz=tz), span=Window(start=NEW_YEAR, end=YEAR_END, tz=tz)))
    given(*there).when(GrantWaiver, until=TODAY, reason=REASON).then_refused(WaiverIsOver)
    given(*there).when(GrantWaiver, until=TOMORROW, reason=REASON).then(granted(TOMORROW, TOMORROW))


@pytest.mark.parametrize("reason", ["Too short", "  too short "])
def test_a_waiver_says_why_in_ten_characters(reason: str):
    given(*active()).when(GrantWaiver, until=YEAR_END, reason=reason).then_refused(WaiverReasonTooShort, at="/reason")


def test_ten_characters_are_enough():
    given(*active()).when(GrantWaiver, until=YEAR_END, reason=" no budget! ").then(
        WaiverGranted(on=TODAY, until=YEAR_END, reason=" no budget! ")
    )


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (draft(), GoalIsDraft),
        ((*active(), closed()), GoalIsClosed),
        ((*active(), closed(), GoalArchived(on=TODAY)), GoalIsArchived),
    ],
)
def test_only_a_goal_that_is_pursued_is_let_off(told: tuple[Told, ...], refusal: type):
    given(*told).when(GrantWaiver, until=YEAR_END, reason=REASON).then_refused(refusal)

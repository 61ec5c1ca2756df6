"""How long an easing is announced."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from goals.goal.approval_errors import NoticeIsTooLong, NoticeIsTooShort
from goals.goal.errors import DayInFuture
from goals.target import Absolute
from goals.workspace.facts import Policy
from tests.given import TODAY, given
from tests.goal.known import active
from tests.goal.proposing import FIVE, SEVEN, effective_on, under, when_retargeted


@pytest.mark.parametrize("days", [0, 1, 7])
def test_an_easing_holds_when_its_notice_is_over(days: int):
    story = under(Policy(easing_notice_days=days))
    assert effective_on(when_retargeted(story, target=FIVE)) == TODAY + timedelta(days=days)


def test_a_hardening_holds_at_once():
    assert effective_on(when_retargeted(under(Policy(easing_notice_days=7)), target=SEVEN)) == TODAY


@pytest.mark.parametrize("days", [7, 8, 30])
def test_a_later_day_than_the_notice_asks_for_may_be_named(days: int):
    story, day = under(Policy(easing_notice_days=7)), TODAY + timedelta(days=days)
    assert effective_on(when_retargeted(story, target=FIVE, effective_on=day)) == day


@pytest.mark.parametrize("days", [6, 0, -1])
def test_an_earlier_day_than_the_notice_asks_for_is_refused_and_the_earliest_named(days: int):
    story, day = under(Policy(easing_notice_days=7)), TODAY + timedelta(days=days)
    error = when_retargeted(story, target=FIVE, effective_on=day).then_refused(NoticeIsTooShort, at="/effective_on")
    assert "2023-06-22" in error.message


def test_without_notice_no_day_ahead_can_be_named():
    tomorrow = TODAY + timedelta(days=1)
    when_retargeted(given(*active()), target=FIVE, effective_on=tomorrow).then_refused(DayInFuture)
    story = under(Policy(easing_notice_days=7))
    when_retargeted(story, target=SEVEN, effective_on=tomorrow).then_refused(DayInFuture)


def test_an_announced_easing_cannot_be_hurried_by_a_hardening_of_it():
    story = under(Policy(easing_notice_days=7))
    when_retargeted(story, target=FIVE)
    a_little = Absolute(value=Decimal(500001))
    assert effective_on(when_retargeted(story, target=a_little)) == TODAY + timedelta(days=7)


def test_what_is_harder_than_what_holds_ends_an_announced_easing_at_once():
    story = under(Policy(easing_notice_days=7))
    when_retargeted(story, target=FIVE)
    assert effective_on(when_retargeted(story, target=SEVEN)) == TODAY


def test_a_change_is_not_announced_for_a_day_after_the_window():
    story, end = under(Policy(easing_notice_days=7)), date(2023, 12, 31)
    assert effective_on(when_retargeted(story, target=FIVE, effective_on=end)) == end
    later = end + timedelta(days=1)
    other = under(Policy(easing_notice_days=7))
    error = when_retargeted(other, target=FIVE, effective_on=later).then_refused(NoticeIsTooLong, at="/effective_on")
    assert "2023-12-31" in error.message

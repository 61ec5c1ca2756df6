"""Saying of a raised flag that it was seen."""

from typing import Any

from goals.goal.commands.acknowledging import AcknowledgeFlag
from goals.goal.facts import FlagAcknowledged, GoalArchived
from goals.goal.flag_errors import FlagIsNotRaised, FlagNeedsEvent
from goals.vocabulary import FlagId
from tests.given import TODAY, Outcome, given
from tests.goal.known import active, closed

FIRST = "01900000-0000-7000-8000-0000000000e1"
SECOND = "01900000-0000-7000-8000-0000000000e2"
NOTE = "The contract fell through, and the owner showed it"
ONCE = frozenset({(FlagId.R01, FIRST)})
TWICE = frozenset({(FlagId.R01, FIRST), (FlagId.R01, SECOND), (FlagId.R02, SECOND)})


def acknowledged(raised: frozenset[Any], **asked: Any) -> Outcome:
    return given(*active()).when(AcknowledgeFlag, **{"flag": FlagId.R01, "note": NOTE, "raised": raised, **asked})


def test_a_flag_is_acknowledged_by_the_event_that_raised_it():
    acknowledged(TWICE, event_id=SECOND).then(FlagAcknowledged(flag=FlagId.R01, event_id=SECOND, note=NOTE))


def test_where_one_event_raised_it_it_need_not_be_named():
    acknowledged(ONCE).then(FlagAcknowledged(flag=FlagId.R01, event_id=FIRST, note=NOTE))
    acknowledged(TWICE, flag=FlagId.R02).then(FlagAcknowledged(flag=FlagId.R02, event_id=SECOND, note=NOTE))


def test_where_two_events_raised_it_one_is_named():
    refusal = acknowledged(TWICE).then_refused(FlagNeedsEvent, at="/event_id")
    assert FIRST in refusal.message and SECOND in refusal.message


def test_what_is_not_raised_is_not_acknowledged():
    acknowledged(frozenset()).then_refused(FlagIsNotRaised)
    acknowledged(ONCE, flag=FlagId.R02).then_refused(FlagIsNotRaised)
    acknowledged(ONCE, event_id=SECOND).then_refused(FlagIsNotRaised)


def test_the_same_words_of_the_same_actor_once_more_record_nothing():
    acknowledged(ONCE, noted=ONCE).then_nothing()


def test_other_events_acknowledged_in_these_words_do_not_count():
    acknowledged(TWICE, event_id=SECOND, noted=ONCE).then(FlagAcknowledged(flag=FlagId.R01, event_id=SECOND, note=NOTE))


def test_a_flag_of_an_archived_goal_is_acknowledged_too():
    story = given(*active(), closed(), GoalArchived(on=TODAY))
    story.when(AcknowledgeFlag, flag=FlagId.R01, note=NOTE, raised=ONCE).then(
        FlagAcknowledged(flag=FlagId.R01, event_id=FIRST, note=NOTE)
    )

"""What is decided about a subject: whether it may be erased, and who stands in the way."""

from typing import Any

import pytest

from goals.sealing import Sealed
from goals.subject.commands import EraseSubject, PlaceHold, ReleaseHold
from goals.subject.errors import ReasonWouldBeErased, SubjectOnHold
from goals.subject.facts import HoldPlaced, HoldReleased, SubjectErased
from goals.vocabulary import ErasureGround
from tests.given import Outcome, Story, given

HER = "s-17"
WHY = "Asked for in writing"
ERASED = SubjectErased(subject=HER, erasure_id="e-1", ground=ErasureGround.COURT_ORDER, asked_by="court-3", reason=WHY)


def asked(story: Story, command: Any, **said: Any) -> Outcome:
    return story.when(command, **{"workspace_id": story.workspace_id, "named": HER, "reason": WHY} | said)


def erased(story: Story, **said: Any) -> Outcome:
    grounds = {"erasure_id": "e-1", "ground": ErasureGround.COURT_ORDER, "asked_by": "court-3", "is_readable": True}
    return asked(story, EraseSubject, **grounds | said)


def test_an_erasure_says_who_asked_and_on_what_ground():
    assert [event.fact for event in erased(given()).events] == [ERASED]


def test_what_can_not_be_read_any_more_is_not_erased_again():
    erased(given(), is_readable=False).then_nothing()


def test_all_that_happens_to_a_subject_is_in_one_stream():
    story = given()
    outcomes = [asked(story, PlaceHold), asked(story, ReleaseHold), erased(story)]
    assert len({event.stream_id for outcome in outcomes for event in outcome.events}) == 1
    assert [event.version for outcome in outcomes for event in outcome.events] == [1, 2, 3]


def test_a_hold_stands_in_the_way_until_it_is_released():
    story = given()
    assert [event.fact for event in asked(story, PlaceHold).events] == [HoldPlaced(subject=HER, reason=WHY)]
    erased(story).then_refused(SubjectOnHold)
    assert [event.fact for event in asked(story, ReleaseHold).events] == [HoldReleased(subject=HER, reason=WHY)]
    assert erased(story).events


def test_a_hold_on_another_stands_in_nobodys_way():
    story = given()
    asked(story, PlaceHold, named="s-18")
    assert erased(story).events


def test_a_hold_outlives_an_erasure_before_it():
    story = given()
    erased(story)
    asked(story, PlaceHold)
    erased(story, erasure_id="e-2").then_refused(SubjectOnHold)


@pytest.mark.parametrize("command", [PlaceHold, ReleaseHold])
def test_what_is_so_already_is_not_recorded_again(command: Any):
    story = given()
    if command is PlaceHold:
        asked(story, PlaceHold)
    asked(story, command).then_nothing()


@pytest.mark.parametrize("command", [PlaceHold, ReleaseHold, EraseSubject])
def test_a_reason_in_the_subjects_own_words_would_not_outlive_it(command: Any):
    hers = Sealed(subject=HER, nonce=b"n" * 12, ciphertext=b"c" * 16)
    outcome = erased(given(), reason=hers) if command is EraseSubject else asked(given(), command, reason=hers)
    outcome.then_refused(ReasonWouldBeErased, at="/reason")


def test_a_reason_in_anothers_words_is_taken():
    bobs = Sealed(subject="bob", nonce=b"n" * 12, ciphertext=b"c" * 16)
    assert erased(given(), reason=bobs).events

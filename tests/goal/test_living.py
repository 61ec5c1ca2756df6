"""How a goal is assessed, paused, closed, reopened and archived."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goals.container.errors import ContainerIsArchived
from goals.container.facts import ContainerArchived
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.assessing import CheckIn, Comment, ReviewGoal
from goals.goal.commands.closing import ArchiveGoal, CloseGoal, ReopenGoal, SupersedeGoal
from goals.goal.commands.drafting import NOTHING_SAID
from goals.goal.commands.pausing import PauseGoal, ResumeGoal
from goals.goal.errors import (
    ConfidenceOutOfRange,
    ContainerIsFull,
    DayBeforeActivation,
    DayInFuture,
    GoalIsActive,
    GoalIsArchived,
    GoalIsClosed,
    GoalIsClosedAlready,
    GoalIsDraft,
    GoalIsIncomplete,
    GoalIsPausedAlready,
    GoalIsPursued,
    NoSuchReference,
    NothingAssessed,
    OutcomeNeedsSuccessor,
    StatusIsNotAnAssessment,
    SuccessorIsOver,
    SupersededByItself,
)
from goals.goal.facts import (
    CheckedIn,
    Commented,
    GoalArchived,
    GoalClosed,
    GoalPaused,
    GoalReopened,
    GoalResumed,
    GoalReviewed,
    GoalSuperseded,
)
from goals.vocabulary import Health, Outcome, ReviewVerdict
from tests.given import GOAL, TODAY, elsewhere, given
from tests.goal.known import (
    BOX,
    KPIS,
    NEW_YEAR,
    NOWHERE,
    OTHER,
    THIRD,
    active,
    box,
    closed,
    created,
    draft,
    other_goal,
    paused,
)

TOMORROW = date(2023, 6, 16)
ARCHIVED = (*active(), closed(), GoalArchived(on=TODAY))
PUT_AWAY = (*box(), *elsewhere(BOX, ContainerArchived()))
CROWDED = (*box(limit=1), *other_goal(is_active=True, container_id=BOX))


def test_a_review_says_whether_it_is_still_the_right_goal():
    given(*active()).when(ReviewGoal, verdict=ReviewVerdict.REAFFIRMED, note="Still right").then(
        GoalReviewed(verdict=ReviewVerdict.REAFFIRMED, on=TODAY, note="Still right")
    )


def test_a_draft_may_be_reviewed_and_a_closed_goal_not():
    given(*draft()).when(ReviewGoal, verdict=ReviewVerdict.CHANGE_PROPOSED, on=TODAY).then(
        GoalReviewed(verdict=ReviewVerdict.CHANGE_PROPOSED, on=TODAY)
    )
    given(*active(), closed()).when(ReviewGoal, verdict=ReviewVerdict.REAFFIRMED).then_refused(GoalIsClosed)


def test_a_review_of_tomorrow_is_refused():
    given(*active()).when(ReviewGoal, verdict=ReviewVerdict.REAFFIRMED, on=TOMORROW).then_refused(DayInFuture, at="/on")


@pytest.mark.parametrize("confidence", ["0", "0.7", "1"])
def test_an_owners_confidence_is_between_nothing_and_one(confidence: str):
    given(*active()).when(CheckIn, confidence=Decimal(confidence)).then(
        CheckedIn(on=TODAY, confidence=Decimal(confidence))
    )


@pytest.mark.parametrize("confidence", ["-0.01", "1.01"])
def test_any_other_confidence_is_refused(confidence: str):
    given(*active()).when(CheckIn, confidence=Decimal(confidence)).then_refused(ConfidenceOutOfRange, at="/confidence")


def test_a_check_in_may_be_told_late():
    given(*active(), paused()).when(CheckIn, status=Health.AT_RISK, story="Slow", on=date(2023, 3, 1)).then(
        CheckedIn(on=date(2023, 3, 1), status=Health.AT_RISK, story="Slow")
    )


def test_the_same_check_in_again_is_another_check_in():
    said = CheckedIn(on=TODAY, story="Slow")
    given(*active(), said).when(CheckIn, story="Slow").then(said)


def test_a_check_in_says_something():
    given(*active()).when(CheckIn).then_refused(NothingAssessed)


@pytest.mark.parametrize("status", sorted(set(Health) - {Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK}))
def test_what_is_derived_is_never_said(status: Health):
    given(*active()).when(CheckIn, status=status).then_refused(StatusIsNotAnAssessment, at="/status")


def test_only_a_pursued_goal_is_checked_in_on():
    given(*draft()).when(CheckIn, story="Soon").then_refused(GoalIsDraft)
    given(*active(), closed()).when(CheckIn, story="Late").then_refused(GoalIsClosed)


@pytest.mark.parametrize("told", [draft(), active(), (*active(), closed()), ARCHIVED])
def test_anything_may_be_commented_on_at_any_time(told: Any):
    given(*told).when(Comment, text="Why?").then(Commented(text="Why?"))


def test_an_active_goal_is_paused():
    given(*active()).when(PauseGoal, reason="Elsewhere").then(GoalPaused(on=TODAY, reason="Elsewhere"))


def test_a_goal_is_paused_once():
    given(*active(), paused()).when(PauseGoal, reason="Elsewhere").then_refused(GoalIsPausedAlready)


def test_a_draft_is_not_paused():
    given(*draft()).when(PauseGoal, reason="Elsewhere").then_refused(GoalIsDraft)


def test_a_paused_goal_is_resumed():
    given(*active(), paused()).when(ResumeGoal, note="Back").then(GoalResumed(on=TODAY, note="Back"))


def test_only_a_paused_goal_is_resumed():
    given(*active()).when(ResumeGoal).then_refused(GoalIsActive)
    given(*draft()).when(ResumeGoal).then_refused(GoalIsDraft)


def test_a_goal_is_resumed_only_where_its_container_has_room():
    given(*active(container_id=BOX), paused(), *CROWDED).when(ResumeGoal).then_refused(ContainerIsFull)


@pytest.mark.parametrize(("told", "again"), [(paused(), ResumeGoal), (closed(), ReopenGoal)])
def test_a_goal_is_not_active_again_in_an_archived_container(told: Any, again: Any):
    more = {"reason": "Again"} if again is ReopenGoal else {}
    given(*active(container_id=BOX), told, *PUT_AWAY).when(again, **more).then_refused(ContainerIsArchived)


def test_a_goal_is_closed_with_its_outcome_and_lessons():
    given(*active()).when(CloseGoal, outcome=Outcome.MISSED, reason="Slow", lessons="Ask sooner").then(
        GoalClosed(on=TODAY, outcome=Outcome.MISSED, reason="Slow", lessons="Ask sooner")
    )


def test_a_paused_goal_may_be_closed_without_being_resumed():
    given(*active(), paused()).when(CloseGoal, outcome=Outcome.ABANDONED, on=date(2023, 6, 1)).then(
        GoalClosed(on=date(2023, 6, 1), outcome=Outcome.ABANDONED)
    )


def test_a_goal_is_closed_once():
    given(*active(), closed()).when(CloseGoal, outcome=Outcome.MISSED).then_refused(GoalIsClosedAlready)


def test_a_draft_has_no_outcome():
    given(*draft()).when(CloseGoal, outcome=Outcome.ABANDONED).then_refused(GoalIsDraft)


def test_a_goal_is_superseded_by_a_goal_not_by_an_outcome():
    given(*active()).when(CloseGoal, outcome=Outcome.SUPERSEDED).then_refused(OutcomeNeedsSuccessor, at="/outcome")


@pytest.mark.parametrize("told", [draft(), active(), (*active(), paused())])
def test_another_goal_takes_its_place(told: Any):
    given(*told, *other_goal()).when(SupersedeGoal, by_goal_id=OTHER, reason="Merged").then(
        GoalSuperseded(on=TODAY, by_goal_id=OTHER, reason="Merged")
    )


def test_only_another_goal_that_is_there_takes_its_place():
    given(*active()).when(SupersedeGoal, by_goal_id=NOWHERE).then_refused(NoSuchReference, at="/by_goal_id")
    given(*active()).when(SupersedeGoal, by_goal_id=GOAL).then_refused(SupersededByItself, at="/by_goal_id")


@pytest.mark.parametrize("over", [GoalSuperseded(on=TODAY, by_goal_id=THIRD), GoalArchived(on=TODAY)])
def test_a_goal_that_is_over_itself_takes_no_others_place(over: Any):
    told = (*active(), *other_goal(), *other_goal(THIRD), *elsewhere(OTHER, over))
    given(*told).when(SupersedeGoal, by_goal_id=OTHER).then_refused(SuccessorIsOver, at="/by_goal_id")


def test_a_goal_that_was_closed_may_still_have_taken_anothers_place():
    told = (*active(), *other_goal(is_active=True), *elsewhere(OTHER, closed()))
    given(*told).when(SupersedeGoal, by_goal_id=OTHER).then(GoalSuperseded(on=TODAY, by_goal_id=OTHER))


def test_two_goals_do_not_take_each_others_place():
    told = (*active(), *other_goal(), *elsewhere(OTHER, GoalSuperseded(on=TODAY, by_goal_id=GOAL)))
    given(*told).when(SupersedeGoal, by_goal_id=OTHER).then_refused(SuccessorIsOver, at="/by_goal_id")


LIFE = [
    (active(), PauseGoal, {"reason": "Elsewhere"}),
    ((*active(), paused()), ResumeGoal, {}),
    (active(), CloseGoal, {"outcome": Outcome.MISSED}),
    ((*active(), closed()), ReopenGoal, {"reason": "A late reading"}),
    ((*active(), closed()), ArchiveGoal, {}),
    ((*active(), *other_goal()), SupersedeGoal, {"by_goal_id": OTHER}),
]


@pytest.mark.parametrize(("told", "command", "more"), LIFE)
def test_nothing_happens_to_a_goal_before_it_is_activated(told: Any, command: Any, more: Any):
    given(*told).when(command, **more, on=date(2022, 12, 31)).then_refused(DayBeforeActivation, at="/on")


@pytest.mark.parametrize(("told", "command", "more"), LIFE)
def test_anything_may_happen_to_a_goal_on_the_day_it_is_activated(told: Any, command: Any, more: Any):
    (fact,) = given(*told).when(command, **more, on=NEW_YEAR).facts
    assert getattr(fact, "on", None) == NEW_YEAR


def test_a_closed_goal_is_not_superseded():
    given(*active(), closed(), *other_goal()).when(SupersedeGoal, by_goal_id=OTHER).then_refused(GoalIsClosedAlready)


def test_a_closing_is_withdrawn():
    given(*active(), closed()).when(ReopenGoal, reason="A late reading").then(
        GoalReopened(on=TODAY, reason="A late reading")
    )


@pytest.mark.parametrize(
    ("told", "refusal"), [(draft(), GoalIsDraft), (active(), GoalIsActive), (ARCHIVED, GoalIsArchived)]
)
def test_only_a_closed_goal_is_reopened(told: Any, refusal: Any):
    given(*told).when(ReopenGoal, reason="Again").then_refused(refusal)


def test_a_goal_is_reopened_only_where_its_container_has_room():
    given(*active(container_id=BOX), closed(), *CROWDED).when(ReopenGoal, reason="Again").then_refused(ContainerIsFull)


def test_a_superseded_draft_is_reopened_as_a_draft_and_passes_the_gate_like_any_other():
    superseded = GoalSuperseded(on=TODAY, by_goal_id=OTHER)
    reopened = given(*KPIS, created(NOTHING_SAID), *other_goal(), superseded).when(ReopenGoal, reason="Not after all")
    story = reopened.then(GoalReopened(on=TODAY, reason="Not after all"))
    story.when(ActivateGoal).then_refused(GoalIsIncomplete)


def test_a_reopened_goal_may_be_closed_otherwise():
    reopened = GoalReopened(on=TODAY, reason="A late reading")
    given(*active(), closed(), reopened).when(CloseGoal, outcome=Outcome.ACHIEVED).then(
        GoalClosed(on=TODAY, outcome=Outcome.ACHIEVED)
    )


@pytest.mark.parametrize("told", [draft(), (*active(), closed())])
def test_a_draft_or_a_closed_goal_is_archived(told: Any):
    given(*told).when(ArchiveGoal, reason="Tidy").then(GoalArchived(on=TODAY, reason="Tidy"))


def test_a_goal_that_is_archived_stays_so():
    given(*ARCHIVED).when(ArchiveGoal).then_nothing()


@pytest.mark.parametrize("told", [active(), (*active(), paused())])
def test_a_pursued_goal_is_closed_before_it_is_archived(told: Any):
    given(*told).when(ArchiveGoal).then_refused(GoalIsPursued)

"""Doing milestones: progress, completion, and how either is withdrawn."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goals.errors import NotFound
from goals.goal.errors import DayInFuture, GoalIsClosed
from goals.milestone.commands.doing import CompleteMilestone, DropMilestone, ProgressMilestone, ReopenMilestone
from goals.milestone.errors import (
    AmountDoesNotCount,
    AmountIsMissing,
    AmountIsNotAboveZero,
    KindHasNoProgress,
    MilestoneIsDone,
    MilestoneIsDropped,
    MilestoneIsUnderWay,
    NoSuchStage,
    StageDoesNotCount,
    StageIsDone,
    StageIsMissing,
)
from goals.milestone.facts import MilestoneCompleted, MilestoneDropped, MilestoneReopened
from goals.milestone.shape import Shape
from tests.given import TODAY, given
from tests.goal.known import active, closed, created, draft, paused
from tests.milestone.known import (
    BOT,
    ITEMS,
    JOGS,
    LOADING,
    PLAN,
    STEP,
    SUGAR,
    UNCOUNTED,
    added,
    progressed,
    with_step,
)

FEBRUARY = date(2023, 2, 1)
TOMORROW = date(2023, 6, 16)
THAT = {"milestone_id": STEP}
DONE = MilestoneCompleted(milestone_id=STEP, effective_on=TODAY)
DROPPED = MilestoneDropped(milestone_id=STEP, reason="Too dear")
REOPENED = MilestoneReopened(milestone_id=STEP, reason="Not yet")


@pytest.mark.parametrize("shape", [ITEMS, UNCOUNTED, JOGS, SUGAR])
def test_an_amount_was_done(shape: Shape):
    given(*with_step(shape)).when(ProgressMilestone, **THAT, amount=Decimal(3), note="Good ones").then(
        progressed("3", note="Good ones")
    )


def test_progress_may_be_told_late_but_not_early():
    given(*with_step()).when(ProgressMilestone, **THAT, amount=Decimal(3), effective_on=FEBRUARY).then(
        progressed("3", effective_on=FEBRUARY)
    )
    given(*with_step()).when(ProgressMilestone, **THAT, amount=Decimal(3), effective_on=TOMORROW).then_refused(
        DayInFuture, at="/effective_on"
    )


def test_the_same_progress_again_is_more_progress():
    given(*with_step(JOGS, progressed("1"))).when(ProgressMilestone, **THAT, amount=Decimal(1)).then(progressed("1"))


@pytest.mark.parametrize("told", [(*draft(), added()), (*active(), paused(), added())])
def test_a_milestone_of_a_draft_or_of_a_paused_goal_progresses(told: Any):
    given(*told).when(ProgressMilestone, **THAT, amount=Decimal(1)).then(progressed("1"))


@pytest.mark.parametrize("last", ["1", "5"])
def test_the_last_piece_completes_a_counted_milestone(last: str):
    given(*with_step(ITEMS, progressed("14"))).when(ProgressMilestone, **THAT, amount=Decimal(last)).then(
        progressed(last), DONE
    )


def test_the_last_piece_but_a_little_does_not():
    given(*with_step(ITEMS, progressed("14"))).when(ProgressMilestone, **THAT, amount=Decimal("0.999")).then(
        progressed("0.999")
    )


def test_a_piece_told_late_does_not_move_the_completion_back():
    given(*with_step(ITEMS, progressed("14"))).when(
        ProgressMilestone, **THAT, amount=Decimal(1), effective_on=FEBRUARY
    ).then(progressed("1", effective_on=FEBRUARY), DONE)


def test_nobody_knows_when_an_uncounted_milestone_is_done():
    given(*with_step(UNCOUNTED, progressed("999"))).when(ProgressMilestone, **THAT, amount=Decimal(1)).then(
        progressed("1")
    )


def test_what_is_done_beyond_the_last_piece_counts_too():
    given(*with_step(ITEMS, progressed("15"), DONE)).when(ProgressMilestone, **THAT, amount=Decimal(1)).then(
        progressed("1")
    )


def test_a_reopened_milestone_is_completed_by_the_next_piece():
    given(*with_step(ITEMS, progressed("15"), DONE, REOPENED)).when(ProgressMilestone, **THAT, amount=Decimal(1)).then(
        progressed("1"), DONE
    )


def test_stages_are_done_in_any_order_and_the_last_completes():
    given(*with_step(PLAN)).when(ProgressMilestone, **THAT, stage="launch").then(progressed(stage="launch"))
    given(*with_step(PLAN, progressed(stage="launch"))).when(ProgressMilestone, **THAT, stage="design").then(
        progressed(stage="design"), DONE
    )


@pytest.mark.parametrize(
    ("shape", "said", "refusal", "pointer"),
    [
        (ITEMS, {}, AmountIsMissing, "/amount"),
        (ITEMS, {"amount": Decimal(0)}, AmountIsNotAboveZero, "/amount"),
        (ITEMS, {"amount": Decimal(-1)}, AmountIsNotAboveZero, "/amount"),
        (JOGS, {"amount": Decimal(1), "stage": "design"}, StageDoesNotCount, "/stage"),
        (PLAN, {}, StageIsMissing, "/stage"),
        (PLAN, {"stage": "design", "amount": Decimal(1)}, AmountDoesNotCount, "/amount"),
        (PLAN, {"stage": "Design"}, NoSuchStage, "/stage"),
        (BOT, {"amount": Decimal(1)}, KindHasNoProgress, ""),
        (LOADING, {"amount": Decimal(1)}, KindHasNoProgress, ""),
    ],
)
def test_progress_that_does_not_fit_the_kind_is_refused(shape: Shape, said: Any, refusal: Any, pointer: str):
    given(*with_step(shape)).when(ProgressMilestone, **THAT, **said).then_refused(refusal, at=pointer)


def test_a_stage_is_done_once():
    given(*with_step(PLAN, progressed(stage="design"))).when(ProgressMilestone, **THAT, stage="design").then_refused(
        StageIsDone, at="/stage"
    )


def test_nobody_works_on_what_was_dropped():
    given(*with_step(ITEMS, DROPPED)).when(ProgressMilestone, **THAT, amount=Decimal(1)).then_refused(
        MilestoneIsDropped
    )


def test_nobody_works_on_what_is_not_there():
    given(created()).when(ProgressMilestone, **THAT, amount=Decimal(1)).then_refused(NotFound)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (ProgressMilestone, {"amount": Decimal(1)}),
        (CompleteMilestone, {}),
        (ReopenMilestone, {"reason": "After all"}),
        (DropMilestone, {"reason": "Too late"}),
    ],
)
def test_a_closed_goals_milestones_stay_as_they_are(command: Any, said: Any):
    given(*with_step(), closed()).when(command, **THAT, **said).then_refused(GoalIsClosed)


@pytest.mark.parametrize("shape", [BOT, ITEMS, UNCOUNTED, PLAN, JOGS, LOADING])
def test_a_milestone_of_any_kind_is_completed(shape: Shape):
    given(*with_step(shape)).when(CompleteMilestone, **THAT, effective_on=FEBRUARY, note="At last").then(
        MilestoneCompleted(milestone_id=STEP, effective_on=FEBRUARY, note="At last")
    )


def test_a_milestone_is_completed_once():
    given(*with_step(BOT, DONE)).when(CompleteMilestone, **THAT).then_refused(MilestoneIsDone)


def test_a_dropped_milestone_is_not_completed():
    given(*with_step(BOT, DROPPED)).when(CompleteMilestone, **THAT).then_refused(MilestoneIsDropped)


def test_a_milestone_is_completed_today_at_the_latest():
    given(*with_step(BOT)).when(CompleteMilestone, **THAT).then(DONE)
    given(*with_step(BOT)).when(CompleteMilestone, **THAT, effective_on=TOMORROW).then_refused(
        DayInFuture, at="/effective_on"
    )


@pytest.mark.parametrize("ended", [DONE, DROPPED])
def test_what_is_over_is_reopened(ended: Any):
    given(*with_step(BOT, ended)).when(ReopenMilestone, **THAT, reason="Not yet").then(REOPENED)


def test_what_is_not_over_is_not_reopened():
    given(*with_step()).when(ReopenMilestone, **THAT, reason="Not yet").then_refused(MilestoneIsUnderWay)


def test_a_milestone_is_dropped():
    given(*with_step()).when(DropMilestone, **THAT, reason="Too dear").then(DROPPED)


def test_a_milestone_is_dropped_once_and_never_when_it_is_done():
    given(*with_step(BOT, DROPPED)).when(DropMilestone, **THAT, reason="Too dear").then_refused(MilestoneIsDropped)
    given(*with_step(BOT, DONE)).when(DropMilestone, **THAT, reason="Too dear").then_refused(MilestoneIsDone)

"""What a goal's milestones have come to."""

from datetime import date
from decimal import Decimal
from typing import Any

from goals.facts import Fact
from goals.milestone.facts import (
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneEdited,
    MilestoneReopened,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.state import Milestone
from goals.vocabulary import MilestoneState
from tests.given import TODAY
from tests.goal.known import created, standing
from tests.milestone.known import BOT, ITEMS, PLAN, STEP, UNCOUNTED, added, progressed

DONE = MilestoneCompleted(milestone_id=STEP, effective_on=TODAY)
DROPPED = MilestoneDropped(milestone_id=STEP, reason="Too dear")
REOPENED = MilestoneReopened(milestone_id=STEP, reason="Not yet")


def after(*facts: Fact, shape: Any = ITEMS) -> Milestone:
    return standing(created(), added(shape), *facts).milestones[STEP]


def test_amounts_add_up_and_the_latest_day_is_kept():
    milestone = after(progressed("0.1"), progressed("0.2", effective_on=date(2023, 2, 1)))
    assert (milestone.amount, milestone.progressed_on) == (Decimal("0.3"), TODAY)
    assert milestone.state is MilestoneState.IN_PROGRESS


def test_a_stage_told_twice_is_done_once():
    milestone = after(progressed(stage="launch"), progressed(stage="launch"), shape=PLAN)
    assert milestone.stages_done == ("launch",)


def test_progress_after_completion_leaves_it_done():
    milestone = after(progressed("15"), DONE, progressed("1"))
    assert (milestone.state, milestone.amount, milestone.completed_on) == (MilestoneState.DONE, Decimal(16), TODAY)


def test_what_is_reopened_goes_on_where_it_was():
    assert after(DONE, REOPENED, shape=BOT) == after(shape=BOT)
    assert after(progressed("1"), DROPPED, REOPENED) == after(progressed("1"))


def test_plans_change():
    milestone = after(
        MilestoneEdited(milestone_id=STEP, title="Articles", description="By searches"),
        MilestoneRescheduled(milestone_id=STEP, before=None, after=TODAY, reason="Sooner"),
        MilestoneRescoped(milestone_id=STEP, before=ITEMS, after=UNCOUNTED, reason="Who knows"),
    )
    assert milestone == Milestone(title="Articles", description="By searches", shape=UNCOUNTED, due=TODAY)


def test_a_fact_about_a_milestone_nobody_added_changes_nothing():
    assert standing(created(), DONE) == standing(created())

"""Planning milestones: what is to be done, and by when."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.errors import NotFound
from goals.goal.errors import (
    BaselineCannotBe,
    GoalIsArchived,
    GoalIsClosed,
    NoSuchReference,
    TargetCannotBe,
    TargetContradictsDirection,
    TargetIsBaseline,
    TargetNotInPercent,
)
from goals.goal.facts import GoalArchived
from goals.kpi.errors import KpiIsRetired
from goals.kpi.facts import KpiRetired
from goals.milestone.commands.planning import AddMilestone, EditMilestone, RescheduleMilestone, RescopeMilestone
from goals.milestone.errors import (
    CountIsBelowZero,
    CountIsNotAboveZero,
    KindStays,
    MilestoneExists,
    MilestoneIsDone,
    MilestoneIsDropped,
    StagesCannotBe,
)
from goals.milestone.facts import (
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneEdited,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.shape import Constraint, Counted, Measured, Shape, Stage, Staged
from goals.target import Absolute, Baseline, Delta, FromTo, Multiplier, PercentagePoints
from goals.vocabulary import Anchor, BaselineState, Comparator, Direction
from goals.window import EndOfMonth
from tests.given import TODAY, elsewhere, given
from tests.goal.known import MEASURING, MRR, NOWHERE, RETENTION, UNKNOWN, active, closed, draft, known, paused
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

MARCH = date(2023, 3, 31)
DONE = MilestoneCompleted(milestone_id=STEP, effective_on=TODAY)
DROPPED = MilestoneDropped(milestone_id=STEP, reason="Too dear")
THAT = {"milestone_id": STEP}
WHY = {"milestone_id": STEP, "reason": "It grew"}


@pytest.mark.parametrize("shape", [BOT, ITEMS, UNCOUNTED, PLAN, JOGS, SUGAR, LOADING])
def test_a_milestone_of_every_kind_is_added(shape: Shape):
    given(*active()).when(AddMilestone, **THAT, title="Add items", shape=shape).then(added(shape))


@pytest.mark.parametrize("due", [MARCH, EndOfMonth(end_of_month=Anchor.GOAL_START)])
def test_a_milestone_is_added_with_all_that_was_said(due: Any):
    said = {
        "description": "By user searches",
        "constraints": (Constraint(name="discount", comparator=Comparator.AT_MOST, value=Decimal(25), unit="%"),),
        "quote": "Add 15 items to knowledge base",
        "due": due,
    }
    given(*draft()).when(AddMilestone, **THAT, title="Add items", shape=ITEMS, **said).then(added(**said))


def test_every_milestone_has_an_id_of_its_own():
    ids = {AddMilestone(goal_id=NOWHERE, title="a", shape=BOT).milestone_id for _ in range(2)}
    assert len(ids) == 2


def test_a_milestone_is_added_once():
    given(*with_step()).when(AddMilestone, **THAT, title="Again", shape=BOT).then_refused(MilestoneExists)


def test_a_closed_goal_gets_no_milestones():
    given(*active(), closed()).when(AddMilestone, title="Late", shape=BOT).then_refused(GoalIsClosed)
    given(*draft(), GoalArchived(on=TODAY)).when(AddMilestone, title="Late", shape=BOT).then_refused(GoalIsArchived)


def test_a_paused_goal_is_still_planned():
    given(*active(), paused()).when(AddMilestone, **THAT, title="Add items", shape=ITEMS).then(added())


@pytest.mark.parametrize(
    ("shape", "refusal", "pointer"),
    [
        (Counted(required_count=Decimal(0)), CountIsNotAboveZero, "/required_count"),
        (Counted(required_count=Decimal(-1)), CountIsNotAboveZero, "/required_count"),
        (replace(JOGS, count=Decimal(0)), CountIsNotAboveZero, "/count"),
        (replace(JOGS, count=Decimal(-1)), CountIsBelowZero, "/count"),
        (replace(SUGAR, count=Decimal(-1)), CountIsBelowZero, "/count"),
        (Staged(stages=()), StagesCannotBe, "/stages"),
        (Staged(stages=(Stage(name="a"), Stage(name="b"), Stage(name="a"))), StagesCannotBe, "/stages/2/name"),
        (Staged(stages=(Stage(name="a", weight=Decimal(0)),)), StagesCannotBe, "/stages/0/weight"),
        (replace(LOADING, kpi_id=NOWHERE), NoSuchReference, "/kpi_id"),
        (replace(LOADING, direction=Direction.INCREASE), TargetContradictsDirection, "/target"),
        (replace(LOADING, target=Absolute(value=Decimal(4))), TargetIsBaseline, "/target"),
        (replace(LOADING, target=Multiplier(factor=Decimal(2)), baseline=known(0)), TargetCannotBe, "/target"),
        (replace(LOADING, target=PercentagePoints(by=Decimal(-1)), kpi_id=MRR), TargetNotInPercent, "/target/kind"),
        (replace(LOADING, baseline=Baseline(state=BaselineState.KNOWN)), BaselineCannotBe, "/baseline/value"),
    ],
)
def test_what_can_never_be_right_is_refused_where_it_stands(shape: Shape, refusal: Any, pointer: str):
    given(*active()).when(AddMilestone, title="Wrong", shape=shape).then_refused(refusal, at=pointer)


def test_a_measured_milestone_has_a_kpi_in_use():
    given(*active(), *elsewhere(RETENTION, KpiRetired())).when(AddMilestone, title="x", shape=LOADING).then_refused(
        KpiIsRetired, at="/kpi_id"
    )


def test_a_measured_milestones_direction_and_baseline_follow_from_its_target():
    said = Measured(kpi_id=MRR, baseline=UNKNOWN, target=FromTo(from_=Decimal(4), to=Decimal(3)))
    meant = replace(said, baseline=known(4), direction=Direction.DECREASE, series=1)
    given(*active()).when(AddMilestone, **THAT, title="Add items", shape=said).then(added(meant))


def test_nothing_at_all_may_be_the_most_that_is_allowed():
    none = replace(SUGAR, count=Decimal(0))
    given(*active()).when(AddMilestone, **THAT, title="Add items", shape=none).then(added(none))


def test_a_measured_milestone_may_wait_for_its_baseline():
    waiting = replace(LOADING, baseline=MEASURING)
    given(*active()).when(AddMilestone, **THAT, title="Add items", shape=waiting).then(added(waiting))


def test_a_milestone_is_called_otherwise():
    given(*with_step()).when(EditMilestone, **THAT, title="Add articles").then(
        MilestoneEdited(milestone_id=STEP, title="Add articles")
    )


def test_what_is_not_given_stays_as_it_was_said():
    given(*active(), added(description="By searches")).when(EditMilestone, **THAT, title="Add").then(
        MilestoneEdited(milestone_id=STEP, title="Add", description="By searches")
    )
    given(*active(), added(description="By searches")).when(EditMilestone, **THAT, description=None).then(
        MilestoneEdited(milestone_id=STEP, title="Add items")
    )


def test_the_same_words_again_record_nothing():
    given(*with_step()).when(EditMilestone, **THAT, title="Add items", description=None).then_nothing()


def test_what_is_not_there_is_not_edited():
    given(*active()).when(EditMilestone, **THAT, title="Add").then_refused(NotFound)


def test_a_closed_goals_milestones_stay_as_they_are():
    given(*with_step(), closed()).when(EditMilestone, **THAT, title="Add").then_refused(GoalIsClosed)


def test_a_milestone_is_rescheduled():
    given(*active(), added(due=MARCH)).when(RescheduleMilestone, **WHY, due=None).then(
        MilestoneRescheduled(milestone_id=STEP, before=MARCH, after=None, reason="It grew")
    )


@pytest.mark.parametrize("due", [None, MARCH, EndOfMonth(end_of_month=Anchor.GOAL_START)])
def test_the_same_day_again_records_nothing(due: Any):
    given(*active(), added(due=due)).when(RescheduleMilestone, **WHY, due=due).then_nothing()


@pytest.mark.parametrize(("ended", "refusal"), [(DONE, MilestoneIsDone), (DROPPED, MilestoneIsDropped)])
def test_what_is_over_is_neither_rescheduled_nor_rescoped(ended: Any, refusal: Any):
    given(*with_step(ITEMS, ended)).when(RescheduleMilestone, **WHY, due=MARCH).then_refused(refusal)
    given(*with_step(ITEMS, ended)).when(RescopeMilestone, **WHY, shape=UNCOUNTED).then_refused(refusal)


def test_how_many_there_are_becomes_known():
    given(*with_step(UNCOUNTED, progressed("12"))).when(RescopeMilestone, **WHY, shape=ITEMS).then(
        MilestoneRescoped(milestone_id=STEP, before=UNCOUNTED, after=ITEMS, reason="It grew")
    )


@pytest.mark.parametrize("required", ["12", "11.5"])
def test_a_scope_that_is_done_already_completes_the_milestone(required: str):
    shape = Counted(required_count=Decimal(required))
    given(*with_step(ITEMS, progressed("12"))).when(RescopeMilestone, **WHY, shape=shape).then(
        MilestoneRescoped(milestone_id=STEP, before=ITEMS, after=shape, reason="It grew"), DONE
    )


def test_taking_away_the_last_stage_completes_the_others():
    design = Staged(stages=(Stage(name="design"),))
    given(*with_step(PLAN, progressed(stage="design"))).when(RescopeMilestone, **WHY, shape=design).then(
        MilestoneRescoped(milestone_id=STEP, before=PLAN, after=design, reason="It grew"), DONE
    )


def test_the_same_scope_again_records_nothing():
    given(*with_step()).when(
        RescopeMilestone, **WHY, shape=Counted(required_count=Decimal(15), unit="articles")
    ).then_nothing()


def test_a_milestone_keeps_its_kind():
    given(*with_step()).when(RescopeMilestone, **WHY, shape=BOT).then_refused(KindStays, at="/kind")


def test_a_new_scope_must_be_right_too():
    given(*with_step()).when(RescopeMilestone, **WHY, shape=Counted(required_count=Decimal(0))).then_refused(
        CountIsNotAboveZero
    )


def test_a_measured_milestone_is_rescoped_though_its_kpi_was_retired_since():
    after = replace(LOADING, target=Delta(by=Decimal(-2)))
    given(*with_step(LOADING), *elsewhere(RETENTION, KpiRetired())).when(RescopeMilestone, **WHY, shape=after).then(
        MilestoneRescoped(milestone_id=STEP, before=LOADING, after=after, reason="It grew")
    )

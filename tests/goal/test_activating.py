"""From a draft to a goal that is meant."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.container.errors import ContainerIsArchived
from goals.container.facts import ContainerArchived
from goals.errors import NotFound
from goals.goal.commands.activating import ActivateGoal, CommitGoal, EstablishBaseline
from goals.goal.definition import Definition
from goals.goal.errors import (
    BaselineIsAssumed,
    BaselineIsKnown,
    ContainerIsFull,
    DayInFuture,
    GoalCannotHaveBaseline,
    GoalIsActive,
    GoalIsClosed,
    GoalIsCommitted,
    GoalIsDraft,
    GoalIsIncomplete,
    TargetNotInPercent,
)
from goals.goal.facts import BaselineEstablished, GoalActivated, GoalCommitted, GoalEdited
from goals.kpi.errors import KpiIsRetired
from goals.kpi.facts import KpiRedefined, KpiRetired
from goals.target import Absolute, AtLeast, Baseline, Delta, Multiplier, PercentagePoints, Point, RelativePercent
from goals.target import Path as Course
from goals.vocabulary import Anchor, BaselineState, Direction, Maturity, UnitKind
from goals.window import AuthoredWindow, Window
from tests.given import TODAY, elsewhere, given
from tests.goal.known import (
    BOX,
    KPIS,
    MEASURING,
    MRR,
    NEW_YEAR,
    NOWHERE,
    RETENTION,
    REVENUE,
    UNKNOWN,
    YEAR_END,
    activated,
    active,
    box,
    closed,
    created,
    defined,
    draft,
    known,
    measured_in,
    other_goal,
    paused,
)

HALF_MORE = defined(baseline=MEASURING, target=RelativePercent(by=Decimal(50)), resolved=None)
TOMORROW = date(2023, 6, 16)
ASSUMED = defined(
    baseline=Baseline(state=BaselineState.ASSUMED, value=Decimal(390000)),
    target=Delta(by=Decimal(200000)),
    resolved=Decimal(590000),
)
NOBODY_KNOWS = defined(baseline=UNKNOWN, target=Absolute(value=Decimal(9)), resolved=Decimal(9), direction=None)


def test_a_complete_draft_is_activated_today():
    given(*draft()).when(ActivateGoal).then(GoalActivated(on=TODAY, definition=REVENUE))


def test_an_activation_may_be_told_late_but_not_early():
    given(*draft()).when(ActivateGoal, on=NEW_YEAR).then(activated())
    given(*draft()).when(ActivateGoal, on=TOMORROW).then_refused(DayInFuture, at="/on")


def test_a_goal_is_activated_once():
    given(*active()).when(ActivateGoal).then_refused(GoalIsActive)
    given(*active(), closed()).when(ActivateGoal).then_refused(GoalIsClosed)


def test_what_is_not_there_is_not_activated():
    given(*KPIS).when(ActivateGoal, goal_id=NOWHERE).then_refused(NotFound)


def test_what_is_no_goal_is_not_activated():
    given(*active()).when(ActivateGoal, goal_id=MRR).then_refused(NotFound)


def test_all_that_is_missing_is_named_at_once():
    refused = given(created(Definition())).when(ActivateGoal).then_refused(GoalIsIncomplete)
    assert [fault.pointer for fault in refused.faults] == ["/kpi_id", "/target", "/window"]


def test_a_goal_without_a_kpi_is_not_activated():
    refused = given(created(defined(kpi_id=None, series=None))).when(ActivateGoal).then_refused(GoalIsIncomplete)
    assert [fault.pointer for fault in refused.faults] == ["/kpi_id"]


def test_a_direction_is_missing_only_where_it_does_not_follow():
    refused = given(*draft(NOBODY_KNOWS)).when(ActivateGoal).then_refused(GoalIsIncomplete)
    assert [fault.pointer for fault in refused.faults] == ["/direction"]


def test_a_goal_whose_target_is_pending_may_be_active():
    given(*draft(HALF_MORE)).when(ActivateGoal).then(GoalActivated(on=TODAY, definition=HALF_MORE))


def test_a_window_that_begins_with_the_goal_begins_on_the_day_of_activation():
    window = AuthoredWindow(anchor=Anchor.GOAL_START, duration="P3M")
    span = Window(start=date(2023, 5, 31), end=date(2023, 8, 30), tz="UTC")
    given(*draft(defined(window=window, span=None))).when(ActivateGoal, on=date(2023, 5, 31)).then(
        GoalActivated(on=date(2023, 5, 31), definition=defined(window=window, span=span))
    )


def test_a_window_that_waits_for_a_launch_does_not_hold_a_goal_up():
    waiting = defined(window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
    given(*draft(waiting)).when(ActivateGoal).then(GoalActivated(on=TODAY, definition=waiting))


def test_today_is_the_day_it_is_where_the_goal_is():
    there = defined(
        window=AuthoredWindow(start=NEW_YEAR, end=YEAR_END, tz="Pacific/Kiritimati"),
        span=Window(start=NEW_YEAR, end=YEAR_END, tz="Pacific/Kiritimati"),
    )
    given(*draft(there)).when(ActivateGoal).then(GoalActivated(on=TOMORROW, definition=there))


def test_a_goal_on_a_retired_kpi_is_not_activated():
    given(*draft(), *elsewhere(MRR, KpiRetired())).when(ActivateGoal).then_refused(KpiIsRetired, at="/kpi_id")


def test_a_draft_is_held_against_the_unit_its_kpi_has_when_it_is_activated():
    points = defined(kpi_id=RETENTION, target=PercentagePoints(by=Decimal(2)), resolved=Decimal(400002))
    counted = KpiRedefined(measure=measured_in("customers", UnitKind.COUNT), series=2, reason="counted from here on")
    story = given(*draft(points), *elsewhere(RETENTION, counted), GoalEdited(definition=replace(points, series=2)))
    story.when(ActivateGoal).then_refused(TargetNotInPercent, at="/target/kind")


def test_a_goal_in_an_archived_container_is_not_activated():
    given(*box(), *draft(container_id=BOX), *elsewhere(BOX, ContainerArchived())).when(ActivateGoal).then_refused(
        ContainerIsArchived
    )


def test_a_container_takes_as_many_active_goals_as_it_allows():
    told = (*box(limit=2), *draft(container_id=BOX), *other_goal(is_active=True, container_id=BOX))
    given(*told).when(ActivateGoal).then(GoalActivated(on=TODAY, definition=REVENUE))
    full = (*box(limit=1), *told[1:])
    given(*full).when(ActivateGoal).then_refused(ContainerIsFull)


def test_drafts_and_closed_goals_take_no_room():
    told = (*box(limit=1), *draft(container_id=BOX), *other_goal(container_id=BOX))
    given(*told).when(ActivateGoal).then(GoalActivated(on=TODAY, definition=REVENUE))


def test_establishing_the_baseline_resolves_the_target_that_waited_for_it():
    given(*active(HALF_MORE)).when(EstablishBaseline, value=Decimal(400000), observed_on=TODAY, source="billing").then(
        BaselineEstablished(
            baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(400000), observed_on=TODAY, source="billing"),
            resolved=Decimal(600000),
        )
    )


def test_a_baseline_of_zero_is_established():
    at_least = defined(
        baseline=UNKNOWN, target=AtLeast(value=Decimal(3)), resolved=Decimal(3), direction=Direction.AT_LEAST
    )
    given(*active(at_least)).when(EstablishBaseline, value=Decimal(0)).then(
        BaselineEstablished(baseline=known(0), resolved=Decimal(3))
    )


def test_the_direction_follows_from_an_established_baseline():
    given(*draft(NOBODY_KNOWS)).when(EstablishBaseline, value=Decimal(12)).then(
        BaselineEstablished(baseline=known(12), resolved=Decimal(9), direction=Direction.DECREASE)
    )


@pytest.mark.parametrize("more", [(), (paused(),)])
def test_an_assumed_baseline_is_confirmed(more: Any):
    given(*active(ASSUMED), *more).when(EstablishBaseline, value=Decimal(390000), source="billing").then(
        BaselineEstablished(
            baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(390000), source="billing"),
            resolved=Decimal(590000),
        )
    )


@pytest.mark.parametrize("more", [(), (paused(),)])
def test_another_baseline_than_the_one_assumed_is_a_retarget(more: Any):
    given(*active(ASSUMED), *more).when(EstablishBaseline, value=Decimal(400000)).then_refused(
        BaselineIsAssumed, at="/value"
    )


def test_a_draft_that_assumed_a_baseline_is_given_another():
    given(*draft(ASSUMED)).when(EstablishBaseline, value=Decimal(400000)).then(
        BaselineEstablished(baseline=known(400000), resolved=Decimal(600000))
    )


def test_a_baseline_that_is_known_is_not_established_again():
    given(*active()).when(EstablishBaseline, value=Decimal(400000)).then_refused(BaselineIsKnown)


def test_a_baseline_from_tomorrow_is_refused():
    given(*active(HALF_MORE)).when(EstablishBaseline, value=Decimal(1), observed_on=TOMORROW).then_refused(
        DayInFuture, at="/observed_on"
    )


def test_a_baseline_that_leaves_no_way_to_go_is_refused():
    increase = replace(NOBODY_KNOWS, direction=Direction.INCREASE)
    double = defined(baseline=UNKNOWN, target=Multiplier(factor=Decimal(2)), resolved=None)
    for definition, value in ((increase, 9), (increase, 12), (double, 0)):
        given(*active(definition)).when(EstablishBaseline, value=Decimal(value)).then_refused(
            GoalCannotHaveBaseline, at="/value"
        )


def test_a_closed_goals_baseline_stays_unknown():
    given(*active(HALF_MORE), closed()).when(EstablishBaseline, value=Decimal(1)).then_refused(GoalIsClosed)


def test_a_course_gets_its_direction_from_an_established_baseline():
    course = Course(points=(Point(on=YEAR_END, value=Decimal(5)),))
    definition = defined(baseline=UNKNOWN, target=course, resolved=Decimal(5), direction=None)
    given(*draft(definition)).when(EstablishBaseline, value=Decimal(4)).then(
        BaselineEstablished(baseline=known(4), resolved=Decimal(5), direction=Direction.INCREASE)
    )


def test_a_preliminary_goal_is_committed():
    given(*active(maturity=Maturity.PRELIMINARY)).when(CommitGoal, on=date(2023, 3, 1), note="Calibrated").then(
        GoalCommitted(on=date(2023, 3, 1), note="Calibrated")
    )


def test_a_goal_is_committed_once():
    given(*active()).when(CommitGoal).then_refused(GoalIsCommitted)
    given(*active(maturity=Maturity.PRELIMINARY), GoalCommitted(on=TODAY)).when(CommitGoal).then_refused(
        GoalIsCommitted
    )


def test_a_preliminary_draft_is_activated_before_it_is_committed():
    given(*draft(maturity=Maturity.PRELIMINARY)).when(CommitGoal).then_refused(GoalIsDraft)

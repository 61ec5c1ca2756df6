"""What a goal's facts add up to."""

from datetime import date
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from goals.goal.definition import changed
from goals.goal.facts import (
    BaselineEstablished,
    CheckedIn,
    Commented,
    Description,
    GoalAligned,
    GoalArchived,
    GoalCommitted,
    GoalEdited,
    GoalMoved,
    GoalReopened,
    GoalResumed,
    GoalReviewed,
    GoalSuperseded,
    GoalUnaligned,
    OwnerChanged,
    WindowResolved,
)
from goals.goal.state import Alignment, Goal
from goals.milestone.facts import MilestoneAdded, MilestoneProgressed
from goals.milestone.shape import Counted
from goals.target import Absolute, Baseline, Multiplier, RelativePercent
from goals.vocabulary import (
    AlignmentKind,
    Anchor,
    BaselineState,
    Direction,
    GoalState,
    Maturity,
    Outcome,
    ReviewVerdict,
)
from goals.window import AuthoredWindow, Window
from tests.given import TODAY
from tests.goal.known import (
    BOX,
    MEASURING,
    OTHER,
    REVENUE,
    THIRD,
    activated,
    closed,
    created,
    defined,
    known,
    paused,
    retargeted,
    standing,
)

FEWER = defined(target=Absolute(value=Decimal(500000)), resolved=Decimal(500000))
HALF_MORE = defined(baseline=MEASURING, target=RelativePercent(by=Decimal(50)), resolved=None)
DOUBLE = defined(baseline=MEASURING, target=Multiplier(factor=Decimal(2)), resolved=None)
LAUNCH_WINDOW = AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")
SPAN = Window(start=date(2023, 5, 2), end=date(2023, 8, 1), tz="UTC")


def test_a_committed_goals_original_is_what_it_was_activated_with():
    goal = standing(created(HALF_MORE), GoalEdited(definition=REVENUE), activated())
    assert (goal.state, goal.activated_on, goal.original) == (GoalState.ACTIVE, date(2023, 1, 1), REVENUE)
    assert goal.committed


def test_a_drafts_edits_are_no_retargets():
    goal = standing(created(), GoalEdited(definition=FEWER))
    assert (goal.definition, goal.original, goal.retargets) == (FEWER, None, 0)


def test_a_retarget_moves_the_definition_and_leaves_the_original():
    goal = standing(created(), activated(), retargeted(FEWER))
    assert (goal.definition, goal.original, goal.retargets) == (FEWER, REVENUE, 1)


def test_calibrating_a_preliminary_goal_is_not_counted_until_it_is_committed():
    told = (created(maturity=Maturity.PRELIMINARY), activated(), retargeted(FEWER))
    calibrated = standing(*told)
    assert (calibrated.original, calibrated.retargets, calibrated.committed) == (None, 0, False)
    goal = standing(*told, GoalCommitted(on=TODAY), retargeted(REVENUE, FEWER))
    assert (goal.original, goal.definition, goal.retargets) == (FEWER, REVENUE, 1)
    assert goal.maturity is Maturity.COMMITTED


def test_an_established_baseline_resolves_the_original_too():
    told = BaselineEstablished(baseline=known(400000), resolved=Decimal(600000))
    goal = standing(created(HALF_MORE), activated(HALF_MORE), told)
    assert goal.definition == defined(target=HALF_MORE.target)
    assert goal.original == goal.definition
    assert goal.retargets == 0


def test_each_version_is_resolved_by_what_it_said_itself():
    told = BaselineEstablished(baseline=known(400000), resolved=Decimal(800000))
    goal = standing(created(HALF_MORE), activated(HALF_MORE), retargeted(DOUBLE, HALF_MORE), told)
    assert goal.definition == defined(target=DOUBLE.target, resolved=Decimal(800000))
    assert goal.original == defined(target=HALF_MORE.target)


def test_an_original_that_had_a_baseline_keeps_it():
    assumed = Baseline(state=BaselineState.ASSUMED, value=Decimal(390000))
    before = defined(baseline=assumed, target=Absolute(value=Decimal(600000)))
    told = BaselineEstablished(baseline=known(400000), resolved=Decimal(600000))
    goal = standing(created(before), activated(before), retargeted(replace(before, baseline=MEASURING), before), told)
    assert goal.definition.baseline == known(400000)
    assert goal.original == before


def test_a_baseline_of_another_kpi_is_not_the_originals():
    elsewhere = replace(HALF_MORE, kpi_id="0190a0a0-0000-7000-8000-00000000000b")
    told = BaselineEstablished(baseline=known(400000), resolved=Decimal(600000))
    goal = standing(created(HALF_MORE), activated(HALF_MORE), retargeted(elsewhere, HALF_MORE), told)
    assert (goal.definition.resolved, goal.original) == (Decimal(600000), HALF_MORE)


def test_an_original_goes_the_way_that_follows_from_its_baseline():
    unsaid = replace(HALF_MORE, direction=None)
    told = BaselineEstablished(baseline=known(400000), resolved=Decimal(600000), direction=Direction.INCREASE)
    goal = standing(created(unsaid), activated(unsaid), told)
    assert goal.original == goal.definition


def test_an_original_that_can_never_be_resolved_does_not_stop_its_goal():
    told = BaselineEstablished(baseline=known(0), resolved=Decimal(9))
    after = defined(baseline=MEASURING, target=Absolute(value=Decimal(9)), resolved=Decimal(9))
    goal = standing(created(DOUBLE), activated(DOUBLE), retargeted(after, DOUBLE), told)
    assert goal.original == defined(baseline=known(0), target=DOUBLE.target, resolved=None)


def test_a_launch_resolves_the_original_too():
    waiting = defined(window=LAUNCH_WINDOW, span=None)
    goal = standing(
        created(waiting), activated(waiting), WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=SPAN.start, span=SPAN)
    )
    assert goal.definition == defined(window=LAUNCH_WINDOW, span=SPAN)
    assert goal.original == goal.definition


def test_a_goal_retargeted_while_it_waited_for_the_launch_has_two_windows():
    waiting = defined(window=LAUNCH_WINDOW, span=None)
    longer = defined(window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P6M"), span=None)
    span = Window(start=SPAN.start, end=date(2023, 11, 1), tz="UTC")
    goal = standing(
        created(waiting),
        activated(waiting),
        retargeted(longer, waiting),
        WindowResolved(anchor=Anchor.PRODUCT_LAUNCH, on=SPAN.start, span=span),
    )
    assert goal.definition.span == span
    assert goal.original is not None
    assert goal.original.span == SPAN


def test_a_life_from_pause_to_archive():
    told = [created(), activated(), paused()]
    assert standing(*told).state is GoalState.PAUSED
    told += [GoalResumed(on=TODAY), closed(Outcome.ACHIEVED)]
    goal = standing(*told)
    assert (goal.state, goal.outcome, goal.closed_on) == (GoalState.CLOSED, Outcome.ACHIEVED, date(2023, 6, 1))
    assert standing(*told, GoalArchived(on=TODAY)).state is GoalState.ARCHIVED


def test_reopening_forgets_the_outcome_and_the_successor():
    superseded = GoalSuperseded(on=TODAY, by_goal_id=OTHER)
    goal = standing(created(), activated(), superseded)
    assert (goal.state, goal.outcome, goal.superseded_by) == (GoalState.CLOSED, Outcome.SUPERSEDED, OTHER)
    reopened = standing(created(), activated(), superseded, GoalReopened(on=TODAY, reason="After all"))
    assert reopened == standing(created(), activated())


def test_an_alignment_is_replaced_and_ended():
    half = GoalAligned(parent_id=OTHER, kind=AlignmentKind.CONTRIBUTES, weight=Decimal("0.5"))
    supports = GoalAligned(parent_id=OTHER, kind=AlignmentKind.SUPPORTS)
    third = GoalAligned(parent_id=THIRD, kind=AlignmentKind.SUPPORTS)
    goal = standing(created(), half, third, supports)
    assert goal.parents == (
        Alignment(parent_id=THIRD, kind=AlignmentKind.SUPPORTS),
        Alignment(parent_id=OTHER, kind=AlignmentKind.SUPPORTS),
    )
    assert standing(created(), half, GoalUnaligned(parent_id=OTHER)).parents == ()


def test_where_it_is_and_whose_it_is():
    goal = standing(created(owner="ana"), GoalMoved(container_id=BOX), OwnerChanged(owner=None))
    assert (goal.container_id, goal.owner) == (BOX, None)


def test_words_leave_the_definition_and_the_definition_leaves_the_words():
    words = Description(title="Grow")
    assert standing(created(), GoalEdited(description=words)) == standing(created(title="Grow"))


def test_what_is_said_about_a_goal_decides_nothing():
    said = (
        Commented(text="Why?"),
        CheckedIn(on=TODAY, story="Slow"),
        GoalReviewed(verdict=ReviewVerdict.REAFFIRMED, on=TODAY),
    )
    assert standing(created(), *said) == standing(created())


def test_a_goal_goes_to_json_and_back():
    goal = standing(
        created(),
        activated(),
        retargeted(FEWER),
        MilestoneAdded(milestone_id=THIRD, title="Items", shape=Counted(required_count=Decimal(15))),
        MilestoneProgressed(milestone_id=THIRD, effective_on=TODAY, amount=Decimal("0.5")),
    )
    assert msgspec.json.decode(msgspec.json.encode(goal, order="deterministic"), type=Goal) == goal


def test_the_controlled_fields_that_changed_are_named():
    assert changed(REVENUE, FEWER) == ("target",)
    assert changed(REVENUE, defined(span=SPAN, weight=Decimal(2))) == ("span", "weight")
    assert changed(REVENUE, defined(weight=Decimal("1.0"))) == ()

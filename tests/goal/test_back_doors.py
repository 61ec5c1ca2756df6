"""What looks like no easing, and lets one through: while a notice runs, out of the freeze, out of a cycle, into one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.approval_errors import CycleIsClosed
from goals.goal.changes import WindowChange
from goals.goal.commands.arranging import ChangeOwner
from goals.goal.commands.proposing import ApproveRetarget
from goals.goal.definition import Definition
from goals.goal.facts import OwnerChanged
from goals.goal.proposal import RetargetProposed
from goals.reading.facts import ReadingRecorded
from goals.target import Absolute
from goals.vocabulary import ActorType, Anchor, Maturity
from goals.window import AuthoredWindow, Window
from goals.workspace.anchors import RecordAnchor
from goals.workspace.cycle import CycleClosed, CycleLocked
from goals.workspace.facts import Policy
from tests.given import NOW, TODAY, elsewhere, given
from tests.goal.known import MRR, NEW_YEAR, YEAR_END, active, defined, retargeted
from tests.goal.proposing import (
    EASED,
    EASIER_ONLY,
    FIVE,
    FREEZE,
    HARDER,
    LOCKED,
    ONE,
    POLICY,
    SEVEN,
    approved,
    cycle,
    effective_on,
    grounds,
    proposal,
    under,
    when_retargeted,
)

ANNOUNCED = TODAY + timedelta(days=7)
A_LITTLE_HARDER, FAR = Absolute(value=Decimal(500001)), Absolute(value=Decimal(90000000))


def lasting(end: date, start: date = NEW_YEAR, **more: Any) -> Definition:
    """The well-known goal in another window."""
    window = {"window": AuthoredWindow(start=start, end=end), "span": Window(start=start, end=end, tz="UTC")}
    return defined(**(window | more))


def announcing(after: Definition = EASED, before: Definition | None = None) -> tuple[Any, ...]:
    """The goal, and a change of it that somebody approved and that holds in seven days."""
    was = defined() if before is None else before
    return (*active(was), retargeted(after, was, effective_on=ANNOUNCED, approval=approved()))


READ = elsewhere(
    "01900000-0000-7000-8000-0000000000e1",
    ReadingRecorded(
        kpi_id=MRR, series=1, key="may", observed_at=datetime(2023, 5, 31, tzinfo=UTC), value=Decimal(450000)
    ),
)


@pytest.mark.parametrize(
    ("policy", "needed"), [(replace(EASIER_ONLY, easing_notice_days=7), POLICY), (Policy(freeze_days=400), FREEZE)]
)
def test_what_is_harder_than_what_is_announced_and_eases_what_is_in_force_needs_approval(policy: Policy, needed: Any):
    assert grounds(when_retargeted(under(policy, *announcing()), target=A_LITTLE_HARDER)) == (needed,)


@pytest.mark.parametrize("days", [7, 8])
def test_what_was_announced_is_what_is_eased_from_the_day_it_is_in_force(days: int):
    story = under(replace(EASIER_ONLY, easing_notice_days=7), *announcing()).at(NOW + timedelta(days=days))
    assert grounds(when_retargeted(story, target=A_LITTLE_HARDER)) == ()


def test_what_is_harder_than_both_needs_no_approval_while_a_notice_runs():
    story = under(replace(EASIER_ONLY, easing_notice_days=7), *announcing())
    assert grounds(when_retargeted(story, target=SEVEN)) == ()


def test_what_follows_from_elsewhere_is_weighed_against_what_is_in_force_too():
    launch = AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")
    in_force = defined(window=launch, span=Window(start=date(2023, 5, 2), end=date(2023, 8, 1), tz="UTC"))
    longer = replace(in_force, span=Window(start=date(2023, 7, 2), end=date(2023, 10, 1), tz="UTC"))
    story = under(replace(EASIER_ONLY, easing_notice_days=7), *announcing(longer, in_force))
    outcome = story.when(
        RecordAnchor, workspace_id=story.workspace_id, anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 6, 2)
    )
    assert isinstance(outcome.facts[-1], RetargetProposed)


@pytest.mark.parametrize(
    ("in_force", "announced"), [(TODAY + timedelta(days=3), YEAR_END), (YEAR_END, TODAY + timedelta(days=3))]
)
def test_while_a_notice_runs_the_freeze_is_before_either_end(in_force: date, announced: date):
    told = announcing(lasting(announced), lasting(in_force))
    assert grounds(when_retargeted(under(Policy(freeze_days=14), *told), target=FIVE)) == (FREEZE,)


def test_while_a_notice_runs_a_goal_belongs_to_the_cycles_of_both_windows():
    longer, shorter = lasting(date(2024, 3, 31)), lasting(YEAR_END)
    original = lasting(date(2024, 6, 30))
    for before, after in ((shorter, longer), (longer, shorter)):
        told = (*active(original), retargeted(before, original, effective_on=TODAY))
        story = given(*told, retargeted(after, before, effective_on=ANNOUNCED, approval=approved()))
        story.tell(story.workspace_id, cycle(), CycleLocked(cycle="2023"))
        assert grounds(when_retargeted(story, target=SEVEN)) == (LOCKED,)


@pytest.mark.parametrize(
    ("days_to_end", "days", "needed"),
    [(13, 1, (FREEZE,)), (1, 1, (FREEZE,)), (14, 1, ()), (13, 0, ()), (13, -1, ())],
)
def test_in_the_freeze_the_end_is_not_moved_to_a_later_day_however_hard_the_target_becomes(
    days_to_end: int, days: int, needed: Any
):
    end = TODAY + timedelta(days=days_to_end)
    story = under(Policy(freeze_days=14), *active(lasting(end)), *READ)
    changes = {"target": FAR, "window": WindowChange(end=end + timedelta(days=days), duration=None)}
    assert grounds(when_retargeted(story, **changes)) == needed


def test_nor_to_a_day_that_nobody_knows():
    story = under(Policy(freeze_days=14), *active(lasting(TODAY + timedelta(days=3))), *READ)
    unknown = WindowChange(start=None, end=None, anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")
    assert FREEZE in grounds(when_retargeted(story, target=FAR, window=unknown))


def test_an_approved_proposal_does_not_hold_before_its_approval():
    asked = proposal(HARDER, effective_on=date(2023, 6, 10))
    for days in (0, 10):
        story = under(Policy(), *active(), asked).by("bo").at(NOW + timedelta(days=days))
        assert effective_on(story.when(ApproveRetarget, proposal_id=ONE)) == TODAY + timedelta(days=days)


def stepped_out() -> tuple[Any, ...]:
    """The goal, a day longer than the year it was promised for."""
    return (*active(), retargeted(lasting(date(2024, 1, 1)), effective_on=TODAY))


def test_a_step_out_of_a_cycle_does_not_free_a_goal_of_its_lock():
    story = given(*stepped_out())
    story.tell(story.workspace_id, cycle(), CycleLocked(cycle="2023"))
    assert grounds(when_retargeted(story, target=FIVE)) == (LOCKED,)


def test_a_goal_that_goes_on_after_its_cycle_was_closed_needs_approval_and_can_be_ended():
    story = given(*stepped_out())
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    assert grounds(when_retargeted(story, target=FIVE)) == (LOCKED,)
    assert story.when(ChangeOwner, owner="hugo").facts == [OwnerChanged(owner="hugo")]


def test_what_was_not_promised_yet_is_not_held_to_the_cycle_it_left():
    first = lasting(date(2024, 1, 1))
    story = given(*active(maturity=Maturity.PRELIMINARY), retargeted(first, effective_on=TODAY))
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    assert grounds(when_retargeted(story, target=FIVE)) == ()


NEXT = date(2024, 12, 31)
INTO_THE_YEAR = WindowChange(end=YEAR_END, duration=None)


def test_a_retarget_into_a_locked_cycle_needs_approval():
    story = given(*active(lasting(NEXT)))
    story.tell(story.workspace_id, cycle(), CycleLocked(cycle="2023"))
    assert grounds(when_retargeted(story, window=INTO_THE_YEAR)) == (LOCKED,)


def test_a_retarget_into_a_closed_cycle_is_refused():
    story = given(*active(lasting(NEXT)))
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    when_retargeted(story, window=INTO_THE_YEAR).then_refused(CycleIsClosed)
    importing = story.by("history", actor_type=ActorType.IMPORT)
    assert grounds(when_retargeted(importing, window=INTO_THE_YEAR)) == ()


def test_nor_is_one_approved_that_was_proposed_before_the_cycle_was_closed():
    before = lasting(NEXT)
    story = given(*active(before), proposal(lasting(YEAR_END), before=before)).by("bo")
    story.tell(story.workspace_id, cycle(), CycleClosed(cycle="2023"))
    story.when(ApproveRetarget, proposal_id=ONE).then_refused(CycleIsClosed)


@pytest.mark.parametrize("said", [CycleLocked(cycle="2023"), CycleClosed(cycle="2023")])
def test_what_follows_into_a_cycle_that_is_not_open_is_proposed(said: Any):
    launch = AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M")
    outside = defined(window=launch, span=Window(start=date(2022, 11, 1), end=date(2023, 1, 31), tz="UTC"))
    story = given(*active(outside))
    story.tell(story.workspace_id, cycle(), said)
    outcome = story.when(
        RecordAnchor, workspace_id=story.workspace_id, anchor=Anchor.PRODUCT_LAUNCH, on=date(2023, 6, 2)
    )
    proposed = outcome.facts[-1]
    assert isinstance(proposed, RetargetProposed)
    assert proposed.grounds == (LOCKED,)

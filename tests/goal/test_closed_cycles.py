"""What a closed cycle refuses, and what goes on in it: NOW is 15 June 2023, and the well-known goal's year a cycle."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.approval_errors import CycleIsClosed
from goals.goal.commands import activating, arranging, assessing, closing, drafting, pausing
from goals.goal.commands.retargeting import Retarget
from goals.goal.commands.waiving import GrantWaiver
from goals.goal.definition import Definition
from goals.milestone.commands import doing, planning
from goals.milestone.shape import Deliverable
from goals.target import Absolute
from goals.vocabulary import ActorType, AlignmentKind, Anchor, Health, Maturity, Outcome, ReasonCode, ReviewVerdict
from goals.window import AuthoredWindow, Window
from goals.workspace.cycle import CycleClosed, CycleOpened
from tests.given import TODAY, Story, Told, given
from tests.goal.known import (
    MEASURING,
    NEW_YEAR,
    OTHER,
    REASON,
    REVENUE,
    YEAR_END,
    activated,
    active,
    closed,
    defined,
    draft,
    other_goal,
    paused,
)
from tests.milestone.known import STEP, added, with_step

YESTERDAY = TODAY - timedelta(days=1)


def in_cycle(*told: Told, start: date = NEW_YEAR, end: date = YEAR_END, update_until: date = YESTERDAY) -> Story:
    """The facts, and then a cycle of these days, whose goals changed through `update_until`."""
    story = given(*told)
    story.tell(
        story.workspace_id,
        CycleOpened(cycle="2023", start=start, end=end, edit_until=start, update_until=update_until),
    )
    return story


CHANGES: list[tuple[type, dict[str, Any], tuple[Told, ...]]] = [
    (drafting.EditGoal, {"title": "Another"}, active()),
    (
        Retarget,
        {"target": Absolute(value=Decimal(500000)), "reason_code": ReasonCode.OTHER, "reason": REASON},
        active(),
    ),
    (activating.CommitGoal, {}, active(maturity=Maturity.PRELIMINARY)),
    (activating.EstablishBaseline, {"value": Decimal(400000)}, active(defined(baseline=MEASURING))),
    (arranging.MoveGoal, {"container_id": None}, active()),
    (
        arranging.AlignGoal,
        {"parent_id": OTHER, "kind": AlignmentKind.SUPPORTS},
        (*active(), *other_goal()),
    ),
    (arranging.UnalignGoal, {"parent_id": OTHER}, active()),
    (arranging.ChangeOwner, {"owner": "hugo"}, active()),
    (pausing.PauseGoal, {"reason": "No budget"}, active()),
    (pausing.ResumeGoal, {}, (*active(), paused())),
    (closing.CloseGoal, {"outcome": Outcome.MISSED}, active()),
    (closing.SupersedeGoal, {"by_goal_id": OTHER}, (*active(), *other_goal())),
    (closing.ReopenGoal, {"reason": REASON}, (*active(), closed())),
    (closing.ArchiveGoal, {}, (*active(), closed())),
    (planning.AddMilestone, {"title": "Write", "shape": Deliverable()}, active()),
    (planning.EditMilestone, {"milestone_id": STEP, "title": "Write"}, with_step()),
    (planning.RescheduleMilestone, {"milestone_id": STEP, "due": YEAR_END, "reason": REASON}, with_step()),
    (planning.RescopeMilestone, {"milestone_id": STEP, "shape": Deliverable(), "reason": REASON}, with_step()),
    (doing.DropMilestone, {"milestone_id": STEP, "reason": REASON}, with_step()),
    (doing.ReopenMilestone, {"milestone_id": STEP, "reason": REASON}, with_step()),
]
GOING_ON: list[tuple[type, dict[str, Any]]] = [
    (assessing.CheckIn, {"status": Health.ON_TRACK}),
    (assessing.Comment, {"text": "Well done"}),
    (assessing.ReviewGoal, {"verdict": ReviewVerdict.REAFFIRMED}),
    (GrantWaiver, {"until": YEAR_END, "reason": REASON}),
    (doing.ProgressMilestone, {"milestone_id": STEP, "amount": Decimal(1)}),
    (doing.CompleteMilestone, {"milestone_id": STEP}),
]


@pytest.mark.parametrize(("command", "asked", "told"), CHANGES, ids=[each[0].__name__ for each in CHANGES])
def test_goals_of_a_closed_cycle_are_neither_changed_nor_planned(
    command: type, asked: dict[str, Any], told: tuple[Told, ...]
):
    refusal = in_cycle(*told).when(command, **asked).then_refused(CycleIsClosed)
    assert "2023," in refusal.message and "2023-06-14" in refusal.message


@pytest.mark.parametrize(("command", "asked"), GOING_ON, ids=[each[0].__name__ for each in GOING_ON])
def test_what_is_told_and_done_goes_on_in_a_closed_cycle(command: type, asked: dict[str, Any]):
    assert len(in_cycle(*active(), added()).when(command, **asked).facts) == 1


def test_the_last_day_of_updates_is_not_closed_yet():
    open_still = in_cycle(*active(), update_until=TODAY)
    assert len(open_still.when(arranging.ChangeOwner, owner="hugo").facts) == 1


def test_a_cycle_that_was_closed_by_hand_is_closed_before_its_days():
    story = in_cycle(*active(), update_until=YEAR_END)
    story.tell(story.workspace_id, CycleClosed(cycle="2023"))
    story.when(arranging.ChangeOwner, owner="hugo").then_refused(CycleIsClosed)


@pytest.mark.parametrize(
    ("start", "end", "is_in"),
    [
        (NEW_YEAR, YEAR_END, True),
        (date(2022, 1, 1), date(2024, 12, 31), True),
        (date(2023, 1, 2), YEAR_END, False),
        (NEW_YEAR, date(2023, 12, 30), False),
    ],
)
def test_a_goal_belongs_to_the_cycles_its_whole_window_lies_in(start: date, end: date, is_in: bool):
    outcome = in_cycle(*active(), start=start, end=end).when(arranging.ChangeOwner, owner="hugo")
    assert (outcome.error is not None) == is_in


def test_a_goal_whose_window_is_not_resolved_is_in_no_cycle():
    waiting = defined(window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
    assert len(in_cycle(*active(waiting)).when(arranging.ChangeOwner, owner="hugo").facts) == 1


def test_nothing_is_activated_into_a_closed_cycle():
    in_cycle(*draft()).when(activating.ActivateGoal).then_refused(CycleIsClosed)


def test_a_window_that_begins_with_the_goal_is_not_begun_in_a_closed_cycle():
    from_start = AuthoredWindow(anchor=Anchor.GOAL_START, duration="P3M")
    waiting: Definition = defined(window=from_start, span=None)
    in_cycle(*draft(waiting)).when(activating.ActivateGoal).then_refused(CycleIsClosed)
    later = replace(REVENUE, window=from_start, span=Window(start=TODAY, end=date(2023, 9, 14), tz="UTC"))
    outside = in_cycle(*draft(waiting), end=date(2023, 9, 13))
    outside.when(activating.ActivateGoal).then(activated(later, on=TODAY))


def test_a_draft_was_promised_to_nobody_and_is_edited_out_of_a_closed_cycle():
    assert len(in_cycle(*draft()).when(drafting.EditGoal, title="Another").facts) == 1


def test_what_was_decided_elsewhere_is_imported_into_a_closed_cycle():
    importing = in_cycle(*active()).by("history", actor_type=ActorType.IMPORT)
    assert len(importing.when(arranging.ChangeOwner, owner="hugo").facts) == 1

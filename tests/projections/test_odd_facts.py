"""History is never refused: whatever was recorded is told to the read models, and every question is answered."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.facts import Fact
from goals.goal.facts import (
    Approval,
    BaselineEstablished,
    CheckedIn,
    Commented,
    FlagAcknowledged,
    GoalArchived,
    GoalClosed,
    GoalReopened,
    WaiverGranted,
)
from goals.goal.proposal import ProposalLapsed, RetargetApproved, RetargetProposed, RetargetWithdrawn
from goals.kpi.facts import KpiRedefined, KpiRetired
from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneProgressed,
    MilestoneReopened,
    MilestoneRescheduled,
)
from goals.milestone.shape import Measured
from goals.period import period_of
from goals.reading.facts import ReadingCorrected, ReadingVoided
from goals.target import Absolute, Baseline
from goals.vocabulary import ApprovalGround, BaselineState, FlagId, Health, Outcome, ReasonCode
from projections.answers import (
    decomposition,
    flags,
    forecast,
    goal_list,
    goals,
    lenses,
    milestones,
    proposals,
    reconciliation,
    slip_list,
    slips,
    trail,
)
from projections.answers.asking import Asking
from projections.answers.between import Said
from projections.answers.flags import Filters
from projections.answers.integrity import report
from projections.listing import Wanted
from tests.projections.story import (
    ANA,
    END,
    GOAL,
    KPI,
    MEASURE,
    MRR,
    START,
    Told,
    activated,
    aiming,
    created,
    reading,
    retargeted,
    telling,
)

NOWHERE = "0190a0a0-0000-7000-8000-00000000dead"
MILESTONE, PROPOSAL = "0190a0a0-0000-7000-8000-0000000000c1", "0190a0a0-0000-7000-8000-0000000000c2"
APRIL, LATER = date(2023, 4, 1), date(2024, 3, 1)
ELSEWHERE = replace(MRR, kpi_id=NOWHERE)
NO_SERIES = replace(MRR, series=9)
KNOWN = Baseline(state=BaselineState.KNOWN, value=Decimal(1))

Story = Sequence[tuple[str, Sequence[Fact]]]


def proposed(after: Any = ELSEWHERE) -> RetargetProposed:
    return RetargetProposed(
        proposal_id=PROPOSAL,
        n=2,
        before=MRR,
        after=after,
        reason_code=ReasonCode.OTHER,
        reason="Why not",
        proposer=ANA,
        grounds=(ApprovalGround.POLICY,),
        policy_version=1,
    )


def added(kpi_id: str = NOWHERE) -> MilestoneAdded:
    shape = Measured(kpi_id=kpi_id, baseline=KNOWN, target=Absolute(value=Decimal(2)), series=7)
    return MilestoneAdded(milestone_id=MILESTONE, title="First", shape=shape, due=date(2023, 3, 1))


BEGUN: Sequence[Fact] = (created(), activated())
ABANDONED = GoalClosed(on=END, outcome=Outcome.ABANDONED, reason="No longer wanted")
CHECKED = (CheckedIn(on=APRIL, status=Health.ON_TRACK), CheckedIn(on=APRIL, status=Health.ON_TRACK))
APPROVED = RetargetApproved(proposal_id=PROPOSAL, n=2)
MOVED = replace(
    retargeted(MRR, aiming(590000), on=APRIL), approval=Approval(approver=ANA, proposal_id=PROPOSAL, proposer=ANA)
)
LENSES = ("original", "current", "at_deadline", "2023-05-01")
LATE = date(2023, 3, 1)

STORIES: dict[str, Story] = {
    "a goal that measures nothing there is": [(GOAL, [created(definition=ELSEWHERE), activated(ELSEWHERE)])],
    "a goal of a series there is not": [(GOAL, [created(definition=NO_SERIES), activated(NO_SERIES), ABANDONED])],
    "checked in on what measures nothing": [
        (GOAL, [created(definition=ELSEWHERE), activated(ELSEWHERE), *CHECKED, ABANDONED])
    ],
    "retargeted to what is not there": [
        (GOAL, [*BEGUN, retargeted(MRR, ELSEWHERE, on=APRIL), retargeted(ELSEWHERE, MRR, on=APRIL)])
    ],
    "retargeted from what never was": [(GOAL, [*BEGUN, retargeted(ELSEWHERE, NO_SERIES, on=APRIL), ABANDONED])],
    "proposed what is not there": [(GOAL, [*BEGUN, proposed(), APPROVED, APPROVED, MOVED, MOVED])],
    "settled what was never proposed": [
        (GOAL, [*BEGUN, APPROVED, ProposalLapsed(proposal_id=NOWHERE), RetargetWithdrawn(proposal_id=NOWHERE)])
    ],
    "proposed twice": [(GOAL, [*BEGUN, proposed(), proposed(aiming(1)), APPROVED])],
    "seen of a goal that is not there": [
        (NOWHERE, [FlagAcknowledged(flag=FlagId.R01, event_id=NOWHERE, note="Seen"), *CHECKED, Commented(text="Hm")])
    ],
    "seen of an event that is not there": [
        (GOAL, [*BEGUN, FlagAcknowledged(flag=FlagId.R01, event_id=NOWHERE, note="Seen")])
    ],
    "everything of a goal that is not there": [
        (GOAL, [activated(), MOVED, proposed(), APPROVED, added(), ABANDONED, GoalArchived(on=END)])
    ],
    "a draft that was retargeted": [
        (GOAL, [created(), retargeted(MRR, aiming(590000), on=APRIL), *CHECKED, ABANDONED])
    ],
    "a draft that was retargeted and begun": [(GOAL, [created(), retargeted(MRR, aiming(1), on=APRIL), activated()])],
    "reopened and begun once more": [
        (
            GOAL,
            [
                *BEGUN,
                GoalReopened(on=APRIL, reason="Why not"),
                activated(),
                BaselineEstablished(baseline=KNOWN, resolved=None),
            ],
        )
    ],
    "readings changed that were never made": [
        (GOAL, BEGUN),
        (
            NOWHERE,
            [ReadingCorrected(kpi_id=KPI, value=Decimal(1), reason="Typo"), ReadingVoided(kpi_id=KPI, reason="No")],
        ),
    ],
    "readings of what is not there": [(GOAL, BEGUN), (NOWHERE, [replace(reading(APRIL, 1), kpi_id=NOWHERE, series=3)])],
    "milestones that were never added": [
        (
            GOAL,
            [
                *BEGUN,
                MilestoneProgressed(milestone_id=NOWHERE, effective_on=APRIL, amount=Decimal(1)),
                MilestoneRescheduled(milestone_id=NOWHERE, before=LATE, after=APRIL, reason="Late"),
                MilestoneCompleted(milestone_id=NOWHERE, effective_on=APRIL),
                MilestoneReopened(milestone_id=NOWHERE, reason="Not yet"),
                MilestoneDropped(milestone_id=NOWHERE, reason="No more"),
            ],
        )
    ],
    "a milestone that measures what is not there": [
        (GOAL, [*BEGUN, added(), MilestoneCompleted(milestone_id=MILESTONE, effective_on=APRIL)])
    ],
    "a KPI's facts before it was defined": [
        (NOWHERE, [KpiRedefined(measure=MEASURE, series=2, reason="Better"), KpiRetired(reason="Done")]),
        (GOAL, BEGUN),
    ],
    "a waiver of a goal that is not there": [(GOAL, [WaiverGranted(on=APRIL, until=END, reason="As agreed")])],
}


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.read(LATE, 500000)
        yield told


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("is_on_given", [False, True])
def test_whatever_was_recorded_every_question_is_answered(told: Told, story: str, is_on_given: bool):
    for stream_id, facts in STORIES[story]:
        told.tell(APRIL, stream_id, *facts)
    told.read(END, 700000, recorded=LATER)
    for day in (START, APRIL, LATER):
        with told.asking(day) as asking:
            ask_everything(about(asking, is_given=is_on_given))


def about(asking: Asking, *, is_given: bool) -> Asking:
    return asking.about(asking.on) if is_given else asking


def ask_everything(asking: Asking) -> None:
    for goal_id in (GOAL, NOWHERE):
        for answer in OF_GOALS:
            answer(asking, goal_id)
    flags.listed(asking, Filters(), limit=100)
    for flag in FlagId:
        goal_list.listed(asking, Wanted({}), flag=flag)
    trail.page(asking, Wanted({}))
    proposals.listed(asking, Wanted({}))
    milestones.answer(asking, MILESTONE)
    for slip in slip_list.listed(asking, None, None) or ():
        slips.told(asking, slip)
    report.answer(asking, period_of(name="2023", first=None, last=None, fiscal_year_start=1), None)


OF_GOALS: Sequence[Callable[[Asking, str], Any]] = (
    goals.answer,
    flags.of_goal,
    forecast.answer,
    milestones.of_goal,
    reconciliation.answer,
    slip_list.of_goal,
    lambda asking, goal_id: decomposition.answer(asking, goal_id, Said()),
    *(lambda asking, goal_id, lens=lens: lenses.answer(asking, goal_id, lenses.lens_of(lens)) for lens in LENSES),
    lambda asking, goal_id: trail.of_goal(asking, goal_id, Wanted({})),
)

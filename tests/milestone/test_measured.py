"""Milestones that have a KPI of their own: which way their target lies, and by which series they are measured."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.kpi.commands import RedefineKpi
from goals.kpi.facts import KpiRedefined
from goals.milestone.commands.planning import AddMilestone, RescopeMilestone
from goals.milestone.errors import NothingTellsProgress
from goals.milestone.facts import MilestoneRescoped
from goals.milestone.shape import Measured
from goals.target import Absolute, Baseline, Delta, Point
from goals.target import Path as Course
from goals.vocabulary import Direction, UnitKind
from tests.given import elsewhere, given
from tests.goal.known import MEASURING, RETENTION, UNKNOWN, YEAR_END, active, known, measured_in
from tests.milestone.known import LOADING, STEP, added, with_step

THAT = {"milestone_id": STEP}
WHY = {"milestone_id": STEP, "reason": "It grew"}
COURSE = Course(points=(Point(on=YEAR_END, value=Decimal(9)),))
TENTHS = replace(measured_in("%", UnitKind.PERCENT), scale=1)
REDEFINED = KpiRedefined(measure=TENTHS, series=2, reason="the tenths count from here on")
UNPLACED = replace(LOADING, series=None)


@pytest.mark.parametrize("target", [Absolute(value=Decimal(9)), COURSE])
@pytest.mark.parametrize("baseline", [UNKNOWN, MEASURING])
def test_a_measured_milestone_says_which_way_its_target_lies(target: Any, baseline: Baseline):
    said = Measured(kpi_id=RETENTION, baseline=baseline, target=target)
    given(*active()).when(AddMilestone, **THAT, title="Add items", shape=said).then_refused(
        NothingTellsProgress, at="/direction"
    )


@pytest.mark.parametrize(
    "more", [{"direction": Direction.INCREASE}, {"baseline": known(4)}, {"target": Delta(by=Decimal(5))}]
)
def test_a_direction_or_a_baseline_or_a_distance_says_it(more: Any):
    told: dict[str, Any] = {"kpi_id": RETENTION, "baseline": UNKNOWN, "target": Absolute(value=Decimal(9))}
    said = Measured(**told | more)
    given(*active()).when(AddMilestone, **THAT, title="Add items", shape=said).then(
        added(replace(said, direction=Direction.INCREASE, series=1))
    )


def test_a_measured_milestone_stays_with_the_series_it_was_added_in():
    story = given(*active(), *elsewhere(RETENTION, REDEFINED))
    story = story.when(AddMilestone, **THAT, title="Add items", shape=UNPLACED).then(added(replace(LOADING, series=2)))
    again = KpiRedefined(measure=replace(TENTHS, scale=3), series=3, reason="the thousandths count")
    story.when(RedefineKpi, kpi_id=RETENTION, scale=3, reason=again.reason).then(*elsewhere(RETENTION, again))


def test_a_measured_milestone_follows_its_kpi_by_being_rescoped():
    given(*with_step(LOADING), *elsewhere(RETENTION, REDEFINED)).when(RescopeMilestone, **WHY, shape=UNPLACED).then(
        MilestoneRescoped(milestone_id=STEP, before=LOADING, after=replace(LOADING, series=2), reason="It grew")
    )

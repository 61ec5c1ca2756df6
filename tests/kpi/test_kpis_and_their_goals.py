"""What follows for the goals that are measured by a KPI, and what they keep from happening to it."""

from typing import Any

import pytest
from msgspec.structs import replace

from goals.goal.facts import GoalEdited, GoalRetargeted
from goals.kpi.commands import RedefineKpi, RetireKpi
from goals.kpi.errors import KpiStillMeasuresGoals, KpiUnitIsHeld
from goals.kpi.facts import KpiRedefined, KpiRetired
from goals.vocabulary import Aggregation, Cadence, ReasonCode, Trigger, UnitKind, ValueKind
from tests.given import TODAY, elsewhere
from tests.goal.known import KPIS, MRR, OTHER, REVENUE, THIRD, closed, other_goal, paused
from tests.workspace.acting import acting

WHY = "Refunds are left out from here on"
RETIRE = RetireKpi(kpi_id=MRR)
REDEFINE = RedefineKpi(kpi_id=MRR, scale=2, reason=WHY)


@pytest.mark.parametrize("more", [(), (paused(),)])
def test_a_kpi_that_goals_in_pursuit_are_measured_by_is_not_retired(more: Any):
    here = acting(*KPIS, *other_goal(is_active=True), *elsewhere(OTHER, *more))
    with pytest.raises(KpiStillMeasuresGoals) as refusal:
        here.when(RETIRE)
    assert OTHER in refusal.value.message


def test_all_the_goals_that_keep_a_kpi_are_named():
    here = acting(*KPIS, *other_goal(is_active=True), *other_goal(THIRD, is_active=True))
    with pytest.raises(KpiStillMeasuresGoals) as refusal:
        here.when(RETIRE)
    assert refusal.value.goal_ids == (OTHER, THIRD)


def test_drafts_and_closed_goals_do_not_keep_a_kpi():
    here = acting(*KPIS, *other_goal(), *other_goal(THIRD, is_active=True), *elsewhere(THIRD, closed()))
    assert here.when(RETIRE) == [KpiRetired()]


def test_a_redefinition_retargets_the_goals_it_touches():
    here = acting(*KPIS, *other_goal(is_active=True))
    assert here.then_elsewhere(REDEFINE) == {
        OTHER: GoalRetargeted(
            before=REVENUE,
            after=replace(REVENUE, series=2),
            reason_code=ReasonCode.SCOPE_CHANGE,
            reason=WHY,
            effective_on=TODAY,
            trigger=Trigger.EXTERNAL_CHANGE,
            follows=MRR,
        )
    }


def test_drafts_follow_a_redefinition_without_a_retarget():
    here = acting(*KPIS, *other_goal())
    assert here.then_elsewhere(REDEFINE) == {OTHER: GoalEdited(definition=replace(REVENUE, series=2))}


def test_closed_goals_keep_the_series_they_were_measured_by():
    here = acting(*KPIS, *other_goal(is_active=True), *elsewhere(OTHER, closed()))
    assert here.then_elsewhere(REDEFINE) == {}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"currency": "EUR"}, "/currency"),
        ({"unit": "thousand USD"}, "/unit"),
        ({"unit": "%", "unit_kind": UnitKind.PERCENT}, "/unit"),
        ({"unit_kind": UnitKind.INDEX}, "/unit_kind"),
    ],
)
@pytest.mark.parametrize("more", [(), (paused(),)])
def test_a_kpi_keeps_its_unit_while_goals_in_pursuit_are_told_in_it(change: Any, pointer: str, more: Any):
    here = acting(*KPIS, *other_goal(is_active=True), *elsewhere(OTHER, *more), *other_goal(THIRD))
    with pytest.raises(KpiUnitIsHeld) as refusal:
        here.when(RedefineKpi(kpi_id=MRR, reason=WHY, **change))
    assert (refusal.value.goal_ids, refusal.value.pointer) == ((OTHER,), pointer)
    assert OTHER in refusal.value.message


@pytest.mark.parametrize(
    "change",
    [
        {"aggregation": Aggregation.MAX},
        {"value_kind": ValueKind.INCREMENT, "aggregation": Aggregation.SUM},
        {"cadence": Cadence.WEEK},
        {"scale": 2},
        {"absent_means_zero": True},
        {"dimensions": {"region": "north"}},
    ],
)
def test_all_but_the_unit_of_a_kpi_in_pursuit_may_change(change: Any):
    here = acting(*KPIS, *other_goal(is_active=True))
    assert isinstance(here.then_elsewhere(RedefineKpi(kpi_id=MRR, reason=WHY, **change))[OTHER], GoalRetargeted)


def test_drafts_and_closed_goals_do_not_keep_a_unit():
    here = acting(*KPIS, *other_goal(), *other_goal(THIRD, is_active=True), *elsewhere(THIRD, closed()))
    redefined, followed = here.when(RedefineKpi(kpi_id=MRR, reason=WHY, currency="EUR", unit="EUR"))
    assert isinstance(redefined, KpiRedefined)
    assert followed == GoalEdited(definition=replace(REVENUE, series=2))

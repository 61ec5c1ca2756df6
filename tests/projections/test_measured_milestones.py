"""By which readings is a milestone measured that has a KPI of its own?"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from goals.identity import reading_id
from goals.kpi.facts import KpiRedefined
from goals.milestone.facts import MilestoneAdded
from goals.milestone.shape import Measured
from goals.target import Baseline, RelativePercent
from goals.vocabulary import BaselineState, Direction
from projections.answers import milestones as answers
from tests.projections.story import GOAL, KPI, MEASURE, START, Told, activated, created, reading, telling

STEP = "0190a0a0-0000-7000-8000-0000000000e1"
JUNE, JULY = date(2023, 6, 1), date(2023, 7, 1)
LOADING = Measured(
    kpi_id=KPI,
    direction=Direction.DECREASE,
    baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(4)),
    target=RelativePercent(by=Decimal(-30)),
)


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        yield told


def progress(told: Told, shape: Measured) -> Any:
    """Of a milestone that was at 3.4 when its KPI was redefined, and at 3 by the second series."""
    told.tell(START, GOAL, MilestoneAdded(milestone_id=STEP, title="Load sooner", shape=shape))
    told.tell(JUNE, reading_id(kpi_id=KPI, key="june"), reading(JUNE, "3.4"))
    told.tell(JUNE, KPI, KpiRedefined(measure=MEASURE, series=2, reason="measured at the edge from here on"))
    told.tell(JULY, reading_id(kpi_id=KPI, key="july"), replace(reading(JULY, "3"), series=2))
    with told.asking() as asking:
        answer = answers.answer(asking, STEP)
    assert answer is not None
    return answer["progress"]


def test_a_redefined_kpi_does_not_move_the_milestones_measured_by_it(told: Told):
    found = progress(told, replace(LOADING, series=1))
    assert (found["share"], found["current"]["value"]) == ("0.5000", "3.4")


def test_a_milestone_of_the_second_series_is_measured_by_it(told: Told):
    found = progress(told, replace(LOADING, series=2))
    assert (found["share"], found["current"]["value"]) == ("0.8333", "3")


def test_a_milestone_that_names_no_series_is_measured_by_the_present_one(told: Told):
    assert progress(told, LOADING)["current"]["value"] == "3"

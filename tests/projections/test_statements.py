"""How many statements does an answer take, and is anything asked twice?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from msgspec.structs import replace as changed

from goals.database import MOST_REMEMBERED
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined, KpiEdited
from goals.period import Period
from projections import kpis
from projections.answers import goals
from projections.answers.axes import Axis
from projections.answers.retrospective import report
from projections.answers.scope import Scope
from tests.counting import Counting
from tests.projections.looking_back import LATER, Q1, QUARTERLY
from tests.projections.story import (
    GOAL,
    KPI,
    MEASURE,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    reading,
    retargeted,
    telling,
)

OF_A_GOAL, OF_ONE_MOVED = 5, 11
"""Beside the log's head and the workspace: the goal, its KPI, the last reading, the first that met the target, and
which goals serve it; of one moved, its versions, what the last reading was before the second, the first that met that
one, and what the trail and the flags tell of the move."""

OF_A_PERIOD, OF_A_WEEK, OF_A_GOAL_AT_ALL, OF_A_GOAL_IN_A_WEEK = 10, 3, 34, 4
EASED = 6
FEBRUARY = Period(first=date(2023, 2, 1), last=date(2023, 2, 28), name="2023-02")
WEEKS = {Q1: 14, FEBRUARY: 5}


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        yield told


def lived(told: Told, goals: int) -> None:
    """Each is measured by a KPI of its own that is read weekly; every other one was eased in February."""
    for n in range(goals):
        definition = changed(QUARTERLY, kpi_id=named("c", n))
        told.tell(START, named("c", n), KpiDefined(key=f"kpi-{n}", name="Revenue", measure=MEASURE))
        told.tell(START, named("d", n), created(definition=definition), activated(definition))
    for week in range(13):
        on = START + timedelta(weeks=week)
        for n in range(goals):
            fact = changed(reading(on, 400_000 + 5_000 * week), kpi_id=named("c", n))
            told.tell(on, reading_id(kpi_id=fact.kpi_id, key=fact.key), fact)
            if week == EASED and n % 2:
                before, after = (changed(each, kpi_id=fact.kpi_id) for each in (QUARTERLY, aiming(500_000, QUARTERLY)))
                told.tell(on, named("d", n), retargeted(before, after, on=on))


def named(kind: str, n: int) -> str:
    return f"0190a0a0-0000-7000-8000-{kind}{n:011d}"


@pytest.mark.parametrize(("is_moved", "most"), [(False, OF_A_GOAL), (True, OF_ONE_MOVED)])
def test_a_goal_is_answered_in_so_many_statements_and_none_is_sent_twice(told: Told, most: int, *, is_moved: bool):
    told.tell(START, GOAL, created(), activated())
    told.read(date(2023, 3, 1), 450_000)
    if is_moved:
        told.tell(date(2023, 4, 1), GOAL, retargeted(aiming(600_000), aiming(550_000), on=date(2023, 4, 1)))
    with told.asking(LATER) as asking:
        counting = Counting(asking.rows)
        assert goals.answer(replace(asking, rows=counting), GOAL) == goals.answer(asking, GOAL)
    assert counting.asked_twice == []
    assert counting.asked <= most


@pytest.mark.parametrize("goals", [2, 12])
def test_a_retrospective_takes_so_many_statements_for_a_goal_and_a_week(told: Told, goals: int):
    lived(told, goals)
    for axis, (period, weeks) in product(Axis, WEEKS.items()):
        asked = statements(told, period, axis)
        assert asked <= OF_A_PERIOD + OF_A_WEEK * weeks + goals * (OF_A_GOAL_AT_ALL + OF_A_GOAL_IN_A_WEEK * weeks)


def statements(told: Told, period: Period, axis: Axis) -> int:
    with told.asking(LATER) as asking:
        counting = Counting(asking.rows)
        assert report.answer(replace(asking, rows=counting), period, axis=axis, scope=Scope()) is not None
    return counting.asked


def test_a_version_is_looked_up_once_for_all_the_positions_at_which_it_stood(told: Told):
    first = len(told.events)
    told.read(date(2023, 3, 1), 450_000)
    last = told.tell(date(2023, 3, 2), KPI, KpiEdited(name="Recurring revenue")) - 1
    with told.asking() as asking:
        rows = Counting(asking.rows)
        found = [kpis.kpi_at(rows, WORKSPACE, KPI, position) for position in (first, last, last + 1, None, last)]
    assert [None if kpi is None else kpi.name for kpi in found] == [
        "Revenue", "Revenue", "Recurring revenue", "Recurring revenue", "Revenue",
    ]  # fmt: skip
    assert rows.asked == 3


def test_whoever_writes_reads_anew_what_they_changed(told: Told):
    with told.database.writing() as rows:
        rows.remember("question", "answer")
        assert rows.recalled("question") is None


def test_what_was_remembered_of_one_side_is_not_the_others(told: Told):
    with told.asking() as asking:
        asking.rows.remember("question", "answer")
        assert asking.rows.recalled("question") == "answer"
        asking.rows.side = "b" if asking.rows.side == "a" else "a"
        assert asking.rows.recalled("question") is None


def test_a_snapshot_remembers_no_more_than_so_much(told: Told):
    with told.asking() as asking:
        for n in range(10 * MOST_REMEMBERED):
            asking.rows.remember(n, "answer")
        known = sum(asking.rows.recalled(n) is not None for n in range(10 * MOST_REMEMBERED))
    assert 0 < known <= MOST_REMEMBERED

"""The database finds the day of achievement that the arithmetic says."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from goals.achievement import Version, achieved_on
from goals.command import Elsewhere
from goals.event_log import seen
from goals.goal.definition import Definition
from goals.goal.facts import Description, GoalActivated, GoalCreated, GoalRetargeted
from goals.identity import new_id
from goals.kpi.facts import KpiDefined, Measure
from goals.observation import Observation
from goals.progress import Yardstick
from goals.reading.facts import ReadingRecorded
from goals.target import Absolute, Baseline
from goals.vocabulary import Aggregation, BaselineState, Direction, ReasonCode, UnitKind, ValueKind
from goals.window import AuthoredWindow, Window
from goals.workspace.state import Workspace
from projections import goals, workspaces
from projections.answers.achievement import day_achieved
from projections.answers.asking import Asking
from tests.given import GOAL, Story, given, hub
from tests.soak import scale

START = date(2023, 2, 1)
OTHER = "01900000-0000-7000-8000-0000000000a9"
MEASURE = Measure(unit="x", unit_kind=UnitKind.COUNT, value_kind=ValueKind.LEVEL, aggregation=Aggregation.LAST)

days = st.integers(-20, 80).map(lambda n: START + timedelta(days=n))
readings = st.lists(st.tuples(days, st.integers(0, 12)), max_size=12)
moves = st.lists(st.tuples(days, st.integers(1, 12), st.integers(10, 70)), max_size=3)


def defined(kpi_id: str, target: int, length: int, direction: Direction) -> Definition:
    end = START + timedelta(days=length)
    baseline = 0 if direction is Direction.INCREASE else 13
    return Definition(
        kpi_id=kpi_id,
        series=1,
        direction=direction,
        baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(baseline)),
        target=Absolute(value=Decimal(target)),
        resolved=Decimal(target),
        window=AuthoredWindow(start=START, end=end),
        span=Window(start=START, end=end, tz="UTC"),
    )


def measured_by(definition: Definition) -> Yardstick:
    assert definition.direction is not None and definition.span is not None
    return Yardstick(
        direction=definition.direction,
        baseline=definition.baseline.value,
        target=definition.resolved,
        start=definition.span.start,
        end=definition.span.end,
    )


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def read(kpi_id: str, day: date, value: int) -> Elsewhere:
    fact = ReadingRecorded(kpi_id=kpi_id, series=1, key=new_id(), observed_at=noon(day), value=Decimal(value))
    return Elsewhere(new_id(), fact)


def found_by_the_database(story: Story, today: date) -> date | None:
    position = story.position()
    with hub().database.reading() as rows:
        seen(rows, story.workspace_id)
        workspace: Workspace = workspaces.at(rows, story.workspace_id, position)
        asking = Asking(rows, story.workspace_id, position, noon(today), today, workspace, lambda text: str(text))
        row = goals.versions.at(rows, story.workspace_id, GOAL)
        assert row is not None
        view = goals.decoded(row[0])
        return day_achieved(asking, GOAL, view)


@settings(max_examples=scale(60, 2_000))
@given_any(readings, moves, days, st.sampled_from([Direction.INCREASE, Direction.DECREASE]))
def test_the_day_found_is_the_day_calculated(
    values: list[tuple[date, int]], moved: list[tuple[date, int, int]], today: date, direction: Direction
) -> None:
    kpi_id = new_id()
    definitions = [defined(kpi_id, 6, 40, direction)] + [defined(kpi_id, t, n, direction) for _, t, n in moved]
    retargets = [
        GoalRetargeted(before=before, after=after, reason_code=ReasonCode.OTHER, reason="because", effective_on=day)
        for before, after, (day, _, _) in zip(definitions, definitions[1:], moved, strict=False)
    ]
    story = given(
        Elsewhere(kpi_id, KpiDefined(key="k", name="K", measure=MEASURE)),
        *(read(kpi_id, day, value) for day, value in values),
        GoalCreated(description=Description(title="G"), definition=definitions[0]),
        GoalActivated(on=START, definition=definitions[0]),
        *retargets,
    )
    in_force = [
        Version(effective_on=day, yardstick=measured_by(definition))
        for day, definition in zip([START, *(day for day, _, _ in moved)], definitions, strict=True)
    ]
    observations = [
        Observation(observed_at=noon(day), day=day, value=Decimal(value), position=n)
        for n, (day, value) in enumerate(values)
    ]
    calculated = achieved_on(
        in_force, observations, value_kind=ValueKind.LEVEL, aggregation=Aggregation.LAST, today=today
    )
    assert found_by_the_database(story, today) == calculated


AIMED_BEFORE = [
    lambda kpi_id: replace(defined(kpi_id, 6, 40, Direction.INCREASE), kpi_id=OTHER),
    lambda kpi_id: replace(defined(kpi_id, 6, 40, Direction.INCREASE), direction=Direction.AT_MOST),
]


@pytest.mark.parametrize("aimed_before", AIMED_BEFORE, ids=["KPI", "at_most"])
def test_what_the_goal_measures_now_is_not_held_against_what_it_aimed_at_before(aimed_before: Any) -> None:
    """What was read met 6, as it was aimed at then, of something else or another way: 100 was never reached."""
    kpi_id = new_id()
    before, after = aimed_before(kpi_id), defined(kpi_id, 100, 40, Direction.INCREASE)
    moved = START + timedelta(days=20)
    value = 5 if before.direction is Direction.AT_MOST else 7
    story = given(
        Elsewhere(OTHER, KpiDefined(key="other", name="O", measure=MEASURE)),
        Elsewhere(kpi_id, KpiDefined(key="k", name="K", measure=MEASURE)),
        read(kpi_id, START + timedelta(days=5), value),
        GoalCreated(description=Description(title="G"), definition=before),
        GoalActivated(on=START, definition=before),
        GoalRetargeted(before=before, after=after, reason_code=ReasonCode.OTHER, reason="because", effective_on=moved),
    )
    assert found_by_the_database(story, START + timedelta(days=30)) is None


def test_a_target_met_while_it_was_in_force_stays_met_though_another_kpi_is_measured_since() -> None:
    kpi_id = new_id()
    before = replace(defined(kpi_id, 6, 40, Direction.INCREASE), kpi_id=OTHER)
    after = defined(kpi_id, 100, 40, Direction.INCREASE)
    story = given(
        Elsewhere(OTHER, KpiDefined(key="other", name="O", measure=MEASURE)),
        Elsewhere(kpi_id, KpiDefined(key="k", name="K", measure=MEASURE)),
        read(OTHER, START + timedelta(days=5), 7),
        GoalCreated(description=Description(title="G"), definition=before),
        GoalActivated(on=START, definition=before),
        GoalRetargeted(
            before=before,
            after=after,
            reason_code=ReasonCode.OTHER,
            reason="because",
            effective_on=START + timedelta(days=20),
        ),
    )
    assert found_by_the_database(story, START + timedelta(days=30)) == START + timedelta(days=5)

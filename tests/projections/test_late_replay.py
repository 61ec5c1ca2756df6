"""Replaying a goal's readings one after another says what asking anew at each of them would."""

import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as changed
from sqlalchemy import select

from goals.achievement import outcome_by_readings
from goals.database import Prepared
from goals.goal.definition import Definition
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined
from goals.reading.facts import ReadingCorrected, ReadingRecorded, ReadingVoided
from goals.target import Absolute, AtMost, Baseline, Bounds
from goals.vocabulary import Aggregation, BaselineState, Direction, ValueKind
from goals.window import AuthoredWindow, Window, local_day
from projections.answers.achievement import day_achieved
from projections.answers.asking import Asking
from projections.answers.flags import late
from projections.answers.held import held
from projections.goals import View
from projections.lives import definition_on, view_of
from tests.postgres import roomy
from tests.projections.story import MEASURE, MRR, START, Told, activated, created, reading, retargeted, telling
from tests.soak import scale

SOLD = "0190a0a0-0000-7000-8000-0000000000b7"
RENTED = "0190a0a0-0000-7000-8000-0000000000b8"
AIM = "0190a0a0-0000-7000-8000-0000000000f7"
LAST = date(2023, 6, 1)
ANYTHING = Prepared(select(1))


@dataclass(frozen=True)
class Step:
    """What is done on the day after so many days: a reading of another day, or a retarget."""

    days: int
    of: int
    value: Decimal
    act: str
    aim: tuple[Direction, Decimal, int, str]


values = st.integers(-9, 12).map(lambda n: Decimal(n) / 4) | st.sampled_from(
    [Decimal("2.999999999"), Decimal("3.000000001"), Decimal(3)]
)
zones = st.sampled_from(["UTC", "Pacific/Auckland"])
aims = st.tuples(
    st.sampled_from(Direction),
    st.sampled_from(["2", "3", "2.666666667", "2.999999999"]).map(Decimal),
    st.integers(1, 9),
    zones,
)
steps = st.lists(
    st.builds(
        Step,
        days=st.integers(0, 2),
        of=st.integers(-3, 9),
        value=values,
        act=st.sampled_from(["read"] * 6 + ["correct", "correct", "void", "void", "retarget", "notice", "swap"]),
        aim=aims,
    ),
    min_size=4,
    max_size=25,
)


def aiming(aim: tuple[Direction, Decimal, int, str], kpi_id: str = SOLD) -> Definition:
    direction, target, length, tz = aim
    end = START + timedelta(days=length)
    is_range = direction is Direction.MAINTAIN
    return changed(
        MRR,
        kpi_id=kpi_id,
        direction=direction,
        baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(0)),
        target=AtMost(value=target) if direction is Direction.AT_MOST else Absolute(value=target),
        resolved=Bounds(low=target - 1, high=target) if is_range else target,
        window=AuthoredWindow(start=START, end=end, tz=tz),
        span=Window(start=START, end=end, tz=tz),
    )


class History:
    """Told step by step. A reading is known by the day it is of, and void once and for all."""

    def __init__(self, told: Told, first: Definition) -> None:
        self.told, self.definition, self.day, self.void = told, first, START, set[str]()
        self.known: set[str] = set()

    def take(self, step: Step) -> None:
        self.day += timedelta(days=step.days)
        match step.act:
            case "retarget" | "notice" | "swap":
                self._retarget(step)
            case _:
                self._read(step)

    def _retarget(self, step: Step) -> None:
        kpi_id = RENTED if step.act == "swap" else self.definition.kpi_id or SOLD
        after = aiming(step.aim, kpi_id)
        on = self.day + timedelta(days=2) if step.act == "notice" else self.day
        self.told.tell(self.day, AIM, retargeted(self.definition, after, on=on))
        self.definition = after

    def _read(self, step: Step) -> None:
        kpi_id = SOLD if step.of % 4 else RENTED
        day = START + timedelta(days=step.of)
        stream = reading_id(kpi_id=kpi_id, key=day.isoformat())
        if stream not in self.known:
            self.known.add(stream)
            self.told.tell(self.day, stream, changed(reading(day, 0), kpi_id=kpi_id, value=step.value))
        elif stream not in self.void and step.act == "void":
            self.void.add(stream)
            self.told.tell(self.day, stream, ReadingVoided(kpi_id=kpi_id, reason="Never taken"))
        elif stream not in self.void:
            self.told.tell(self.day, stream, ReadingCorrected(kpi_id=kpi_id, value=step.value, reason="A typing error"))


def plainly(told: Told, asking: Asking) -> list[tuple[int, str, str, str]]:
    """What was achieved without each reading, and with it, asked of all there was at its position."""
    found = []
    for event in told.events:
        if not isinstance(event.fact, ReadingRecorded | ReadingCorrected | ReadingVoided):
            continue
        view = view_of(asking.question, AIM)
        assert view is not None and view.goal.definition.span is not None and event.recorded_at is not None
        day = local_day(event.recorded_at, view.goal.definition.span.tz)
        there = replace(asking, position=event.position, on=day, is_on_given=True)
        known = view_of(there.question, AIM)
        if known is None or known.goal.original is None or day > asking.on:
            continue
        span = definition_on(there.question, AIM, known.goal).span
        if span is None or day <= span.end:
            continue
        before, after = (
            outcome_by_readings(day_achieved(replace(there, position=position), AIM, known))
            for position in (event.position - 1, event.position)
        )
        if before is not after:
            found.append((event.position, before.value, after.value, span.end.isoformat()))
    return found


def replayed(asking: Asking) -> list[tuple[int, str, str, str]]:
    there, view = held(asking, AIM, seen(asking))
    return [
        (
            each.positions[0],
            str(each.inputs["outcome_before"]),
            str(each.inputs["outcome_after"]),
            str(each.inputs["deadline"]),
        )
        for each in late.of_goal(there, AIM, view)
    ]


def seen(asking: Asking) -> View:
    found = view_of(asking.question, AIM)
    assert found is not None
    return found


@settings(max_examples=scale(60, 20_000))
@given(st.sampled_from(ValueKind), st.sampled_from(Aggregation), aims, steps)
def test_a_replay_finds_the_flips_that_asking_anew_at_each_reading_finds(
    kind: ValueKind, aggregation: Aggregation, aim: tuple[Direction, Decimal, int, str], steps: list[Step]
):
    first = aiming(aim)
    measure = changed(MEASURE, value_kind=kind, aggregation=aggregation)
    with tempfile.TemporaryDirectory(dir=roomy()) as home, telling(f"sqlite:///{Path(home, 'x.sqlite')}") as told:
        told.tell(START, SOLD, KpiDefined(key="sold", name="Sold", measure=measure))
        told.tell(START, RENTED, KpiDefined(key="rented", name="Rented", measure=measure))
        told.tell(START, AIM, created(definition=first), activated(first))
        history = History(told, first)
        for step in steps:
            history.take(step)
        with told.asking(LAST) as asking:
            assert replayed(asking) == plainly(told, asking)


def test_how_often_the_database_is_asked_does_not_depend_on_how_many_readings_came_late():
    first = aiming((Direction.INCREASE, Decimal(3), 9, "UTC"))
    measure = changed(MEASURE, value_kind=ValueKind.INCREMENT, aggregation=Aggregation.SUM)
    with tempfile.TemporaryDirectory(dir=roomy()) as home, telling(f"sqlite:///{Path(home, 'x.sqlite')}") as told:
        told.tell(START, SOLD, KpiDefined(key="sold", name="Sold", measure=measure))
        told.tell(START, AIM, created(definition=first), activated(first))
        asked = []
        for day in range(9):
            fact = changed(reading(START + timedelta(days=day), 0), kpi_id=SOLD, value=Decimal("0.1"))
            told.tell(LAST, reading_id(kpi_id=SOLD, key=fact.key), fact)
            asked.append(statements(told))
        assert len(set(asked)) == 1


def statements(told: Told) -> int:
    with told.asking(LAST + timedelta(days=1)) as asking:
        there, view = held(asking, AIM, seen(asking))
        said: list[str] = []
        connection = there.rows.run(ANYTHING).connection
        connection.set_trace_callback(said.append)
        assert list(late.of_goal(there, AIM, view)) == []
        connection.set_trace_callback(None)
        return len(said)

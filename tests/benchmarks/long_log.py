"""A log as long as one likes, told as facts: goals that are read, retargeted and commented on, all of them in turn.

Each has a hundred events, so that ten times the events are ten times the goals.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain, count, islice

from msgspec.structs import replace

from goals.event_log import ADVANCE, INSERT
from goals.facts import Actor, Asked, Envelope, Event, Fact, Source
from goals.goal.definition import Definition
from goals.goal.facts import Commented, Description, GoalActivated, GoalCreated, GoalRetargeted
from goals.identity import new_id, reading_id
from goals.kpi.facts import KpiDefined
from goals.reading.facts import ReadingRecorded
from goals.target import Absolute, Baseline
from goals.vocabulary import ActorType, BaselineState, Direction, ReasonCode
from goals.window import AuthoredWindow, Window
from goals.writing import Writing
from projections.catalogue import project
from tests.benchmarks.retargets import kept
from tests.benchmarks.world import MEASURE

A_GOAL = 100
RETARGETS, COMMENTED = 6, 20
AGO = timedelta(days=200)
TOGETHER = 2_000
ACTOR = Actor(type=ActorType.USER, id="ana")
SOURCE = Source(channel="http", ip="127.0.0.1")


def told(writing: Writing, events: int) -> list[str]:
    """Write so many events straight into the log and the read models. The goals' ids; all are there after a tenth."""
    lives = [_Life(writing.now, n) for n in range(events // A_GOAL)]
    written = _placed(writing, lives, events)
    while some := list(islice(written, TOGETHER)):
        writing.rows.run_many(INSERT, [kept(writing.workspace_id, event) for event in some])
        project(writing.rows, writing.workspace_id, some)
        writing.rows.run(ADVANCE, workspace_id=writing.workspace_id, count=len(some))
    return [life.goal_id for life in lives]


class _Life:
    """Of a goal and of its KPI: how they begin, and what follows."""

    def __init__(self, now: datetime, n: int) -> None:
        self.goal_id, self._kpi_id = new_id(), new_id()
        self._now, self._n = now, n
        self._first = _definition(self._kpi_id, now)

    def begins(self) -> Iterator[tuple[str, Fact]]:
        description = Description(title=f"Increase revenue {self._n}")
        yield self._kpi_id, KpiDefined(key=f"long-{self._n}", name="Revenue", measure=MEASURE)
        yield self.goal_id, GoalCreated(description=description, definition=self._first, owner="ana")
        yield self.goal_id, GoalActivated(on=(self._now - AGO).date(), definition=self._first)

    def goes_on(self) -> Iterator[tuple[str, Fact]]:
        """For ever: readings, a comment after every twentieth, and RETARGETS retargets in all."""
        definition, step = self._first, AGO / A_GOAL
        every = A_GOAL // (RETARGETS + 1)
        for n in count():
            if n % every == every - 1 and n < every * RETARGETS:
                definition, before = _moved(definition, n), definition
                yield self.goal_id, _retarget(before, definition, (self._now - AGO + n * step).date())
            elif n % COMMENTED == COMMENTED - 1:
                yield self.goal_id, Commented(text=f"As planned, {n}")
            else:
                yield self._reading(str(n), self._now - AGO + min(n, A_GOAL) * step)

    def _reading(self, key: str, observed_at: datetime) -> tuple[str, Fact]:
        value = Decimal(400_000 + 37 * int(key) % 150_000)
        fact = ReadingRecorded(kpi_id=self._kpi_id, series=1, key=key, observed_at=observed_at, value=value)
        return reading_id(kpi_id=self._kpi_id, key=key), fact


def _placed(writing: Writing, lives: list[_Life], events: int) -> Iterator[Event]:
    """All of them in turn, each event with its place, recorded one after another in the same second."""
    begun = (each for life in lives for each in life.begins())
    in_turn = (each for some in zip(*(life.goes_on() for life in lives), strict=True) for each in some)
    versions: Counter[str] = Counter()
    for n, (stream_id, fact) in enumerate(islice(chain(begun, in_turn), events - writing.position), start=1):
        versions[stream_id] += 1
        yield Event(
            stream_id=stream_id,
            version=versions[stream_id],
            envelope=Envelope(event_id=new_id(), asked=Asked(actor=ACTOR, source=SOURCE), fact=fact),
            position=writing.position + n,
            recorded_at=writing.now + timedelta(microseconds=n),
        )


def _moved(before: Definition, n: int) -> Definition:
    value = Decimal(600_000 + 1_000 * (n * 13 % 97 - 48))
    return replace(before, target=Absolute(value=value), resolved=value)


def _retarget(before: Definition, after: Definition, on: date) -> GoalRetargeted:
    reason = f"The sales cycle is longer than we assumed on {on}"
    return GoalRetargeted(
        before=before, after=after, reason_code=ReasonCode.UNDER_PERFORMANCE, reason=reason, effective_on=on
    )


def _definition(kpi_id: str, now: datetime) -> Definition:
    start = (now - AGO).date()
    return Definition(
        kpi_id=kpi_id,
        series=1,
        direction=Direction.INCREASE,
        baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(400_000)),
        target=Absolute(value=Decimal(600_000)),
        resolved=Decimal(600_000),
        window=AuthoredWindow(start=start, duration="P12M"),
        span=Window(start=start, end=start + timedelta(days=364), tz="UTC"),
    )

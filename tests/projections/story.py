"""The worked example, MRR from 400,000 to 600,000 in 2023, told fact by fact to all read models."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from sqlalchemy import inspect

from goals.database import Database
from goals.effective import effective_at
from goals.event_log import INSERT
from goals.facts import Actor, Asked, Envelope, Event, Fact, Source
from goals.goal.definition import Definition
from goals.goal.facts import Description, GoalActivated, GoalCreated, GoalRetargeted
from goals.identity import new_id, reading_id
from goals.instants import to_us
from goals.kpi.facts import KpiDefined, Measure
from goals.mapper import stored
from goals.reading.facts import ReadingRecorded
from goals.tables import durable
from goals.target import Absolute, Baseline
from goals.vocabulary import (
    ActorType,
    Aggregation,
    BaselineState,
    Direction,
    Maturity,
    ReasonCode,
    UnitKind,
    ValueKind,
    WorkspaceKind,
)
from goals.window import AuthoredWindow, Window
from goals.workspace.facts import WorkspaceOpened
from projections import workspaces
from projections.answers.asking import Asking
from projections.catalogue import project
from projections.tables import read_models
from tests.sides import side_on

WORKSPACE = "0190a0a0-0000-7000-8000-000000000001"
KPI = "0190a0a0-0000-7000-8000-00000000000a"
GOAL = "0190a0a0-0000-7000-8000-0000000000f1"
OTHER = "0190a0a0-0000-7000-8000-0000000000f2"
ANA = Actor(type=ActorType.USER, id="ana")
START, END = date(2023, 1, 1), date(2023, 12, 31)
REASON = "Sales cycle is twice what we assumed"

MEASURE = Measure(
    unit="USD",
    unit_kind=UnitKind.CURRENCY,
    currency="USD",
    scale=2,
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
)
MRR = Definition(
    kpi_id=KPI,
    series=1,
    direction=Direction.INCREASE,
    baseline=Baseline(state=BaselineState.KNOWN, value=Decimal(400000)),
    target=Absolute(value=Decimal(600000)),
    resolved=Decimal(600000),
    window=AuthoredWindow(start=START, duration="P12M"),
    span=Window(start=START, end=END, tz="UTC"),
)


@dataclass
class Told:
    """What was told so far."""

    database: Database
    events: list[Event] = field(default_factory=list)

    def tell(self, on: date, stream_id: str, *facts: Fact, by: Actor = ANA) -> int:
        """Record facts at nine in the morning of a day. The position reached."""
        told = [self._event(on, stream_id, fact, by) for fact in facts]
        with self.database.writing() as rows:
            rows.side = side_on(self.database)
            for event in told:
                rows.run(INSERT, **_kept(event))
            project(rows, WORKSPACE, told)
        return len(self.events)

    def read(self, on: date, value: int | str, *, recorded: date | None = None) -> int:
        return self.tell(recorded or on, reading_id(kpi_id=KPI, key=on.isoformat()), reading(on, value))

    @contextmanager
    def asking(self, on: date = END, *, position: int | None = None) -> Iterator[Asking]:
        at = len(self.events) if position is None else position
        with self.database.reading() as rows:
            rows.side = side_on(self.database)
            yield Asking(
                rows=rows,
                workspace_id=WORKSPACE,
                position=at,
                as_of=datetime.combine(on, time(12), UTC),
                on=on,
                workspace=workspaces.at(rows, WORKSPACE, at),
                open_text=lambda text: text if isinstance(text, str | None) else "[sealed]",
            )

    def _event(self, on: date, stream_id: str, fact: Fact, by: Actor) -> Event:
        asked = Asked(actor=by, source=Source(channel="http"))
        envelope = Envelope(event_id=new_id(), effective_at=effective_at(fact, "UTC"), asked=asked, fact=fact)
        event = Event(
            stream_id=stream_id,
            version=1 + sum(event.stream_id == stream_id for event in self.events),
            position=len(self.events) + 1,
            recorded_at=datetime.combine(on, time(9), UTC),
            envelope=envelope,
        )
        self.events.append(event)
        return event


def _kept(event: Event) -> dict[str, Any]:
    assert event.recorded_at is not None
    return {
        "workspace_id": WORKSPACE,
        "position": event.position,
        "stream_id": event.stream_id,
        "version": event.version,
        "topic": event.topic,
        "state": stored(event.envelope),
        "recorded_at": to_us(event.recorded_at),
        "leaf_hash": bytes(32),
    }


def make_tables(database_url: str) -> None:
    """Where there are none yet."""
    database = Database(database_url, pool_size=1)
    if not inspect(database.engine).has_table("events"):
        durable.create_all(database.engine)
        read_models.create_all(database.engine)
    database.close()


@contextmanager
def telling(database_url: str) -> Iterator[Told]:
    """A workspace with the KPI and nothing else."""
    make_tables(database_url)
    database = Database(database_url, pool_size=2)
    told = Told(database)
    told.tell(START, WORKSPACE, WorkspaceOpened(name="Ours", kind=WorkspaceKind.TEST))
    told.tell(START, KPI, KpiDefined(key="mrr", name="Revenue", measure=MEASURE))
    yield told
    database.close()


def reading(on: date, value: int | str) -> ReadingRecorded:
    return ReadingRecorded(
        kpi_id=KPI,
        series=1,
        key=on.isoformat(),
        observed_at=datetime.combine(on, time(), UTC),
        value=Decimal(value),
    )


def created(maturity: Maturity = Maturity.COMMITTED, definition: Definition = MRR, **more: Any) -> GoalCreated:
    return GoalCreated(
        description=Description(title="Increase revenue"), definition=definition, maturity=maturity, **more
    )


def activated(definition: Definition = MRR, *, on: date = START) -> GoalActivated:
    return GoalActivated(on=on, definition=definition)


def aiming(target: int | str, definition: Definition = MRR) -> Definition:
    value = Decimal(target)
    return replace(definition, target=Absolute(value=value), resolved=value)


def ending(end: date, definition: Definition = MRR) -> Definition:
    return replace(definition, window=AuthoredWindow(start=START, end=end), span=Window(start=START, end=end, tz="UTC"))


def retargeted(
    before: Definition, after: Definition, *, on: date, code: ReasonCode = ReasonCode.UNDER_PERFORMANCE
) -> GoalRetargeted:
    return GoalRetargeted(before=before, after=after, reason_code=code, reason=REASON, effective_on=on)

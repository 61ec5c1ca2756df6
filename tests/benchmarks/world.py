"""One workspace on a disk, ready to be served: a key, a KPI with readings of a year, and two goals on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from api.app import create_app
from api.contract import keys
from api.contract.doors import Doors
from api.contract.roles import Role
from api.migrate import migrate
from api.settings import Settings
from goals.facts import Actor, Asked, Source
from goals.goal.changes import WindowChange
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.drafting import CreateGoal
from goals.goal.commands.retargeting import Retarget
from goals.identity import new_id
from goals.kpi.commands import DefineKpi
from goals.kpi.facts import Measure
from goals.reading.commands import NewReading
from goals.reading.intake import prepare
from goals.target import Absolute, FromTo
from goals.vocabulary import ActorType, Aggregation, Cadence, ReasonCode, UnitKind, ValueKind, WorkspaceKind
from goals.writing import Writing

NAME = "Benchmarks"
ASKED = Asked(actor=Actor(type=ActorType.SYSTEM, id="bench"), source=Source(channel="cli"))
MEASURE = Measure(
    unit="USD",
    unit_kind=UnitKind.CURRENCY,
    currency="USD",
    scale=2,
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
    cadence=Cadence.WEEK,
)
YEAR = "P12M"
ELAPSED_DAYS = 200
READINGS = 2 * ELAPSED_DAYS


@dataclass(frozen=True)
class World:
    """`target_id` is the KPI load is written to, `steady_id` a goal as committed, `moved_id` one retargeted once."""

    path: Path
    workspace_id: str
    key: str
    target_id: str
    steady_id: str
    moved_id: str

    @property
    def environ(self) -> dict[str, str]:
        return {"DATABASE_URL": f"sqlite:///{self.path}"}


def made(home: Path, name: str) -> World:
    """A new world in the file `name`.sqlite."""
    path = home / f"{name}.sqlite"
    settings = Settings(database_url=f"sqlite:///{path}")
    migrate(settings.database_url, settings.sealing_url)
    doors: Doors = create_app(settings).extensions["goalpost"]
    try:
        workspace_id = doors.hub.open_workspace(name=NAME, kind=WorkspaceKind.LIVE, asked=ASKED)
        with doors.database.writing() as rows:
            _, key = keys.create(
                rows, workspace_id=workspace_id, kind=WorkspaceKind.LIVE, role=Role.ADMIN, created_by="bench"
            )
        target_id, steady_id, moved_id = doors.hub.write(workspace_id, _filled)
    finally:
        doors.close()
    return World(path, workspace_id, key, target_id, steady_id, moved_id)


def _filled(writing: Writing) -> tuple[str, str, str]:
    target_id = kpi(writing, "load")
    measured_id = kpi(writing, "mrr")
    steady_id, moved_id = goal(writing, measured_id), goal(writing, measured_id)
    writing.take_in(measured_id, prepare(measured_id, list(_year(writing.now))), ASKED)
    retarget(writing, moved_id, Decimal(500_000))
    return target_id, steady_id, moved_id


def kpi(writing: Writing, key: str) -> str:
    kpi_id = new_id()
    writing.change(DefineKpi(kpi_id=kpi_id, key=key, name="Monthly recurring revenue", measure=MEASURE), ASKED)
    return kpi_id


def goal(writing: Writing, kpi_id: str) -> str:
    """An active goal over twelve months, some of which have gone by."""
    start = (writing.now - timedelta(days=ELAPSED_DAYS)).date()
    create = CreateGoal(
        title="Increase revenue",
        aim="Grow MRR from $400,000 to $600,000",
        why="To be independent of the next round",
        owner="ana",
        kpi_id=kpi_id,
        target=FromTo(from_=Decimal(400_000), to=Decimal(600_000)),
        window=WindowChange(start=start, duration=YEAR),
    )
    writing.change(create, ASKED)
    writing.change(ActivateGoal(goal_id=create.goal_id), ASKED)
    return create.goal_id


def retarget(writing: Writing, goal_id: str, to: Decimal) -> None:
    command = Retarget(
        goal_id=goal_id,
        target=Absolute(value=to),
        reason_code=ReasonCode.UNDER_PERFORMANCE,
        reason="Sales cycle is twice what we assumed",
    )
    writing.change(command, ASKED)


def _year(now: datetime) -> Iterator[NewReading]:
    for n in range(READINGS):
        observed_at = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=12 * n)
        yield NewReading(observed_at=observed_at.astimezone(UTC), value=Decimal(480_000 - 150 * n))

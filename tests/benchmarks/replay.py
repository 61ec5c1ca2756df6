"""Frames a second of a quarter with 200 goals, by day: against a page of the same goals asked for each of these days;
and what a replay of twice the days weighs."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import msgspec
from flask.testing import FlaskClient

from api.app import create_app
from api.contract import keys
from api.contract.doors import Doors
from api.contract.roles import Role
from api.migrate import migrate
from api.settings import Settings
from goals.hub import Hub
from goals.milestone.commands.doing import CompleteMilestone
from goals.milestone.commands.planning import AddMilestone
from goals.milestone.shape import Deliverable
from goals.reading.commands import NewReading
from goals.reading.intake import prepare
from goals.vocabulary import WorkspaceKind
from goals.writing import Writing
from tests.benchmarks import report, world
from tests.benchmarks.world import ASKED

GOALS, QUARTER = 200, 91
QUICK_GOALS = 50
BEGINNING = datetime(2026, 1, 1, 9, tzinfo=UTC)
WEEK = 7
RETARGETED, STEPPED = 4, 5
"""Every fourth goal is retargeted on some day, every fifth has a milestone that is completed."""
KB = 1024
MOST_GROWTH = 1.25


@dataclass(frozen=True)
class Year:
    """Two quarters that were lived through day by day, and who asks about them."""

    client: FlaskClient
    key: str
    goals: int

    def replayed(self, days: int, *, more: str = "") -> list[dict[str, Any]]:
        """The frames of so many days from the beginning, the one before them included."""
        last = (BEGINNING + timedelta(days=days - 1)).date()
        query = f"from={BEGINNING.date()}&to={last}{more}"
        lines = self.get(f"/v1/replay?{query}").splitlines()
        assert len(lines) == days + 2, lines[-1]
        return [msgspec.json.decode(line) for line in lines[1:-1]]

    def seconds(self, days: int, *, more: str = "") -> float:
        began = perf_counter()
        self.replayed(days, more=more)
        return perf_counter() - began

    def seconds_of_pages(self, moments: list[str]) -> float:
        """The same goals, told at length, a page for each moment."""
        began = perf_counter()
        for moment in moments:
            msgspec.json.decode(self.get(f"/v1/goals?limit={self.goals}&as_of={moment}"))
        return perf_counter() - began

    def peak(self, days: int) -> int:
        """Bytes, at most, while it is streamed and nobody keeps what was read."""
        last = (BEGINNING + timedelta(days=days - 1)).date()
        tracemalloc.start()
        answer = self.client.get(f"/v1/replay?from={BEGINNING.date()}&to={last}", headers=self.headers, buffered=False)
        for _ in answer.response:
            pass
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return peak

    def get(self, path: str) -> bytes:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return bytes(answer.data)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    goals = QUICK_GOALS if quick else GOALS
    report.heading(f"Replay of {QUARTER} days by day, {goals} goals read weekly: {rounds} rounds by turns")
    with _lived(home, goals) as year:
        moments = [frame["moment"] for frame in year.replayed(QUARTER)]
        turns = [
            (
                QUARTER / year.seconds(QUARTER),
                QUARTER / year.seconds_of_pages(moments),
                QUARTER / year.seconds(QUARTER, more="&axis=effective"),
            )
            for _ in range(rounds)
        ]
        recorded, pages, effective = zip(*turns, strict=True)
        report.compared("frames to pages of the same goals", "/s", recorded, pages)
        report.compared("frames by effect to pages of the same goals", "/s", effective, pages)
        report.line("of these frames, a second", f"{median(recorded):>10,.1f}")
        _weighed(year)


def _weighed(year: Year) -> None:
    once, twice = year.peak(QUARTER), year.peak(2 * QUARTER)
    growth = twice / once
    told = f"{once / KB:>10,.0f} KB, of twice the days {twice / KB:,.0f} KB: ratio {growth:.2f}"
    report.line("most memory while streaming", told, wanted=f"≤ {MOST_GROWTH}", is_met=growth <= MOST_GROWTH)


@contextmanager
def _lived(home: Path, goals: int) -> Iterator[Year]:
    settings = Settings(database_url=f"sqlite:///{home / 'replay.sqlite'}")
    migrate(settings.database_url, settings.sealing_url)
    app = create_app(settings)
    doors: Doors = app.extensions["goalpost"]
    try:
        workspace_id = doors.hub.open_workspace(name="Replayed", kind=WorkspaceKind.TEST, asked=ASKED)
        with doors.database.writing() as rows:
            _, key = keys.create(
                rows, workspace_id=workspace_id, kind=WorkspaceKind.TEST, role=Role.ADMIN, created_by="bench"
            )
        _live(doors.hub, workspace_id, goals)
        yield Year(app.test_client(), key, goals)
    finally:
        doors.close()


@dataclass(frozen=True)
class Pursued:
    goal_id: str
    kpi_id: str
    milestone_id: str | None


def _live(hub: Hub, workspace_id: str, goals: int) -> None:
    pursued: list[Pursued] = []
    hub.write(workspace_id, lambda writing: _begin(writing, goals, pursued))
    for day in range(2 * QUARTER):

        def work(writing: Writing, day: int = day) -> None:
            writing.move_clock(BEGINNING + timedelta(days=day, hours=1))
            for n, each in enumerate(pursued):
                _pass(writing, n, each, day)

        hub.write(workspace_id, work)


def _begin(writing: Writing, goals: int, pursued: list[Pursued]) -> None:
    writing.move_clock(BEGINNING)
    for n in range(goals):
        kpi_id = world.kpi(writing, f"kpi-{n}")
        goal_id, milestone_id = world.goal(writing, kpi_id), None
        if n % STEPPED == 0:
            step = AddMilestone(goal_id=goal_id, title="Sign the contract", shape=Deliverable())
            writing.change(step, ASKED)
            milestone_id = step.milestone_id
        pursued.append(Pursued(goal_id, kpi_id, milestone_id))


def _pass(writing: Writing, n: int, each: Pursued, day: int) -> None:
    """What a day brings to a goal."""
    if day % WEEK == n % WEEK:
        read = NewReading(observed_at=writing.now, value=Decimal(480_000 + 100 * day * (n % 9)))
        writing.take_in(each.kpi_id, prepare(each.kpi_id, [read]), ASKED)
    if n % RETARGETED == 0 and day % QUARTER == 10 + n % 60:
        world.retarget(writing, each.goal_id, Decimal(560_000 - 10_000 * (day // QUARTER)))
    if each.milestone_id is not None and day == 20 + n % 60:
        writing.change(CompleteMilestone(goal_id=each.goal_id, milestone_id=each.milestone_id), ASKED)

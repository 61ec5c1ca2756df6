"""How long the integrity report takes in one request, and whether ten times the goals take ten times as long."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from goals.goal.commands.assessing import CheckIn
from goals.milestone.commands.planning import AddMilestone, RescheduleMilestone
from goals.milestone.shape import Deliverable
from goals.reading.commands import NewReading
from goals.reading.intake import prepare
from goals.vocabulary import Health
from goals.writing import Writing
from tests.benchmarks import report, world
from tests.benchmarks.world import ASKED

SIZES = (100, 300, 1_000)
READINGS = 50
TOGETHER = 20
RETARGETED, ASSESSED, STEPPED = 4, 2, 5
"""Every fourth goal is retargeted, every second checked in, every fifth has a milestone that slips."""
TOLERANCE = 0.25


@dataclass(frozen=True)
class Asked:
    """A workspace of goals, and who asks about it."""

    goals: int
    client: FlaskClient
    key: str

    def seconds(self) -> float:
        """For one report of all goals there are, asked about a day on which their windows have ended: so that outcomes,
        stated confidence and silence are told of each."""
        began = perf_counter()
        answer = self.client.get(self._path(), headers={"Authorization": f"Bearer {self.key}"})
        took = perf_counter() - began
        assert answer.status_code == 200, answer.text
        assert answer.get_json()["goals"]["considered"] >= self.goals
        return took

    def _path(self) -> str:
        return "/v1/integrity?from=2000-01-01&to=2999-12-31&on=2999-12-31"


def measured(home: Path, rounds: int) -> None:
    report.heading(f"Integrity report, {READINGS} readings a goal: median of {rounds} rounds by turns")
    with ExitStack() as stack:
        asked = [stack.enter_context(_asked(home, goals)) for goals in SIZES]
        for each in asked:
            each.seconds()
        turns = [[each.seconds() for each in asked] for _ in range(rounds)]
    for goals, taken in zip(SIZES, zip(*turns, strict=True), strict=True):
        _told(goals, taken)
    growth = median((turn[-1] / SIZES[-1]) / (turn[0] / SIZES[0]) for turn in turns)
    label = f"time per goal, {SIZES[-1]:,} goals to {SIZES[0]:,}"
    report.line(label, f"{growth:>10.2f}", wanted=f"≤ {1 + TOLERANCE}", is_met=growth <= 1 + TOLERANCE)


def _told(goals: int, taken: tuple[float, ...]) -> None:
    label = f"{goals:,} goals, {goals * READINGS:,} readings"
    each_ms = 1_000 * median(taken) / goals
    spread = f"({1_000 * min(taken):,.0f}–{1_000 * max(taken):,.0f})"
    report.line(label, f"{1_000 * median(taken):>10,.0f} ms   {spread}   {each_ms:.2f} ms a goal")


@contextmanager
def _asked(home: Path, goals: int) -> Iterator[Asked]:
    made = world.made(home, f"integrity-{goals}")
    app = create_app(Settings(database_url=made.environ["DATABASE_URL"]))
    doors: Doors = app.extensions["goalpost"]
    try:
        _fill(doors, made.workspace_id, goals)
        yield Asked(goals, app.test_client(), made.key)
    finally:
        doors.close()


def _fill(doors: Doors, workspace_id: str, goals: int) -> None:
    numbers = iter(range(goals))
    while some := list(islice(numbers, TOGETHER)):

        def work(writing: Writing, some: list[int] = some) -> None:
            for n in some:
                _story(writing, n)

        doors.hub.write(workspace_id, work)


def _story(writing: Writing, n: int) -> None:
    kpi_id = world.kpi(writing, f"kpi-{n}")
    goal_id = world.goal(writing, kpi_id)
    writing.take_in(kpi_id, prepare(kpi_id, list(_readings(writing, n))), ASKED)
    if n % RETARGETED == 0:
        world.retarget(writing, goal_id, Decimal(560_000))
        world.retarget(writing, goal_id, Decimal(500_000))
    if n % ASSESSED == 0:
        writing.change(CheckIn(goal_id=goal_id, confidence=Decimal("0.7"), status=Health.ON_TRACK), ASKED)
    if n % STEPPED == 0:
        _slip(writing, goal_id)


def _readings(writing: Writing, n: int) -> Iterator[NewReading]:
    first = writing.now - timedelta(days=world.ELAPSED_DAYS)
    for step in range(READINGS):
        yield NewReading(observed_at=first + timedelta(days=4 * step), value=Decimal(400_000 + 100 * step * (n % 40)))


def _slip(writing: Writing, goal_id: str) -> None:
    today = writing.now.date()
    step = AddMilestone(goal_id=goal_id, title="Sign the contract", shape=Deliverable(), due=today)
    writing.change(step, ASKED)
    later = RescheduleMilestone(
        goal_id=goal_id, milestone_id=step.milestone_id, due=today + timedelta(days=14), reason="Their lawyer is away"
    )
    writing.change(later, ASKED)

"""A made-up history as a year would leave it: about a hundred events a goal, seven in ten of them readings."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import islice

from goals.command import Command
from goals.goal.commands.assessing import CheckIn, Comment, ReviewGoal
from goals.hub import Hub
from goals.milestone.commands.doing import ProgressMilestone
from goals.milestone.commands.planning import AddMilestone
from goals.milestone.shape import Counted
from goals.reading.commands import CorrectReading, NewReading
from goals.reading.intake import prepare
from goals.vocabulary import Health, ReviewVerdict
from goals.writing import Writing
from tests.benchmarks import world
from tests.benchmarks.world import ASKED

A_GOAL = 100
TOGETHER = 20
READINGS, CORRECTIONS, CHECK_INS, MILESTONES, STEPS = 70, 2, 10, 3, 8


def told(hub: Hub, workspace_id: str, events: int) -> None:
    """Write `events` events, to the nearest hundred."""
    numbers = iter(range(events // A_GOAL))
    while some := list(islice(numbers, TOGETHER)):

        def work(writing: Writing, some: list[int] = some) -> None:
            for n in some:
                _story(writing, f"kpi-{n}")

        hub.write(workspace_id, work)


def _story(writing: Writing, key: str) -> None:
    kpi_id = world.kpi(writing, key)
    goal_id = world.goal(writing, kpi_id)
    _read(writing, kpi_id)
    for command in _work(goal_id):
        writing.change(command, ASKED)
    world.retarget(writing, goal_id, Decimal(560_000))
    world.retarget(writing, goal_id, Decimal(500_000))


def _read(writing: Writing, kpi_id: str) -> None:
    first = writing.now - timedelta(days=world.ELAPSED_DAYS)
    weekly = [
        NewReading(observed_at=first + timedelta(days=2 * n), value=Decimal(400_000 + 1_000 * n))
        for n in range(READINGS)
    ]
    outcomes = writing.take_in(kpi_id, prepare(kpi_id, weekly), ASKED)
    for outcome in outcomes[:CORRECTIONS]:
        command = CorrectReading(reading_id=outcome.reading_id, value=Decimal("399000.5"), reason="A refund was late")
        writing.change(command, ASKED)


def _work(goal_id: str) -> Iterator[Command]:
    milestones = [
        AddMilestone(goal_id=goal_id, title="Write the articles", shape=Counted(required_count=Decimal(40)))
        for _ in range(MILESTONES)
    ]
    yield from milestones
    for n in range(STEPS):
        milestone_id = milestones[n % MILESTONES].milestone_id
        yield ProgressMilestone(goal_id=goal_id, milestone_id=milestone_id, amount=Decimal(n + 1))
    for n in range(CHECK_INS):
        yield CheckIn(goal_id=goal_id, confidence=Decimal("0.7"), status=Health.ON_TRACK, story=f"Week {n}: as planned")
    yield ReviewGoal(goal_id=goal_id, verdict=ReviewVerdict.REAFFIRMED)
    yield Comment(goal_id=goal_id, text="The launch helped")

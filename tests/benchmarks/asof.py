"""A goal, and a page of goals, as of a random past moment: against now, and against a log of 10,000 events."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from tests.benchmarks import copies, long_log, multiples, report, world
from tests.benchmarks.world import World

SIZES = (10_000, 100_000, 1_000_000)
QUICK_SIZES = (10_000, 100_000)
WARMING = 20
ASKED = 150
"""Requests a round, of each question."""
MOST_OF_NOW, MOST_OF_SMALL, MOST_OF_A_PAGE = 1.5, 1.3, 2.0

Round = dict[str, float]


@dataclass(frozen=True)
class Log:
    """A workspace of so many events, a microsecond apart, the last one recorded at `last`. `goal_ids` are some of its
    goals, there from its first tenth on: in each log as many, told of alike."""

    events: int
    client: FlaskClient
    key: str
    goal_ids: tuple[str, ...]
    random: Random
    last: datetime

    def warm(self) -> None:
        """Ask about every goal at some moments: what is measured then is not how fast a disk is."""
        for goal_id in self.goal_ids * WARMING:
            self._seconds(f"/v1/goals/{goal_id}?as_of={self._moment()}")

    def round(self) -> Round:
        """The median of each question, in milliseconds; the questions take turns."""
        questions: Mapping[str, Callable[[], str]] = {
            "goal now": lambda: f"/v1/goals/{self._goal()}",
            "goal then": lambda: f"/v1/goals/{self._goal()}?as_of={self._moment()}",
            "page now": lambda: "/v1/goals?limit=50",
            "page then": lambda: f"/v1/goals?limit=50&as_of={self._moment()}",
            "active page now": lambda: "/v1/goals?limit=50&state=active",
            "active page then": lambda: f"/v1/goals?limit=50&state=active&as_of={self._moment()}",
        }
        took: dict[str, list[float]] = {name: [] for name in questions}
        for n in range(ASKED):
            for name, path in questions.items():
                if "page" not in name or n % 10 == 0:
                    took[name].append(self._seconds(path()))
        return {name: 1_000 * median(each) for name, each in took.items()}

    def _goal(self) -> str:
        return self.random.choice(self.goal_ids)

    def _moment(self) -> str:
        """A position, or its instant."""
        position = self.random.randrange(self.events // 10, self.events)
        instant = self.last - timedelta(microseconds=self.events - position)
        return self.random.choice((str(position), f"{instant:%Y-%m-%dT%H:%M:%S.%fZ}"))

    def _seconds(self, path: str) -> float:
        began = perf_counter()
        answer = self.client.get(path, headers={"Authorization": f"Bearer {self.key}"})
        took = perf_counter() - began
        assert answer.status_code == 200, answer.text
        return took


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    sizes = QUICK_SIZES if quick else SIZES
    report.heading(f"As of a random past moment: p50 over {rounds} rounds by turns, in process")
    with ExitStack() as stack:
        logs = [stack.enter_context(_log(home, events)) for events in sizes]
        for log in logs:
            log.warm()
        turns = [[log.round() for log in logs] for _ in range(rounds)]
    for log, rounds_of in zip(logs, zip(*turns, strict=True), strict=True):
        _compared(log.events, rounds_of, [each[0] for each in turns])


def _compared(events: int, rounds: tuple[Round, ...], small: list[Round]) -> None:
    of = partial(_of, rounds)
    named = f"{events:,} events"
    report.compared(f"{named}: a goal, to now", "ms", of("goal then"), of("goal now"), most=MOST_OF_NOW)
    if events != SIZES[0]:
        at_first = _of(small, "goal then")
        report.compared(f"{named}: a goal, to {SIZES[0]:,}", "ms", of("goal then"), at_first, most=MOST_OF_SMALL)
    report.compared(f"{named}: 50 goals, to now", "ms", of("page then"), of("page now"), most=MOST_OF_A_PAGE)
    then, now = of("active page then"), of("active page now")
    report.compared(f"{named}: 50 active goals, to now", "ms", then, now, most=MOST_OF_A_PAGE)


def _of(rounds: tuple[Round, ...] | list[Round], name: str) -> list[float]:
    return [each[name] for each in rounds]


@contextmanager
def _log(home: Path, events: int) -> Iterator[Log]:
    made = world.made(home, f"asof-{events}")
    app = create_app(Settings(database_url=made.environ["DATABASE_URL"]))
    doors: Doors = app.extensions["goalpost"]
    try:
        began = perf_counter()
        goal_ids = doors.hub.write(made.workspace_id, lambda writing: long_log.told(writing, SIZES[0]))
        times = events // SIZES[0]
        multiples.multiplied(made.path, made.workspace_id, times)
        report.line(f"{events:,} events", f"written in {perf_counter() - began:>6.0f} s")
        yield _of_log(app, made, events, tuple(_one_of(goal_id, times) for goal_id in goal_ids))
    finally:
        doors.close()


def _of_log(app: Flask, made: World, events: int, goal_ids: tuple[str, ...]) -> Log:
    client = app.test_client()
    page = client.get(f"/v1/events?after={events - 1}", headers={"Authorization": f"Bearer {made.key}"}).get_json()
    last = datetime.fromisoformat(page["items"][0]["recordedtime"])
    return Log(events, client, made.key, goal_ids, Random(events), last)


def _one_of(goal_id: str, times: int) -> str:
    """A goal that is told of as this one: itself, or one of its copies."""
    return copies.renamed(goal_id.encode(), Random(goal_id).randrange(times)).decode()

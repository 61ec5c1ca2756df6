"""How long it takes to fill the read models again, and whether ten times the events take ten times as long."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from projections.rebuild import rebuild
from tests.benchmarks import history, report, world

SMALL, LARGE = 10_000, 100_000
QUICK_LARGE = 20_000
TOLERANCE = 0.25


@dataclass(frozen=True)
class Log:
    doors: Doors
    workspace_id: str

    def rebuilt(self) -> float:
        """Events a second."""
        began = perf_counter()
        events = rebuild(self.doors.hub, self.workspace_id)
        return events / (perf_counter() - began)


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    large = QUICK_LARGE if quick else LARGE
    report.heading(f"rebuild: events per second, median of {rounds} rounds by turns")
    with _log(home, SMALL) as few, _log(home, large) as many:
        turns = [(few.rebuilt(), many.rebuilt()) for _ in range(rounds)]
    for events, rates in zip((SMALL, large), zip(*turns, strict=True), strict=True):
        report.line(f"{events:,} events", f"{median(rates):>10,.0f} /s   ({min(rates):,.0f}–{max(rates):,.0f})")
    growth = median(few_rate / many_rate for few_rate, many_rate in turns)
    is_linear = abs(growth - 1) <= TOLERANCE
    report.line("time per event, larger to smaller", f"{growth:>10.2f}", wanted=f"1 ± {TOLERANCE}", is_met=is_linear)


@contextmanager
def _log(home: Path, events: int) -> Iterator[Log]:
    made = world.made(home, f"log-{events}")
    doors: Doors = create_app(Settings(database_url=made.environ["DATABASE_URL"])).extensions["goalpost"]
    try:
        history.told(doors.hub, made.workspace_id, events)
        yield Log(doors, made.workspace_id)
    finally:
        doors.close()

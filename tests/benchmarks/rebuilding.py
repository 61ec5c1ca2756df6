"""How long a rebuild takes, whether that grows with the log, and what writers notice of it."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter, process_time

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from projections.rebuild import rebuild
from tests.benchmarks import copies, history, load, report, requests, servers, world
from tests.benchmarks.servers import ROOT, Server
from tests.benchmarks.world import World

SMALL, LARGE = 10_000, 100_000
QUICK_LARGE = 20_000
TIMES = 10
"""The longest log is so many times as long as the large one."""
TOLERANCE = 0.25
AIM = 30_000
FEW, SOME = 1, 8
SLOW_MOST = 2.0
WARM_UP_S = 1.0
PROGRAM = [sys.executable, "-c", "from api.cli import main; main()", "rebuild"]


@dataclass(frozen=True)
class Log:
    doors: Doors
    made: World

    def rebuilt(self) -> tuple[int, float, float]:
        """Events, and how many a second: of the clock's, and of one core's."""
        began, worked = perf_counter(), process_time()
        done = rebuild(self.doors.hub, self.made.workspace_id)
        return done.position, done.position / (perf_counter() - began), done.position / (process_time() - worked)


def measured(home: Path, rounds: int, seconds: float, *, quick: bool) -> None:
    large = QUICK_LARGE if quick else LARGE
    report.heading(f"rebuild, compared and switched: events per second, median of {rounds} rounds by turns")
    with _log(home, SMALL) as few, _log(home, large) as many:
        turns = [(few.rebuilt(), many.rebuilt()) for _ in range(rounds)]
        for each in zip(*turns, strict=True):
            _told(list(each))
        _growth(f"time per event, {large:,} to {SMALL:,}", [small[1] / long[1] for small, long in turns])
        _writers(many.made, rounds, seconds)
        if not quick:
            _longest(many, median(long[1] for _, long in turns))


def _told(found: list[tuple[int, float, float]]) -> None:
    rates, of_a_core = [rate for _, rate, _ in found], median(rate for _, _, rate in found)
    spread = f"({min(rates):,.0f}–{max(rates):,.0f}); {of_a_core:,.0f} a second of a core's time"
    events, is_met = found[0][0], of_a_core >= AIM
    report.line(f"{events:,} events", f"{median(rates):>10,.0f} /s {spread}", wanted=f"≥ {AIM:,}", is_met=is_met)


def _growth(label: str, ratios: list[float]) -> None:
    growth = median(ratios)
    is_linear = abs(growth - 1) <= TOLERANCE
    report.line(label, f"{growth:>10.2f}", wanted=f"1 ± {TOLERANCE}", is_met=is_linear)


def _longest(log: Log, before: float) -> None:
    """The first rebuild finds read models that know nothing of the copies, and is not counted."""
    copies.lengthened(log.made.path, log.made.workspace_id, TIMES)
    log.rebuilt()
    found = log.rebuilt()
    _told([found])
    _growth("time per event, that to a tenth of it", [before / found[1]])


def _writers(made: World, rounds: int, seconds: float) -> None:
    """Single readings over HTTP: while rebuilds go on one after the other, and without, by turns."""
    report.heading("One reading per POST, p99: during a rebuild, without, ratio (least–greatest)")
    with servers.serving("wsgi:application", made.environ) as server:
        for connections in (FEW, SOME):
            turns = [_slow(server, made, connections, seconds) for _ in range(rounds)]
            label = f"{connections} connection{'s' if connections > 1 else ''}"
            report.compared(label, "ms", *zip(*turns, strict=True), most=SLOW_MOST)


def _slow(server: Server, made: World, connections: int, seconds: float) -> tuple[float, float]:
    stream = requests.single(made)
    load.timed(server.port, stream, connections=connections, seconds=WARM_UP_S)
    without = load.timed(server.port, stream, connections=connections, seconds=seconds)
    with _rebuilding(made.environ):
        during = load.timed(server.port, stream, connections=connections, seconds=seconds)
    assert not without.refused and not during.refused
    return during.p99_ms, without.p99_ms


@contextmanager
def _rebuilding(environ: Mapping[str, str]) -> Iterator[None]:
    """By a process of its own, again and again. The block begins once the first has begun."""
    stopped, begun = Event(), Event()

    def again() -> None:
        while not stopped.is_set():
            with subprocess.Popen(PROGRAM, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.DEVNULL) as one:
                stopped.wait(WARM_UP_S)
                begun.set()
                while one.poll() is None and not stopped.wait(0.05):
                    pass
                one.terminate()

    thread = Thread(target=again)
    thread.start()
    begun.wait()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


@contextmanager
def _log(home: Path, events: int) -> Iterator[Log]:
    made = world.made(home, f"log-{events}")
    doors: Doors = create_app(Settings(database_url=made.environ["DATABASE_URL"])).extensions["goalpost"]
    try:
        history.told(doors.hub, made.workspace_id, events)
        yield Log(doors, made)
    finally:
        doors.close()

"""A whole log taken away as a bundle: events a second of a core's time, against the bare rows in a gzip file."""

import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from api.app import create_app
from api.contract.doors import Doors
from api.settings import Settings
from tests import signers
from tests.benchmarks import long_log, report, servers, world
from tests.benchmarks.hashed import hashed
from tests.benchmarks.world import World

SIZES = (100_000, 1_000_000)
QUICK_SIZES = (50_000, 100_000)
AIM = 50_000
TOLERANCE = 0.2
"""Of the events a second of the short log, that the long one may lack; and of its memory, that it may need more."""
MOST_MB = 64
TOGETHER = 1_000
ROWS = """
SELECT position, stream_id, version, topic, recorded_at, state FROM events WHERE workspace_id = ? ORDER BY position
"""


class Taken(NamedTuple):
    """Seconds that went by, and that a core worked; megabytes beyond those that the process had."""

    gone: float
    worked: float
    held: float


@dataclass(frozen=True)
class Log:
    made: World
    events: int
    signer: str

    def taken(self) -> Taken:
        command = [sys.executable, "-m", "tests.benchmarks.taking", self.made.environ["DATABASE_URL"]]
        run = subprocess.run(
            [*command, self.signer, self.made.workspace_id, str(self.made.path.with_suffix(".tar"))],
            cwd=servers.ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        return Taken(*map(float, run.stdout.split()))

    def bare(self) -> float:
        """Seconds that a core worked to read the rows and to compress them, a line each."""
        began = process_time()
        gzip = zlib.compressobj(1, zlib.DEFLATED, 31)
        path = self.made.path.with_suffix(".gz")
        with closing(sqlite3.connect(self.made.path)) as connection, path.open("wb") as file:
            found = connection.execute(ROWS, (self.made.workspace_id,))
            while some := found.fetchmany(TOGETHER):
                file.write(gzip.compress(b"".join(b"%d %b %d %b %d %b\n" % _bytes(row) for row in some)))
            file.write(gzip.flush())
        return process_time() - began


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    report.heading(f"A whole log taken away as a bundle: median of {rounds} rounds, each a process of its own")
    rates, weights = [], []
    for events in QUICK_SIZES if quick else SIZES:
        with logged(home, events) as log:
            turns = [(log.taken(), log.bare()) for _ in range(rounds)]
        rates.append(events / median(taken.worked for taken, _ in turns))
        weights.append(median(taken.held for taken, _ in turns))
        _told(events, turns, rate=rates[-1], weight=weights[-1])
    report.line(
        "the long log's rate, of the short one's",
        f"{rates[-1] / rates[0]:>10.2f}",
        wanted=f"≥ {1 - TOLERANCE}",
        is_met=rates[-1] / rates[0] >= 1 - TOLERANCE,
    )


def _told(events: int, turns: list[tuple[Taken, float]], *, rate: float, weight: float) -> None:
    named = f"{events:,} events"
    report.line(f"{named}: of a core's time", f"{rate:>10,.0f} /s", wanted=f"≥ {AIM:,} /s", is_met=rate >= AIM)
    report.line(f"{named}: gone by", f"{events / median(taken.gone for taken, _ in turns):>10,.0f} /s")
    report.line(f"{named}: memory", f"{weight:>10.1f} MB", wanted=f"≤ {MOST_MB} MB", is_met=weight <= MOST_MB)
    ours, bare = ([each[0].worked for each in turns], [each[1] for each in turns])
    report.compared(f"{named}: to the bare rows, compressed", "s", ours, bare)


@contextmanager
def logged(home: Path, events: int) -> Iterator[Log]:
    made = world.made(home, f"export-{events}")
    doors: Doors = create_app(Settings(database_url=made.environ["DATABASE_URL"])).extensions["goalpost"]
    try:
        doors.hub.write(made.workspace_id, lambda writing: long_log.told(writing, events))
        hashed(doors.hub, made.path, made.workspace_id)
    finally:
        doors.close()
    address = str(home / f"signer-{events}.socket")
    with signers.signing(made.environ["DATABASE_URL"], home=home / f"signer-{events}", address=address):
        yield Log(made, events, address)


def _bytes(row: tuple[int, str, int, str, int, bytes]) -> tuple[int, bytes, int, bytes, int, bytes]:
    position, stream_id, version, topic, recorded_at, state = row
    return position, stream_id.encode(), version, topic.encode(), recorded_at, state

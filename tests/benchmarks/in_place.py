"""What it costs to verify a log in place: events a second of a core's time, against reading and hashing its states."""

import sqlite3
import tracemalloc
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import process_time

from api.migrate import migrate
from goals.hub import Hub
from goals.vocabulary import WorkspaceKind
from goals.writing import Writing
from projections.ledger.examining.examining import examine
from projections.ledger.examining.memory import Memory
from tests.benchmarks import long_log, report
from tests.benchmarks.hashed import hashed
from tests.benchmarks.world import ASKED
from tests.invariants.looking import hub_on

SHORT, LONG = 50_000, 200_000
QUICK_SHORT, QUICK_LONG = 10_000, 30_000
AIM = 50_000
MOST_MIB = 64
TOLERANCE = 0.25
STATES = "SELECT state FROM events WHERE workspace_id = ? ORDER BY position"
MIB = 1 << 20


@dataclass(frozen=True)
class Log:
    hub: Hub
    path: Path
    workspace_id: str
    events: int

    def verified(self) -> float:
        """Events a second of a core's time. Raises AssertionError where the log is not sound."""
        began = process_time()
        found = examine(self.hub.database, self.workspace_id, Memory())
        took = process_time() - began
        assert (found.findings, found.size) == ((), self.events), found.findings
        return self.events / took

    def bare(self) -> float:
        began, count = process_time(), 0
        with closing(sqlite3.connect(self.path)) as connection:
            for (state,) in connection.execute(STATES, (self.workspace_id,)):
                sha256(state).digest()
                count += 1
        assert count == self.events
        return self.events / (process_time() - began)

    def peak_mib(self) -> float:
        tracemalloc.start()
        self.verified()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak / MIB


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    short, long = (QUICK_SHORT, QUICK_LONG) if quick else (SHORT, LONG)
    report.heading(f"verification in place: events per second of a core's time, median of {rounds} rounds by turns")
    with _log(home, short) as few, _log(home, long) as many:
        turns = [(few.verified(), many.verified(), many.bare()) for _ in range(rounds)]
        for log, rates in ((few, [turn[0] for turn in turns]), (many, [turn[1] for turn in turns])):
            rate = median(rates)
            spread = f"({min(rates):,.0f}–{max(rates):,.0f})"
            report.line(
                f"{log.events:,} events", f"{rate:>10,.0f} /s {spread}", wanted=f"≥ {AIM:,}", is_met=rate >= AIM
            )
        bare = [turn[2] / turn[1] for turn in turns]
        report.line("times a bare SELECT and SHA-256 of the states", f"{median(bare):>10.1f}")
        growth = median(turn[0] / turn[1] for turn in turns)
        is_linear = growth <= 1 + TOLERANCE
        report.line(f"time per event, {long:,} to {short:,}", f"{growth:>10.2f}", wanted="≤ 1.25", is_met=is_linear)
        peaks = few.peak_mib(), many.peak_mib()
        said = f"{peaks[0]:>10.1f} and {peaks[1]:.1f} MiB"
        report.line("memory at its most, short and long", said, wanted=f"≤ {MOST_MIB}", is_met=peaks[1] <= MOST_MIB)


@contextmanager
def _log(home: Path, events: int) -> Iterator[Log]:
    path = home / f"in-place-{events}.sqlite"
    url = f"sqlite:///{path}"
    migrate(url, url)
    hub = hub_on(url)
    workspace_id = hub.open_workspace(name="long", kind=WorkspaceKind.LIVE, asked=ASKED)

    def work(writing: Writing) -> None:
        long_log.told(writing, events - 1)

    hub.write(workspace_id, work, alone=True)
    hashed(hub, path, workspace_id)
    yield Log(hub, path, workspace_id, examine(hub.database, workspace_id, Memory()).size)
    hub.database.close()

"""What a worker weighs after a long day, and how long it takes to begin one."""

import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.benchmarks import load, report, requests, servers, world

REQUESTS = 100_000
QUICK_REQUESTS = 10_000
CONNECTIONS = 16
PROCESSES = 5
MOST_MB = 120
MOST_IMPORT_S = 1.0
MB = 1024 * 1024
TIMED_IMPORT = "from time import perf_counter as t; began = t(); import wsgi; print(t() - began)"
TIMED_APP = "from time import perf_counter as t; began = t(); import wsgi; wsgi.app(); print(t() - began)"


def measured(home: Path, *, quick: bool) -> None:
    _weighed(home, QUICK_REQUESTS if quick else REQUESTS)
    report.heading(f"Beginning: median of {PROCESSES} fresh processes")
    imported = _median_of(TIMED_IMPORT)
    is_met = imported < MOST_IMPORT_S
    report.line("import wsgi", f"{imported:>10.2f} s", wanted=f"< {MOST_IMPORT_S:.0f} s", is_met=is_met)
    report.line("import wsgi, and the application put together", f"{_median_of(TIMED_APP):>10.2f} s")


def _weighed(home: Path, most: int) -> None:
    made = world.made(home, "long-day")
    with servers.serving("wsgi:application", made.environ) as server:
        before = max(worker.memory_info().rss for worker in server.workers) / MB
        stretch = load.counted(server.port, requests.mixed(made), connections=CONNECTIONS, most=most)
        assert not stretch.refused, f"{len(stretch.refused)} refused, such as {stretch.refused[0]!r}"
        report.heading(f"A worker after {most:,} requests, half of them writes, at {stretch.per_second:,.0f}/s")
        report.line("heaviest worker before", f"{before:>10.0f} MB resident")
        weights = [worker.memory_full_info() for worker in server.workers]
        resident = max(weight.rss for weight in weights) / MB
        own = max(weight.uss for weight in weights) / MB
    wanted = f"< {MOST_MB} MB"
    told = f"{resident:>10.0f} MB resident, {own:.0f} MB its own"
    report.line("heaviest worker after", told, wanted=wanted, is_met=resident < MOST_MB)


def _median_of(program: str) -> float:
    command = [sys.executable, "-c", program]
    runs = [
        subprocess.run(command, cwd=servers.ROOT, check=True, capture_output=True, text=True) for _ in range(PROCESSES)
    ]
    return median(float(run.stdout) for run in runs)

"""A whole bundle verified by the one file alone: events a second of a core, against the least that can be done."""

import json
import subprocess
import sys
import zlib
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import process_time
from typing import NamedTuple

from projections.ledger.verifier.container import Bundle
from tests.benchmarks import export, report, servers

PROGRAM = servers.ROOT / "deploy" / "goalpost_verify.py"
ALONE = """
import runpy, sys, time
sys.argv = sys.argv[1:]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
except SystemExit as ended:
    assert ended.code == 0, f"exit code {ended.code}"
held = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(time.process_time(), int(held) / 1024, file=sys.stderr)
"""
GZIP = 31


class Verified(NamedTuple):
    """Seconds that a core worked, the start of the program among them, and megabytes in all."""

    worked: float
    held: float


def measured(home: Path, rounds: int, *, quick: bool) -> None:
    report.heading(f"A bundle verified offline: median of {rounds} rounds, each a process of its own")
    rates = []
    for events in export.QUICK_SIZES if quick else export.SIZES:
        path = _bundle(home, events)
        turns = [(_verified(path), _bare(path)) for _ in range(rounds)]
        rates.append(events / median(verified.worked for verified, _ in turns))
        _told(events, turns, rate=rates[-1])
    least, share = 1 - export.TOLERANCE, rates[-1] / rates[0]
    report.line(
        "the long log's rate, of the short one's", f"{share:>10.2f}", wanted=f"≥ {least}", is_met=share >= least
    )


def _told(events: int, turns: list[tuple[Verified, float]], *, rate: float) -> None:
    named, held = f"{events:,} events", median(verified.held for verified, _ in turns)
    is_met, most = rate >= export.AIM, export.MOST_MB
    report.line(f"{named}: of a core's time", f"{rate:>10,.0f} /s", wanted=f"≥ {export.AIM:,} /s", is_met=is_met)
    report.line(f"{named}: memory", f"{held:>10.1f} MB", wanted=f"≤ {most} MB", is_met=held <= most)
    ours, bare = ([each.worked for each, _ in turns], [each for _, each in turns])
    report.compared(f"{named}: to SHA-256 and json.loads of the lines", "s", ours, bare)


def _bundle(home: Path, events: int) -> Path:
    """That which the export's benchmark left, or one that is made now."""
    path = home / f"export-{events}.tar"
    if not path.exists():
        with export.logged(home, events) as log:
            log.taken()
    with Bundle(path) as bundle:
        path.with_suffix(".keys").write_bytes(bundle.read("keys.txt"))
    return path


def _verified(path: Path) -> Verified:
    command = [sys.executable, "-c", ALONE, str(PROGRAM), str(path), "--key", str(path.with_suffix(".keys"))]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    worked, held = run.stderr.split()
    return Verified(float(worked), float(held))


def _bare(path: Path) -> float:
    """Seconds that a core worked on each line once: unpacked, hashed, and read as JSON."""
    began = process_time()
    with Bundle(path) as bundle:
        for name in (name for name in bundle.names if name.startswith("events/")):
            for line in zlib.decompress(bundle.read(name), GZIP).splitlines():
                sha256(line).digest()
                json.loads(line)
    return process_time() - began

"""What a figure depends on, and is told with it."""

import os
import platform
import sqlite3
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

SYNCS = 200
PAGE_BYTES = 4096
IN_MEMORY = ("tmpfs", "ramfs")


def told(home: Path) -> list[str]:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return [
        f"{_cpu()}, {os.cpu_count()} cores, load before {load}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version} (WAL, synchronous=FULL)",
        f"{_file_system(home)} at {home}, fdatasync {_sync_us(home):.0f} µs (median of {SYNCS})",
    ]


def require_disk(home: Path) -> None:
    """Raises ValueError where a sync would cost nothing."""
    if _file_system(home) in IN_MEMORY:
        raise ValueError(f"{home} is in memory: name a directory on a disk.")


def _file_system(home: Path) -> str:
    mounts = {Path(each.mountpoint): each.fstype for each in psutil.disk_partitions(all=True)}
    resolved = home.resolve()
    return next((mounts[place] for place in (resolved, *resolved.parents) if place in mounts), "unknown")


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def _sync_us(home: Path) -> float:
    costs = []
    with tempfile.TemporaryFile(dir=home) as file:
        for _ in range(SYNCS):
            file.write(bytes(PAGE_BYTES))
            file.flush()
            began = perf_counter()
            os.fdatasync(file.fileno())
            costs.append(perf_counter() - began)
    return median(costs) * 1_000_000

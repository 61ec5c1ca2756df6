"""The server itself, under gunicorn, over a database of the test's own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.invariants.talking import Client

ROOT = Path(__file__).parent.parent.parent
START_TIMEOUT_S = 30
STOP_TIMEOUT_S = 30


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running server; `pid` is its first process, `log` what it wrote."""

    database_url: str
    port: int
    pid: int
    log: Path

    def client(self, token: str | None = None) -> Client:
        return Client(self.port, token)


@contextmanager
def serving(
    database_url: str,
    *,
    home: Path,
    workers: int = 2,
    threads: int = 32,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Answers from the first line of the block to its last."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        port = listening.getsockname()[1]
        log = home / f"server-{port}.log"
        told = {"DATABASE_URL": database_url, "GOALPOST_KEYS_URL": database_url, "GOALPOST_POOL_SIZE": str(threads)}
        known = os.environ | told | dict(environ or {})
        widths = (str(listening.fileno()), str(workers), str(threads))
        process = _started(listening, [sys.executable, "-m", "tests.invariants.runner", *widths], known, log)
    try:
        served = Served(database_url=database_url, port=port, pid=process.pid, log=log)
        _wait(served, process)
        yield served
    finally:
        process.terminate()
        process.wait(STOP_TIMEOUT_S)


def _started(
    listening: socket.socket, command: list[str], environ: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("wb") as written:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=environ,
            pass_fds=[listening.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )


def _wait(served: Served, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < give_up:
        answer = served.client().tried("GET", "/readyz")
        if answer is not None and answer.status == 200:
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{served.log.read_text()}")

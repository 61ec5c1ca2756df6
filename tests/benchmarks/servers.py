"""gunicorn, the same way for both: two workers, many threads each."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.benchmarks import load

ROOT = Path(__file__).parent.parent.parent
WORKERS = 2
THREADS = 32
BOOT_S = 30.0
SETTINGS = (
    *("--workers", str(WORKERS), "--worker-class", "gthread", "--threads", str(THREADS)),
    *("--keep-alive", "75", "--no-control-socket", "--log-level", "warning"),
)


@dataclass(frozen=True)
class Server:
    port: int
    process: psutil.Process

    @property
    def workers(self) -> list[psutil.Process]:
        return self.process.children()


@contextmanager
def serving(application: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """A server of `application`, until the end of the block; all its workers have booted."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", *SETTINGS, "--bind", f"127.0.0.1:{port}", application]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}) as process:
        try:
            server = Server(port, psutil.Process(process.pid))
            _await(server)
            yield server
        finally:
            process.terminate()
            process.wait()


def _await(server: Server) -> None:
    """Until it answers, whatever it answers."""
    deadline = time.monotonic() + BOOT_S
    while len(server.workers) < WORKERS or not _answers(server.port):
        if time.monotonic() > deadline:
            raise TimeoutError(f"no server on port {server.port} within {BOOT_S} s")
        time.sleep(0.05)
    load.timed(server.port, _nothing(), connections=WORKERS * 4, seconds=0.5)


def _nothing() -> Iterator[bytes]:
    while True:
        yield b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])

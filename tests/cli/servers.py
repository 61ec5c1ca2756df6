"""A server as a program of its own."""

import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer
from typing import Any

from tests.cli.conftest import PROGRAM, environ_of

PATIENCE_S = 30
SERVES_WITHIN_S = 120
KEY = re.compile(r"gp_(?:test|live)_[0-9a-z]{8}_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Server:
    process: subprocess.Popen[str]
    port: int
    said: str

    def get(self, path: str, key: str = "") -> tuple[int, Any]:
        """Raises OSError where nobody listens."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {key}"} if key else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    @property
    def keys(self) -> list[str]:
        return list(dict.fromkeys(KEY.findall(self.said)))


Serve = Callable[..., Server]
HELD: list[socket.socket] = []


def free_port() -> int:
    """Nobody else is given it: it stays bound here, which keeps no server from listening on it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    HELD.append(held)
    port: int = held.getsockname()[1]
    return port


@contextmanager
def serving(home: Path) -> Iterator[Serve]:
    """Starts servers in a directory; they are gone afterwards."""
    started: list[subprocess.Popen[str]] = []

    def serve(*options: str, **told: str) -> Server:
        port = free_port()
        command = [*PROGRAM, "serve", "--port", str(port), *options]
        process = subprocess.Popen(
            command, cwd=home, env=environ_of(**told), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return Server(process, port, _said(process))

    yield serve
    for process in started:
        if process.poll() is None and _interrupted(process):
            process.kill()
        assert process.stdout is not None
        process.stdout.close()


def _said(process: subprocess.Popen[str]) -> str:
    """What it prints until it serves, or ends; it is killed if it does neither."""
    assert process.stdout is not None
    lines = []
    given_up = Timer(SERVES_WITHIN_S, process.kill)
    given_up.start()
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line or line.startswith("{"):
            break
    given_up.cancel()
    return "".join(lines)


def _interrupted(process: subprocess.Popen[str]) -> bool:
    """Whether it is still there after it was told to stop."""
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_S)
    return process.poll() is None

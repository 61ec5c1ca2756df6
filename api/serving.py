"""gunicorn, with the settings that suit a log: few processes, many threads, and nobody cut off when it stops."""

import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.http import get_parser
from gunicorn.workers.gthread import ThreadWorker

from api import unreadable
from api.app import create_lasting_app
from api.receiving import BodyReader, TimedUnreader, limit_sending, part
from api.settings import Settings
from goals.identity import new_id

SPARE_CONNECTIONS = 8
BODY_TIMEOUT_S = 15.0
SEND_TIMEOUT_S = 20.0
THREADS_A_STREAM = 4
MEMORY = Path("/dev/shm")
FIXED = {
    "worker_class": "api.serving.DrainingWorker",
    "preload_app": False,
    "control_socket_disable": True,
    "limit_request_line": 8190,
    "graceful_timeout": 25,
    "keepalive": 5,
    "max_requests": 0,
    "loglevel": "warning",
    "proc_name": "goalpost",
    "default_proc_name": "goalpost",
}


class AddressTaken(OSError):
    """Nobody can listen there."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """Where and how wide. Told to stop, each process answers /readyz with 503 for `drain_s` seconds, and all else as
    ever, before it takes no more connections. Whoever sends nothing of a request for `body_timeout_s` is refused,
    whoever reads nothing of an answer for `send_timeout_s` gets no more of it."""

    host: str
    port: int
    workers: int
    threads: int
    drain_s: float
    body_timeout_s: float = BODY_TIMEOUT_S
    send_timeout_s: float = SEND_TIMEOUT_S

    @property
    def most_streams(self) -> int:
        """So many threads of a process may be kept by those who read streams; the others answer everybody else."""
        return max(1, self.threads // THREADS_A_STREAM)


class DrainingWorker(ThreadWorker):  # type: ignore[misc]
    """Says that it is stopping before it stops, and answers with problems. Has no application until it has begun."""

    wsgi: Flask | None = None

    def handle_exit(self, sig: int, frame: Any) -> None:
        drain_s = self.app.serving.drain_s
        if self.wsgi is not None:
            self.wsgi.extensions["goalpost"].draining.set()
        if self.wsgi is None or drain_s == 0:
            super().handle_exit(sig, frame)
        else:
            signal.signal(signal.SIGALRM, super().handle_exit)
            signal.setitimer(signal.ITIMER_REAL, drain_s)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """Without draining. gunicorn's own asks the pool of threads to stop, whose lock the thread that was interrupted
        may hold: then it waited for itself until it was killed, 25 seconds later."""
        super().handle_exit(sig, frame)

    def handle(self, conn: Any) -> Any:
        """Parting takes a while: not in the thread that takes connections, where gunicorn has it."""
        if conn.parser is None:
            conn.parser = get_parser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = TimedUnreader(conn.sock, patience_s=self.app.serving.body_timeout_s)
            limit_sending(conn.sock, patience_s=self.app.serving.send_timeout_s)
        conn.parser.unreader.begin()
        kept = super().handle(conn)
        if not kept:
            part(conn.sock)
        return kept

    def handle_request(self, req: Any, conn: Any) -> Any:
        req.body.reader = BodyReader(req.body.reader, req)
        try:
            return super().handle_request(req, conn)
        except BlockingIOError:
            self.log.warning("answer to %s broken off: nothing of it was read for too long", conn.client)
            return False

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        problem, request_id = unreadable.problem_of(exc), new_id()
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("request %s failed", request_id, exc_info=exc)
        else:
            self.log.warning("request %s from %s refused: %s", request_id, addr, exc)
        with suppress(OSError):
            util.write_nonblock(client, unreadable.answer(problem, request_id=request_id))


class Server(BaseApplication):  # type: ignore[misc]
    """`ready` is called once connections are taken."""

    def __init__(self, settings: Settings, serving: Serving, *, ready: Callable[[], None]) -> None:
        self.settings = settings
        self.serving = serving
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        for name, value in options(self.serving).items():
            self.cfg.set(name, value)
        self.cfg.set("when_ready", lambda _: self.ready())

    def load(self) -> Flask:
        return create_lasting_app(replace(self.settings, most_streams=self.serving.most_streams))


def options(serving: Serving) -> dict[str, Any]:
    """gunicorn's settings."""
    return {
        **FIXED,
        "bind": f"{bracketed(serving.host)}:{serving.port}",
        "workers": serving.workers,
        "threads": serving.threads,
        "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None,
    }


def require_free(host: str, port: int) -> None:
    """Raises AddressTaken."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise AddressTaken(f"Nobody can listen on {host}:{port} ({error.strerror}): choose another port.") from None


def bracketed(host: str) -> str:
    """The host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host

"""Around every request: its id, its line in the access log, and the headers every answer has."""

import logging
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from goals.identity import new_id

LOGGER = "goalpost.access"
SECURITY = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)
CLOSED = "default-src 'none'; frame-ancestors 'none'"

_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Traced:
    """A WSGI application around another."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner
        self._log = logging.getLogger(LOGGER)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        request_id = _request_id(environ)
        environ["goalpost.request_id"] = request_id

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.extend((*SECURITY, ("X-Request-ID", request_id)))
            if not any(name == "Content-Security-Policy" for name, _ in headers):
                headers.append(("Content-Security-Policy", CLOSED))
            if self._log.isEnabledFor(logging.INFO):
                self._log.info(_line(environ, status, headers, time.perf_counter() - began))
            return start_response(status, headers, exc_info)

        return self._inner(environ, start)


def _request_id(environ: Environ) -> str:
    sent = environ.get("HTTP_X_REQUEST_ID", "")
    return sent if _REQUEST_ID.fullmatch(sent) else new_id()


def _line(environ: Environ, status: str, headers: list[tuple[str, str]], seconds: float) -> str:
    caller = environ.get("goalpost.caller")
    told = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "request_id": environ["goalpost.request_id"],
        "method": environ["REQUEST_METHOD"],
        "path": environ.get("PATH_INFO", ""),
        "status": int(status[:3]),
        "ms": round(seconds * 1000, 3),
        "bytes": next((value for name, value in headers if name == "Content-Length"), None),
        "ip": environ.get("REMOTE_ADDR"),
        "workspace": None if caller is None else caller.workspace_id,
        "credential": None if caller is None else caller.credential,
        "actor": None if caller is None else caller.actor.id,
    }
    return msgspec.json.encode(told).decode()

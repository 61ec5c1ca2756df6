"""A client of the API, in plain HTTP."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

TIMEOUT_S = 60
IDLE_S = 2
"""The server closes a connection that is idle for longer than its keep-alive."""


@dataclass(frozen=True)
class Answer:
    """`headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def made(self) -> Any:
        """What was answered to a request that must succeed."""
        assert 200 <= self.status < 300, f"{self.status} {self.body[:2000]!r}"
        return self.json


class Client:
    """One connection, for one thread, opened again after a while."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self._token = token
        self._used_at = 0.0

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Header names are written with underscores. Raises OSError or HTTPException if no answer came."""
        return self._exchanged(method, path, None if body is None else json.dumps(body).encode(), headers)

    def send_raw(self, method: str, path: str, raw: bytes, **headers: str) -> Answer:
        """With a body as it is."""
        return self._exchanged(method, path, raw, headers)

    def tried(self, method: str, path: str, body: Any = None, **headers: str) -> Answer | None:
        """None if no answer came: then nobody knows whether it was done."""
        try:
            return self.send(method, path, body, **headers)
        except (OSError, HTTPException):
            self._connection.close()
            return None

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers).made()

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, {} if body is None else body, **headers).made()

    def close(self) -> None:
        self._connection.close()

    def _exchanged(self, method: str, path: str, payload: bytes | None, headers: Mapping[str, str]) -> Answer:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self._token is not None:
            told.setdefault("Authorization", f"Bearer {self._token}")
        if payload is not None:
            told.setdefault("Content-Type", "application/json")
        if time.monotonic() - self._used_at > IDLE_S:
            self._connection.close()
        self._used_at = time.monotonic()
        self._connection.request(method, path, payload, told)
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

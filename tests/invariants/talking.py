"""A client of the API, in plain HTTP."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any

TIMEOUT_S = 60


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
    """One connection, for one thread, opened again where the server closed it."""

    def __init__(self, port: int, token: str | None = None) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        self._token = token

    def send(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> Answer:
        """Header names are written with underscores. Raises OSError or HTTPException if no answer came."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self._token is not None:
            told.setdefault("Authorization", f"Bearer {self._token}")
        payload = raw if raw is not None else None if body is None else json.dumps(body).encode()
        if payload is not None:
            told.setdefault("Content-Type", "application/json")
        return self._exchanged(method, path, payload, told)

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

    def _exchanged(self, method: str, path: str, payload: bytes | None, told: Mapping[str, str]) -> Answer:
        self._connection.request(method, path, payload, dict(told))
        response = self._connection.getresponse()
        body = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)

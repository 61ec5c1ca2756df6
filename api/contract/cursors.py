"""Where the next page begins: opaque, signed, and good for one question of one workspace only."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import cached_property
from hmac import compare_digest, digest
from typing import Any

import msgspec

from api.contract.problems import Problem
from goals.errors import Fault

PATTERN = "^[A-Za-z0-9_-]{24,4000}$"
MAC_BYTES = 16
MARK = "c1_"
"""What every cursor begins with."""


class Cursors:
    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._make_secret = secret

    @cached_property
    def _secret(self) -> bytes:
        return self._make_secret()

    def written(self, place: Any, *, question: str) -> str:
        """`place` is anything JSON; `question` names the workspace, the route, and everything that was asked."""
        payload = msgspec.json.encode(place)
        return MARK + urlsafe_b64encode(self._mac(payload, question) + payload).decode().rstrip("=")

    def read(self, cursor: str, *, question: str) -> Any:
        """The place. Raises Problem unless it was written for the same question."""
        if not cursor.startswith(MARK):
            detail = "No page ever ended with this cursor."
            raise Problem("not-a-cursor", detail, [Fault("?cursor", "wrong-cursor", detail)])
        coded = cursor.removeprefix(MARK)
        try:
            raw = urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
        except ValueError:
            raise _wrong() from None
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not compare_digest(mac, self._mac(payload, question)):
            raise _wrong()
        return msgspec.json.decode(payload)

    def _mac(self, payload: bytes, question: str) -> bytes:
        return digest(self._secret, question.encode() + b"\0" + payload, "sha256")[:MAC_BYTES]


def _wrong() -> Problem:
    detail = "This cursor is not one for this question in this workspace."
    return Problem("invalid-cursor", detail, [Fault("?cursor", "wrong-cursor", detail)])

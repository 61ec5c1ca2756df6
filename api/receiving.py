"""How long who sends and who reads may take, and what becomes of a body that breaks off: what gunicorn leaves open."""

import errno
import socket
import struct
import time
from contextlib import suppress
from typing import Any

from gunicorn.http.errors import ParseException
from gunicorn.http.unreader import SocketUnreader

LEAST_BYTES_PER_S = 8 * 1024
FAREWELL_S = 1.0
FAREWELL_BYTES = 64 * 1024


class TooSlow(ParseException):  # type: ignore[misc]
    """Nothing came for a while, or too little."""

    def __str__(self) -> str:
        return "The request came too slowly."


class TimedUnreader(SocketUnreader):  # type: ignore[misc]
    """Waits `patience_s` for a request, and longer for as long as it comes at LEAST_BYTES_PER_S. Raises TooSlow, at
    the latest when twice the time is over."""

    def __init__(self, sock: socket.socket, *, patience_s: float) -> None:
        super().__init__(sock)
        self._patience_s = self._left_s = patience_s
        _limit(sock, socket.SO_RCVTIMEO, patience_s)

    def begin(self) -> None:
        """Another request is about to come."""
        self._left_s = self._patience_s

    def chunk(self, size_hint: int | None = None) -> bytes:
        began = time.monotonic()
        try:
            received: bytes = super().chunk(size_hint)
        except BlockingIOError:
            raise TooSlow from None
        self._left_s += len(received) / LEAST_BYTES_PER_S - (time.monotonic() - began)
        if self._left_s < 0:
            raise TooSlow
        return received


class BodyReader:
    """Around a reader of gunicorn's: raises ConnectionResetError where the body cannot be read to its end, TimeoutError
    where it comes too slowly. The connection is not used again."""

    def __init__(self, inner: Any, request: Any) -> None:
        self._inner = inner
        self._request = request

    def read(self, size: int) -> bytes:
        try:
            received: bytes = self._inner.read(size)
        except (ParseException, OSError) as error:
            self._request.force_close()
            if isinstance(error, TooSlow | TimeoutError):
                raise TimeoutError(str(error)) from None
            said = "It breaks off" if isinstance(error, OSError) else str(error)
            raise ConnectionResetError(errno.ECONNRESET, said) from None
        return received


def limit_sending(sock: socket.socket, *, patience_s: float) -> None:
    """From now on sending raises BlockingIOError once nothing of it has been taken for so long."""
    _limit(sock, socket.SO_SNDTIMEO, patience_s)


def _limit(sock: socket.socket, option: int, seconds: float) -> None:
    whole, microseconds = divmod(round(seconds * 1_000_000), 1_000_000)
    sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("@ll", whole, microseconds))


def part(sock: socket.socket) -> None:
    """Say that nothing more comes, and hear the sender out for a moment: otherwise it may lose the answer."""
    until = time.monotonic() + FAREWELL_S
    heard = 0
    with suppress(OSError):
        sock.shutdown(socket.SHUT_WR)
        while heard < FAREWELL_BYTES and (left_s := until - time.monotonic()) > 0:
            sock.settimeout(left_s)
            received = sock.recv(4096)
            if not received:
                break
            heard += len(received)
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RD)

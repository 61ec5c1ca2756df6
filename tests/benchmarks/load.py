"""Load from one lean process: prebuilt bytes over keep-alive connections, each with one request in flight."""

import re
import select
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from statistics import quantiles
from time import perf_counter

PATIENCE_MS = 30_000
BLOCK_BYTES = 1 << 18
_LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *([0-9]+)")
_STATUS = slice(9, 12)


@dataclass
class Stretch:
    """What came of a stretch of load. `latencies` in seconds, of the answers within it; `refused` are not 2xx."""

    seconds: float = 0
    latencies: list[float] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)

    def count(self, answer: bytes, latency: float) -> None:
        self.latencies.append(latency)
        if not answer[_STATUS].startswith(b"2"):
            self.refused.append(answer)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p99_ms(self) -> float:
        return quantiles(self.latencies, n=100)[98] * 1000

    @property
    def median_ms(self) -> float:
        return quantiles(self.latencies, n=2)[0] * 1000


class _Line:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_MS / 1000)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._heard = b""

    def send(self, request: bytes) -> None:
        self._heard = b""
        self.sent_at = perf_counter()
        self.socket.sendall(request)

    def answer(self) -> bytes | None:
        """The whole answer, or None while some of it is under way."""
        block = self.socket.recv(BLOCK_BYTES)
        if not block:
            raise ConnectionError(f"the server hung up after {self._heard!r}")
        self._heard += block
        head = self._heard.find(b"\r\n\r\n")
        if head < 0:
            return None
        length = _LENGTH.search(self._heard, 0, head + 2)
        assert length is not None, f"no Content-Length in {self._heard[:head]!r}"
        return self._heard if len(self._heard) >= head + 4 + int(length[1]) else None


def timed(port: int, requests: Iterator[bytes], *, connections: int, seconds: float) -> Stretch:
    """Load for so many seconds. Answers that come later are waited for and not counted."""
    until = perf_counter() + seconds
    return _load(port, requests, connections, is_over=lambda _: perf_counter() >= until)


def counted(port: int, requests: Iterator[bytes], *, connections: int, most: int) -> Stretch:
    """Load until so many were answered."""
    return _load(port, requests, connections, is_over=lambda stretch: len(stretch.latencies) >= most)


def _load(port: int, requests: Iterator[bytes], connections: int, *, is_over: Callable[[Stretch], bool]) -> Stretch:
    lines = {line.socket.fileno(): line for line in (_Line(port) for _ in range(connections))}
    with select.epoll() as poll:
        for number in lines:
            poll.register(number, select.EPOLLIN)
        try:
            return _carried(poll, lines, requests, is_over)
        finally:
            for line in lines.values():
                line.socket.close()


def _carried(
    poll: select.epoll, lines: dict[int, _Line], requests: Iterator[bytes], is_over: Callable[[Stretch], bool]
) -> Stretch:
    stretch, began = Stretch(), perf_counter()
    for line in lines.values():
        line.send(next(requests))
    busy = set(lines)
    while busy:
        for number, _ in _awaited(poll):
            line = lines[number]
            answer = line.answer()
            if answer is None:
                continue
            if not stretch.seconds:
                stretch.count(answer, perf_counter() - line.sent_at)
                if not is_over(stretch):
                    line.send(next(requests))
                    continue
                stretch.seconds = perf_counter() - began
            busy.discard(number)
    return stretch


def _awaited(poll: select.epoll) -> list[tuple[int, int]]:
    found = poll.poll(PATIENCE_MS / 1000)
    if not found:
        raise TimeoutError(f"no answer within {PATIENCE_MS} ms")
    return found

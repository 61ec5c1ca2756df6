"""What is sent, as bytes: the same to both servers."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle, islice

import msgspec

from tests.benchmarks.world import World

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
BATCH = 1_000
NUMBERS = count()
"""No reading is sent twice, whoever it is sent to."""


def single(world: World) -> Iterator[bytes]:
    """One new reading each."""
    return (_post(world, each) for each in _readings())


def batches(world: World) -> Iterator[bytes]:
    """A thousand new readings each."""
    readings = _readings()
    while True:
        yield _post(world, list(islice(readings, BATCH)))


def asking(world: World, goal_id: str) -> Iterator[bytes]:
    """The same goal each time."""
    request = _head(world, "GET", f"/v1/goals/{goal_id}") + b"\r\n"
    return cycle([request])


def trail(world: World, query: str) -> bytes:
    return _head(world, "GET", f"/v1/trail?{query}") + b"\r\n"


def mixed(world: World) -> Iterator[bytes]:
    """A reading, a goal, a reading, the other goal."""
    goals = cycle([next(asking(world, each)) for each in (world.steady_id, world.moved_id)])
    for reading in single(world):
        yield reading
        yield next(goals)


def _readings() -> Iterator[dict[str, str]]:
    for n in NUMBERS:
        observed_at = EARLIEST + timedelta(seconds=n)
        yield {"observed_at": observed_at.isoformat().replace("+00:00", "Z"), "value": f"{400_000 + n % 99_999}.25"}


def _post(world: World, body: object) -> bytes:
    return sent(world, f"/v1/kpis/{world.target_id}/readings", body)


def sent(world: World, path: str, body: object, headers: bytes = b"") -> bytes:
    """A POST; each of `headers` ends its line."""
    encoded = msgspec.json.encode(body)
    length = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(encoded)
    return _head(world, "POST", path) + headers + length + encoded


def _head(world: World, method: str, path: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {world.key}\r\n".encode()

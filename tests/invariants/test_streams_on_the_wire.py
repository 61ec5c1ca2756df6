"""Whoever asks for a stream and does not read it holds nobody up, and is not waited for without end."""

import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from api.contract.roles import Role
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.seeding import seeded
from tests.invariants.serving import serving
from tests.invariants.talking import Answer

SEND_TIMEOUT_S = 3.0
THREADS = 4
GIVE_UP_S = 30 * SEND_TIMEOUT_S
LONG = "/v1/replay?from=1970-01-02&to=1980-01-01"
"""Of 3,652 frames: more than the sockets on the way hold."""
SHORT = "/v1/replay?from=1980-01-01"


@pytest.fixture(scope="module")
def hasty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server of few threads that waits a few seconds for an answer to be read."""
    home = tmp_path_factory.mktemp("hasty-streams")
    url = f"sqlite:///{home / 'goalpost.sqlite'}"
    shutil.copy(sqlite_template, home / "goalpost.sqlite")
    impatient = {"SEND_TIMEOUT_S": str(SEND_TIMEOUT_S)}
    with serving(url, home=home, workers=1, threads=THREADS, environ=impatient) as served:
        place = Place(served=served, seeded=seeded(url))
        client = place.client()
        for _ in range(10):
            stories.draft(client)
        stories.clock(client, "1980-01-02T00:00:00Z")
        yield place


def asked(place: Place) -> socket.socket:
    """Has asked for a long replay, and will read nothing but the first bytes of it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", place.served.port))
    token = place.seeded.tokens[Role.VIEWER]
    connection.sendall(f"GET {LONG} HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    return connection


def status(connection: socket.socket) -> int:
    with connection.makefile("rb", buffering=0) as answer:
        return int(answer.readline().split()[1])


@contextmanager
def streamed(place: Place) -> Iterator[None]:
    """Somebody has the one stream there is; who had it before may take a while to be missed."""
    give_up = time.monotonic() + GIVE_UP_S
    while True:
        with asked(place) as connection:
            if status(connection) == 200:
                yield
                return
        assert time.monotonic() < give_up, "a stream whose reader is gone is never let go"
        time.sleep(0.1)


def taken(place: Place, path: str) -> Answer:
    """A stream, once there is one to be had."""
    give_up = time.monotonic() + GIVE_UP_S
    while (answer := place.client().send("GET", path)).status != 200:
        assert (answer.status, time.monotonic() < give_up) == (503, True), "who does not read is waited for without end"
        time.sleep(0.1)
    return answer


def is_logged(place: Place, words: str) -> bool:
    """Whether the server says it; it says so a moment after the stream is let go."""
    give_up = time.monotonic() + GIVE_UP_S
    while words not in place.served.log.read_text() and time.monotonic() < give_up:
        time.sleep(0.1)
    return words in place.served.log.read_text()


def test_who_does_not_read_streams_leaves_threads_for_all_others(hasty: Place):
    with streamed(hasty), ExitStack() as stack:
        connections = [stack.enter_context(asked(hasty)) for _ in range(THREADS - 1)]
        assert hasty.served.client().send("GET", "/livez").status == 200
        assert {200, *map(status, connections)} == {200, 503}


def test_a_stream_beyond_the_most_is_refused_for_a_while(hasty: Place):
    with streamed(hasty):
        refused = hasty.client().send("GET", LONG)
        assert (refused.status, refused.json["code"]) == (503, "too-many-streams")
        assert int(refused.headers["retry-after"]) > 0
        assert b'"end":true' in taken(hasty, SHORT).body
    assert is_logged(hasty, "broken off")
    assert "Traceback" not in hasty.served.log.read_text()


def test_a_stream_that_is_read_comes_to_its_end(hasty: Place):
    assert b'"end":true' in taken(hasty, SHORT).body
    for _ in range(2 * THREADS):
        assert b'"end":true' in hasty.client().send("GET", SHORT).body
        assert hasty.client().send("HEAD", LONG).status == 200

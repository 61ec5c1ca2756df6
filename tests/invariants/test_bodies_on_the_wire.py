"""What comes over a socket and is no whole request is refused with a problem, kept nowhere, and holds nobody up."""

import json
import select
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from api.contract.roles import Role
from api.contract.tracing import SECURITY
from api.receiving import FAREWELL_S
from api.serving import BODY_TIMEOUT_S
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.seeding import seeded
from tests.invariants.serving import serving
from tests.invariants.talking import Answer

MEBIBYTE = 1024 * 1024
PATIENCE_S = 0.5
THREADS = 4
PATIENT_S = 2.0
WIDE = 16
MEMBERS = {"type", "title", "status", "detail", "code", "instance", "request_id", "errors"}
LIVEZ = b"GET /livez HTTP/1.1\r\nHost: here\r\n"
NUMBERS = count(1)


@pytest.fixture(scope="module")
def hasty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server of few threads that waits half a second."""
    with waiting(PATIENCE_S, THREADS, sqlite_template, tmp_path_factory.mktemp("hasty-server")) as place:
        yield place


@pytest.fixture(scope="module")
def patient(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server of many threads that waits long enough for a client that stands still for a moment."""
    with waiting(PATIENT_S, WIDE, sqlite_template, tmp_path_factory.mktemp("patient-server")) as place:
        yield place


@contextmanager
def waiting(patience_s: float, threads: int, template: Path, home: Path) -> Iterator[Place]:
    url = f"sqlite:///{home / 'goalpost.sqlite'}"
    shutil.copy(template, home / "goalpost.sqlite")
    with serving(url, home=home, workers=1, threads=threads, environ={"BODY_TIMEOUT_S": str(patience_s)}) as served:
        yield Place(served=served, seeded=seeded(url))


@pytest.fixture
def here(sqlite_server: Any) -> Place:
    return Place(served=sqlite_server, seeded=seeded(sqlite_server.database_url))


def connected(place: Place) -> socket.socket:
    return socket.create_connection(("127.0.0.1", place.served.port), timeout=20)


def head(place: Place, *lines: str, path: str = "/v1/kpis") -> bytes:
    token = place.seeded.tokens[Role.ADMIN]
    usual = (f"POST {path} HTTP/1.1", "Host: here", f"Authorization: Bearer {token}", "Content-Type: application/json")
    return "\r\n".join([*usual, *lines, "", ""]).encode()


def heard(connection: socket.socket) -> Answer:
    response = HTTPResponse(connection)
    response.begin()
    body = response.read()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)


def exchanged(place: Place, *sent: bytes, ends: bool = False) -> Answer:
    """Whoever is refused before all was sent may find the way closed, and the answer there."""
    with connected(place) as connection:
        with suppress(ConnectionError):
            for piece in sent:
                connection.sendall(piece)
            if ends:
                connection.shutdown(socket.SHUT_WR)
        return heard(connection)


def is_answered(connection: socket.socket, *, within_s: float) -> bool:
    return bool(select.select([connection], [], [], within_s)[0])


def is_closed(connection: socket.socket) -> bool:
    return connection.recv(1) == b""


def made() -> bytes:
    """The body of a new KPI."""
    return json.dumps({"key": f"wired-{next(NUMBERS)}", "name": "Revenue", **stories.MEASURE}).encode()


def chunk(piece: bytes) -> bytes:
    return f"{len(piece):x}\r\n".encode() + piece + b"\r\n"


def chunked(raw: bytes) -> bytes:
    pieces = [raw[at : at + 65_536] for at in range(0, len(raw), 65_536)]
    return b"".join(chunk(piece) for piece in pieces) + b"0\r\n\r\n"


def require_problem(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json"), answer.body[:300]
    assert answer.json.keys() >= MEMBERS
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["request_id"] == answer.headers["x-request-id"]


def kpis(place: Place) -> int:
    return len(place.client().get("/v1/kpis")["items"])


CHUNKED = "Transfer-Encoding: chunked"


def test_a_chunked_body_is_read_as_any_other(here: Place):
    assert exchanged(here, head(here, CHUNKED), chunked(made())).status == 201


def test_a_chunked_body_of_just_the_most_is_taken(here: Place):
    assert exchanged(here, head(here, CHUNKED), chunked(made().ljust(MEBIBYTE))).status == 201


@pytest.mark.parametrize("beyond", [b" ", b"x" * 2_000_000], ids=["a-blank", "two-megabytes"])
def test_a_chunked_body_beyond_the_most_is_refused_and_not_cut(here: Place, beyond: bytes):
    answer = exchanged(here, head(here, CHUNKED), chunked(made().ljust(MEBIBYTE) + beyond))
    require_problem(answer, 413, "body-too-large")
    assert kpis(here) == 0


def test_a_chunked_batch_beyond_the_most_of_batches_is_refused_and_not_cut(here: Place):
    path = f"/v1/kpis/{stories.kpi(here.client())}/readings"
    rows = json.dumps([{"observed_at": "1969-06-01T00:00:00Z", "value": "1"}]).encode()
    taken = exchanged(here, head(here, CHUNKED, path=path), chunked(rows.ljust(2 * MEBIBYTE)))
    assert taken.status == 207
    refused = exchanged(here, head(here, CHUNKED, path=path), chunked(rows.ljust(16 * MEBIBYTE) + b"x"))
    require_problem(refused, 413, "body-too-large")


def test_a_body_of_fewer_bytes_than_announced_is_malformed(here: Place):
    body = made()
    sent = head(here, f"Content-Length: {len(body) + 70}") + body
    require_problem(exchanged(here, sent, ends=True), 400, "malformed-body")
    assert kpis(here) == 0


@pytest.mark.parametrize(
    "broken",
    [
        b"ZZ\r\n",
        b"5\r\nabcdefgh\r\n0\r\n\r\n",
        b"5;a b\r\nabcde\r\n0\r\n\r\n",
        b"0\r\nbad trailer\r\n\r\n",
        b"-1\r\n",
        b"\r\n",
    ],
    ids=["size", "terminator", "extension", "trailer", "negative", "nothing"],
)
def test_a_chunk_that_is_none_makes_the_body_malformed(here: Place, broken: bytes):
    with connected(here) as connection:
        connection.sendall(head(here, CHUNKED) + chunk(made()) + broken)
        answer = heard(connection)
        require_problem(answer, 400, "malformed-body")
        assert answer.headers["connection"] == "close"
        assert is_closed(connection)
    assert kpis(here) == 0


@pytest.mark.parametrize(
    "broken", [b"", b"5\r\nab", b"5", b"0\r\n"], ids=["no-end", "in-a-chunk", "in-a-size", "no-trailer"]
)
def test_chunks_that_break_off_make_the_body_malformed(here: Place, broken: bytes):
    sent = head(here, CHUNKED) + chunk(made()) + broken
    require_problem(exchanged(here, sent, ends=True), 400, "malformed-body")
    assert kpis(here) == 0


def test_a_broken_body_leaves_no_traceback(here: Place):
    before = here.served.log.read_text().count("Traceback")
    exchanged(here, head(here, CHUNKED) + b"ZZ\r\n")
    exchanged(here, LIVEZ + CHUNKED.encode() + b"\r\n\r\nZZ\r\n")
    assert here.served.log.read_text().count("Traceback") == before


@pytest.mark.parametrize(
    "sent, status, code",
    [
        (LIVEZ + b"X-Long: " + b"x" * 20_000 + b"\r\n\r\n", 431, "headers-too-large"),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: here\r\n\r\n", 414, "uri-too-long"),
        (LIVEZ + b"Expect: foo\r\n\r\n", 417, "expectation-failed"),
        (LIVEZ + b"Transfer-Encoding: foo, chunked\r\n\r\n", 501, "not-implemented"),
        (b"rubbish\r\n\r\n", 400, "bad-request"),
        (LIVEZ + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"),
        (LIVEZ + b"Content-Length: -1\r\n\r\n", 400, "bad-request"),
        (LIVEZ + b"No colon\r\n\r\n", 400, "bad-request"),
        (b"GET / HTTP/9.9\r\n\r\n", 400, "bad-request"),
    ],
    ids=["headers", "address", "expect", "coding", "line", "two-lengths", "negative", "header", "version"],
)
def test_what_is_no_request_is_answered_with_a_problem_and_the_end(here: Place, sent: bytes, status: int, code: str):
    with connected(here) as connection:
        connection.sendall(sent)
        answer = heard(connection)
        require_problem(answer, status, code)
        assert answer.headers["connection"] == "close"
        assert all(answer.headers[name.lower()] == value for name, value in SECURITY)
        assert here.client().get(answer.json["type"])["status"] == status
        assert is_closed(connection)


def test_a_body_that_does_not_come_is_waited_for_in_vain_only_so_long(hasty: Place):
    with connected(hasty) as connection:
        began = time.monotonic()
        connection.sendall(head(hasty, "Content-Length: 50") + b"{")
        answer = heard(connection)
        require_problem(answer, 408, "request-timeout")
        assert PATIENCE_S * 0.9 < time.monotonic() - began < BODY_TIMEOUT_S
        assert answer.headers["connection"] == "close"
        assert is_closed(connection)


def test_a_body_that_trickles_is_waited_for_no_longer(hasty: Place):
    with connected(hasty) as connection:
        connection.sendall(head(hasty, "Content-Length: 50"))
        with suppress(ConnectionError):
            for _ in range(50):
                connection.sendall(b" ")
                if is_answered(connection, within_s=PATIENCE_S / 3):
                    break
        require_problem(heard(connection), 408, "request-timeout")


def test_a_body_that_keeps_coming_may_take_its_time(patient: Place):
    body = made().ljust(200_000)
    with connected(patient) as connection:
        connection.sendall(head(patient, f"Content-Length: {len(body)}"))
        for at in range(0, len(body), 20_000):
            connection.sendall(body[at : at + 20_000])
            time.sleep(PATIENT_S / 8)
        assert heard(connection).status == 201


def test_a_head_that_does_not_come_whole_is_refused(hasty: Place):
    with connected(hasty) as connection:
        connection.sendall(LIVEZ)
        require_problem(heard(connection), 408, "request-timeout")
        assert is_closed(connection)


def test_a_kept_connection_may_be_idle_for_longer_than_a_body(hasty: Place):
    with connected(hasty) as connection:
        for idle_s in (0, PATIENCE_S * 2):
            time.sleep(idle_s)
            connection.sendall(LIVEZ + b"\r\n")
            assert heard(connection).status == 200


def test_senders_that_stall_do_not_keep_the_others_out(hasty: Place):
    with ExitStack() as open_until_the_end:
        for _ in range(2 * THREADS):
            stalled = open_until_the_end.enter_context(connected(hasty))
            stalled.sendall(head(hasty, "Content-Length: 50") + b"{")
        began = time.monotonic()
        with connected(hasty) as connection:
            connection.sendall(LIVEZ + b"\r\n")
            assert heard(connection).status == 200
        assert time.monotonic() - began < BODY_TIMEOUT_S


def test_a_client_that_does_not_hang_up_keeps_nobody_waiting(patient: Place):
    lingering_ones = WIDE - 1
    began = time.monotonic()
    with ExitStack() as open_until_the_end:
        for _ in range(lingering_ones):
            lingering = open_until_the_end.enter_context(connected(patient))
            lingering.sendall(LIVEZ + b"Connection: close\r\n\r\n")
            assert heard(lingering).status == 200
        assert exchanged(patient, LIVEZ + b"\r\n").status == 200
    assert time.monotonic() - began < lingering_ones * FAREWELL_S * 0.9


def test_an_answer_that_is_read_slowly_is_not_cut(hasty: Place):
    asked = 20
    whole = exchanged(hasty, b"GET /openapi.json HTTP/1.1\r\nHost: here\r\n\r\n").body
    with connected(hasty) as connection:
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: here\r\n\r\n" * asked)
        time.sleep(PATIENCE_S * 3)
        received = b""
        while received.count(whole) < asked and (piece := connection.recv(MEBIBYTE)):
            received += piece
    assert received.count(whole) == asked

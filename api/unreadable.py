"""What is answered to a request that never reaches the application: a problem, and the end of the connection."""

from http import HTTPStatus

import msgspec
from gunicorn.http import errors

from api.contract import problems
from api.contract.problems import MEDIA_TYPE, Problem
from api.contract.tracing import CLOSED, SECURITY
from api.receiving import TooSlow

SLUGS: dict[type[Exception], str] = {
    TooSlow: "request-timeout",
    errors.LimitRequestLine: "uri-too-long",
    errors.LimitRequestHeaders: "headers-too-large",
    errors.ExpectationFailed: "expectation-failed",
    errors.UnsupportedTransferCoding: "not-implemented",
    errors.InvalidResponseHeader: "internal-error",
    errors.InvalidResponseHeaderName: "internal-error",
    errors.ConfigurationProblem: "internal-error",
    errors.ParseException: "bad-request",
    Exception: "internal-error",
}


def problem_of(error: Exception) -> Problem:
    """What gunicorn raised, as a problem."""
    slug = next(SLUGS[kind] for kind in type(error).__mro__ if kind in SLUGS)
    if slug == "internal-error":
        return Problem(slug, "The server made a mistake, and has written it down.")
    return Problem(slug, str(error))


def answer(problem: Problem, *, request_id: str) -> bytes:
    """A whole response of HTTP/1.1."""
    body = msgspec.json.encode({**problems.members_of(problem), "instance": "", "request_id": request_id})
    headers = (
        ("Connection", "close"),
        ("Content-Type", MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("X-Request-ID", request_id),
        ("Content-Security-Policy", CLOSED),
        *SECURITY,
    )
    status = HTTPStatus(problem.status)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers), "", ""]
    return "\r\n".join(lines).encode() + body

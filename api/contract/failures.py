"""Whatever goes wrong in a request, as problem+json."""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Response, request
from psycopg import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from api.contract import problems
from api.contract.kinds import KINDS
from api.contract.problems import MEDIA_TYPE, Problem
from goals.errors import GoalpostError
from goals.sides import Unfilled

LOGGER = "goalpost.errors"
SLUGS = {kind.status.value: slug for slug, kind in reversed(KINDS.items()) if slug != "internal-error"}
FALLBACK = {400: "bad-request", 404: "not-found"}


def told(error: Exception) -> Response:
    """Flask's answer to an exception."""
    known = _known(error)
    return response(problems.members_of(known), headers=problems.headers_of(known))


def response(members: Mapping[str, Any], *, headers: Mapping[str, str]) -> Response:
    whole = {**members, "instance": request.path, "request_id": request.environ["goalpost.request_id"]}
    sent = {"Cache-Control": "no-store", **headers}
    return Response(msgspec.json.encode(whole), members["status"], sent, content_type=MEDIA_TYPE)


def _known(error: Exception) -> GoalpostError | Problem:
    match error:
        case GoalpostError() | Problem():
            return error
        case HTTPException():
            return _of_http(error)
        case Unfilled():
            return Problem("not-ready", str(error), headers={"Retry-After": "1"})
        case PoolTimeout() | OperationalError():
            logging.getLogger(LOGGER).exception("database out of reach: %s", request.environ["goalpost.request_id"])
            detail = "The database is out of reach. Repeat a write with the same Idempotency-Key."
            return Problem("not-ready", detail, headers={"Retry-After": "1"})
        case _:
            logging.getLogger(LOGGER).exception("request %s failed", request.environ["goalpost.request_id"])
            return Problem("internal-error", "The server made a mistake, and has written it down.")


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    slug = FALLBACK.get(status) or SLUGS.get(status) or ("bad-request" if status < 500 else "internal-error")
    headers = dict(error.get_headers(request.environ))
    kept = {name: value for name, value in headers.items() if name in ("Allow", "Retry-After")}
    return Problem(slug, _detail(slug, error), headers=kept)


def _detail(slug: str, error: HTTPException) -> str:
    if slug == "not-found":
        return f"There is nothing at {request.path}."
    if slug == "method-not-allowed":
        return f"{request.path} does not take {request.method}."
    return error.description or KINDS[slug].title

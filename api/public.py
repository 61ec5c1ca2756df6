"""What anybody may read: whether the server is well, and how the API behaves."""

from http import HTTPStatus

import msgspec
from flask import Blueprint, Response, current_app
from sqlalchemy import literal_column, select

from api.contract import problems
from api.contract.doors import Doors
from api.contract.problems import Problem
from goals.database import Prepared

blueprint = Blueprint("public", __name__)

PING = Prepared(select(literal_column("1")))


def doors() -> Doors:
    found: Doors = current_app.extensions["goalpost"]
    return found


def told(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return Response(msgspec.json.encode(value), status, headers, content_type="application/json")


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers."""
    return told({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database answers, and the server is not stopping."""
    if doors().draining.is_set():
        raise Problem("not-ready", "The server is stopping.", headers={"Retry-After": "1"})
    with doors().database.reading() as rows:
        rows.one(PING)
    return told({"status": "ok"})


@blueprint.get("/problems")
def every_problem() -> Response:
    """All problems there are."""
    return told({"items": [problems.explained(slug) for slug in problems.slugs()]})


@blueprint.get("/problems/<string:slug>")
def one_problem(slug: str) -> Response:
    """What a problem means, and what to do about it."""
    found = problems.explained(slug)
    if found is None:
        raise Problem("not-found", f"There is no problem called {slug[:80]}.")
    return told(found)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The API, told to programs."""
    return told(current_app.extensions["goalpost-openapi"]())

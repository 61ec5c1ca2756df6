"""What anybody may read: whether the server is well, and how the API behaves."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, render_template, request
from markupsafe import Markup, escape
from sqlalchemy import literal_column, select

from api import manual
from api.contract import problems
from api.contract.doors import Doors
from api.contract.problems import Problem
from api.read_model_tables import unfilled
from goals.database import Prepared
from goals.sides import Unfilled

blueprint = Blueprint("public", __name__, static_folder="static", static_url_path="/docs/static")

PING = Prepared(select(literal_column("1")))
PAGES = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Open:
    """What the public paths need: `app.extensions["goalpost-public"]`."""

    doors: Doors
    document: Callable[[], dict[str, Any]]
    manual: Callable[[], list[manual.Section]]


def known() -> Open:
    found: Open = current_app.extensions["goalpost-public"]
    return found


def told(value: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"Cache-Control": "no-cache"}
    return Response(msgspec.json.encode(value), status, headers, content_type="application/json")


def page(template: str, **known_to_it: Any) -> Response:
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": PAGES, "Vary": "Accept"}
    return Response(render_template(template, **known_to_it), HTTPStatus.OK, headers, mimetype="text/html")


def wants_page() -> bool:
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


@blueprint.app_template_filter()
def coded(text: str) -> Markup:
    """As HTML, with what stands between backticks as code."""
    parts = [escape(part) for part in text.split("`")]
    shown = [Markup("<code>{}</code>").format(part) if n % 2 else part for n, part in enumerate(parts)]
    return Markup("").join(shown)


@blueprint.get("/")
def ways() -> Response:
    """What this is, and where to read on."""
    info = known().document()["info"]
    if wants_page():
        return page("ways.html", info=info)
    ways = {"docs": "/docs", "openapi": "/openapi.json", "problems": "/problems"}
    return told({"name": info["title"], "version": info["version"], **ways})


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers."""
    return told({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """The database answers, and the server is not stopping."""
    doors = known().doors
    if doors.draining.is_set():
        raise Problem("not-ready", "The server is stopping.", headers={"Retry-After": "1"})
    with doors.database.reading() as rows:
        rows.one(PING)
    if unfilled(doors.database):
        raise Problem("not-ready", str(Unfilled()), headers={"Retry-After": "1"})
    return told({"status": "ok"})


@blueprint.get("/problems")
def every_problem() -> Response:
    """Every problem there is."""
    items = [problems.explained(slug) for slug in problems.slugs()]
    return page("problems.html", items=items) if wants_page() else told({"items": items})


@blueprint.get("/problems/<string:slug>")
def one_problem(slug: str) -> Response:
    """What a problem means, and how to mend it."""
    found = problems.explained(slug)
    if found is None:
        raise Problem("not-found", f"There is no problem called {slug[:80]}.")
    return page("problems.html", items=[found]) if wants_page() else told(found)


@blueprint.get("/openapi.json")
def openapi_document() -> Response:
    """The API, told to programs."""
    return told(known().document())


@blueprint.get("/docs")
def docs() -> Response:
    """The API, told to people."""
    address = request.host_url.rstrip("/")
    info = known().document()["info"]
    return page("docs.html", sections=known().manual(), info=info, address=address)

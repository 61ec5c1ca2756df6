"""A route that asks: one snapshot, one moment, one answer."""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Request as HttpRequest
from flask import Response

from api.contract import documents, etags, files, moments, pages
from api.contract.callers import Caller
from api.contract.calls import admitted, parameters
from api.contract.documents import Form, Written, plain
from api.contract.doors import Doors
from api.contract.moments import Moment
from api.contract.pages import Listed, Page
from api.contract.routes import Route
from api.contract.sheets import Format, asked_format

JSON = "application/json"

NO_BODY_NEEDED = 304


def answered(doors: Doors, route: Route, request: HttpRequest, variables: Mapping[str, str]) -> Response:
    """The view of a query's route."""
    caller = admitted(doors, route, request)
    params, opened = parameters(route.params, request), set[str]()
    with doors.database.reading() as rows:
        moment = moments.asked(rows, caller.workspace_id, params)
        asking = doors.asking_at(rows, caller.workspace_id, moment, opened=opened)
        told = route.view(asking, params, **variables)
    if told is None:
        raise moments.absent(moment)
    request.environ["goalpost.has_read"] = route.holding is None or bool(told[route.holding])
    if route.document is not None and documents.asked_form(request, params) is Form.MARKDOWN:
        return _document(route.document, request, told, moment, caching=moment.caching(is_personal=bool(opened)))
    version = told["version"] if route.is_versioned else None
    lasts = route.lasting is not None and told[route.lasting]
    passing = moment.passing(route.telling)
    caching = moment.caching(is_personal=bool(opened), lasts=bool(lasts))
    response = _response(request, msgspec.json.encode(told), moment, passing=passing, version=version, caching=caching)
    if route.document is not None:
        response.headers["Vary"] = documents.VARY
    if lasts and route.onwards is not None:
        parameter, member = route.onwards
        go_on = {parameter: str(told[member])}
        response.headers["Link"] = pages.next_link(request.path, request.args.to_dict(), go_on)
    return response


def _document(
    written: Written, request: HttpRequest, told: Mapping[str, Any], moment: Moment, *, caching: str
) -> Response:
    """It shows no clock: nothing of it is left out of the ETag."""
    body = written(plain(told)).encode()
    response = _response(request, body, moment, passing={}, caching=caching, content_type=documents.CONTENT_TYPE)
    response.headers["Vary"] = documents.VARY
    return response


def listed(doors: Doors, route: Route, request: HttpRequest, variables: Mapping[str, str]) -> Response:
    """The view of a list's route."""
    caller = admitted(doors, route, request)
    params = parameters(route.params, request)
    form = Format.JSON if route.sheet is None else asked_format(request, params)
    if form is not Format.JSON:
        return files.answered(doors, route, request, caller.workspace_id, params, variables, form=form)
    return _page(doors, route, request, caller, params, variables)


def _page(
    doors: Doors,
    route: Route,
    request: HttpRequest,
    caller: Caller,
    params: Mapping[str, Any],
    variables: Mapping[str, str],
) -> Response:
    about, read = pages.question(caller.workspace_id, request.path, request.args.to_dict()), set[str]()
    with doors.database.reading() as rows:
        moment, after = moments.asked(rows, caller.workspace_id, params), None
        if "cursor" in params:
            moment, after = pages.opened(doors.cursors, params["cursor"], about, is_pinned=moment.is_pinned)
        asking = doors.asking_at(rows, caller.workspace_id, moment, opened=read)
        order = params.get("sort", route.default_order)
        found: Listed | None = route.view(
            asking, params, Page(limit=params["limit"], order=order, after=after), **variables
        )
    if found is None:
        raise moments.absent(moment)
    return _shown(doors, route, request, found, moment, about=about, caching=moment.caching(is_personal=bool(read)))


def _shown(
    doors: Doors, route: Route, request: HttpRequest, found: Listed, moment: Moment, *, about: str, caching: str
) -> Response:
    cursor = None
    if found.after is not None:
        cursor = doors.cursors.written(pages.place(moment, found.after), question=about)
    passing = moment.passing(route.telling)
    if cursor is not None:
        passing[cursor.encode()] = b"%d" % moment.position
    told = {"items": found.items, "next_cursor": cursor}
    body = msgspec.json.encode(told)
    response = _response(request, body, moment, passing=passing, caching=caching)
    if cursor is not None:
        response.headers["Link"] = pages.next_link(request.path, request.args.to_dict(), {"cursor": cursor})
    if route.sheet is not None:
        response.headers["Vary"] = files.VARY
    return response


def _response(
    request: HttpRequest,
    body: bytes,
    moment: Moment,
    *,
    passing: Mapping[bytes, bytes],
    caching: str,
    version: int | None = None,
    content_type: str = JSON,
) -> Response:
    tag = etags.etag(body, version=version, passing=passing)
    headers = {
        "ETag": tag,
        "Goalpost-Position": str(moment.position),
        "Cache-Control": caching,
        "Vary": "Authorization",
    }
    if etags.is_known(request.headers.get("If-None-Match"), tag):
        return Response(b"", NO_BODY_NEEDED, headers)
    return Response(body, 200, headers, content_type=content_type)

"""Around every route: who reads what is looked after, and who is refused, is noted before the answer is sent."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from flask import Request as HttpRequest
from flask import Response

from api.contract import accesses
from api.contract.accesses import Action, Who
from api.contract.callers import Caller
from api.contract.calls import behalf_of, loaded
from api.contract.doors import Doors
from api.contract.failures import LOGGER
from api.contract.problems import STATUS, Problem, family
from api.contract.routes import Route
from goals.errors import Busy, GoalpostError
from goals.facts import Asked, Source

UNWRITABLE = "Who asks for this is recorded, and just now that cannot be written: so it is not answered."


def answered(doors: Doors, route: Route, request: HttpRequest, answer: Callable[[], Response]) -> Response:
    """What `answer` answers. Raises Problem: 503 where it is to be noted, and cannot be."""
    try:
        response = answer()
    except (Problem, GoalpostError) as refused:
        _note_refusal(doors, route, request, refused)
        raise
    if route.accessed is not None and _has_looked(route, request):
        try:
            _note(doors, route, request, request.environ["goalpost.caller"], route.accessed, response.status_code)
        except BaseException:
            response.close()
            raise
    return response


def _note_refusal(doors: Doors, route: Route, request: HttpRequest, refused: Problem | GoalpostError) -> None:
    """A key that opens nothing any more is noted, too; one that never opened anything is nobody's."""
    status = refused.status if isinstance(refused, Problem) else STATUS[family(type(refused))]
    caller = request.environ.get("goalpost.caller")
    if status is HTTPStatus.UNAUTHORIZED:
        caller = doors.callers.once_known(request.headers.get("Authorization"))
    if caller is None or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return
    is_denied = status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    action = Action.DENIED if is_denied else None if _is_change(route) else route.accessed
    if action is not None:
        _note(doors, route, request, caller, action, status)


def _has_looked(route: Route, request: HttpRequest) -> bool:
    """Who changes something is in the trail: such an answer is a look at it only where nothing was recorded."""
    if _is_change(route):
        return not request.environ.get("goalpost.has_made", True)
    return bool(request.environ.get("goalpost.has_read", True))


def _is_change(route: Route) -> bool:
    return route.kind == "command" and route.accessed is Action.TRAIL


def _note(doors: Doors, route: Route, request: HttpRequest, caller: Caller, action: Action, status: int) -> None:
    who = Who(
        workspace_id=caller.workspace_id,
        by=Asked(
            actor=caller.actor,
            on_behalf_of=behalf_of(request),
            request_id=request.environ["goalpost.request_id"],
            source=Source(channel="http", ip=request.remote_addr),
        ),
        credential=caller.credential,
        role=caller.role,
    )
    asked = _understood(route, request)
    try:
        accesses.note(doors, who, action=action, path=request.path, asked=asked, status=status, method=request.method)
    except Busy:
        raise
    except Exception as error:
        logging.getLogger(LOGGER).exception("not recorded: %s", request.environ["goalpost.request_id"])
        raise Problem("not-ready", UNWRITABLE, headers={"Retry-After": "1"}) from error


def _understood(route: Route, request: HttpRequest) -> dict[str, str]:
    """The parameters as they were sent; none where one is unknown or wrong: it might be anything, a person's name."""
    said = request.args.to_dict()
    try:
        if said:
            loaded(route.params, said)
    except Problem:
        return {}
    return said

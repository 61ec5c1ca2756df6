"""A request as far as it is the same for every route: who asks, in the course of what, with which parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request as HttpRequest
from marshmallow import ValidationError

from api.contract.callers import Caller
from api.contract.doors import Doors
from api.contract.faults import faults_of
from api.contract.problems import Problem
from api.contract.routes import Route
from api.contract.schemas import Params
from goals.errors import Fault
from goals.facts import Asked, Source

LONGEST_CLIENT = 200
BEHALF_PATTERN = "^[!-~]{1,200}$"

_BEHALF = re.compile("[!-~]{1,200}")
_TRACEPARENT = re.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request to change something. `body` is what its schema loaded; `expected` the versions it may be decided on.

    To `opened` the subjects are added whose text the answer holds.
    """

    doors: Doors
    caller: Caller
    asked: Asked
    params: Mapping[str, Any]
    body: Any = None
    expected: frozenset[int] | None = None
    opened: set[str] = field(default_factory=set)


def admitted(doors: Doors, route: Route, request: HttpRequest) -> Caller:
    """Who asks, if they may. Raises Problem: 401 or 403."""
    caller = doors.callers.caller(request.headers.get("Authorization"))
    request.environ["goalpost.caller"] = caller
    caller.require(*route.roles)
    return caller


def parameters(schema: Params, request: HttpRequest) -> dict[str, Any]:
    """Raises Problem: 400 where one is unknown, wrong, or there twice."""
    if not request.query_string and not schema.has_defaults:
        return {}
    told = request.args.to_dict(flat=False)
    faults = [Fault(f"?{name}", "twice", "May be there only once.") for name, all_ in told.items() if len(all_) > 1]
    if faults:
        raise _unreadable(faults)
    return loaded(schema, {name: values[0] for name, values in told.items()})


def loaded(schema: Params, told: Mapping[str, str]) -> dict[str, Any]:
    """What a query's parameters mean. Raises Problem: 400 where one is unknown, or wrong."""
    try:
        meant: dict[str, Any] = schema.load(told)
        return meant
    except ValidationError as error:
        raise _unreadable([Fault(f"?{fault.pointer[1:]}", *fault[1:]) for fault in faults_of(error)]) from None


def _unreadable(faults: list[Fault]) -> Problem:
    names = ", ".join(fault.pointer[1:] for fault in faults)
    return Problem("invalid-parameter", f"Of the query's parameters, these are unknown or wrong: {names}.", faults)


def asked_by(caller: Caller, request: HttpRequest) -> Asked:
    """What the envelope of every event of this request will say. Raises Problem."""
    headers = request.headers
    behalf = behalf_of(request)
    if behalf is None and "Goalpost-On-Behalf-Of" in headers:
        raise Problem("invalid-header", "Goalpost-On-Behalf-Of is an id of 1 to 200 visible ASCII characters.")
    traceparent = headers.get("traceparent", "")
    client = headers.get("User-Agent", "").encode("ascii", "ignore").decode()[:LONGEST_CLIENT]
    return Asked(
        actor=caller.actor,
        on_behalf_of=behalf,
        request_id=request.environ["goalpost.request_id"],
        correlation_id=traceparent if _TRACEPARENT.fullmatch(traceparent) else None,
        source=Source(channel="http", client=client or None, ip=request.remote_addr),
    )


def behalf_of(request: HttpRequest) -> str | None:
    """For whom the caller says to ask; None where they say nothing that could be an id."""
    behalf = request.headers.get("Goalpost-On-Behalf-Of")
    return behalf if behalf is not None and _BEHALF.fullmatch(behalf) else None

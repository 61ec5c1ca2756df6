"""A route that changes something: load, do it once, answer in the same transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

import msgspec
from flask import Request as HttpRequest
from flask import Response

from api.contract import bodies, etags, idempotency
from api.contract.calls import Call, admitted, asked_by, parameters
from api.contract.doors import Doors
from api.contract.idempotency import Encoded, Once
from api.contract.keeping import SealedTooEarly, Sealing, keep, knowing
from api.contract.routes import Route
from api.contract.text import sealing_with
from goals.command import Command
from goals.facts import Event
from goals.surroundings import Lookups
from goals.writing import Receipt, Writing
from projections.answers import forms
from projections.answers.asking import Asking

JSON = "application/json"

Answered = Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What was done. `body` is the answer; `version` the stream's; `has_made` if anything was recorded.

    `status` is the route's unless given.
    """

    body: Mapping[str, Any]
    position: int
    version: int | None = None
    has_made: bool = True
    status: int | None = None
    events: tuple[Event, ...] = ()


class Action(Protocol):
    """What a command's view returns. `perform` may run on another thread."""

    def perform(self, writing: Writing, call: Call) -> Reply: ...


@dataclass(frozen=True)
class Doing:
    """One command, and how the thing it changed is told afterwards.

    `command` may be made in the transaction, from what the read models know. `status` is the route's unless given, and
    may depend on what happened.
    """

    command: Command | Callable[[Lookups], Command]
    answer: Callable[[Asking, Receipt], Answered]
    status: Callable[[Receipt], int | None] = field(default=lambda receipt: None)

    def perform(self, writing: Writing, call: Call) -> Reply:
        receipt = writing.change(self._made(writing, call), call.asked, expected=call.expected)
        told = self.answer(asking_after(writing, call), receipt)
        body = {"id": receipt.stream_id, **(told or {}), "version": receipt.version, "position": receipt.position}
        return Reply(
            body=body,
            position=receipt.position,
            version=receipt.version,
            has_made=bool(receipt.events),
            status=self.status(receipt),
            events=receipt.events,
        )

    def _made(self, writing: Writing, call: Call) -> Command:
        if callable(self.command):
            return self.command(call.doors.hub.lookups(writing.rows, writing.workspace_id))
        return self.command


def asking_after(writing: Writing, call: Call) -> Asking:
    """The circumstances of a question about what was just written."""
    return call.doors.asking(
        writing.rows, writing.workspace_id, position=writing.position, as_of=writing.now, opened=call.opened
    )


class Tried(Exception):
    """Ends the transaction of a dry run without storing anything."""

    def __init__(self, answer: Encoded) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True, kw_only=True)
class Work:
    """What is done inside the write's transaction."""

    route: Route
    call: Call
    action: Action
    once: Once | None
    sealing: Sealing

    def __call__(self, writing: Writing) -> Encoded:
        remembered = None if self.once is None else self.once.remembered(writing.rows)
        if remembered is not None:
            return remembered
        if not self.sealing.is_current(self.call.doors.keyring_with(writing.rows)):
            raise SealedTooEarly
        before = writing.position
        reply = self.action.perform(writing, self.call)
        if self.call.params.get("dry_run"):
            raise Tried(_encoded(self.route, _tried(reply), writing.now))
        answer = _encoded(self.route, reply, writing.now)
        if self.once is not None:
            self.once.remember(writing.rows, answer, subjects=self.call.opened | self.sealing.subjects)
        if self.sealing.drawn:
            keep(self.sealing, self.call.doors, writing, since=before)
        return answer


def answered(doors: Doors, route: Route, request: HttpRequest, variables: Mapping[str, str]) -> Response:
    """The view of a command's route."""
    caller = admitted(doors, route, request)
    params = parameters(route.params, request)
    expected = etags.expected(request.headers.get("If-Match")) if route.if_match else None
    raw = bodies.read(request, most_bytes=_most_bytes(doors, route))
    once = None if request.method == "DELETE" else idempotency.once(request, caller, raw)

    known = None if once is None or not route.works_first else _remembered(doors, once)
    if known is not None:
        return _sent(known)

    def work() -> Work:
        sealing = Sealing(doors.keyring, caller.workspace_id)
        sealing_with.set(sealing)
        asked = asked_by(caller, request)
        body = None if route.body is None else route.body.loaded(request, raw)
        own = knowing(doors, sealing)
        call = Call(doors=own, caller=caller, asked=asked, params=params, body=body, expected=expected)
        return Work(route=route, call=call, action=route.view(call, **variables), once=once, sealing=sealing)

    answer = _done(doors, work)
    if route.afterwards is not None:
        route.afterwards(doors, caller.workspace_id)
    request.environ["goalpost.has_made"] = answer.has_made
    return _sent(answer)


def _remembered(doors: Doors, once: Once) -> Encoded | None:
    with doors.database.reading() as rows:
        return once.remembered(rows)


def _sent(answer: Encoded) -> Response:
    return Response(answer.body, answer.status, dict(answer.headers), content_type=JSON)


def _done(doors: Doors, made: Callable[[], Work]) -> Encoded:
    """What is answered, once it is durable. Where text was sealed too early, it is sealed anew."""
    while True:
        work = made()
        try:
            return doors.hub.write(work.call.caller.workspace_id, work, alone=isinstance(work.call.body, list))
        except Tried as tried:
            return tried.answer
        except SealedTooEarly:
            continue


def _most_bytes(doors: Doors, route: Route) -> int:
    is_bulk = route.body is not None and route.body.most_rows > 0
    return doors.settings.max_bulk_bytes if is_bulk else doors.settings.max_body_bytes


def _tried(reply: Reply) -> Reply:
    facts = [
        {"type": f"goalpost.{event.topic}", "stream_id": event.stream_id, "data": msgspec.to_builtins(event.fact)}
        for event in reply.events
    ]
    return replace(reply, body={**reply.body, "dry_run": True, "facts": facts}, has_made=False)


def _encoded(route: Route, reply: Reply, now: datetime) -> Encoded:
    body = msgspec.json.encode(reply.body)
    made = route.status if reply.has_made or route.status != 201 else 200
    headers = {"Cache-Control": "no-store", "Goalpost-Position": str(reply.position)}
    if route.is_versioned and reply.version is not None:
        passing = etags.member("as_of", forms.instant(now))
        headers["ETag"] = etags.etag(body, version=reply.version, passing=passing)
    if route.location is not None:
        headers["Location"] = route.location.format_map(reply.body)
    return Encoded(reply.status or made, headers, body, has_made=reply.has_made)

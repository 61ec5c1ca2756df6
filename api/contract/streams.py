"""A route whose answer is a stream of lines: each read in a snapshot of its own, all of them as of one position."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from threading import Event
from typing import Any

import msgspec
from flask import Request as HttpRequest
from flask import Response

from api.contract import etags, moments
from api.contract.calls import admitted, parameters
from api.contract.doors import Doors
from api.contract.moments import FRESH, PINNED, Moment
from api.contract.openapi import version
from api.contract.problems import Problem
from api.contract.routes import NDJSON, Route
from projections.answers.asking import Asking

GRACE_S = 10.0
NO_BODY_NEEDED = 304

Snapshot = Callable[[], AbstractContextManager[Asking]]


class Stopping(Exception):
    """The server is told to stop, and has waited long enough for the stream to end."""


@dataclass(frozen=True, kw_only=True)
class Streamed:
    """What a stream's view returns: `lines` asks anew for each of them.

    `identity` is what they all follow from, besides the question itself, None while more can come of it;
    `is_lasting` if that question is answered so for ever.
    """

    lines: Callable[[Snapshot], Iterator[Mapping[str, Any]]]
    identity: Sequence[str | int] | None = None
    is_lasting: bool = False


def answered(doors: Doors, route: Route, request: HttpRequest, variables: Mapping[str, str]) -> Response:
    """The view of a stream's route. All that can be wrong with the question is told before the first line."""
    caller = admitted(doors, route, request)
    params = parameters(route.params, request)
    with doors.database.reading() as rows:
        moment = moments.asked(rows, caller.workspace_id, params)
        asking = doors.asking(rows, caller.workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on)
        found: Streamed | None = route.view(asking, params, **variables)
    if found is None:
        raise moments.absent(moment)
    headers = _headers(request, caller.workspace_id, found, moment)
    if "ETag" in headers and etags.is_known(request.headers.get("If-None-Match"), headers["ETag"]):
        return Response(b"", NO_BODY_NEEDED, headers)
    if request.method == "HEAD":
        return Response(iter(()), 200, headers, content_type=NDJSON)
    return _begun(doors, found.lines(snapshots(doors, caller.workspace_id, moment)), headers)


def _begun(doors: Doors, lines: Iterator[Mapping[str, Any]], headers: Mapping[str, str]) -> Response:
    """A stream holds a thread until it is read to its end. Raises Problem where too many are being read."""
    place = ExitStack()
    if not doors.streaming.acquire(blocking=False):
        raise Problem("too-many-streams", "As many streams are read as may be at once.", headers={"Retry-After": "5"})
    place.callback(doors.streaming.release)
    try:
        first = next(lines)
    except BaseException:
        place.close()
        raise
    answer = Response(_left(place, written(first, lines, doors.draining)), 200, headers, content_type=NDJSON)
    answer.call_on_close(place.close)
    return answer


def _left(place: ExitStack, lines: Iterator[bytes]) -> Iterator[bytes]:
    """Its place is free before its end is sent: whoever has read it may ask for the next one at once."""
    yield from lines
    place.close()


def snapshots(doors: Doors, workspace_id: str, moment: Moment) -> Snapshot:
    """What asks anew for each line, each time of the same position, moment and day."""
    return partial(_snapshot, doors, workspace_id, moment)


@contextmanager
def _snapshot(doors: Doors, workspace_id: str, moment: Moment) -> Iterator[Asking]:
    with doors.database.reading() as rows:
        yield doors.asking(rows, workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on)


def written(
    first: Mapping[str, Any], rest: Iterator[Mapping[str, Any]], draining: Event, *, grace_s: float = GRACE_S
) -> Iterator[bytes]:
    """The lines, `grace_s` seconds longer at most once the server is told to stop.

    Raises Stopping, which leaves the stream without its last line: so whoever reads it sees that it is not whole.
    """
    yield encoded(first)
    stop_at: float | None = None
    for each in rest:
        if draining.is_set():
            now = time.monotonic()
            stop_at = now + grace_s if stop_at is None else stop_at
            if now >= stop_at:
                raise Stopping
        yield encoded(each)


def encoded(told: Mapping[str, Any]) -> bytes:
    """A line as it is sent, with its end."""
    return msgspec.json.encode(told) + b"\n"


def _headers(request: HttpRequest, workspace_id: str, found: Streamed, moment: Moment) -> dict[str, str]:
    is_lasting = moment.is_pinned or found.is_lasting
    headers = {
        "Goalpost-Position": str(moment.position),
        "Cache-Control": PINNED if is_lasting else FRESH,
        "Vary": "Authorization",
    }
    identity = found.identity
    if identity is None and moment.is_pinned:
        identity = (moment.position,)
    if identity is not None:
        headers["ETag"] = _tag(workspace_id, request, identity)
    return headers


def _tag(workspace_id: str, request: HttpRequest, identity: Sequence[str | int]) -> str:
    """Of the question, and of the release: the lines are not written yet."""
    asked = [version(), workspace_id, request.path, sorted(request.args.items()), list(identity)]
    digest = blake2b(msgspec.json.encode(asked), digest_size=etags.DIGEST_BYTES).hexdigest()
    return f'"{digest}"'

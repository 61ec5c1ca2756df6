"""A route whose answer is a stream of lines: each read in a snapshot of its own, all of them as of one position."""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from threading import Event
from typing import Any

import msgspec
from flask import Request as HttpRequest
from flask import Response

from api.contract import erasing, etags, moments
from api.contract.calls import admitted, parameters
from api.contract.doors import Doors
from api.contract.moments import Moment
from api.contract.openapi import version
from api.contract.problems import Problem
from api.contract.routes import NDJSON, Route
from projections import subjects
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
        erased = subjects.last_position(rows, caller.workspace_id)
    if found is None:
        raise moments.absent(moment)
    headers = _headers(doors, request, caller.workspace_id, found, moment, erased=erased)
    if "ETag" in headers and etags.is_known(request.headers.get("If-None-Match"), headers["ETag"]):
        return Response(b"", NO_BODY_NEEDED, headers)
    if request.method == "HEAD":
        return Response(iter(()), 200, headers, content_type=NDJSON)
    lines = found.lines(snapshots(doors, caller.workspace_id, moment))
    return sent(doors, (encoded(line) for line in lines), headers, content_type=NDJSON)


def sent(
    doors: Doors, pieces: Generator[bytes, None, None], headers: Mapping[str, str], *, content_type: str
) -> Response:
    """A stream holds a thread until it is read to its end, or whoever reads it is gone: then `pieces` are closed.

    What goes wrong before the first piece is raised; Problem where too many streams are being read.
    """
    place = ExitStack()
    if not doors.streaming.acquire(blocking=False):
        raise Problem("too-many-streams", "As many streams are read as may be at once.", headers={"Retry-After": "5"})
    place.callback(doors.streaming.release)
    place.callback(pieces.close)
    try:
        first = next(pieces)
    except BaseException:
        place.close()
        raise
    answer = Response(_left(place, whole(first, pieces, doors.draining)), 200, headers, content_type=content_type)
    answer.call_on_close(place.close)
    return answer


def _left(place: ExitStack, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Its place is free before its end is sent: whoever has read it may ask for the next one at once."""
    yield from pieces
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
    """The lines, as `whole` has them."""
    return whole(encoded(first), map(encoded, rest), draining, grace_s=grace_s)


def whole(first: bytes, rest: Iterator[bytes], draining: Event, *, grace_s: float = GRACE_S) -> Iterator[bytes]:
    """All pieces, `grace_s` seconds longer at most once the server is told to stop.

    Raises Stopping, which leaves the stream without its last piece: so whoever reads it sees that it is not whole.
    """
    yield first
    stop_at: float | None = None
    for each in rest:
        if draining.is_set():
            now = time.monotonic()
            stop_at = now + grace_s if stop_at is None else stop_at
            if now >= stop_at:
                raise Stopping
        yield each


def encoded(told: Mapping[str, Any]) -> bytes:
    """A line as it is sent, with its end."""
    return msgspec.json.encode(told) + b"\n"


def _headers(
    doors: Doors, request: HttpRequest, workspace_id: str, found: Streamed, moment: Moment, *, erased: int
) -> dict[str, str]:
    """`erased` is the position of the last erasure there was: the lines may not be what they were before it.

    Until its key is destroyed they may be: then nothing says that they are unchanged.
    """
    is_personal = doors.keyring.opens_any(workspace_id)
    headers = {
        "Goalpost-Position": str(moment.position),
        "Cache-Control": moment.caching(is_personal=is_personal, lasts=found.is_lasting),
        "Vary": "Authorization",
    }
    identity = found.identity
    if identity is None and moment.is_pinned:
        identity = (moment.position,)
    if identity is not None and not erasing.unfinished(doors, workspace_id):
        headers["ETag"] = _tag(workspace_id, request, [*identity, *([erased] if erased else [])])
    return headers


def _tag(workspace_id: str, request: HttpRequest, identity: Sequence[str | int]) -> str:
    """Of the question, and of the release: the lines are not written yet."""
    asked = [version(), workspace_id, request.path, sorted(request.args.items()), list(identity)]
    digest = blake2b(msgspec.json.encode(asked), digest_size=etags.DIGEST_BYTES).hexdigest()
    return f'"{digest}"'

"""A route whose answer is a file, written as it is read: it holds a thread, as a stream does."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from flask import Request as HttpRequest
from flask import Response

from api.contract import moments
from api.contract.calls import admitted, asked_by, parameters
from api.contract.doors import Doors
from api.contract.moments import Moment
from api.contract.routes import Route
from api.contract.streams import sent
from goals.facts import Asked
from projections.answers.asking import Asking


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Who takes something away, and what they asked for: `said` are the parameters as they were sent.

    `asking` is good for as long as the view runs.
    """

    doors: Doors
    asking: Asking
    moment: Moment
    by: Asked
    said: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Archive:
    """What the view returns: the file's name, and its pieces. What is wrong is raised before the first of them."""

    name: str
    pieces: Callable[[], Generator[bytes, None, None]]


def answered(doors: Doors, route: Route, request: HttpRequest, variables: Mapping[str, str]) -> Response:
    """All that can be wrong with the question is told before the file begins."""
    assert route.file is not None, f"{route.path} is no file"
    caller = admitted(doors, route, request)
    params = parameters(route.params, request)
    by = asked_by(caller, request)
    with doors.database.reading() as rows:
        moment = moments.asked(rows, caller.workspace_id, params)
        asking = doors.asking(rows, caller.workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on)
        taking = Taking(doors=doors, asking=asking, moment=moment, by=by, said=request.args.to_dict())
        found: Archive = route.view(taking, params, **variables)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Goalpost-Position": str(moment.position),
        "Cache-Control": "no-store",
        "Vary": "Authorization",
    }
    if request.method == "HEAD":
        return Response(iter(()), 200, headers, content_type=route.file)
    return sent(doors, found.pieces(), headers, content_type=route.file)

"""A route whose answer proves something of the log: JSON, or the file that other programs check, where Accept asks so.

It is asked of the signer and of the log in turns, not in one snapshot.
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from flask import Request as HttpRequest
from flask import Response

from api.contract import etags
from api.contract.calls import admitted, parameters
from api.contract.doors import Doors
from api.contract.moments import FRESH
from api.contract.queries import JSON, NO_BODY_NEEDED
from api.contract.routes import Route
from projections.ledger.proofs import Proving

TEXT = "text/plain"
CONTENT_TYPE = "text/plain; charset=utf-8"


def answered(doors: Doors, route: Route, request: HttpRequest, variables: Mapping[str, str]) -> Response:
    caller = admitted(doors, route, request)
    params = parameters(route.params, request)
    proving = Proving(doors.hub, doors.signer, caller.workspace_id)
    told: dict[str, Any] = route.view(proving, params, **variables)
    text = None if route.text is None or not _wants_text(request) else str(told[route.text])
    body = msgspec.json.encode(told) if text is None else text.encode()
    tag = etags.etag(body)
    headers = {
        "ETag": tag,
        "Goalpost-Position": str(proving.head()),
        "Cache-Control": FRESH,
        "Vary": "Authorization" if route.text is None else "Authorization, Accept",
    }
    if etags.is_known(request.headers.get("If-None-Match"), tag):
        return Response(b"", NO_BODY_NEEDED, headers)
    return Response(body, 200, headers, content_type=JSON if text is None else CONTENT_TYPE)


def _wants_text(request: HttpRequest) -> bool:
    if TEXT not in request.headers.get("Accept", ""):
        return False
    return request.accept_mimetypes.best_match([JSON, TEXT], default=JSON) == TEXT

"""The headers of the API, and its problems by status, as OpenAPI tells them."""

from collections.abc import Mapping
from typing import Any

from api.contract import calls, etags, idempotency
from api.contract.kinds import KINDS
from api.contract.problems import MEDIA_TYPE

NAMES = {
    "ETag": "ETag",
    "GoalpostPosition": "Goalpost-Position",
    "IdempotencyReplayed": "Idempotency-Replayed",
    "Link": "Link",
    "Location": "Location",
    "RequestId": "X-Request-ID",
}


def _answered(description: str, **form: Any) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", **form}}


ANSWERED: Mapping[str, dict[str, Any]] = {
    "ETag": _answered(
        '`"<version>.<digest>"`; `"<digest>"` where nothing is changed by version. '
        "The digest leaves out when it was asked: `as_of`, unless it was named."
    ),
    "GoalpostPosition": _answered("The last position of the log known to this answer.", pattern="^[0-9]+$"),
    "IdempotencyReplayed": _answered("There if this is the answer given before.", const="true"),
    "Link": _answered('`<…>; rel="next"`, unless this is the last page.'),
    "Location": _answered("Where what was made can be read."),
    "RequestId": _answered("The one that was sent, or a new one."),
}


def _sent(name: str, description: str, *, required: bool = False, **form: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string", **form},
    }


SENT: Mapping[str, dict[str, Any]] = {
    "IfMatch": _sent(
        "If-Match",
        'The version you decided on: an ETag, its version alone as in `"5"`, several of them between commas, '
        "or `*` for whatever stands there. A weak tag matches nothing.",
        required=True,
        pattern=etags.IF_MATCH_PATTERN,
        examples=["*"],
    ),
    "IfNoneMatch": _sent("If-None-Match", "The ETags you have: one of them is answered with 304."),
    "IdempotencyKey": _sent(
        "Idempotency-Key",
        "Any key of yours: the same request sent again with it is answered as the first time, and done once.",
        pattern=idempotency.KEY_PATTERN,
    ),
    "OnBehalfOf": _sent(
        "Goalpost-On-Behalf-Of",
        "The opaque id of the person for whom this is done; kept with what is recorded.",
        pattern=calls.BEHALF_PATTERN,
    ),
}

PROBLEMS: Mapping[int, str] = {
    400: "Malformed, or an unknown parameter.",
    401: "No valid key.",
    403: "The key's role does not allow it, or this actor may not.",
    404: "No such thing in this workspace.",
    408: "The body came too slowly.",
    409: "Refused by the state it is in.",
    412: "The version in If-Match is no longer the current one.",
    413: "The body is too large.",
    414: "The query is too long.",
    415: "The body is of another media type.",
    422: "Well-formed, and wrong.",
    428: "If-Match is missing.",
    503: "Busy or stopping: nothing was done.",
}


def problem(status: int) -> dict[str, Any]:
    slugs = ", ".join(f"`{slug}`" for slug, kind in KINDS.items() if kind.status == status)
    also = {401: {"WWW-Authenticate": _answered("Bearer.")}, 503: {"Retry-After": _answered("Seconds.")}}
    return {
        "description": PROBLEMS[status] + (f" {slugs}." if slugs else ""),
        "headers": {"X-Request-ID": {"$ref": "#/components/headers/RequestId"}, **also.get(status, {})},
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }

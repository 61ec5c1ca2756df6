"""The problems of the doors themselves; those of the domain are its errors."""

from http import HTTPStatus
from typing import NamedTuple


class Kind(NamedTuple):
    """`cause` and `mend` are for the person who met the problem."""

    status: HTTPStatus
    title: str
    cause: str
    mend: str


KINDS: dict[str, Kind] = {
    "malformed-body": Kind(
        HTTPStatus.BAD_REQUEST,
        "The body cannot be read",
        "The body is not UTF-8, not JSON, names a member twice, or did not come whole.",
        "Send one JSON document, in UTF-8, each member once, to its last byte.",
    ),
    "invalid-parameter": Kind(
        HTTPStatus.BAD_REQUEST,
        "A parameter is unknown or wrong",
        "The query holds a parameter this path does not have, or a value it does not take.",
        "Look the path up in /docs, and correct what `errors` names.",
    ),
    "invalid-header": Kind(
        HTTPStatus.BAD_REQUEST,
        "A header is malformed",
        "If-Match, Idempotency-Key or Goalpost-On-Behalf-Of is not in the form it must have.",
        'If-Match is "5", "5.<digest>" or *; an Idempotency-Key is 1 to 255 visible ASCII characters.',
    ),
    "invalid-cursor": Kind(
        HTTPStatus.BAD_REQUEST,
        "This cursor is not for this question",
        "The cursor was altered, belongs to another workspace, or to other filters or another order.",
        "Use next_cursor as it was given, with the same parameters, or begin again without it.",
    ),
    "not-a-cursor": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "This was never a cursor",
        "The value of `cursor` has the form of one, and no page ever ended with it.",
        "Use next_cursor as it was given, or begin again without it.",
    ),
    "no-such-moment": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "There is no such moment",
        "`as_of` names an instant or a position that lies ahead of the log, or before the workspace was opened.",
        "Ask about a moment between the workspace's opening and now; Goalpost-Position names the last position.",
    ),
    "bad-request": Kind(
        HTTPStatus.BAD_REQUEST,
        "The request cannot be read",
        "Something in the request is not as HTTP has it.",
        "Correct the request.",
    ),
    "unauthenticated": Kind(
        HTTPStatus.UNAUTHORIZED,
        "No valid key",
        "There is no Authorization header, or its key is unknown, expired or revoked.",
        "Send `Authorization: Bearer gp_…` with a key that an administrator made.",
    ),
    "not-permitted": Kind(
        HTTPStatus.FORBIDDEN,
        "This key's role does not allow it",
        "The key is valid, and its role is not one that may do this.",
        "Use a key with one of the roles in `roles`.",
    ),
    "not-found": Kind(
        HTTPStatus.NOT_FOUND,
        "There is nothing here",
        "No such path, or no such thing in this workspace.",
        "Check the address against /docs, and that the key is of the workspace you mean.",
    ),
    "method-not-allowed": Kind(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "The path does not take this method",
        "What happened is never changed or removed; other methods stand in Allow.",
        "Use a method named in Allow.",
    ),
    "request-timeout": Kind(
        HTTPStatus.REQUEST_TIMEOUT,
        "The request came too slowly",
        "Nothing came for a while, or too little, before the request was whole.",
        "Send it again, faster; nothing was recorded.",
    ),
    "body-too-large": Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large",
        "The body has more bytes than this path takes.",
        "Send less at once; readings can be sent in batches.",
    ),
    "uri-too-long": Kind(
        HTTPStatus.REQUEST_URI_TOO_LONG,
        "The address is too long",
        "The first line of the request has more bytes than the server takes.",
        "Ask for less at once: fewer filters, or shorter ones.",
    ),
    "unsupported-media-type": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is of another kind",
        "The Content-Type is missing, or is not one this path takes.",
        "Send `Content-Type: application/json`.",
    ),
    "expectation-failed": Kind(
        HTTPStatus.EXPECTATION_FAILED,
        "The server does not do what is expected",
        "The request has an Expect other than 100-continue.",
        "Send it without Expect.",
    ),
    "invalid-body": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The body is well-formed, and wrong",
        "Some members are missing, unknown, or of another form than they must have.",
        "Correct every place that `errors` points at.",
    ),
    "answer-erased": Kind(
        HTTPStatus.GONE,
        "What was answered was erased",
        "This Idempotency-Key came before, and the request or its answer held a subject's text that was erased since.",
        "It was carried out then, and not again now: read the thing itself.",
    ),
    "idempotency-key-reused": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "This Idempotency-Key was used for another request",
        "The same key came before with another method, path, query, If-Match or body.",
        "Use a new key for a new request; the same key only to repeat the same one.",
    ),
    "precondition-required": Kind(
        HTTPStatus.PRECONDITION_REQUIRED,
        "Say which version you decided on",
        "A change needs If-Match, so that nobody overwrites what they have not seen.",
        "Send the ETag you read as If-Match, or `*` to change whatever stands there.",
    ),
    "headers-too-large": Kind(
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        "The headers are too large",
        "A header, or all of them, have more bytes than the server takes.",
        "Send fewer and shorter headers.",
    ),
    "internal-error": Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The server made a mistake",
        "An error that was not foreseen; it is in the server's log under the request id.",
        "Report the request id. To be sure that a write happened once, repeat it with the same Idempotency-Key.",
    ),
    "not-implemented": Kind(
        HTTPStatus.NOT_IMPLEMENTED,
        "The server cannot read this coding",
        "Transfer-Encoding names another coding than chunked.",
        "Send the body as it is, with its length or in chunks.",
    ),
    "not-ready": Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The server takes no requests just now",
        "It is starting or stopping, its database is out of reach, or the read models in it are not filled yet.",
        "Send it again after the seconds in Retry-After.",
    ),
    "too-many-streams": Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Too many streams are being read",
        "Each holds one of the server's threads until it is read to its end, and others are to be answered, too.",
        "Send it again after the seconds in Retry-After, and read streams as fast as they come.",
    ),
}

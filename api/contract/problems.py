"""Every answer that is no success, as RFC 9457 tells it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple

from goals.errors import (
    Busy,
    Changed,
    Fault,
    Forbidden,
    GoalpostError,
    NotFound,
    Refused,
    Unprocessable,
)

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[GoalpostError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Unprocessable: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refused: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    Changed: HTTPStatus.PRECONDITION_FAILED,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}

MEND: dict[type[GoalpostError], str] = {
    NotFound: "Check the id, and that the key you use is of the workspace you mean.",
    Unprocessable: "Change what `errors` points at, then send it again.",
    Refused: "Read the thing again: as it stands, it does not allow this.",
    Forbidden: "Have it done by somebody who may.",
    Changed: "Read it again, decide again, and send the new ETag as If-Match.",
    Busy: "Nothing was recorded: send it again after the seconds in Retry-After.",
}


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
        "The body is not UTF-8, not JSON, or names a member twice.",
        "Send one JSON document, in UTF-8, each member once.",
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
    "body-too-large": Kind(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "The body is too large",
        "The body has more bytes than this path takes.",
        "Send less at once; readings can be sent in batches.",
    ),
    "unsupported-media-type": Kind(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        "The body is of another kind",
        "The Content-Type is missing, or is not one this path takes.",
        "Send `Content-Type: application/json`.",
    ),
    "invalid-body": Kind(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "The body is well-formed, and wrong",
        "Some members are missing, unknown, or of another form than they must have.",
        "Correct every place that `errors` points at.",
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
    "internal-error": Kind(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "The server made a mistake",
        "An error that was not foreseen; it is in the server's log under the request id.",
        "Report the request id. To be sure that a write happened once, repeat it with the same Idempotency-Key.",
    ),
    "not-ready": Kind(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "The server takes no requests just now",
        "It is starting or stopping, or its database is out of reach.",
        "Send it again after the seconds in Retry-After.",
    ),
}


@dataclass(eq=False)
class Problem(Exception):
    """Raised anywhere behind a route, it is the answer. `slug` is a key of KINDS; `members` are added to it."""

    slug: str
    detail: str
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.detail

    @property
    def status(self) -> HTTPStatus:
        return KINDS[self.slug].status


def family(error: type[GoalpostError]) -> type[GoalpostError]:
    """Which of the families in STATUS an error belongs to."""
    return next(parent for parent in error.__mro__ if parent in STATUS)


def members_of(error: GoalpostError | Problem) -> dict[str, Any]:
    """The problem as JSON, but for what only the request knows."""
    if isinstance(error, GoalpostError):
        return _told(
            error.code, STATUS[family(type(error))], _title(type(error)), error.message, error.faults, _extra(error)
        )
    kind = KINDS[error.slug]
    return _told(error.slug, kind.status, kind.title, error.detail, error.faults, error.members)


def headers_of(error: GoalpostError | Problem) -> dict[str, str]:
    if isinstance(error, Problem):
        return dict(error.headers)
    return {"Retry-After": "1"} if isinstance(error, Busy) else {}


def explained(slug: str) -> dict[str, Any] | None:
    """What is served at /problems/{slug}; None if there is no such problem."""
    if slug in KINDS:
        kind = KINDS[slug]
        return _page(slug, kind)
    for error in _every(GoalpostError):
        if _slug(error) == slug:
            parent = family(error)
            cause = " ".join((error.__doc__ or parent.__doc__ or _title(error)).split())
            return _page(slug, Kind(STATUS[parent], _title(error), cause, MEND[parent]))
    return None


def slugs() -> list[str]:
    """Every problem there is."""
    return sorted({*KINDS, *(_slug(error) for error in _every(GoalpostError))})


def _every(error: type[GoalpostError]) -> Iterator[type[GoalpostError]]:
    for heir in error.__subclasses__():
        yield heir
        yield from _every(heir)


def _slug(error: type[GoalpostError]) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in error.__name__).lstrip("-")


def _title(error: type[GoalpostError]) -> str:
    return _slug(error).replace("-", " ").capitalize()


def _extra(error: GoalpostError) -> dict[str, Any]:
    return {"current_version": error.current} if isinstance(error, Changed) else {}


def _page(slug: str, kind: Kind) -> dict[str, Any]:
    return {
        "type": f"/problems/{slug}",
        "code": slug,
        "title": kind.title,
        "status": kind.status.value,
        "cause": kind.cause,
        "mend": kind.mend,
    }


def _told(
    slug: str,
    status: HTTPStatus,
    title: str,
    detail: str,
    faults: Sequence[Fault],
    extra: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status.value,
        "detail": detail,
        "code": slug,
        "errors": [_shown(fault) for fault in faults],
        **extra,
    }


def _shown(fault: Fault) -> dict[str, str]:
    if fault.pointer.startswith("?"):
        return {"parameter": fault.pointer[1:], **fault._asdict(), "pointer": ""}
    return fault._asdict()

"""Every answer that is no success, as RFC 9457 tells it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from api.contract.kinds import KINDS, Kind
from goals.container.errors import ContainerExists, LimitOutOfRange
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
from goals.goal.errors import GoalExists
from goals.hub import NameTaken
from goals.kpi.errors import KpiExists
from goals.milestone.errors import MilestoneExists
from goals.workspace.errors import WorkspaceIsOpen
from projections.ledger.signer.errors import SignerUnreachable
from projections.ledger.signer.keys import KeysNotSo
from projections.ledger.signer.restoring import NothingToDeclare, ReasonUnusable, RestoreUnsound
from projections.rebuild import RebuildLost, RebuildUnderWay

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[GoalpostError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    Unprocessable: HTTPStatus.UNPROCESSABLE_ENTITY,
    Refused: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    Changed: HTTPStatus.PRECONDITION_FAILED,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
    SignerUnreachable: HTTPStatus.SERVICE_UNAVAILABLE,
}

MEND: dict[type[GoalpostError], str] = {
    NotFound: "Check the id, and that the key you use is of the workspace you mean.",
    Unprocessable: "Change what `errors` points at, then send it again.",
    Refused: "Read the thing again: as it stands, it does not allow this.",
    Forbidden: "Have it done by somebody who may.",
    Changed: "Read it again, decide again, and send the new ETag as If-Match.",
    Busy: "Nothing was recorded: send it again after the seconds in Retry-After.",
    SignerUnreachable: SignerUnreachable.mend,
}

NEVER_MET: frozenset[type[GoalpostError]] = frozenset(
    (
        Forbidden,
        ContainerExists,
        GoalExists,
        KpiExists,
        MilestoneExists,
        WorkspaceIsOpen,
        NameTaken,
        LimitOutOfRange,
        RebuildUnderWay,
        RebuildLost,
        KeysNotSo,
        NothingToDeclare,
        RestoreUnsound,
        ReasonUnusable,
    )
)
"""What no request runs into: ids are made here, schemas are stricter, and at the shell workspaces are opened and
rebuilt, keys exchanged and restores declared."""


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
    return {"Retry-After": "1"} if isinstance(error, Busy | SignerUnreachable) else {}


def explained(slug: str) -> dict[str, Any] | None:
    """What is served at /problems/{slug}; None if there is no such problem."""
    if slug in KINDS:
        kind = KINDS[slug]
        return _page(slug, kind)
    for error in _leaves():
        if _slug(error) == slug:
            parent = family(error)
            cause = " ".join((error.__doc__ or "").split())
            return _page(slug, Kind(STATUS[parent], _title(error), cause, error.mend or MEND[parent]))
    return None


def slugs() -> list[str]:
    """Every problem there is."""
    return sorted({*KINDS, *(_slug(error) for error in _leaves() if error not in NEVER_MET)})


def _leaves() -> Iterator[type[GoalpostError]]:
    """The errors that are raised themselves, of the families HTTP has a status for."""
    return (error for parent in STATUS for error in (parent, *_heirs(parent)) if not error.__subclasses__())


def _heirs(error: type[GoalpostError]) -> Iterator[type[GoalpostError]]:
    for heir in error.__subclasses__():
        yield heir
        yield from _heirs(heir)


def _slug(error: type[GoalpostError]) -> str:
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in error.__name__).lstrip("-")


def _title(error: type[GoalpostError]) -> str:
    return _slug(error).replace("-", " ").capitalize().replace("Kpi", "KPI")


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

"""Subjects: who they are, legal holds, and the erasure of their text."""

from dataclasses import dataclass
from typing import Any

import msgspec

from api.contract import erasing
from api.contract.calls import Call
from api.contract.commands import Reply, asking_after
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import subjects as schemas
from goals import keyring
from goals.subject.commands import PlaceHold, ReleaseHold
from goals.writing import Receipt, Writing
from projections.answers import subjects
from projections.answers.asking import Asking

routes = Routes("subjects", "Subjects")

ANSWER = schemas.SubjectAnswer()


@dataclass(frozen=True)
class Entering:
    """Who a subject is goes beside its key, and not into the log."""

    said: dict[str, Any]

    def perform(self, writing: Writing, call: Call) -> Reply:
        subject = self.said["id"]
        told = {name: self.said.get(name) for name in subjects.ENTRY}
        with call.doors.keys_writing(writing.rows) as keys:
            is_new = keyring.entry(keys, writing.workspace_id, subject) is None
            keyring.enter(keys, writing.workspace_id, msgspec.json.encode(told).decode(), subject=subject)
        return _reply(writing, call, subject, has_made=is_new)


@dataclass(frozen=True)
class Erasing:
    """The keys are set aside, then the erasure is recorded; they are destroyed once that is durable."""

    subject: str
    said: dict[str, Any]

    def perform(self, writing: Writing, call: Call) -> Reply:
        receipt = erasing.begin(call.doors, writing, call.asked, named=self.subject, **self.said)
        return _reply(writing, call, self.subject, receipt=receipt, is_just_erased=True)


@dataclass(frozen=True)
class Holding:
    command: type[PlaceHold] | type[ReleaseHold]
    subject: str
    said: dict[str, Any]

    def perform(self, writing: Writing, call: Call) -> Reply:
        erasing.require_known(call.doors, writing, self.subject)
        command = self.command(workspace_id=writing.workspace_id, named=self.subject, **self.said)
        return _reply(writing, call, self.subject, receipt=writing.change(command, call.asked))


@routes.command(
    "POST",
    "/v1/subjects",
    Role.OWNER,
    body=schemas.NewSubject(),
    answer=ANSWER,
    status=201,
    versioned=False,
    location="/v1/subjects/{id}",
)
def enter(call: Call) -> Entering:
    """Say who a subject is, in the directory outside the log; what was said before is replaced as a whole.

    It is kept under the subject's key, and erased with it. No event is recorded.
    """
    return Entering(call.body)


@routes.list("/v1/subjects", Role.VIEWER, item=schemas.SubjectItem(), moment=False)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """The subjects by id: whoever has an entry or sealed text, is or was held, or was erased.

    The directory is no part of the log: they are told as they are, and at no other moment.
    """
    after = "" if page.after is None else str(page.after[0])
    found, is_more = subjects.page(asking, after=after, limit=page.limit)
    return Listed(found, [found[-1]["id"]] if is_more else None)


@routes.query("/v1/subjects/{subject_id:string}", Role.VIEWER, answer=ANSWER, moment=False)
def show(asking: Asking, params: dict[str, Any], subject_id: str) -> dict[str, Any] | None:
    """A subject: who it is, the hold on it, and its erasures.

    The directory is no part of the log: it is told as it is, and at no other moment.
    """
    told = subjects.answer(asking, subject_id)
    return None if told is None else {**told, "position": asking.position}


@routes.command(
    "POST",
    "/v1/subjects/{subject_id:string}/erase",
    Role.ADMIN,
    body=schemas.EraseSubject(),
    answer=ANSWER,
    versioned=False,
    afterwards=erasing.finish,
)
def erase(call: Call, subject_id: str) -> Erasing:
    """Destroy the key of all the text sealed for a subject so far, and of its entry. It cannot be undone.

    The log and its proofs stay as they are, and tell `[erased]`. Who asked, and on what ground, is recorded. Where
    nothing is left to be erased, nothing happens, and the answer says when it was.
    """
    return Erasing(subject_id, call.body)


@routes.command(
    "POST",
    "/v1/subjects/{subject_id:string}/hold",
    Role.AUDITOR,
    body=schemas.Reasoned(),
    answer=ANSWER,
    versioned=False,
)
def hold(call: Call, subject_id: str) -> Holding:
    """Place a legal hold on a subject: nothing of it is erased until it is released.

    It is for an auditor: whoever erases does not decide what may be erased.
    """
    return Holding(PlaceHold, subject_id, call.body)


@routes.command(
    "POST",
    "/v1/subjects/{subject_id:string}/release",
    Role.AUDITOR,
    body=schemas.Reasoned(),
    answer=ANSWER,
    versioned=False,
)
def release(call: Call, subject_id: str) -> Holding:
    """Release the hold on a subject: its text may be erased again."""
    return Holding(ReleaseHold, subject_id, call.body)


def _reply(
    writing: Writing,
    call: Call,
    subject: str,
    *,
    receipt: Receipt | None = None,
    has_made: bool = True,
    is_just_erased: bool = False,
) -> Reply:
    told = subjects.answer(asking_after(writing, call), subject, is_just_erased=is_just_erased)
    assert told is not None, f"{subject} was there a moment ago"
    events = () if receipt is None else receipt.events
    return Reply(
        body={**told, "position": writing.position}, position=writing.position, has_made=has_made, events=events
    )

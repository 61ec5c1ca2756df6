"""Erasing a subject: the keys are set aside, the log says so, the keys are destroyed; and if a process is killed in
between, the rest is done by the next one that looks."""

import logging
from typing import Any

from api.contract import idempotency
from api.contract.doors import Doors
from goals import erasing, keyring
from goals.erasing import Erasure
from goals.facts import Asked
from goals.identity import new_id
from goals.subject.commands import EraseSubject
from goals.subject.errors import SubjectNotFound
from goals.writing import Receipt, Writing
from projections import subjects

LOGGER = "goalpost.erasing"


def begin(doors: Doors, writing: Writing, asked: Asked, *, named: str, **said: Any) -> Receipt:
    """Set the keys of a subject aside and record its erasure; nothing where nothing can be read of it any more.

    Raises SubjectNotFound, SubjectOnHold, or ReasonWouldBeErased.
    """
    require_known(doors, writing, named)
    erasure = Erasure(writing.workspace_id, named, new_id())
    with doors.keys_writing(writing.rows) as keys:
        command = EraseSubject(
            workspace_id=erasure.workspace_id,
            named=named,
            erasure_id=erasure.erasure_id,
            is_readable=bool(keyring.opening(keys, erasure.workspace_id, named)),
            **said,
        )
        receipt = writing.change(command, asked)
        if receipt.events:
            erasing.set_aside(keys, erasure)
    idempotency.forget(writing.rows, workspace_id=erasure.workspace_id, subject=named)
    return receipt


def require_known(doors: Doors, writing: Writing, subject: str) -> None:
    """Raises SubjectNotFound."""
    with doors.keys_writing(writing.rows) as keys:
        is_readable = bool(keyring.opening(keys, writing.workspace_id, subject))
    if not is_readable and subjects.standing(writing.rows, writing.workspace_id, subject) is None:
        raise SubjectNotFound(subject)


def finish(doors: Doors, workspace_id: str | None = None) -> list[Erasure]:
    """Destroy the keys of every erasure that was recorded, in one workspace or in all; those of which nothing is left.

    One that was begun and never recorded never was: its keys go on opening.
    """
    with doors.keys_database.reading() as keys:
        begun = erasing.begun(keys, workspace_id)
    recorded = [each for each in begun if _is_recorded(doors, each)]
    for each in recorded:
        with doors.keys_database.writing() as keys:
            erasing.destroy(keys, each)
        _forget(doors, each)
    if not recorded or not erasing.scrubbed(doors.keys_database):
        return []
    with doors.keys_database.writing() as keys:
        for each in recorded:
            erasing.finished(keys, each)
    return recorded


def unfinished(doors: Doors, workspace_id: str | None = None) -> list[Erasure]:
    """Those that were begun, in one workspace or in all, and of which something is left to be done."""
    with doors.keys_database.reading() as keys:
        return erasing.begun(keys, workspace_id)


def finish_or_say(doors: Doors) -> None:
    """For a process that begins: what cannot be finished now is written down, and left to the next one."""
    try:
        finish(doors)
    except Exception:
        logging.getLogger(LOGGER).exception("an erasure that was begun could not be finished")


def _is_recorded(doors: Doors, erasure: Erasure) -> bool:
    """Whoever begins one holds the log until it is recorded: what is not when the log is ours will never be."""
    with doors.database.reading() as rows:
        if erasing.is_recorded(rows, erasure):
            return True

    def settle(writing: Writing) -> bool:
        if erasing.is_recorded(writing.rows, erasure):
            return True
        with doors.keys_writing(writing.rows) as keys:
            erasing.finished(keys, erasure)
        return False

    return doors.hub.write(erasure.workspace_id, settle)


def _forget(doors: Doors, erasure: Erasure) -> None:
    """In its turn: whoever opened the text before its key was destroyed has written down what it answered by then."""

    def forget(writing: Writing) -> None:
        idempotency.forget(writing.rows, workspace_id=erasure.workspace_id, subject=erasure.subject)

    doors.hub.write(erasure.workspace_id, forget)

"""Erasing a subject to its end: what is left to be done once the log says so, and was not if a process was killed."""

import logging

from api.contract import idempotency
from api.contract.doors import Doors
from goals import erasing
from goals.erasing import Erasure
from goals.writing import Writing

LOGGER = "goalpost.erasing"


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

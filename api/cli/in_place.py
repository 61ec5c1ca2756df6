"""`goalpost verify --database`"""

import sqlite3
from collections.abc import Sequence
from time import sleep
from typing import Any, NoReturn

import click
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from api.cli.opening import AT_THE_SHELL, doors_of_logs
from api.cli.telling import MISUSED, REFUSED, Failed, Teller, counted, first_line, progress
from api.contract.doors import Doors
from api.contract.ledger_checks import Check
from api.schemas.verifying import told
from api.verifying import all_logs, is_unchecked, verify
from goals.errors import Busy, NotFound
from goals.sides import Unfilled
from projections.ledger.examining.logs import Log

PATH = "goalpost verify --database"
SOUND, TAMPERED, UNKNOWN = "sound", "tampered", "unusable"
UNUSABLE = MISUSED
"""As of a bundle: nothing can be said of it."""

Checks = Sequence[tuple[str, Check]]
"""With the name of the workspace, its id where it has none any more."""


def verify_database(names: Sequence[str], *, every_s: int | None, as_json: bool) -> None:
    """Verify the logs of these workspaces, of all where none is named, and say what was done to them.

    Exits with 0 where all are sound, 1 where one is not, 2 where it cannot be told of one and no other is unsound. With
    `every_s` it goes on for ever, with so many seconds between.
    """
    teller = Teller(as_json)
    if every_s is not None:
        _go_on(teller, names, every_s)
    try:
        checks = _verified(names)
    except Failed as failed:
        teller.fail(failed)
    _say(teller, checks)
    verdict = _verdict(checks)
    if verdict != SOUND:
        raise SystemExit(REFUSED if verdict == TAMPERED else UNUSABLE)


def _go_on(teller: Teller, names: Sequence[str], every_s: int) -> NoReturn:
    while True:
        try:
            _say(teller, _verified(names))
        except Failed as failed:
            click.echo(failed.sentence, err=True)
        sleep(every_s)


def _verified(names: Sequence[str]) -> Checks:
    """Raises Failed."""
    try:
        with doors_of_logs() as found:
            return [(log.name, _check(found, log)) for log in _wanted(found, names)]
    except Failed as failed:
        raise Failed(failed.sentence, code=failed.code, exit_code=UNUSABLE) from None
    except (Busy, NotFound) as error:
        raise Failed(error.message, code=error.code, exit_code=UNUSABLE) from None
    except (sqlite3.Error, psycopg.Error, SQLAlchemyError, Unfilled) as error:
        sentence = f"The database cannot be used: {first_line(error)}"
        raise Failed(sentence, code="database-unusable", exit_code=UNUSABLE) from None


def _wanted(found: Doors, names: Sequence[str]) -> list[Log]:
    """Of a workspace that is not there any more, its id or the name that its log begins with will do, too.

    Raises NotFound.
    """
    there = all_logs(found)
    return [_named(there, name) for name in names] if names else there


def _named(there: Sequence[Log], name: str) -> Log:
    ways = ("name", "workspace_id", "recorded")
    for log in (each for way in ways for each in there if getattr(each, way) == name):
        return log
    raise NotFound("workspace", name)


def _check(found: Doors, log: Log) -> Check:
    with progress(log.name) as heard:
        return verify(found, log.workspace_id, AT_THE_SHELL, path=PATH, heard=heard)


def _verdict(checks: Checks) -> str:
    unsound = [check for _, check in checks if not check.sound]
    if not unsound:
        return SOUND
    return UNKNOWN if all(map(is_unchecked, unsound)) else TAMPERED


def _say(teller: Teller, checks: Checks) -> None:
    document = {
        "verdict": _verdict(checks),
        "workspaces": [{"workspace": name, **told(each)} for name, each in checks],
    }
    lines = [line for name, each in checks for line in _lines(name, each)]
    teller.say(document, "\n".join(lines) or "There is no workspace yet.")


def _lines(name: str, check: Check) -> list[str]:
    read = counted(check.size, "event")
    held = counted(check.checkpoints, "checkpoint")
    verdict = "sound" if check.sound else "NOT VERIFIED" if is_unchecked(check) else "TAMPERED WITH"
    findings: list[dict[str, Any]] = check.findings
    return [
        f"{name}: {verdict}. {read} read, held against {held}.",
        *(f"  {each['what']}: {each['said']}" for each in findings),
        *(f"  not known: {each}" for each in check.unknown),
    ]

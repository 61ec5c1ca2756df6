"""`goalpost verify --database`"""

import sqlite3
from collections.abc import Mapping, Sequence
from time import sleep
from typing import Any, NoReturn

import click
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from api.cli.opening import AT_THE_SHELL, doors
from api.cli.telling import MISUSED, REFUSED, Failed, Teller, counted, first_line, progress
from api.contract.doors import Doors
from api.contract.ledger_checks import Check
from api.schemas.verifying import told
from api.verifying import verify
from goals.errors import Busy, NotFound
from goals.sides import Unfilled

PATH = "goalpost verify --database"
UNUSABLE = MISUSED
"""As of a bundle: nothing can be said of it."""

Checks = Mapping[str, Check]
"""By workspace."""


def verify_database(names: Sequence[str], *, every_s: int | None, as_json: bool) -> None:
    """Verify the logs of these workspaces, of all where none is named, and say what was done to them.

    Exits with 0 where all are sound, 1 where one is not, 2 where it cannot be told. With `every_s` it goes on for ever,
    with so many seconds between.
    """
    teller = Teller(as_json)
    if every_s is not None:
        _go_on(teller, names, every_s)
    try:
        checks = _verified(names)
    except Failed as failed:
        teller.fail(failed)
    _say(teller, checks)
    if not all(each.sound for each in checks.values()):
        raise SystemExit(REFUSED)


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
        with doors() as found:
            return {name: _check(found, workspace_id, name) for workspace_id, name in _wanted(found, names)}
    except Failed as failed:
        raise Failed(failed.sentence, code=failed.code, exit_code=UNUSABLE) from None
    except (Busy, NotFound) as error:
        raise Failed(error.message, code=error.code, exit_code=UNUSABLE) from None
    except (sqlite3.Error, psycopg.Error, SQLAlchemyError, Unfilled) as error:
        sentence = f"The database cannot be used: {first_line(error)}"
        raise Failed(sentence, code="database-unusable", exit_code=UNUSABLE) from None


def _wanted(found: Doors, names: Sequence[str]) -> list[tuple[str, str]]:
    if names:
        return [(found.hub.workspace_named(name)[0], name) for name in names]
    return [(workspace_id, name) for workspace_id, name, _ in found.hub.workspaces()]


def _check(found: Doors, workspace_id: str, name: str) -> Check:
    with progress(name) as heard:
        return verify(found, workspace_id, AT_THE_SHELL, path=PATH, heard=heard)


def _say(teller: Teller, checks: Checks) -> None:
    is_sound = all(each.sound for each in checks.values())
    document = {
        "verdict": "sound" if is_sound else "tampered",
        "workspaces": [{"workspace": name, **told(each)} for name, each in checks.items()],
    }
    lines = [line for name, each in checks.items() for line in _lines(name, each)]
    teller.say(document, "\n".join(lines) or "There is no workspace yet.")


def _lines(name: str, check: Check) -> list[str]:
    read = counted(check.size, "event")
    held = counted(check.checkpoints, "checkpoint")
    verdict = "sound" if check.sound else "TAMPERED WITH"
    findings: list[dict[str, Any]] = check.findings
    return [
        f"{name}: {verdict}. {read} read, held against {held}.",
        *(f"  {each['what']}: {each['said']}" for each in findings),
        *(f"  not known: {each}" for each in check.unknown),
    ]

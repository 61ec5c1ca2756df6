"""`goalpost verify --database`"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import sleep
from typing import Any, NoReturn

import click
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from api.cli.opening import AT_THE_SHELL, doors_of_logs
from api.cli.telling import MISUSED, NO_DATABASE, REFUSED, Failed, Teller, counted, first_line, progress
from api.contract.doors import Doors
from api.contract.ledger_checks import UNCHECKED, Check
from api.schemas.verifying import told
from api.verifying import all_logs, verify
from goals.errors import Busy, NotFound
from goals.sides import Unfilled
from projections.ledger.examining.logs import Log

PATH = "goalpost verify --database"
SOUND, TAMPERED, UNKNOWN, INCOMPLETE = "sound", "tampered", "unusable", "incomplete"
UNUSABLE = MISUSED
"""As of a bundle: nothing can be said of it."""
CODES = {SOUND: 0, TAMPERED: REFUSED, UNKNOWN: UNUSABLE, INCOMPLETE: NO_DATABASE}
SHOWN = {SOUND: "sound", TAMPERED: "TAMPERED WITH", UNKNOWN: "NOT VERIFIED", INCOMPLETE: "NOT COMPARED"}
UNUSED = (Busy, sqlite3.Error, psycopg.Error, SQLAlchemyError, Unfilled, OSError)


@dataclass(frozen=True)
class Round:
    """With the name of each workspace, its id where it has none any more. `unreached` is why a log could not be read,
    or what was found in it not be kept."""

    checks: list[tuple[str, Check]] = field(default_factory=list)
    unreached: dict[str, str] = field(default_factory=dict)


def verify_database(names: Sequence[str], *, every_s: int | None, as_json: bool) -> None:
    """Verify the logs of these workspaces, of all where none is named, and say what was done to them.

    Exits with 0 where all are sound, 1 where one is not, 2 where it cannot be told of one and no other is unsound, 3
    where nothing worse is than that one was out of reach, or not compared with what was signed of it. With `every_s` it
    goes on for ever, with so many seconds between.
    """
    teller = Teller(as_json)
    if every_s is not None:
        _go_on(teller, names, every_s)
    try:
        done = _verified(names)
    except Failed as failed:
        teller.fail(failed)
    _say(teller, done)
    raise SystemExit(CODES[_verdict(done)])


def _go_on(teller: Teller, names: Sequence[str], every_s: int) -> NoReturn:
    while True:
        try:
            _say(teller, _verified(names))
        except Failed as failed:
            click.echo(failed.sentence, err=True)
        sleep(every_s)


def _verified(names: Sequence[str]) -> Round:
    """One log that is out of reach keeps no other from being verified. Raises Failed where none is to be had."""
    done = Round()
    try:
        with doors_of_logs() as found:
            for log in _wanted(found, names):
                try:
                    done.checks.append((log.name, _check(found, log)))
                except UNUSED as error:
                    done.unreached[log.name] = first_line(error)
        return done
    except Failed as failed:
        raise Failed(failed.sentence, code=failed.code, exit_code=UNUSABLE) from None
    except (Busy, NotFound) as error:
        raise Failed(error.message, code=error.code, exit_code=UNUSABLE) from None
    except UNUSED as error:
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


def _verdict(done: Round) -> str:
    """The worst there is."""
    found = {_of_log(check) for _, check in done.checks} | ({INCOMPLETE} if done.unreached else set())
    return next((each for each in (TAMPERED, UNKNOWN, INCOMPLETE) if each in found), SOUND)


def _of_log(check: Check) -> str:
    if check.sound:
        return SOUND
    if check.lacks is None:
        return TAMPERED
    return UNKNOWN if check.lacks == UNCHECKED else INCOMPLETE


def _say(teller: Teller, done: Round) -> None:
    document = {
        "verdict": _verdict(done),
        "workspaces": [{"workspace": name, **told(each)} for name, each in done.checks],
        "unreached": [{"workspace": name, "said": said} for name, said in done.unreached.items()],
    }
    lines = [line for name, each in done.checks for line in _lines(name, each)]
    lines += [f"{name}: OUT OF REACH. {said}" for name, said in done.unreached.items()]
    teller.say(document, "\n".join(lines) or "There is no workspace yet.")


def _lines(name: str, check: Check) -> list[str]:
    read = counted(check.size, "event")
    held = counted(check.checkpoints, "checkpoint")
    findings: list[dict[str, Any]] = check.findings
    return [
        f"{name}: {SHOWN[_of_log(check)]}. {read} read, held against {held}.",
        *(f"  {each['what']}: {each['said']}" for each in findings),
        *(f"  not known: {each}" for each in check.unknown),
    ]

"""`goalpost subject`"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from api.cli.opening import AT_THE_SHELL, doors, workspace_option
from api.cli.telling import Failed, Teller, table, telling
from api.contract import erasing
from api.contract.doors import Doors
from api.contract.text import SUBJECT_LOOKS, SUBJECT_PATTERN
from goals.event_log import seen
from goals.vocabulary import ErasureGround
from goals.writing import Receipt, Writing
from projections.answers import subjects
from projections.answers.asking import Asking

PAGE = 1_000
OPAQUE = re.compile(SUBJECT_PATTERN)


def opaque_id(_: click.Context, __: click.Parameter, value: str) -> str:
    if OPAQUE.fullmatch(value) is None:
        raise click.BadParameter(f"it must be {SUBJECT_LOOKS}")
    return value


@click.group()
def subject() -> None:
    """List and show those whose text is sealed, and erase it. Holds are an auditor's, and go through HTTP."""


@subject.command("list")
@workspace_option
@telling
def list_all(teller: Teller, workspace: str) -> None:
    """Show a workspace's subjects: who has an entry or sealed text, is held, or was erased."""
    known: list[dict[str, Any]] = []
    with doors() as found, _asking(found, workspace) as asking:
        is_more = True
        while is_more:
            page, is_more = subjects.page(asking, after=known[-1]["id"] if known else "", limit=PAGE)
            known.extend(page)
    header = ("id", "name", "email", "readable", "held since", "erased at")
    teller.say(known, table(header, [_line(each) for each in known]))


@subject.command("show")
@workspace_option
@click.argument("named", metavar="ID")
@telling
def show(teller: Teller, workspace: str, named: str) -> None:
    """Show a subject: who it is, the hold on it, and its erasures."""
    with doors() as found, _asking(found, workspace) as asking:
        told = subjects.answer(asking, named)
    if told is None:
        raise Failed(f"There is no subject {named} in this workspace.", code="subject-not-found")
    teller.say(told, "\n".join(f"{name}: {value}" for name, value in _lines(told)))


@subject.command("erase")
@workspace_option
@click.option("--ground", required=True, type=click.Choice([each.value for each in ErasureGround]), help="Why.")
@click.option("--asked-by", required=True, metavar="ID", callback=opaque_id, help="Who wanted it, by an opaque id.")
@click.option("--reason", required=True, help="Kept for ever: name nobody.")
@click.argument("named", metavar="ID")
@telling
def erase(teller: Teller, workspace: str, named: str, ground: str, asked_by: str, reason: str) -> None:
    """Destroy the key of all the text sealed for a subject so far. It cannot be undone."""

    def begun(writing: Writing) -> Receipt:
        said = {"ground": ErasureGround(ground), "asked_by": asked_by, "reason": reason}
        return erasing.begin(found, writing, AT_THE_SHELL, named=named, **said)

    with doors() as found:
        workspace_id, _ = found.hub.workspace_named(workspace)
        receipt = found.hub.write(workspace_id, begun)
        erasing.finish(found, workspace_id)
        with _asking(found, workspace) as asking:
            told = subjects.answer(asking, named)
    sentence = f"{named} is erased." if receipt.events else f"Nothing of {named} could be read any more."
    teller.say(told, sentence)


@contextmanager
def _asking(found: Doors, workspace: str) -> Iterator[Asking]:
    """About the present."""
    workspace_id, _ = found.hub.workspace_named(workspace)
    with found.database.reading() as rows:
        head = seen(rows, workspace_id)
        assert head is not None, f"{workspace_id} has no log"
        yield found.asking(rows, workspace_id, position=head.position, as_of=found.hub.now(rows, workspace_id))


def _line(told: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(value) for _, value in _lines(told))


def _lines(told: dict[str, Any]) -> list[tuple[str, str]]:
    erasures = told["erasures"]
    return [
        ("id", told["id"]),
        ("name", told["name"] or "-"),
        ("email", told["email"] or "-"),
        ("readable", "yes" if told["is_readable"] else "no"),
        ("held since", told["hold"]["recorded_at"] if told["hold"] else "-"),
        ("erased at", erasures[-1]["recorded_at"] if erasures else "-"),
    ]

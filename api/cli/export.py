"""`goalpost export`"""

import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from api.bundling.export import PATH, Export, export_of
from api.bundling.writing import pieces
from api.cli import opening
from api.cli.asking import question_about, route_at
from api.cli.parameters import said, with_parameters
from api.cli.taking import written
from api.cli.telling import MISUSED, Failed, Teller, counted, progress, telling
from api.contract import accesses
from api.contract.accesses import Action, Who
from api.contract.archives import Taking
from api.contract.calls import loaded
from api.contract.doors import Doors

STANDARD_OUTPUT = "-"


def with_question(command: Any) -> Any:
    """`command` with the parameters of the route as its options."""
    return with_parameters(command, route_at(PATH).params)


@click.command()
@opening.workspace_option
@click.option("--output", required=True, metavar="BUNDLE", help="The file to write; - for the standard output.")
@with_question
@telling
def export(teller: Teller, /, workspace: str, output: str, **told: Any) -> None:
    """Take the log away as a bundle, which an auditor checks alone.

    All of it, or what the options choose, or a random sample of its retargets, with the proof that nothing else was
    chosen. `goalpost verify` checks it. That it was taken is recorded.
    """
    path = None if output == STANDARD_OUTPUT else Path(output)
    if path is None and (teller.as_json or sys.stdout.isatty()):
        raise Failed("A bundle is no text for a terminal: name a file.", code="options-clash", exit_code=MISUSED)
    asked, _ = said(told)
    with opening.doors() as doors:
        found = _asked(doors, workspace, asked)
        size = _write(found, path)
    if path is not None:
        teller.say(_document(found, output, size), _sentence(found, output, size))


def _asked(doors: Doors, workspace: str, asked: Mapping[str, str]) -> Export:
    with question_about(doors, workspace, route_at(PATH), asked) as question:
        params = loaded(question.route.params, question.said)
        taking = Taking(
            doors=doors,
            asking=question.asking,
            moment=question.moment,
            by=opening.AT_THE_SHELL,
            said=question.said,
        )
        return export_of(taking, params)


def _write(found: Export, path: Path | None) -> int:
    """How many bytes. It is noted before the first of them, and after the signer has agreed."""
    who = Who(workspace_id=found.workspace_id, by=found.by)
    size = 0
    with progress("events") as told, closing(pieces(found, told=told)) as parts:
        first = next(parts)
        accesses.note(found.doors, who, action=Action.EXPORT, path=PATH, asked=found.asked)
        with written(path) as file:
            size += file.write(first)
            for piece in parts:
                size += file.write(piece)
    return size


def _document(found: Export, output: str, size: int) -> dict[str, Any]:
    return {
        "bundle": output,
        "bytes": size,
        "position": found.position,
        "complete": found.is_complete,
        "selection": found.selection.told,
        "seed": None if found.drawing is None else found.drawing.seed,
    }


def _sentence(found: Export, output: str, size: int) -> str:
    what = "Everything" if found.is_complete else "What was asked for"
    seed = "" if found.drawing is None else f", drawn by the seed {found.drawing.seed}"
    return f"{what} up to position {found.position:,} is in {output}{seed}: {counted(size, 'byte')}."

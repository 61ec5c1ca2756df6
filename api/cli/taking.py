"""`--format` and `--output`: a list to take away, as the same file as over HTTP."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Any, TypeVar

import click

from api.cli.telling import MISUSED, Failed, Teller
from api.contract.files import Whole, pieces
from api.contract.sheets import Format

Command = TypeVar("Command", bound=Callable[..., Any])

TABLE = "table"
FORMS = (TABLE, Format.CSV.value, Format.XLSX.value)


@dataclass(frozen=True)
class Taking:
    """Which form of file is asked for, and where it goes."""

    form: Format
    output: IO[bytes]

    def take(self, whole: Whole, said: Mapping[str, str]) -> None:
        """Writes as it reads: memory does not grow with the list. A file that was there is replaced at the end."""
        first = whole.page(None)
        assert first is not None, f"{whole.route.path} is there"
        for piece in pieces(whole, first, self.form, path=whole.route.path, said=said):
            self.output.write(piece)


def with_forms(command: Command) -> Command:
    """`command` with `--format` and `--output`."""
    output = click.File("wb", lazy=True, atomic=True)
    command = click.option("--output", type=output, metavar="FILE", help="Where a CSV or XLSX file goes.")(command)
    return click.option(
        "--format", "form", type=click.Choice(FORMS), default=TABLE, show_default=True, help="All of it, in this form."
    )(command)


def taking(teller: Teller, form: str, output: IO[bytes] | None) -> Taking | None:
    """What is to be taken away; None for an answer to be read here. Raises Failed for what goes not together."""
    if form == TABLE:
        if output is not None:
            raise _misused("--output is for a file: say --format csv or --format xlsx.")
        return None
    if teller.as_json:
        raise _misused(f"--json and --format {form} are two forms: say one.")
    if output is None and form == Format.XLSX and sys.stdout.isatty():
        raise _misused("A spreadsheet is no text for a terminal: name a file with --output.")
    return Taking(Format(form), click.get_binary_stream("stdout") if output is None else output)


def _misused(sentence: str) -> Failed:
    return Failed(sentence, code="options-clash", exit_code=MISUSED)

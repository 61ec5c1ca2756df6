"""`--format` and `--output`: a list to take away, as the same file as over HTTP."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
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
    """Which form of file is asked for, and where it goes: None for the standard output."""

    form: Format
    path: Path | None

    def take(self, whole: Whole, said: Mapping[str, str]) -> None:
        """Writes as it reads: memory does not grow with the list."""
        first = whole.page(None)
        assert first is not None, f"{whole.route.path} is there"
        with written(self.path) as file:
            for piece in pieces(whole, first, self.form, path=whole.route.path, said=said):
                file.write(piece)


def with_forms(command: Command) -> Command:
    """`command` with `--format` and `--output`."""
    path = click.Path(dir_okay=False, path_type=Path)
    command = click.option("--output", type=path, metavar="FILE", help="Where a CSV or XLSX file goes.")(command)
    return click.option(
        "--format", "form", type=click.Choice(FORMS), default=TABLE, show_default=True, help="All of it, in this form."
    )(command)


def taking(teller: Teller, form: str, path: Path | None) -> Taking | None:
    """What is to be taken away; None for an answer to be read here. Raises Failed for what goes not together."""
    if form == TABLE:
        if path is not None:
            raise _misused("--output is for a file: say --format csv or --format xlsx.")
        return None
    if teller.as_json:
        raise _misused(f"--json and --format {form} are two forms: say one.")
    if path is None and form == Format.XLSX and sys.stdout.isatty():
        raise _misused("A spreadsheet is no text for a terminal: name a file with --output.")
    return Taking(Format(form), path)


@contextmanager
def written(path: Path | None) -> Iterator[IO[bytes]]:
    """A file that takes the place of the one at `path` once it is whole. Raises Failed where it cannot be written."""
    if path is None:
        yield sys.stdout.buffer
        return
    growing = path.with_name(f"{path.name}.part")
    try:
        with growing.open("wb") as file:
            yield file
        growing.replace(path)
    except OSError as wrong:
        raise Failed(f"{path} cannot be written: {wrong.strerror}.", code="file-unusable", exit_code=MISUSED) from None
    finally:
        growing.unlink(missing_ok=True)


def _misused(sentence: str) -> Failed:
    return Failed(sentence, code="options-clash", exit_code=MISUSED)

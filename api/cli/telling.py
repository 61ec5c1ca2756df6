"""How every command answers: a sentence or one JSON document on stdout, what went wrong on stderr, and an exit code.

0  done
1  refused, or something was found to be wrong
2  used wrongly: unknown options, values that cannot be read
3  the database cannot be used: not there, not migrated, out of reach, busy
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, NoReturn, ParamSpec, cast

import click
import msgspec
import psycopg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from goals.errors import Busy, GoalpostError
from goals.sides import Unfilled

REFUSED = 1
MISUSED = 2
NO_DATABASE = 3

Asked = ParamSpec("Asked")
Told = Callable[[int, int], None]
"""Hears how much is done, and of how much."""


class Failed(Exception):
    """What a command says when it did not do what was asked: one sentence, a stable code, and the exit code."""

    def __init__(self, sentence: str, *, code: str, exit_code: int = REFUSED) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
        self.exit_code = exit_code


@dataclass(frozen=True)
class Teller:
    as_json: bool

    def say(self, document: object, sentence: str) -> None:
        """The answer: `document` where JSON was asked for, else `sentence`."""
        click.echo(json.dumps(document, ensure_ascii=False) if self.as_json else sentence)

    def answer(self, document: Any, shown: Callable[[Any], str]) -> None:
        """What a route answers: byte for byte as over HTTP where JSON was asked for, else as `shown`."""
        click.echo(msgspec.json.encode(document).decode() if self.as_json else shown(document))

    def items(self, items: Iterable[Any], shown: Callable[[list[Any]], str]) -> None:
        """A list to its end: where JSON was asked for as one page, written as it is read; else as `shown`."""
        if not self.as_json:
            return click.echo(shown([plain(item) for item in items]))
        click.echo(b'{"items":[', nl=False)
        for n, item in enumerate(items):
            click.echo(b"," * (n > 0) + msgspec.json.encode(item), nl=False)
        click.echo(b'],"next_cursor":null}')

    def fail(self, failed: Failed) -> NoReturn:
        document = {"error": {"code": failed.code, "detail": failed.sentence}}
        click.echo(json.dumps(document, ensure_ascii=False) if self.as_json else failed.sentence, err=True)
        sys.exit(failed.exit_code)


def plain(item: Any) -> Any:
    """An item, though it was kept as JSON."""
    return msgspec.json.decode(item) if isinstance(item, msgspec.Raw) else item


def telling(
    command: Callable[Concatenate[Teller, Asked], None], *, as_json: str = "Answer with one JSON document."
) -> Callable[Asked, None]:
    """`command` with `--json`, and its errors told as sentences."""

    @click.option("--json", "as_json", is_flag=True, help=as_json)
    @wraps(command)
    def run(*args: Any, as_json: bool, **kwargs: Any) -> None:
        teller = Teller(as_json)
        try:
            command(teller, *args, **kwargs)
        except Failed as failed:
            teller.fail(failed)
        except GoalpostError as error:
            exit_code = NO_DATABASE if isinstance(error, Busy) else REFUSED
            teller.fail(Failed(error.message, code=error.code, exit_code=exit_code))
        except Unfilled as unfilled:
            teller.fail(Failed(str(unfilled), code="database-not-migrated", exit_code=NO_DATABASE))
        except (sqlite3.Error, psycopg.Error, SQLAlchemyError) as error:
            sentence = f"The database cannot be used: {first_line(error)}"
            teller.fail(Failed(sentence, code="database-unusable", exit_code=NO_DATABASE))

    return cast(Callable[Asked, None], run)


@contextmanager
def progress(label: str) -> Iterator[Told]:
    """A bar on stderr while it is a terminal; gone at the end."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def table(header: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their longest cell, two spaces between."""
    widths = [max(map(len, column)) for column in zip(header, *lines, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in (header, *lines)
    )
    return "\n".join(line.rstrip() for line in padded)


def counted(number: int, thing: str) -> str:
    """As in "1 reading", "1,000 readings"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).strip().split("\n")[0]

"""`goalpost verify`"""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from api.bundling.deep import verify_deeply
from api.cli.in_place import verify_database
from projections.ledger.verifier.asking import ABOUT, CODES, MANY, OPTIONS, Question, answered, told
from projections.ledger.verifier.result import Result


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """With the options that the verifier has as one file."""
    for name, (value, text) in reversed(OPTIONS.items()):
        command = click.option(f"--{name}", metavar=value, help=text, multiple=name in MANY)(command)
    return command


@click.command(help=ABOUT, epilog=CODES)
@click.argument("bundle", metavar="[BUNDLE]", required=False)
@asking
@click.option(
    "--database",
    is_flag=True,
    help="Verify no bundle, but the logs where they are stored. Exits with 3 where one was out of reach, or not"
    " compared with what was signed of it.",
)
@click.option(
    "--workspace", "names", multiple=True, metavar="NAME", help="With --database: only this one's; repeatable."
)
@click.option(
    "--every",
    "every_s",
    type=click.IntRange(1),
    metavar="SECONDS",
    help="With --database: go on for ever, with so long between, for a service manager.",
)
@click.option("--deep", is_flag=True, help="Compute the trail of a complete bundle anew, by this release's own rules.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
def verify(
    bundle: str | None,
    database: bool,
    names: tuple[str, ...],
    every_s: int | None,
    deep: bool,
    as_json: bool,
    **asked: Any,
) -> None:
    if database:
        if bundle is not None or deep or any(asked.values()):
            raise click.UsageError("With --database there is no bundle, and nothing that is about one.")
        return verify_database(names, every_s=every_s, as_json=as_json)
    if bundle is None or names or every_s is not None:
        raise click.UsageError("Name a BUNDLE, or say --database.")
    text, code = told(lambda: _result(bundle, asked, deep=deep), as_json=as_json)
    click.echo(text)
    sys.exit(code)


def _result(bundle: str, asked: Mapping[str, Any], *, deep: bool) -> Result:
    result = answered(Question(bundle=bundle, **asked), datetime.now(UTC))
    if deep:
        verify_deeply(Path(bundle), result)
    return result

"""`goalpost verify`"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from projections.ledger.verifier.asking import ABOUT, CODES, MANY, OPTIONS, Question, answered
from projections.ledger.verifier.report import written


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """With the options that the verifier has as one file."""
    for name, (value, text) in reversed(OPTIONS.items()):
        command = click.option(f"--{name}", metavar=value, help=text, multiple=name in MANY)(command)
    return command


@click.command(help=ABOUT, epilog=CODES)
@click.argument("bundle", metavar="BUNDLE")
@asking
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
def verify(as_json: bool, **asked: Any) -> None:
    result = answered(Question(**asked), datetime.now(UTC))
    click.echo(written(result, as_json=as_json))
    sys.exit(result.exit_code)

"""`goalpost retrospective`"""

import sys
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.markdown import Markdown

from api.cli.asking import Question, asks
from api.cli.taking import written
from api.cli.telling import MISUSED, Failed, Teller
from api.contract.documents import plain
from api.markdown.retrospective.report import markdown

OF_PERIOD = "/v1/retrospectives/{period:string}"
OF_DAYS = "/v1/retrospectives"
DAYS = ("from", "to")
WIDEST = 120


@click.command()
@click.argument("period", required=False)
@click.option(
    "--output",
    "into",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where it goes, instead of the standard output.",
)
@asks(OF_DAYS)
def retrospective(teller: Teller, question: Question, period: str | None, into: Path | None) -> None:
    """Tell what came of a period: PERIOD, as 2023-Q4 or 2023-03, or the days --from and --to.

    In Markdown, for pasting into a document; at a terminal it is shown as it will look there.
    """
    told = _asked(question, period)
    if into is None and not teller.as_json and sys.stdout.isatty():
        return _show(markdown(plain(told)))
    said = f"{msgspec.json.encode(told).decode()}\n" if teller.as_json else markdown(plain(told))
    with written(into) as file:
        file.write(said.encode())


def _asked(question: Question, period: str | None) -> dict[str, Any]:
    if period is None:
        return question.answer()
    if any(name in question.said for name in DAYS):
        sentence = "A period has a name, or a first and a last day: not both."
        raise Failed(sentence, code="period-and-days", exit_code=MISUSED)
    return question.at(OF_PERIOD).answer(period=period)


def _show(document: str) -> None:
    console = Console()
    console.print(Markdown(document), width=min(console.width, WIDEST))

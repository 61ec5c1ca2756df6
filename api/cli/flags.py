"""`goalpost flags`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import Cell, actor, amount, columns, day, words
from api.cli.telling import Teller

HEADER = ("flag", "goal", "raised", "judged by", "seen by")


@click.command()
@asks("/v1/flags")
def flags(teller: Teller, question: Question) -> None:
    """Show which questions goals raise.

    Each with the figures it was judged by. None is a verdict.
    """
    teller.items(question.items(), lambda raised: _table(question, raised))


def _table(question: Question, raised: list[Any]) -> str:
    if not raised:
        return "No flag is raised, as far as was asked."
    return columns(HEADER, (_line(question, flag) for flag in raised))


def _line(question: Question, flag: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        (flag["flag"], words(flag["name"]).lower()),
        question.title(flag["goal_id"]),
        day(flag["raised_at"]),
        tuple(f"{words(name)} {amount(figure)}" for name, figure in flag["inputs"].items()),
        tuple(f"{actor(each['actor'])}: {each['note']}" for each in flag["acknowledged"]),
    )

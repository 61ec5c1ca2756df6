"""`goalpost trail`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import Cell, changed, columns, day, far, why
from api.cli.telling import Teller

HEADER = ("recorded", "what", "how far", "why, and by whom", "flags")


@click.command()
@asks("/v1/trail")
def trail(teller: Teller, question: Question) -> None:
    """Show who moved the goalposts, when, how far, and why."""
    teller.items(question.items(), lambda moves: _table(question, moves))


def _table(question: Question, moves: list[Any]) -> str:
    if not moves:
        return "No goalpost was moved, as far as was asked."
    return columns(HEADER, (_line(question, move) for move in moves))


def _line(question: Question, move: Mapping[str, Any]) -> tuple[Cell, ...]:
    return (
        day(move["recorded_at"]),
        (question.title(move["goal_id"]), *changed(move["changes"])),
        far(move),
        why(move, by=move["actor"], approved_by=move["approved_by"]),
        tuple(move["flags"] or ()),
    )

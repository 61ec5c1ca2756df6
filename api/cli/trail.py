"""`goalpost trail`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import actor, amount, columns, day, or_nothing, percent
from api.cli.telling import Teller

HEADER = ("recorded", "goal", "changed", "effect", "ratio", "moved", "reason", "by", "flags")
FIGURES = ("ratio", "moved")


@click.command()
@asks("/v1/trail")
def trail(teller: Teller, question: Question) -> None:
    """Show who moved the goalposts, when, how far, and why."""
    teller.items(question.items(), lambda moves: _table(question, moves))


def _table(question: Question, moves: list[Any]) -> str:
    if not moves:
        return "No goalpost was moved, as far as was asked."
    return columns(HEADER, [_line(question, move) for move in moves], right=FIGURES)


def _line(question: Question, move: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        day(move["recorded_at"]),
        question.title(move["goal_id"]),
        changed(move["changes"]),
        move["effect"],
        or_nothing(move["ratio"]),
        percent(move["magnitude"]),
        f"{move['reason_code']}: {move['reason']}",
        actor(move["actor"]),
        " ".join(move["flags"] or ()),
    )


def changed(changes: list[Any]) -> str:
    """As in "target 600000 → 500000"."""
    return "; ".join(f"{each['field']} {amount(each['before'])} → {amount(each['after'])}" for each in changes)

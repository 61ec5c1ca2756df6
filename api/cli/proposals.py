"""`goalpost proposals`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import Cell, changed, columns, day, far, why, words
from api.cli.telling import Teller

HEADER = ("proposed", "what", "how far", "why, and by whom", "state")


@click.command()
@asks("/v1/retargets")
def proposals(teller: Teller, question: Question) -> None:
    """Show proposed retargets, and what became of them.

    With --state open: what waits for an approver.
    """
    teller.items(question.items(), lambda found: _table(question, found))


def _table(question: Question, found: list[Any]) -> str:
    if not found:
        return "Nothing was proposed, as far as was asked."
    return columns(HEADER, (_line(question, each) for each in found))


def _line(question: Question, proposal: Mapping[str, Any]) -> tuple[Cell, ...]:
    grounds = tuple(map(words, proposal["grounds"]))
    return (
        day(proposal["recorded_at"]),
        (question.title(proposal["goal_id"]), *changed(proposal["changes"]), proposal["id"]),
        far(proposal),
        why(proposal, by=proposal["proposer"], approved_by=proposal["approver"]),
        (proposal["state"], *grounds),
    )

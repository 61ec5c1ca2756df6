"""`goalpost slips`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import Cell, amount, columns, days, words
from api.cli.telling import Teller

OF_GOAL = "/v1/goals/{goal_id}/slips"
HEADER = ("milestone", "due dates", "slipped", "state", "ended", "late")
FIGURES = ("slipped", "late")


@click.command()
@click.argument("goal", required=False)
@asks("/v1/slips")
def slips(teller: Teller, question: Question, goal: str | None) -> None:
    """Show every due date milestones had, and their slips.

    Of all milestones of GOAL, an id or a title; else of those that slipped, ever or in a period.
    """
    items = question.items() if goal is None else question.at(OF_GOAL).items(goal_id=question.goal_id(goal))
    teller.items(items, lambda slipped: _table(question, slipped))


def _table(question: Question, slipped: list[Any]) -> str:
    if not slipped:
        return "No milestone slipped, as far as was asked."
    return columns(HEADER, (_line(question, slip) for slip in slipped), figures=FIGURES)


def _line(question: Question, slip: Mapping[str, Any]) -> tuple[Cell, ...]:
    ended = slip["completed_on"] if slip["dropped_on"] is None else slip["dropped_on"]
    return (
        (slip["title"], f"of {question.title(slip['goal_id'])}"),
        tuple(f"{amount(each['due'])} ({words(each['cause'])})" for each in slip["dues"]),
        days(slip["slip_days"]),
        words(slip["state"]),
        amount(ended),
        days(slip["days_late"]),
    )

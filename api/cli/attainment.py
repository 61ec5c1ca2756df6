"""`goalpost attainment`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import amount, columns, paragraph, percent, sections, yes
from api.cli.telling import Teller

SIDE_BY_SIDE = ("original", "at_deadline", "current")
HEADER = ("lens", "version", "baseline", "target", "window", "value", "attained", "achieved")
FIGURES = ("version", "baseline", "target", "value", "attained")


@click.command()
@click.argument("goal")
@asks("/v1/goals/{goal_id}/attainment")
def attainment(teller: Teller, question: Question, goal: str) -> None:
    """Show how far a goal has come, by which version of it.

    GOAL is an id or a title. Without --lens: by the original, by what was in force at its deadline, and by the current
    version, side by side.
    """
    goal_id = question.goal_id(goal)
    title = question.title(goal_id)
    if "lens" in question.said:
        teller.answer(question.answer(goal_id=goal_id), lambda seen: _shown(title, [seen]))
    else:
        through = {lens: question.answer({"lens": lens}, goal_id=goal_id) for lens in SIDE_BY_SIDE}
        teller.answer(through, lambda seen: _shown(title, list(seen.values())))


def _shown(title: str, seen: list[Any]) -> str:
    missing = [f"{each['lens']}: {each['reason']['detail']}" for each in seen if each["reason"] is not None]
    return sections(paragraph(title), columns(HEADER, map(_line, seen), figures=FIGURES), paragraph(*missing))


def _line(seen: Mapping[str, Any]) -> tuple[str, ...]:
    figures = (amount(seen[name]) for name in ("version", "baseline", "target", "window", "value"))
    return (seen["lens"], *figures, percent(seen["raw"]), yes(seen["achieved"]))

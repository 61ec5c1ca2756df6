"""`goalpost reconcile`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import (
    Cell,
    actor,
    amount,
    changed,
    columns,
    day,
    far,
    headed,
    pairs,
    paragraph,
    percent,
    sections,
    why,
)
from api.cli.telling import Teller

VERSIONS = ("original", "current", "announced")
STEPS = ("version", "recorded", "what", "how far", "why, and by whom")
ESTABLISHED = ("recorded", "what", "by")


@click.command()
@click.argument("goal")
@asks("/v1/goals/{goal_id}/reconciliation")
def reconcile(teller: Teller, question: Question, goal: str) -> None:
    """Go step by step from a goal's original to what it is.

    GOAL is an id or a title. Each step tells who, when and why, and at the end stands whether they add up.
    """
    goal_id = question.goal_id(goal)
    teller.answer(question.answer(goal_id=goal_id), lambda told: _shown(question.title(goal_id), told))


def _shown(title: str, told: Mapping[str, Any]) -> str:
    if told["original"] is None:
        return paragraph(title, told["reason"]["detail"])
    return sections(
        paragraph(title),
        pairs({name: _defined(told[name]) for name in VERSIONS if told[name] is not None}),
        headed("Retargets", columns(STEPS, map(_step, told["steps"]))),
        _established(told["established"]),
        _sum(told),
    )


def _defined(definition: Mapping[str, Any]) -> str:
    window = definition["window"]
    days = "" if window is None else f", {amount(window['start'])} to {amount(window['end'])}"
    return f"{amount(definition['baseline']['value'])} to {amount(definition['target']['resolved'])}{days}"


def _step(step: Mapping[str, Any]) -> tuple[Cell, ...]:
    awaited = () if step["in_force"] else (f"in force from {step['effective_on']}",)
    return (
        str(step["n"]),
        day(step["recorded_at"]),
        (*changed(step["changes"]), *awaited),
        (*far(step), f"in all {percent(step['cumulative']['net'])}"),
        why(step, by=step["actor"], approved_by=step["approved_by"]),
    )


def _established(found: list[Any]) -> str:
    lines = [(day(each["recorded_at"]), changed(each["changes"]), actor(each["actor"])) for each in found]
    return headed("Came to be known", columns(ESTABLISHED, lines))


def _sum(told: Mapping[str, Any]) -> str:
    if told["is_reconciled"]:
        return "The original and the steps make the current one."
    return paragraph("The original and the steps do not make the current one:", *changed(told["unexplained"]))

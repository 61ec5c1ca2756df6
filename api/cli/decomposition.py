"""`goalpost decomposition`"""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import actor, amount, columns, day, headed, pairs, paragraph, percent, points, sections, words
from api.cli.telling import MISUSED, Failed, Teller

OF_GOAL = "/v1/goals/{goal_id}/decomposition"
OF_CONTAINER = "/v1/containers/{container_id}/decomposition"
OF_ALL = "/v1/decomposition"

ENDS = ("", "at the end of", "version", "value", "progress")
STEPS = ("version", "recorded", "in force from", "by", "reason", "retarget")
SHARES = ("goal", "from", "to", "performance", "retarget", "composition")


@click.command()
@click.argument("goal", required=False)
@click.option("--container", "container_id", metavar="ID", help="Of the goals in this container.")
@asks(OF_CONTAINER)
def decomposition(teller: Teller, question: Question, goal: str | None, container_id: str | None) -> None:
    """Tell what was achieved from what came of moved goalposts.

    Of the change in the progress of GOAL, an id or a title; else of all goals in a container, or in the workspace.
    """
    if goal is not None and container_id is not None:
        raise Failed("Name a goal or a container, not both.", code="goal-and-container", exit_code=MISUSED)
    if goal is not None:
        goal_id = question.goal_id(goal)
        teller.answer(question.at(OF_GOAL).answer(goal_id=goal_id), lambda told: _of_goal(question, told))
    elif container_id is not None:
        found = question.answer(container_id=question.container_id(container_id))
        teller.answer(found, lambda told: _of_many(question, told))
    else:
        teller.answer(question.at(OF_ALL).answer(), lambda told: _of_many(question, told))


def _of_goal(question: Question, told: Mapping[str, Any]) -> str:
    ends = [_end(name, told[name]) for name in ("from", "to")]
    return sections(
        paragraph(question.title(told["goal_id"])),
        columns(ENDS, ends, figures=ENDS[1:]),
        _parts(told, "performance", "retarget", "total"),
        headed("Retarget by retarget", columns(STEPS, map(_step, told["steps"]), figures=(STEPS[-1],))),
        _why_not(told),
    )


def _of_many(question: Question, told: Mapping[str, Any]) -> str:
    ends = [(name, told[name]["at"], percent(told[name]["progress"])) for name in ("from", "to")]
    shares = (_share(question, each) for each in told["goals"])
    return sections(
        columns(("", "at the end of", "progress"), ends, figures=ENDS[1:]),
        _parts(told, "performance", "retarget", "composition", "total"),
        headed("Goal by goal", columns(SHARES, shares, figures=SHARES[1:])),
        _began(told),
        _why_not(told),
    )


def _began(told: Mapping[str, Any]) -> str:
    return paragraph("Nothing counted at first: each goal from its own beginning.") if told["from"]["began"] else ""


def _parts(told: Mapping[str, Any], *names: str) -> str:
    return pairs({name: points(told[name]) for name in names})


def _end(name: str, end: Mapping[str, Any]) -> tuple[str, ...]:
    return name, end["at"], amount(end["version"]), amount(end["value"]), percent(end["raw"])


def _step(step: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(step["version"]),
        day(step["recorded_at"]),
        step["effective_on"],
        actor(step["actor"]),
        words(step["reason_code"]),
        points(step["retarget"]),
    )


def _share(question: Question, share: Mapping[str, Any]) -> tuple[str, ...]:
    ends = (percent(None if share[name] is None else share[name]["clamped"]) for name in ("from", "to"))
    return (question.title(share["goal_id"]), *ends, *(points(share[name]) for name in SHARES[3:]))


def _why_not(told: Mapping[str, Any]) -> str:
    return "" if told["reason"] is None else paragraph(f"Not told apart: {told['reason']['detail']}")

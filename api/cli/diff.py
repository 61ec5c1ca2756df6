"""`goalpost diff`"""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from api.cli.asking import Question, asks
from api.cli.shown import actor, amount, columns, day, headed, pairs, paragraph, percent, points, sections, words
from api.cli.telling import MISUSED, Failed, Teller

OF_GOAL = "/v1/goals/{goal_id}/diff"
OF_CONTAINER = "/v1/containers/{container_id}/diff"
OF_ALL = "/v1/diff"

Told = Mapping[str, Any]

FIELDS = ("of", "field", "before", "after", "by")
FIGURES = ("", "before", "after")
GOALS = ("goal", "", "value", "progress", "health")
PARTS = ("revision", "performance", "retarget", "composition", "total")


@click.command()
@click.argument("goal", required=False)
@click.option("--container", "container_id", metavar="ID", help="Of this container and its goals.")
@asks(OF_CONTAINER)
def diff(teller: Teller, question: Question, goal: str | None, container_id: str | None) -> None:
    """Tell what is different between two moments, and which events made it so.

    Of GOAL, an id or a title; else of a container and its goals, or of the whole workspace.
    """
    if goal is not None and container_id is not None:
        raise Failed("Name a goal or a container, not both.", code="goal-and-container", exit_code=MISUSED)
    if goal is not None:
        teller.answer(question.at(OF_GOAL).answer(goal_id=question.goal_id(goal)), _of_goal)
    elif container_id is not None:
        teller.answer(question.answer(container_id=question.container_id(container_id)), _of_many)
    else:
        teller.answer(question.at(OF_ALL).answer(), _of_many)


def _of_goal(told: Told) -> str:
    return sections(
        paragraph(told["title"] or told["goal_id"], _moments(told)),
        columns(FIELDS, _fields_of_goal(told)),
        headed("Figures", columns(FIGURES, _figures(told["derived"]), figures=FIGURES[1:])),
        headed("Of the change in progress", _parts(told["progress"])),
        headed("Readings", pairs({name: str(n) for name, n in told["derived"]["causes"]["readings"].items()})),
        _why_not(told["progress"]),
    )


def _of_many(told: Told) -> str:
    things = [*told.get("kpis", ()), *told["containers"]]
    lines = [
        *_fields(told["fields"], ""),
        *(line for each in things for line in _fields(each["fields"], each.get("key") or each.get("name") or "")),
        *(line for each in told["goals"] for line in _fields_of_goal(each)),
    ]
    return sections(
        paragraph(_moments(told)),
        columns(FIELDS, lines),
        headed("Goals", columns(GOALS, map(_goal, told["goals"]), figures=GOALS[2:4])),
        headed("Of the change in progress", _parts(told["rollup"])),
        _why_not(told["rollup"]),
    )


def _moments(told: Told) -> str:
    first, last = told["from"], told["to"]
    return f"{first['as_of']} (position {first['position']}) to {last['as_of']} (position {last['position']})"


def _fields_of_goal(told: Told) -> list[tuple[str, ...]]:
    milestones = (line for each in told["milestones"] for line in _fields(each["fields"], each["title"] or ""))
    return [*_fields(told["fields"], told["title"] or told["goal_id"]), *milestones]


def _fields(fields: Iterable[Told], of: str) -> list[tuple[str, ...]]:
    return [(of, words(each["field"]), amount(each["before"]), amount(each["after"]), _by(each)) for each in fields]


def _by(field: Told) -> str:
    return "; ".join(_cause(each) for each in field["events"])


def _cause(event: Told) -> str:
    why = "" if event["reason"] is None else f": {event['reason']}"
    return f"{actor(event['actor'])}, {day(event['recorded_at'])}{why}"


def _figures(derived: Told) -> list[tuple[str, str, str]]:
    ends = [_told(derived[name]) for name in ("before", "after")]
    return [(name, ends[0][name], ends[1][name]) for name in ends[0] if ends[0][name] != ends[1][name]]


def _told(derived: Told | None) -> dict[str, str]:
    """Each figure as it is shown; nothing of a goal that was not there."""
    found = derived or {}
    return {
        "value": _value(found),
        "progress": _progress(found),
        "expected": percent(found.get("expected")),
        "pace": amount(found.get("pace")),
        "health": words(amount(found.get("health"))),
        "achieved": amount(found.get("achieved")),
        "outcome by readings": words(amount(found.get("outcome_by_readings"))),
        "flags": amount(found.get("flags")),
    }


def _value(derived: Told) -> str:
    current = derived.get("current")
    return amount(None if current is None else current["value"])


def _progress(derived: Told) -> str:
    progress = derived.get("progress")
    return percent(None if progress is None else progress["raw"])


def _goal(told: Told) -> tuple[str, ...]:
    before, after = (_told(told["derived"][name]) for name in ("before", "after"))
    shown = (f"{before[name]} → {after[name]}" for name in GOALS[2:])
    return (told["title"] or told["goal_id"], told["change"], *shown)


def _parts(told: Told) -> str:
    return pairs({name: points(told[name]) for name in PARTS if name in told})


def _why_not(told: Told) -> str:
    return "" if told["reason"] is None else paragraph(f"Not told apart: {told['reason']['detail']}")

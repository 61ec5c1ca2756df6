"""The answers are those of an oracle that knows only the events and the rules."""

import ast
import sys
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings

from goals.vocabulary import WorkspaceKind
from tests.api.client import opened
from tests.oracle import oracle
from tests.oracle.histories import FIRST_DAY, MISTAKEN, SOFTENED, histories
from tests.oracle.oracle import Moment
from tests.oracle.oracle_log import Event, replayed
from tests.oracle.telling import Telling
from tests.soak import scale

MOST_EVENTS = 1_000
MIDDLE = FIRST_DAY + timedelta(days=25)
numbers = count()


def test_the_oracle_leans_on_nothing_of_what_it_judges(oracle_files: list[Path]):
    allowed = {*sys.stdlib_module_names, "tests.oracle"}
    for path in oracle_files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert [name for name in names if not allowed.intersection((name.split(".")[0], name[:12]))] == [], path


@pytest.mark.soak
@settings(
    max_examples=scale(100, 2_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(history=histories())
@example(history=MISTAKEN)
@example(history=SOFTENED)
def test_every_answer_is_the_oracles(server: Flask, history: dict[str, Any]):
    api = opened(server, name=f"history-{next(numbers)}", kind=WorkspaceKind.TEST)
    telling = Telling(api, api.as_role("approver"))
    telling.tell(history)
    events = oracle.parsed(telling.ask(f"/v1/events?limit={MOST_EVENTS}")["items"])
    wrong = [
        fault for moment in moments(telling, events, history["moments"]) for fault in faults(telling, events, moment)
    ]
    assert wrong == [], "\n".join(["", *telling.said, "", *wrong])


def moments(telling: Telling, events: Sequence[Event], asked: Sequence[tuple[int, int | None]]) -> list[Moment]:
    """The present, and the past moments asked for."""
    found = [Moment(len(events), telling.now, is_present=True)]
    for number, offset in asked:
        position = 1 + number % len(events)
        on = None if offset is None else FIRST_DAY + timedelta(days=offset)
        found.append(Moment(position, events[position - 1].at, on))
    return found


def faults(telling: Telling, events: Sequence[Event], moment: Moment) -> list[str]:
    """Where what is served and what the oracle says are not the same."""
    found = compared("trail", query(moment), served_trail(telling, moment), oracle.trail(events, moment.position))
    for goal in replayed(events, moment.position).goals.values():
        if goal.was_activated:
            told = telling.ask(f"/v1/goals/{goal.id}{query(moment)}")
            expected = oracle.goal(events, goal.id, moment)
            found += compared(goal.id, query(moment), standing(told), expected)
            found += wrong_lenses(telling, events, goal.id, moment) + wrong_parts(telling, events, goal.id, moment)
            found += wrong_flags(telling, events, goal.id, moment)
    return found


def wrong_flags(telling: Telling, events: Sequence[Event], goal_id: str, moment: Moment) -> list[str]:
    told = telling.ask(f"/v1/goals/{goal_id}/flags{query(moment)}&limit=200")["items"]
    served = {(flag["flag"], about(flag)) for flag in told}
    expected = set(oracle.flags(events, goal_id, moment))
    places = {event.id: f"{event.position} {event.type}" for event in events}
    return [
        f"flag {flag} {query(moment)}: served {[places[each] for each in ids]} {goal_id}, {word}"
        for wrong, word in ((served - expected, "but must not be"), (expected - served, "is MISSING"))
        for flag, ids in sorted(wrong)
    ]


def about(flag: dict[str, Any]) -> tuple[str, ...]:
    """The events; of words used again only the last, which is the retarget's own."""
    return tuple(flag["event_ids"][-1:] if flag["flag"] == "R11" else flag["event_ids"])


def wrong_lenses(telling: Telling, events: Sequence[Event], goal_id: str, moment: Moment) -> list[str]:
    found = []
    for lens, expected in oracle.attainments(events, goal_id, moment, (FIRST_DAY, MIDDLE)).items():
        asked = f"/v1/goals/{goal_id}/attainment{query(moment)}&lens={lens}"
        told = telling.ask(asked)
        found += compared(
            "attainment", f"{query(moment)}&lens={lens}", {name: told[name] for name in expected}, expected
        )
    return found


def wrong_parts(telling: Telling, events: Sequence[Event], goal_id: str, moment: Moment) -> list[str]:
    """By how much it is told that a goal came on, over two stretches of days."""
    found = []
    for since, until in ((FIRST_DAY, MIDDLE), (FIRST_DAY - timedelta(days=20), moment.on or events[-1].at.date())):
        expected = oracle.decomposed(events, goal_id, moment, since, until) if since < until else None
        if expected is not None:
            asked = f"{query(moment)}&from={since}&to={until}"
            told = telling.ask(f"/v1/goals/{goal_id}/decomposition{asked}")
            found += compared("decomposition", asked, parts(told), expected)
    return found


def parts(told: dict[str, Any]) -> dict[str, Any]:
    ends = {end: {"version": told[end]["version"], "raw": told[end]["raw"]} for end in ("from", "to")}
    steps = [(step["version"], step["retarget"]) for step in told["steps"]]
    return {**ends, "steps": steps} | {name: told[name] for name in ("performance", "retarget", "total")}


def query(moment: Moment) -> str:
    as_of = [] if moment.is_present else [f"as_of={moment.position}"]
    return "?" + "&".join(as_of + ([] if moment.on is None else [f"on={moment.on}"]))


def compared(what: str, asked: str, served: Any, expected: Any) -> list[str]:
    if served == expected:
        return []
    if isinstance(served, list) and len(served) == len(expected):
        pairs = zip(served, expected, strict=True)
        return [fault for one, other in pairs for fault in compared(what, asked, one, other)]
    if isinstance(served, dict) and isinstance(expected, dict) and served.keys() == expected.keys():
        differing = [name for name in served if served[name] != expected[name]]
        return [f"{what}{asked} {name}: served {served[name]!r}, not {expected[name]!r}" for name in differing]
    return [f"{what}{asked}: served {served!r}, not {expected!r}"]


def served_trail(telling: Telling, moment: Moment) -> list[dict[str, Any]]:
    items = telling.ask(f"/v1/trail{query(moment)}&limit=200")["items"]
    plain = ("position", "event_id", "goal_id", "counted", "reason_code", "effect", "ratio", "magnitude")
    then = ("days_to_deadline", "window_elapsed", "progress_then", "expected_then", "pace_then", "flags")
    return [
        {name: item[name] for name in (*plain, *then)}
        | {"last_reading": item["last_reading"] and item["last_reading"]["reading_id"]}
        for item in items
    ]


def standing(told: dict[str, Any]) -> dict[str, Any]:
    """What the oracle tells of a goal, out of the answer."""
    resolved, current, progress = told["target"]["resolved"], told["current"], told["progress"]
    plain = ("state", "expected", "pace", "health", "achieved", "achieved_on", "retargets", "flags")
    return {name: told[name] for name in plain} | {
        "target": None if isinstance(resolved, dict) else resolved,
        "current": current and (current["value"], current["reading_id"]),
        "progress": progress and (progress["raw"], progress["clamped"]),
    }

"""The answers are those of an oracle that knows only the events and the rules."""

import ast
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings

from goals.vocabulary import WorkspaceKind
from tests.api.client import opened
from tests.oracle import oracle_events
from tests.oracle.aims import FIRST_DAY
from tests.oracle.asking import Question
from tests.oracle.histories import histories
from tests.oracle.oracle import Moment
from tests.oracle.oracle_events import Log
from tests.oracle.questions import OTHERS, faults
from tests.oracle.telling import Telling
from tests.oracle.told_always import MISTAKEN, SOFTENED
from tests.soak import scale

MOST_EVENTS = 1_000
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
    max_examples=scale(40, 2_000),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(history=histories())
@example(history=MISTAKEN)
@example(history=SOFTENED)
def test_every_answer_is_the_oracles(server: Flask, history: dict[str, Any]):
    api = opened(server, name=f"history-{next(numbers)}", kind=WorkspaceKind.TEST)
    telling = Telling(api, api.as_role("approver"))
    telling.tell(history)
    events = oracle_events.parsed(telling.ask(f"/v1/events?limit={MOST_EVENTS}")["items"])
    present = Question(telling, events, Moment(len(events), telling.now, is_present=True), Random(0))
    wrong = list(faults(present, others=len(OTHERS)))
    for asked in questions(telling, events, history["pairs"]):
        wrong += faults(asked, others=scale(1, 4))
    assert wrong == [], "\n".join(["", *telling.said, "", *wrong])


def questions(telling: Telling, events: Log, pairs: Sequence[tuple[int, Any, int]]) -> list[Question]:
    """Of the past: by a position, or by an instant at which it was the last."""
    found = []
    for number, day, seed in pairs:
        chance, position = Random(seed), 1 + number % len(events)
        moment = Moment(position, events[position - 1].at, day_of(day, events[position - 1].at.date()))
        found.append(Question(telling, events, moment if seed % 2 else at_an_instant(moment, events, chance), chance))
    return found


def day_of(said: tuple[str, int] | None, then: date) -> date | None:
    if said is None:
        return None
    counted_from, days = said
    return (then if counted_from == "since then" else FIRST_DAY) + timedelta(days=days)


def at_an_instant(moment: Moment, events: Log, chance: Random) -> Moment:
    """Somewhat later, where that is settled; what was recorded then is known too."""
    instant = moment.now + timedelta(hours=chance.randint(0, 72), microseconds=chance.randint(0, 999_999))
    if instant >= events[-1].at:
        return moment
    position = sum(event.at <= instant for event in events)
    return Moment(position, instant, moment.on, is_instant=True)

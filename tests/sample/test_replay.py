"""The sample's year, frame by frame: each tells of each goal what was answered then."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest

from api.contract import moments
from projections.answers import goals
from projections.answers.asking import Asking
from tests.api.client import Api

TOLD = ("state", "outcome", "progress", "expected", "pace", "health", "achieved", "flags", "version", "title", "owner")

EACH = {"sqlite": 1, "postgresql": 4}
"""How many frames further one is looked at: the frames are no engine's matter."""


@contextmanager
def asked(api: Api) -> Iterator[Asking]:
    with api.doors.database.reading() as rows:
        moment = moments.asked(rows, api.workspace_id, {})
        yield api.doors.asking(rows, api.workspace_id, position=moment.position, as_of=moment.as_of)


def then(asking: Asking, frame: dict[str, Any]) -> Asking:
    if frame["axis"] == "effective":
        return asking.about(datetime.fromisoformat(frame["on"]).date())
    return asking.known_at(frame["position"], datetime.fromisoformat(frame["moment"]))


def in_short(answer: dict[str, Any] | None) -> dict[str, Any]:
    assert answer is not None
    current, span = answer["current"], answer["window"]
    return {name: answer[name] for name in TOLD} | {
        "value": None if current is None else current["value"],
        "target": answer["target"]["resolved"],
        "baseline": answer["baseline"]["value"],
        "end": None if span is None else span["end"],
    }


@pytest.mark.parametrize("axis", ["recorded", "effective"])
def test_each_frame_tells_of_each_goal_what_was_answered_then(sample: Api, axis: str):
    answer = sample.get(f"/v1/replay?axis={axis}")
    assert answer.status_code == 200, answer.text
    *frames, last = [json.loads(line) for line in answer.text.splitlines()]
    assert last["end"] is True
    told = 0
    with asked(sample) as asking:
        for frame in frames[:: EACH[sample.doors.database.engine.dialect.name]]:
            there = then(asking, frame)
            for line in frame["goals"]:
                short = in_short(goals.answer(there, line["goal_id"]))
                assert {name: line[name] for name in short} == short, (frame["on"], frame["position"])
                told += 1
    assert told > len(frames), "a replay that tells of no goal proves nothing"


def test_every_event_of_the_year_is_told_once(sample: Api):
    *frames, last = [json.loads(line) for line in sample.get("/v1/replay?step=week").text.splitlines()]
    told = [event["position"] for frame in frames for event in frame["events"]]
    assert told == list(range(2, last["position"] + 1))

"""A quarter replayed over HTTP."""

import json
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, active, kpi, made, read

TOLD = ("state", "outcome", "progress", "expected", "pace", "health", "achieved", "flags", "version")


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """Read on 2 October, recorded on 4 October with a retarget; asked on 9 October."""
    api.clock("2023-10-01T09:00:00Z")
    measured = kpi(api)
    made_goal = active(api, measured)
    api.clock("2023-10-04T09:00:00Z")
    read(api, measured, "2023-10-02", "450000")
    body = {**RETARGET, "target": {"kind": "absolute", "value": "500000"}}
    made(api.post(f"/v1/goals/{made_goal['id']}/retargets", body, at="*"), 200)
    api.clock("2023-10-09T09:00:00Z")
    return made_goal


def replayed(api: Api, query: str = "") -> list[dict[str, Any]]:
    """The frames; the stream must be whole."""
    answer = api.get(f"/v1/replay{query}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    *frames, last = lines
    assert last == {"end": True, "frames": len(frames), "position": frames[-1]["position"]}
    assert [frame["frame"] for frame in frames] == list(range(len(frames)))
    return frames


def test_each_day_has_a_frame_though_nothing_was_recorded_on_it(api: Api, goal: dict[str, Any]):
    frames = replayed(api, "?from=2023-10-03&to=2023-10-08")
    assert [frame["on"] for frame in frames] == [f"2023-10-0{day}" for day in range(2, 9)]
    assert [len(frame["events"]) for frame in frames] == [0, 0, 2, 0, 0, 0, 0]
    assert [frame["goals"][0]["value"] for frame in frames] == [None, None, *["450000"] * 5]
    assert [frame["goals"][0]["target"] for frame in frames] == ["600000", "600000", *["500000"] * 5]


def test_what_a_frame_tells_of_a_goal_is_what_was_answered_then(api: Api, goal: dict[str, Any]):
    for frame in replayed(api, "?from=2023-10-01"):
        for line in frame["goals"]:
            then = made(api.get(f"/v1/goals/{line['goal_id']}?as_of={frame['moment']}"), 200)
            assert {name: line[name] for name in TOLD} == {name: then[name] for name in TOLD}
            assert (frame["position"], frame["on"]) == (then["position"], then["on"])


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("?from=2023-10-05&to=2023-10-04", 422, "to"),
        ("?from=1999-12-31", 422, "from"),
        ("?to=2023-10-10", 422, "to"),
        ("?to=999", 422, "to"),
        ("?from=2023-10-03T00:00:00Z&to=1", 422, "to"),
        ("?step=month", 400, "step"),
        ("?axis=sideways", 400, "axis"),
        (f"?goal={NOBODY}&container={NOBODY}", 422, "container"),
        ("?axis=effective&from=0001-01-01", 422, "from"),
        ("?axis=effective&from=2023-10-05&to=2023-10-04", 422, "to"),
        ("?axis=effective&to=2023-10-10", 422, "to"),
    ],
)
def test_what_cannot_be_replayed_is_refused_before_the_first_line(
    api: Api, goal: dict[str, Any], query: str, status: int, parameter: str
):
    answer = api.get(f"/v1/replay{query}")
    assert answer.status_code == status, answer.text
    assert [each["parameter"] for each in answer.json["errors"]] == [parameter]


def test_there_is_no_replay_of_what_is_not_there(api: Api, goal: dict[str, Any]):
    for query in (f"?goal={NOBODY}", f"?container={NOBODY}"):
        assert api.get(f"/v1/replay{query}").status_code == 404

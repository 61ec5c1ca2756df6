"""A quarter replayed over HTTP."""

import json
from collections.abc import Iterator
from threading import Event
from time import monotonic, sleep
from typing import Any, cast

import pytest
from sqlalchemy import QueuePool, text

from api.contract.streams import Stopping, written
from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, kpi, made, read

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


def streamed(api: Api) -> Iterator[bytes]:
    """Line by line, as they are sent."""
    return cast(Iterator[bytes], iter(api.get("/v1/replay", buffered=False).response))


def is_left_open(api: Api) -> bool:
    """Whether a connection stays in use: what was written before may be on its way to the disk for a moment."""
    pool, patience = cast(QueuePool, api.doors.database.engine.pool), monotonic() + 30
    while pool.checkedout() and monotonic() < patience:
        sleep(0.01)
    return pool.checkedout() > 0


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
        ("?from=1969-12-31", 422, "from"),
        ("?from=2000-01-01", 422, "from"),
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


def test_a_replay_begins_with_the_first_that_was_recorded_unless_it_is_told_where(api: Api, goal: dict[str, Any]):
    frames = replayed(api)
    assert (frames[0]["on"], frames[0]["goals"]) == ("2023-09-30", [])
    assert [event["position"] for frame in frames for event in frame["events"]] == list(range(2, 7))
    api.clock("2023-10-11T09:00:00Z")
    active(api, goal["kpi"]["id"], title="Another")
    assert replayed(api, f"?goal={goal['id']}")[0]["on"] == "2023-09-30"


def test_a_week_ends_on_sunday_and_the_last_frame_at_the_end(api: Api, goal: dict[str, Any]):
    api.clock("2023-10-25T09:00:00Z")
    frames = replayed(api, "?from=2023-10-05&step=week")
    assert [frame["on"] for frame in frames] == ["2023-10-04", "2023-10-08", "2023-10-15", "2023-10-22", "2023-10-25"]
    assert frames[-1]["moment"] == "2023-10-25T09:00:00.000000Z"


def test_by_event_each_frame_is_of_one_position(api: Api, goal: dict[str, Any]):
    frames = replayed(api, "?from=2&step=event")
    assert [frame["position"] for frame in frames] == [2, 3, 4, 5, 6]
    assert [[event["position"] for event in frame["events"]] for frame in frames] == [[], [3], [4], [5], [6]]
    assert frames[-1]["events"][0]["changes"][0] == {"field": "target", "before": "600000", "after": "500000"}
    assert frames[-1]["moment"] == frames[-1]["events"][0]["recorded_at"]


@pytest.mark.parametrize("step", ["event", "day", "week"])
def test_what_was_recorded_in_the_same_instant_is_shown_before_the_end(api: Api, goal: dict[str, Any], step: str):
    frames = replayed(api, f"?from=3&to=4&step={step}")
    assert [frame["position"] for frame in frames] == [3, 4]
    assert frames[0]["moment"] == frames[1]["moment"]


def test_by_effect_a_reading_counts_from_the_day_it_was_observed(api: Api, goal: dict[str, Any]):
    frames = replayed(api, f"?from=2023-10-01&to=2023-10-05&axis=effective&goal={goal['id']}")
    assert [frame["goals"][0]["value"] for frame in frames] == [None, None, *["450000"] * 4]
    assert [[event["position"] for event in frame["events"]] for frame in frames][2:] == [[5], [], [6], []]
    for frame in frames:
        (line,) = frame["goals"]
        there = made(api.get(f"/v1/goals/{goal['id']}?on={frame['on']}"), 200)
        assert {name: line[name] for name in TOLD} == {name: there[name] for name in TOLD}


def test_of_a_container_the_goals_that_were_in_it_then_are_told(api: Api, goal: dict[str, Any]):
    team = made(api.post("/v1/containers", {"name": "Team", "kind": "theme"}))["id"]
    api.clock("2023-10-12T09:00:00Z")
    made(api.post(f"/v1/goals/{goal['id']}/move", {"container_id": team}, at="*"), 200)
    api.clock("2023-10-14T09:00:00Z")
    made(api.post(f"/v1/goals/{goal['id']}/move", {"container_id": None}, at="*"), 200)
    frames = replayed(api, f"?container={team}")
    assert [(frame["on"][8:], len(frame["goals"]), len(frame["events"])) for frame in frames] == [
        ("08", 0, 0),
        ("09", 0, 1),
        ("10", 0, 0),
        ("11", 0, 0),
        ("12", 1, 1),
        ("13", 1, 0),
        ("14", 0, 1),
    ]


def test_what_stays_so_for_ever_may_be_kept_for_ever(api: Api, goal: dict[str, Any]):
    for query in ("?as_of=6&step=week", "?to=5", "?to=2023-10-03T00:00:00Z"):
        answer = api.get(f"/v1/replay{query}")
        assert "immutable" in answer.headers["Cache-Control"], query
        again = api.get(f"/v1/replay{query}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert api.get(f"/v1/replay{query}").data == answer.data


def test_a_day_may_be_another_once_the_workspace_has_another_zone(api: Api, goal: dict[str, Any]):
    answer = api.get("/v1/replay?to=2023-10-03")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert api.get("/v1/replay?to=2023-10-03", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    made(api.post("/v1/policy", {"tz": "Asia/Tokyo", "reason": "We moved"}, at="*"), 200)
    assert api.get("/v1/replay?to=2023-10-03", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_what_may_still_change_has_no_tag(api: Api, goal: dict[str, Any]):
    for query in ("", "?to=2023-10-09", "?axis=effective"):
        answer = api.get(f"/v1/replay{query}")
        assert (answer.headers["Cache-Control"], answer.headers.get("ETag")) == ("private, no-cache", None)


def test_only_the_headers_can_be_asked_for(api: Api, goal: dict[str, Any]):
    answer = api.open("HEAD", "/v1/replay?to=5")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/x-ndjson", b"")


def test_all_frames_are_as_of_when_it_was_asked(api: Api, goal: dict[str, Any]):
    lines = streamed(api)
    first = next(lines)
    retitled = made(api.patch(f"/v1/goals/{goal['id']}", {"title": "Renamed meanwhile"}, at="*"), 200)
    told = [json.loads(line) for line in (first, *lines)]
    assert retitled["version"] > goal["version"]
    assert {line["title"] for frame in told[:-1] for line in frame["goals"]} == {"Increase revenue"}
    assert told[-1]["position"] == 6


def test_who_goes_away_leaves_nothing_open(api: Api, goal: dict[str, Any]):
    answer = api.get("/v1/replay", buffered=False)
    next(iter(answer.response))
    answer.close()
    assert not is_left_open(api)


def test_a_stream_that_breaks_off_has_no_last_line(api: Api, goal: dict[str, Any]):
    lines = streamed(api)
    told = [next(lines)]
    with api.doors.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE events"))
    with pytest.raises(Exception, match="events"):
        told.extend(lines)
    assert not any(b'"end"' in line for line in told)
    assert not is_left_open(api)


def test_a_server_that_stops_breaks_it_off(api: Api):
    draining = Event()
    lines = written({"frame": 0}, iter([{"frame": 1}, {"frame": 2}, {"end": True}]), draining, grace_s=0)
    told = [next(lines), next(lines)]
    draining.set()
    with pytest.raises(Stopping):
        told.extend(lines)
    assert told == [b'{"frame":0}\n', b'{"frame":1}\n']


def test_a_server_that_stops_lets_it_end_if_it_does_so_soon(api: Api):
    draining = Event()
    draining.set()
    lines = list(written({"frame": 0}, iter([{"end": True}]), draining, grace_s=60))
    assert lines[-1] == b'{"end":true}\n'


def agreed(api: Api, query: str) -> list[dict[str, Any]]:
    """The frames, each of which tells of each goal what is answered of that moment."""
    frames = replayed(api, query)
    for frame in frames:
        moment = f"on={frame['on']}" if frame["axis"] == "effective" else f"as_of={frame['moment']}"
        for line in frame["goals"]:
            there = made(api.get(f"/v1/goals/{line['goal_id']}?{moment}"), 200)
            assert {name: line[name] for name in TOLD} == {name: there[name] for name in TOLD}, frame["on"]
    return frames


def told_of_first(frames: list[dict[str, Any]], name: str) -> list[Any]:
    return [frame["goals"][0][name] for frame in frames]


@pytest.mark.parametrize("axis", ["recorded", "effective"])
def test_what_is_to_stay_at_most_is_achieved_as_its_last_day_ends_though_nothing_is_recorded(api: Api, axis: str):
    api.clock("2023-10-01T09:00:00Z")
    measured = kpi(api)
    limit = {"kind": "absolute", "value": "500000"}
    active(api, measured, direction="at_most", target=limit, window={"start": "2023-10-01", "end": "2023-10-05"})
    read(api, measured, "2023-10-01", "450000")
    api.clock("2023-10-08T09:00:00Z")
    frames = agreed(api, f"?from=2023-10-03&axis={axis}")
    assert told_of_first(frames, "achieved") == [False, False, False, True, True, True, True]


@pytest.mark.parametrize("axis", ["recorded", "effective"])
def test_what_was_announced_holds_from_the_day_it_takes_effect(api: Api, goal: dict[str, Any], axis: str):
    made(api.post("/v1/policy", {"easing_notice_days": 5, "reason": "No surprises"}, at="*"), 200)
    body = {**RETARGET, "target": {"kind": "absolute", "value": "480000"}, "effective_on": "2023-10-15"}
    made(api.post(f"/v1/goals/{goal['id']}/retargets", body, at="*"), 200)
    api.clock("2023-10-17T09:00:00Z")
    frames = agreed(api, f"?from=2023-10-14&axis={axis}")
    assert told_of_first(frames, "target") == ["500000", "500000", "480000", "480000", "480000"]


def test_by_effect_a_goal_is_closed_from_the_day_it_was_closed_on(api: Api, goal: dict[str, Any]):
    act(api, goal, "close", {"outcome": "abandoned", "reason": "No use", "on": "2023-10-07"})
    frames = agreed(api, "?from=2023-10-06&axis=effective")
    assert told_of_first(frames, "state") == ["active", "active", "closed", "closed", "closed"]


def test_by_effect_a_goal_is_paused_from_the_day_it_was_paused_on(api: Api, goal: dict[str, Any]):
    act(api, goal, "pause", {"on": "2023-10-07", "reason": "The team is elsewhere"})
    frames = agreed(api, "?from=2023-10-06&axis=effective")
    assert told_of_first(frames, "state") == ["active", "active", "paused", "paused", "paused"]


def test_a_reason_is_thin_once_others_have_given_it_too(api: Api, goal: dict[str, Any]):
    for n in range(2):
        other = active(api, goal["kpi"]["id"], title=f"Another {n}")
        api.clock(f"2023-10-1{n}T09:00:00Z")
        body = {**RETARGET, "target": {"kind": "absolute", "value": "500000"}}
        made(api.post(f"/v1/goals/{other['id']}/retargets", body, at="*"), 200)
    api.clock("2023-10-12T09:00:00Z")
    frames = agreed(api, "?from=2023-10-10")
    assert ["R11" in flags for flags in told_of_first(frames, "flags")] == [False, False, True, True]

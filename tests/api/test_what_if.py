"""What if the goalposts had stayed where they were? Asked over HTTP, computed, and stored nowhere."""

import json
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from goals.database import Database
from projections.answers.supposing import NOTE
from tests.api.client import Answer, Api
from tests.api.known import NOBODY, RETARGET, active, kpi, made, read

QUARTER = "/v1/retrospectives/2023-Q4"


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """The worked example in a container, lowered on 20 December, met by that on 30 December; asked in January."""
    api.clock("2023-01-01T09:00:00Z")
    mrr = kpi(api)
    container = made(api.post("/v1/containers", {"name": "2023", "kind": "objective"}))
    promised = active(api, mrr, container_id=container["id"])
    api.clock("2023-12-01T09:00:00Z")
    read(api, mrr, "2023-06-30", "450000")
    read(api, mrr, "2023-11-30", "480000")
    api.clock("2023-12-20T09:00:00Z")
    moved = made(api.post(f"/v1/goals/{promised['id']}/retargets", RETARGET, at="*"), 200)
    api.clock("2023-12-31T09:00:00Z")
    read(api, mrr, "2023-12-30", "500000")
    api.clock("2024-01-10T09:00:00Z")
    return moved


def report(api: Api, query: str = "") -> dict[str, Any]:
    return made(api.get(f"{QUARTER}{query}"), 200)


def without(goal: dict[str, Any]) -> str:
    return f"?without={goal['retarget_id']}"


def closing(found: dict[str, Any]) -> dict[str, Any]:
    (only,) = found["closing"]["goals"]
    return dict(only)


def test_without_the_easing_of_december_the_quarter_ended_half_way(api: Api, goal: dict[str, Any]):
    real, supposed = closing(report(api)), closing(report(api, without(goal)))
    assert (real["progress"]["raw"], supposed["progress"]["raw"]) == ("1.0000", "0.5000")
    assert (real["achieved"], supposed["achieved"]) == (True, False)
    assert (real["health"], supposed["health"]) == ("achieved_early", "off_track")
    assert (real["target"], supposed["target"]) == ("500000", "600000")
    assert supposed["by_current"] == {**real["by_original"], "lens": "current"}


def test_all_that_follows_from_a_target_follows_from_the_one_that_was_kept(api: Api, goal: dict[str, Any]):
    real, supposed = report(api), report(api, without(goal))
    assert (real["closing"]["rollup"]["current"]["progress"], supposed["closing"]["rollup"]["current"]["progress"]) == (
        "1.0000",
        "0.5000",
    )
    (parts,) = supposed["decomposition"]["goals"]
    assert (parts["performance"], parts["retarget"], parts["steps"]) == ("0.2500", "0.0000", [])
    assert supposed["opening"] == real["opening"]
    assert [week["goals"][0]["achieved"] for week in supposed["weeks"]] == [False] * len(supposed["weeks"])
    assert real["weeks"][-1]["goals"][0]["achieved"] is True
    assert {question["code"] for question in supposed["questions"]}.isdisjoint(
        {"R01", "R02", "eased_late", "gained_by_retargeting"}
    )


def test_by_the_original_targets_it_is_the_same_here(api: Api, goal: dict[str, Any]):
    named, kept = report(api, without(goal)), report(api, "?targets=original")
    assert {**named, "what_if": None} == {**kept, "what_if": None}
    assert kept["what_if"] == {"without": [], "targets": "original", "note": NOTE}


def test_it_says_plainly_that_it_is_supposed(api: Api, goal: dict[str, Any]):
    (item,) = made(api.get("/v1/trail"), 200)["items"]
    assert report(api, without(goal))["what_if"] == {"without": [item], "targets": None, "note": NOTE}
    assert report(api)["what_if"] is None


def test_the_retarget_is_told_among_the_changes_as_left_out(api: Api, goal: dict[str, Any]):
    def left_out(query: str) -> list[bool]:
        return [each["left_out"] for each in report(api, query)["changes"] if each["retarget"] is not None]

    assert (left_out(""), left_out(without(goal)), left_out("?targets=original")) == ([False], [True], [True])


@pytest.mark.parametrize("scope", ["goal", "container"])
def test_it_can_be_asked_of_a_goal_or_a_container(api: Api, goal: dict[str, Any], scope: str):
    named = goal["id"] if scope == "goal" else goal["container_id"]
    found = report(api, f"{without(goal)}&{scope}={named}")
    assert closing(found)["progress"]["raw"] == "0.5000"


def test_on_the_effective_axis_too(api: Api, goal: dict[str, Any]):
    assert closing(report(api, f"{without(goal)}&axis=effective"))["progress"]["raw"] == "0.5000"


def refused(answer: Answer) -> tuple[int, str, str]:
    return answer.status_code, answer.json["code"], answer.json["errors"][0]["parameter"]


def test_what_was_never_a_retarget_cannot_be_left_out(api: Api, goal: dict[str, Any]):
    answer = api.get(f"{QUARTER}?without={NOBODY}")
    assert refused(answer) == (422, "no-such-retarget", "without")
    assert answer.json["detail"] == f"No retarget {NOBODY} was recorded by the moment asked about."


def test_what_was_recorded_after_the_moment_asked_about_cannot_be_left_out(api: Api, goal: dict[str, Any]):
    answer = api.get(f"{QUARTER}{without(goal)}&as_of=2023-12-10T00:00:00Z")
    assert refused(answer) == (422, "no-such-retarget", "without")


def test_nothing_is_left_to_leave_out_of_the_original_targets(api: Api, goal: dict[str, Any]):
    answer = api.get(f"{QUARTER}{without(goal)}&targets=original")
    assert refused(answer) == (422, "supposed-twice", "without")


def test_an_id_that_is_none_is_told(api: Api, goal: dict[str, Any]):
    assert api.get(f"{QUARTER}?without=easing").status_code == 400


BESIDE = ("api_keys", "access_log")


def everything(url: str) -> dict[str, list[Any]]:
    """Every row of every table there is, but for when a key was last used, and who read the trail."""
    database = Database(url, pool_size=1)
    try:
        found = MetaData()
        found.reflect(database.engine)
        with database.engine.connect() as connection:
            rows = {name: connection.execute(select(table)).all() for name, table in found.tables.items()}
        return {name: sorted(map(repr, each)) for name, each in rows.items() if name not in BESIDE}
    finally:
        database.close()


def test_nothing_of_it_is_stored(api: Api, goal: dict[str, Any], migrated_url: str):
    before = everything(migrated_url)
    assert before["events"]
    for query in (without(goal), "?targets=original", f"{without(goal)}&axis=effective&goal={goal['id']}"):
        report(api, query)
    assert everything(migrated_url) == before


def test_the_answer_and_its_etag_are_not_those_of_what_was(api: Api, goal: dict[str, Any]):
    pinned = f"{QUARTER}?as_of=2024-01-05T00:00:00Z"
    real, supposed = api.get(pinned), api.get(f"{pinned}&without={goal['retarget_id']}")
    assert real.headers["ETag"] != supposed.headers["ETag"]
    again = api.get(pinned, headers={"If-None-Match": supposed.headers["ETag"]})
    assert (again.status_code, again.text) == (200, real.text)
    assert api.get(pinned).text == real.text


DECEMBER = "/v1/replay?from=2023-12-19&to=2024-01-02"


def replayed(api: Api, query: str) -> list[dict[str, Any]]:
    answer = api.get(f"{DECEMBER}{query}")
    assert answer.status_code == 200, answer.text
    *frames, last = map(json.loads, answer.text.splitlines())
    assert last["end"] is True
    return frames


@pytest.mark.parametrize("axis", ["recorded", "effective"])
@pytest.mark.parametrize("step", ["day", "event"])
def test_a_replay_without_it_goes_on_by_the_old_target(api: Api, goal: dict[str, Any], axis: str, step: str):
    supposed = ("", f"&without={goal['retarget_id']}", "&targets=original")
    real, named, kept = (replayed(api, f"&axis={axis}&step={step}{each}") for each in supposed)
    assert {line["goals"][0]["target"] for line in real} == {"600000", "500000"}
    assert {line["goals"][0]["target"] for line in named} == {"600000"}
    assert [line["goals"] for line in named] == [line["goals"] for line in kept]
    assert real[-1]["goals"][0]["achieved"] is True
    assert named[-1]["goals"][0]["achieved"] is False
    assert named[0]["goals"] == real[0]["goals"]


def test_a_replay_says_on_its_first_line_what_it_supposes(api: Api, goal: dict[str, Any]):
    first, *rest = replayed(api, f"&without={goal['retarget_id']}")
    assert [item["event_id"] for item in first["what_if"]["without"]] == [goal["retarget_id"]]
    assert not any("what_if" in frame for frame in (*rest, *replayed(api, "")))
    told = [event for frame in rest for event in frame["events"]]
    assert [event["event_id"] for event in told if event["left_out"]] == [goal["retarget_id"]]


def test_a_pinned_replay_of_what_was_not_has_an_etag_of_its_own(api: Api, goal: dict[str, Any]):
    pinned = "/v1/replay?from=2023-12-19&to=2023-12-24&as_of=2023-12-26T00:00:00Z"
    tags = [api.get(f"{pinned}{query}").headers["ETag"] for query in ("", f"&without={goal['retarget_id']}")]
    assert tags[0] != tags[1]


def test_a_replay_leaves_out_nothing_that_was_never_there(api: Api, goal: dict[str, Any]):
    assert refused(api.get(f"{DECEMBER}&without={NOBODY}")) == (422, "no-such-retarget", "without")

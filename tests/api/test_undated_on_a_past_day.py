"""What has no day of its own took effect when it was recorded: on a past day that is named it does not count yet."""

import json
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import act, active, made
from tests.api.test_as_of_days import items, milestone

DONE = {"kind": "deliverable", "required_count": None, "unit": None}


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """Active since 1 January 2023; the clock shows 10 January."""
    api.clock("2023-01-01T09:00:00Z")
    found = active(api, owner="ann")
    api.clock("2023-01-10T09:00:00Z")
    return found


def do(api: Api, path: str, verb: str, body: dict[str, Any], *, at: str) -> None:
    api.clock(f"{at}T09:00:00Z")
    made(api.post(f"{path}/{verb}", body, at="*"), 200)


def told(api: Api, path: str, on: str, *names: str) -> tuple[Any, ...]:
    found = made(api.get(f"{path}?on={on}"), 200)
    return tuple(found[name] for name in names)


def test_a_milestone_is_due_as_it_was_rescheduled_by_the_day(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal, due='2023-02-01')}"
    do(api, path, "reschedule", {"due": "2023-04-01", "reason": "Later"}, at="2023-03-10")
    assert told(api, path, "2023-03-09", "due", "slip_days", "overdue") == ("2023-02-01", 0, True)
    assert told(api, path, "2023-03-10", "due", "slip_days", "overdue") == ("2023-04-01", 59, False)
    [before], [after] = (items(api, f"/v1/goals/{goal['id']}/slips", on=day) for day in ("2023-03-09", "2023-03-10"))
    assert (before["moves"], after["moves"]) == (0, 1)


def test_a_milestone_requires_what_it_did_on_the_day(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal)}"
    do(api, path, "rescope", {"kind": "counted", "required_count": "20", "reason": "More"}, at="2023-03-10")
    do(api, path, "progress", {"amount": "5", "effective_on": "2023-03-01"}, at="2023-03-11")
    [(before,), (after,)] = (told(api, path, day, "progress") for day in ("2023-03-09", "2023-03-10"))
    assert (before["text"], after["text"]) == ("5/15", "5/20")
    assert told(api, path, "2023-03-09", "told", "required_count") == (None, "15")


def test_a_dropped_milestone_counts_until_the_day_it_was_dropped(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal)}"
    do(api, path, "drop", {"reason": "No use"}, at="2023-04-05")
    assert told(api, path, "2023-04-04", "state", "told") == ("planned", None)
    assert told(api, path, "2023-04-05", "state") == ("dropped",)
    totals = [
        told(api, f"/v1/goals/{goal['id']}", day, "milestones")[0]["total"] for day in ("2023-04-04", "2023-04-05")
    ]
    assert totals == [1, 0]
    retro = made(api.get("/v1/retrospectives/2023-Q1?axis=effective"), 200)["milestones"]
    assert retro["dropped"] == []


def test_what_was_reopened_later_was_done_on_the_day(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal, **DONE)}"
    do(api, path, "complete", {"effective_on": "2023-02-10"}, at="2023-02-14")
    do(api, path, "reopen", {"reason": "Not so"}, at="2023-02-20")
    assert told(api, path, "2023-02-09", "state") == ("planned",)
    assert told(api, path, "2023-02-12", "state", "completed_on") == ("done", "2023-02-10")
    assert told(api, path, "2023-02-20", "state", "completed_on") == ("planned", None)
    assert told(api, f"/v1/goals/{goal['id']}", "2023-02-12", "milestones")[0]["done"] == 1


def test_what_was_added_later_is_as_it_was_added(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal, due='2023-02-01')}"
    do(api, path, "reschedule", {"due": "2023-04-01", "reason": "Later"}, at="2023-01-11")
    assert told(api, path, "2023-01-05", "due", "state", "overdue") == ("2023-02-01", "planned", False)
    assert made(api.patch(path, {"title": "Renamed"}, at="*"), 200)
    assert told(api, path, "2023-01-05", "title") == ("Renamed",)


@pytest.fixture
def moved(api: Api, goal: dict[str, Any]) -> dict[str, Any]:
    """In `old` since 10 January, in `new` since 1 March, when bob took it over."""
    places = {name: made(api.post("/v1/containers", {"name": name, "kind": "theme"}))["id"] for name in ("old", "new")}
    found = {"goal": goal["id"], **places}
    act(api, goal, "move", {"container_id": found["old"]})
    api.clock("2023-03-01T09:00:00Z")
    act(api, goal, "move", {"container_id": found["new"]})
    act(api, goal, "owner", {"owner": "bob"})
    api.clock("2023-05-01T09:00:00Z")
    return found


def test_a_goal_is_where_it_was_by_the_end_of_the_day_and_whose(api: Api, moved: dict[str, Any]):
    path = f"/v1/goals/{moved['goal']}"
    assert told(api, path, "2023-01-09", "container_id", "owner") == (None, "ann")
    assert told(api, path, "2023-02-28", "container_id", "owner") == (moved["old"], "ann")
    assert told(api, path, "2023-03-01", "container_id", "owner") == (moved["new"], "bob")
    assert told(api, path, "2022-12-01", "container_id", "owner") == (None, "ann")


def test_goals_are_listed_by_the_container_and_the_owner_of_the_day(api: Api, moved: dict[str, Any]):
    for day, there, gone, owner in (("2023-02-28", "old", "new", "ann"), ("2023-03-01", "new", "old", "bob")):
        [found] = items(api, "/v1/goals", container=moved[there], on=day)
        assert found["container_id"] == moved[there]
        assert items(api, "/v1/goals", container=moved[gone], on=day) == []
        assert len(items(api, "/v1/goals", owner=owner, on=day)) == 1


def test_a_container_rolls_up_what_was_in_it_on_the_day(api: Api, moved: dict[str, Any]):
    for name, counted in (("old", (1, 0)), ("new", (0, 1))):
        path = f"/v1/containers/{moved[name]}"
        days = ("2023-02-28", "2023-03-01")
        assert tuple(told(api, path, day, "rollup")[0]["goals"] for day in days) == counted
        assert tuple(told(api, path, day, "rollup_nested")[0]["goals"] for day in days) == counted


def test_an_effective_retrospective_of_a_container_has_what_was_in_it_then(api: Api, moved: dict[str, Any]):
    for name, first, last in (("old", 1, 0), ("new", 0, 1)):
        path = f"/v1/retrospectives?from=2023-02-01&to=2023-03-31&axis=effective&container={moved[name]}"
        report = made(api.get(path), 200)
        assert report["opening"]["rollup"]["goals"] == first
        assert report["closing"]["rollup"]["current"]["goals"] == last
        assert [each["rollup"]["goals"] for each in report["weeks"]] == [first] * 4 + [last] * 5


def test_an_effective_replay_of_a_container_follows_what_was_in_it(api: Api, moved: dict[str, Any]):
    for name, shown in (("old", [1, 1, 0, 0]), ("new", [0, 0, 1, 1])):
        path = f"/v1/replay?axis=effective&step=day&from=2023-02-28&to=2023-03-02&container={moved[name]}"
        frames = ndjson(api, path)
        assert [len(frame["goals"]) for frame in frames] == shown
        assert frames[2]["events"] != []


def test_an_effective_replay_tells_the_owner_of_each_day(api: Api, moved: dict[str, Any]):
    frames = ndjson(api, f"/v1/replay?axis=effective&step=day&from=2023-02-28&to=2023-03-02&goal={moved['goal']}")
    assert [frame["goals"][0]["owner"] for frame in frames] == ["ann", "ann", "bob", "bob"]


def ndjson(api: Api, path: str) -> list[dict[str, Any]]:
    *frames, last = [json.loads(line) for line in api.get(path).text.splitlines()]
    assert last["end"]
    return frames


def test_a_diff_with_a_day_tells_milestones_as_they_were_on_it(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal, **DONE)}"
    head = api.get("/v1/workspace").json["head"]
    do(api, path, "complete", {"effective_on": "2023-02-24"}, at="2023-02-25")
    diff = f"/v1/goals/{goal['id']}/diff?from={head}"
    assert made(api.get(f"{diff}&on=2023-02-01"), 200)["milestones"] == []
    [changed] = made(api.get(f"{diff}&on=2023-02-24"), 200)["milestones"]
    assert {each["field"]: each["after"] for each in changed["fields"]} == {
        "state": "done",
        "completed_on": "2023-02-24",
    }


def test_a_diff_with_a_day_tells_the_progress_made_by_it(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal)}"
    head = api.get("/v1/workspace").json["head"]
    do(api, path, "progress", {"amount": "3", "effective_on": "2023-02-01"}, at="2023-02-02")
    do(api, path, "progress", {"amount": "4", "effective_on": "2023-02-20"}, at="2023-02-21")
    [changed] = made(api.get(f"/v1/goals/{goal['id']}/diff?from={head}&on=2023-02-10"), 200)["milestones"]
    fields = {each["field"]: each["after"] for each in changed["fields"]}
    assert fields == {"state": "in_progress", "amount": "3", "progressed_on": "2023-02-01"}
    assert all(len(each["events"]) == 1 for each in changed["fields"])


def test_a_diff_with_a_day_has_goals_where_they_were_on_it(api: Api, moved: dict[str, Any]):
    answers = {
        day: api.get(f"/v1/containers/{moved['new']}/diff?from=4&on={day}").json for day in ("2023-02-28", "2023-03-01")
    }
    assert answers["2023-02-28"]["goals"] == []
    assert [each["change"] for each in answers["2023-03-01"]["goals"]] == ["came"]


def test_a_diff_with_a_day_tells_what_had_been_said_by_it(api: Api, goal: dict[str, Any]):
    head = api.get("/v1/workspace").json["head"]
    api.clock("2023-02-10T09:00:00Z")
    made(api.post(f"/v1/goals/{goal['id']}/checkins", {"status": "on_track", "on": "2023-02-10"}, at="*"), 200)
    diff = f"/v1/goals/{goal['id']}/diff?from={head}"
    assert made(api.get(f"{diff}&on=2023-02-09"), 200)["fields"] == []
    assert [each["field"] for each in made(api.get(f"{diff}&on=2023-02-10"), 200)["fields"]] == ["check_in"]


def test_a_diff_with_a_day_has_no_beginning_that_is_still_to_come(api: Api, goal: dict[str, Any]):
    fields = made(api.get(f"/v1/goals/{goal['id']}/diff?from=2&on=2022-12-31"), 200)["fields"]
    assert {each["field"]: each["after"] for each in fields}.get("activated_on") is None

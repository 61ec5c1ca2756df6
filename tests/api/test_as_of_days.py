"""With a day, what has a day of its own counts from that day; the rest is as it was known."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import GOAL, RETARGET, act, active, kpi, made, read
from tests.api.test_milestones import COUNTED

LATER = {"window": {"start": "2023-01-01", "end": "2024-06-30", "tz": "UTC"}, "reason_code": "scope_change"}


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """Active since 1 January 2023; the clock shows 1 October."""
    api.clock("2023-01-01T09:00:00Z")
    found = active(api)
    api.clock("2023-10-01T09:00:00Z")
    return found


def items(api: Api, path: str, **query: str) -> list[Any]:
    return list(made(api.get(path, query_string=query), 200)["items"])


def milestone(api: Api, goal: dict[str, Any], **changes: Any) -> str:
    body = {**COUNTED, **changes}
    return str(made(api.post(f"/v1/goals/{goal['id']}/milestones", body, at="*"))["id"])


def test_a_milestone_that_ends_with_its_goal_is_due_by_the_window_of_the_day(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal)}"
    act(api, goal, "retargets", {**LATER, "reason": "The launch is later than we thought"})
    assert (api.get(path).json["due"], api.get(path).json["slip_days"]) == ("2024-06-30", 182)
    before = api.get(f"{path}?on=2023-09-30").json
    assert (before["due"], before["slip_days"], len(before["dues"])) == ("2023-12-31", 0, 1)


def test_a_milestone_is_as_far_as_it_had_come_and_what_was_said_then(api: Api, goal: dict[str, Any]):
    path = f"/v1/milestones/{milestone(api, goal, kind='deliverable', required_count=None, unit=None)}"
    made(api.post(f"{path}/complete", {"effective_on": "2023-09-01", "note": "Signed"}, at="*"), 200)
    done, before = api.get(f"{path}?on=2023-09-01").json, api.get(f"{path}?on=2023-08-31").json
    assert (done["state"], done["completed_on"], done["told"]["text"]) == ("done", "2023-09-01", "Signed")
    assert (before["state"], before["completed_on"], before["told"]) == ("planned", None, None)


@pytest.mark.parametrize("what", ["checkins", "reviews"])
def test_of_check_ins_and_reviews_those_of_days_up_to_it_are_told(api: Api, goal: dict[str, Any], what: str):
    said = {"checkins": {"status": "on_track"}, "reviews": {"verdict": "reaffirmed"}}[what]
    for day in ("2023-03-01", "2023-08-01", "2023-05-01"):
        made(api.post(f"/v1/goals/{goal['id']}/{what}", {**said, "on": day}, at="*"), 200)
    path = f"/v1/goals/{goal['id']}/{what}"
    assert [item["on"] for item in items(api, path, on="2023-06-01")] == ["2023-05-01", "2023-03-01"]
    assert [item["on"] for item in items(api, path, on="2023-06-01", sort="position", limit="1")] == ["2023-03-01"]
    member = {"checkins": "check_in", "reviews": "review"}[what]
    told = {day: api.get(f"/v1/goals/{goal['id']}?on={day}").json[member] for day in ("2023-02-01", "2023-04-01")}
    assert (told["2023-02-01"], told["2023-04-01"]["on"]) == (None, "2023-03-01")


def test_a_waiver_is_told_from_its_day_on(api: Api, goal: dict[str, Any]):
    made(api.post(f"/v1/goals/{goal['id']}/waivers", {"until": "2023-12-31", "reason": "Agreed with the board"}), 200)
    assert len(api.get(f"/v1/goals/{goal['id']}?on=2023-10-01").json["waivers"]) == 1
    assert api.get(f"/v1/goals/{goal['id']}?on=2023-09-30").json["waivers"] == []


def test_retargets_and_versions_are_told_from_the_day_they_took_effect(api: Api, goal: dict[str, Any]):
    act(api, goal, "retargets", {**RETARGET, "effective_on": "2023-09-01"})
    for day, moves in (("2023-08-31", 0), ("2023-09-01", 1)):
        assert len(items(api, "/v1/trail", on=day)) == moves
        assert len(items(api, f"/v1/goals/{goal['id']}/trail", on=day)) == moves
        assert len(items(api, f"/v1/goals/{goal['id']}/versions", on=day)) == 1 + moves
        assert api.get(f"/v1/goals/{goal['id']}?on={day}").json["retargets"]["count"] == moves


def test_a_list_is_sorted_by_the_due_dates_of_the_day_page_by_page(api: Api, goal: dict[str, Any]):
    second = active(api, goal["kpi"]["id"], window={"start": "2023-01-01", "end": "2024-01-31", "tz": "UTC"})
    act(api, goal, "retargets", {**LATER, "reason": "The launch is later than we thought"})
    assert [item["id"] for item in items(api, "/v1/goals", sort="due")] == [second["id"], goal["id"]]
    first = made(api.get("/v1/goals?sort=due&on=2023-09-30&limit=1"), 200)
    then = made(api.get(f"/v1/goals?sort=due&on=2023-09-30&limit=1&cursor={first['next_cursor']}"), 200)
    assert [item["id"] for page in (first, then) for item in page["items"]] == [goal["id"], second["id"]]
    assert then["next_cursor"] is None
    last_first = items(api, "/v1/goals", sort="-due", on="2023-09-30")
    assert [item["id"] for item in last_first] == [second["id"], goal["id"]]


def test_a_list_is_filtered_by_the_kpi_of_the_day(api: Api, goal: dict[str, Any]):
    other = kpi(api, key="arr", name="Yearly recurring revenue")
    read(api, other, "2023-09-30", "400000")
    changed = {"kpi_id": other, "baseline": GOAL["baseline"], "target": {"kind": "absolute", "value": "600000"}}
    act(api, goal, "retargets", {**changed, "reason_code": "scope_change", "reason": "The year counts, not the month"})
    now, then = ({"kpi": each} for each in (other, goal["kpi"]["id"]))
    assert (len(items(api, "/v1/goals", **now)), len(items(api, "/v1/goals", **then))) == (1, 0)
    day = "2023-09-30"
    assert (len(items(api, "/v1/goals", **now, on=day)), len(items(api, "/v1/goals", **then, on=day))) == (0, 1)


def test_the_workspace_is_told_as_it_was(api: Api, goal: dict[str, Any]):
    made(api.post("/v1/policy", {"tz": "Asia/Tokyo", "reason": "We moved"}), 200)
    then = api.get("/v1/workspace?as_of=2").json
    assert (then["tz"], then["head"], then["now"]) == ("UTC", 2, "2023-01-01T09:00:00.000000Z")
    assert api.get("/v1/workspace").json["tz"] == "Asia/Tokyo"


def test_the_feed_ends_at_the_moment(api: Api, goal: dict[str, Any]):
    page = api.get("/v1/events?as_of=3").json
    assert ([int(item["sequence"]) for item in page["items"]], page["next_after"], page["full"]) == (
        [1, 2, 3],
        3,
        False,
    )

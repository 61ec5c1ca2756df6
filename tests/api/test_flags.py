"""Which questions the goals raise, over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, active, draft, faults, kpi, made, read

LATE = "2023-12-20"


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """Eased late, and after a miss."""
    api.clock("2023-01-01T09:00:00Z")
    mrr = kpi(api)
    promised = active(api, mrr)
    api.clock(f"{LATE}T09:00:00Z")
    read(api, mrr, "2023-12-01", "480000")
    return made(api.post(f"/v1/goals/{promised['id']}/retargets", RETARGET, at="*"), 200)


def told(api: Api, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(api.get(path), 200)["items"]
    return items


def ids(api: Api, path: str) -> list[str]:
    return [item["flag"] for item in told(api, path)]


def test_a_goals_flags_are_told_with_what_they_were_judged_by(api: Api, goal: dict[str, Any]):
    late, missed = told(api, f"/v1/goals/{goal['id']}/flags")
    assert (late["flag"], missed["flag"]) == ("R01", "R02")
    assert missed == {
        "flag": "R02",
        "name": "AFTER_MISS",
        "goal_id": goal["id"],
        "event_ids": [goal["retarget_id"]],
        "position": goal["position"],
        "raised_at": "2023-12-20T09:00:00.000000Z",
        "inputs": {"effect": "easier", "progress": "0.4000", "expected": "0.9699"},
        "policy_version": 1,
        "acknowledged": [],
    }


def test_flags_are_found_by_name_and_by_whether_somebody_has_seen_them(api: Api, goal: dict[str, Any]):
    auditor = api.as_role("auditor")
    noted = {"note": "The board agreed to it"}
    made(auditor.post(f"/v1/goals/{goal['id']}/flags/R01/acknowledge", noted), 200)
    assert ids(api, f"/v1/goals/{goal['id']}/flags?acknowledged=true") == ["R01"]
    assert ids(api, f"/v1/goals/{goal['id']}/flags?acknowledged=false") == ["R02"]
    assert ids(api, f"/v1/goals/{goal['id']}/flags?flag=R02") == ["R02"]
    (seen,) = told(api, "/v1/flags?flag=R01")
    assert seen["acknowledged"][0]["note"] == "The board agreed to it"
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["flags"] == ["R01", "R02"], "it stays raised"


def test_the_flags_of_the_workspace_come_goal_by_goal_and_page_by_page(api: Api, goal: dict[str, Any]):
    other = active(api, goal["kpi"]["id"], title="Another")
    made(api.post(f"/v1/goals/{other['id']}/retargets", RETARGET, at="*"), 200)
    draft(api, goal["kpi"]["id"])
    whole = [(item["goal_id"], item["flag"]) for item in told(api, "/v1/flags")]
    assert {flag for _, flag in whole} >= {"R01", "R02"}
    assert whole == sorted(whole)
    assert {goal_id for goal_id, _ in whole} == {goal["id"], other["id"]}
    paged, path = [], "/v1/flags?limit=1"
    while path:
        page = made(api.get(path), 200)
        paged += [(item["goal_id"], item["flag"]) for item in page["items"]]
        path = f"/v1/flags?limit=1&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert paged == whole
    assert {item["goal_id"] for item in told(api, f"/v1/flags?goal={other['id']}")} == {other["id"]}
    assert told(api, f"/v1/flags?container={NOBODY}") == []


@pytest.mark.parametrize(("flag", "found"), [("R01", True), ("R15", False), ("R16", False)])
def test_goals_are_found_by_their_flags(api: Api, goal: dict[str, Any], flag: str, found: bool):
    active(api, goal["kpi"]["id"], title="Never moved")
    assert ([item["id"] for item in told(api, f"/v1/goals?flag={flag}")] == [goal["id"]]) is found


def test_silent_goals_are_found_by_the_day(api: Api, goal: dict[str, Any]):
    assert told(api, "/v1/goals?flag=R15") == []
    api.clock("2024-06-01T09:00:00Z")
    (silent,) = told(api, "/v1/goals?flag=R15")
    assert silent["flags"] == ["R01", "R02", "R15"]
    assert told(api, "/v1/goals?flag=R15&on=2024-01-13") == []


def test_a_flag_that_does_not_exist_and_a_goal_that_does_not(api: Api):
    unknown = api.get("/v1/flags?flag=R99")
    assert (unknown.status_code, faults(unknown)) == (400, [("", "unknown-word")])
    assert api.get(f"/v1/goals/{NOBODY}/flags").status_code == 404

"""Waivers over HTTP: granted with an end, in force by the day asked about."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, act, active, draft, faults, kpi, made, read

REASON = "The payment provider is being replaced"
UNTIL_JUNE = {"until": "2023-06-30", "reason": REASON}


@pytest.fixture
def may(api: Api) -> Api:
    """An administrator, on 15 May 2023."""
    api.clock("2023-05-15T09:00:00Z")
    return api


def in_force(api: Api, goal: dict[str, Any], query: str = "") -> list[bool]:
    return [each["in_force"] for each in api.get(f"/v1/goals/{goal['id']}{query}").json["waivers"]]


def test_a_waiver_is_told_with_who_granted_it_and_why(may: Api):
    goal = active(may)
    assert goal["waivers"] == []
    granted = made(may.as_role("owner").post(f"/v1/goals/{goal['id']}/waivers", UNTIL_JUNE), 200)
    (waiver,) = granted["waivers"]
    assert (waiver["on"], waiver["until"], waiver["in_force"]) == ("2023-05-15", "2023-06-30", True)
    assert (waiver["reason"], waiver["actor"]["id"], waiver["position"]) == (REASON, "owner", granted["position"])
    assert may.get(f"/v1/goals/{goal['id']}").json["waivers"] == [waiver]


def test_a_waiver_holds_through_its_last_day_and_not_a_day_longer(may: Api):
    goal = active(may)
    act(may, goal, "waivers", UNTIL_JUNE)
    days = ("2023-05-14", "2023-05-15", "2023-06-30", "2023-07-01")
    assert [in_force(may, goal, f"?on={day}") for day in days] == [[], [True], [True], [False]]
    may.clock("2023-06-30T23:59:59Z")
    assert in_force(may, goal) == [True]
    may.clock("2023-07-01T00:00:00Z")
    assert in_force(may, goal) == [False]


def test_waivers_are_all_told_the_first_first(may: Api):
    goal = active(may)
    act(may, goal, "waivers", {**UNTIL_JUNE, "until": "2023-05-15"})
    act(may, goal, "waivers", UNTIL_JUNE)
    may.clock("2023-05-16T09:00:00Z")
    assert in_force(may, goal) == [False, True]
    assert in_force(may, goal, f"?as_of={goal['version'] + 1}") == []


def test_the_target_the_health_and_the_retargets_stay_as_they_were(may: Api):
    measure = kpi(may)
    goal = active(may, measure)
    read(may, measure, "2023-05-01", "401000")
    before = may.get(f"/v1/goals/{goal['id']}").json
    after = act(may, goal, "waivers", UNTIL_JUNE)
    for member in ("target", "window", "health", "pace", "retargets"):
        assert after[member] == before[member]
    assert after["health"] == "off_track"


def test_no_version_is_asked_for(may: Api):
    goal = active(may)
    act(may, goal, "comments", {"text": "Somebody else was here"})
    assert may.post(f"/v1/goals/{goal['id']}/waivers", UNTIL_JUNE).status_code == 200


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"reason": REASON}, ("/until", "waiver-needs-an-end")),
        ({"reason": REASON, "until": None}, ("/until", "waiver-needs-an-end")),
        ({"reason": REASON, "until": "2023-02-30"}, ("/until", "no-such-day")),
        ({"reason": REASON, "until": "2023-05-14"}, ("/until", "waiver-is-over")),
        ({"reason": REASON, "until": "2023-06-30", "on": "2023-05-16"}, ("/on", "day-in-future")),
        ({"reason": "Too short", "until": "2023-06-30"}, ("/reason", "waiver-reason-too-short")),
        ({"until": "2023-06-30"}, ("/reason", "required")),
    ],
)
def test_what_is_wrong_with_a_waiver_is_pointed_at(may: Api, body: Any, fault: tuple[str, str]):
    goal = active(may)
    answer = may.post(f"/v1/goals/{goal['id']}/waivers", body)
    assert (answer.status_code, faults(answer)) == (422, [fault])


def test_a_missing_end_is_named_in_a_sentence(may: Api):
    answer = may.post(f"/v1/goals/{active(may)['id']}/waivers", {"reason": REASON})
    assert "A waiver has an end" in answer.json["errors"][0]["detail"]


def test_a_draft_needs_no_waiver_and_a_goal_that_is_not_there_gets_none(may: Api):
    refused = may.post(f"/v1/goals/{draft(may)['id']}/waivers", UNTIL_JUNE)
    assert (refused.status_code, refused.json["code"]) == (409, "goal-is-draft")
    assert may.post(f"/v1/goals/{NOBODY}/waivers", UNTIL_JUNE).status_code == 404
    assert may.as_role("contributor").post(f"/v1/goals/{NOBODY}/waivers", UNTIL_JUNE).status_code == 403

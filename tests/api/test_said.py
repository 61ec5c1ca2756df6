"""Check-ins, reviews and comments over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, draft, kpi, made, read

SAYS = {"confidence": "0.7", "status": "on_track", "story": "The pipeline is full"}


@pytest.fixture
def measured(api: Api) -> str:
    api.clock("2023-07-01T09:00:00Z")
    return kpi(api)


@pytest.fixture
def goal(api: Api, measured: str) -> dict[str, Any]:
    """Read twice and checked in on twice, in July and in October; lowered in between."""
    goal = active(api, measured)
    read(api, measured, "2023-06-30", "450000")
    act(api, goal, "checkins", SAYS)
    api.clock("2023-10-01T09:00:00Z")
    act(api, goal, "retargets", RETARGET | {"window": {"end": "2024-01-10"}})
    read(api, measured, "2023-09-30", "480000")
    act(api, goal, "checkins", {"status": "at_risk"})
    return goal


def listed(api: Api, goal: dict[str, Any], query: str = "", of: str = "checkins") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = made(api.get(f"/v1/goals/{goal['id']}/{of}{query}"), 200)["items"]
    return items


def test_a_check_in_tells_what_was_said_by_whom_and_when(api: Api, goal: dict[str, Any]):
    first = listed(api, goal)[-1]
    assert (first["confidence"], first["status"], first["story"]) == ("0.7", "on_track", "The pipeline is full")
    assert (first["on"], first["recorded_at"]) == ("2023-07-01", "2023-07-01T09:00:00.000000Z")
    assert first["actor"] == {"type": "service", "id": "admin"}


def test_the_last_check_in_comes_first_unless_it_is_sorted_otherwise(api: Api, goal: dict[str, Any]):
    assert [each["status"] for each in listed(api, goal)] == ["at_risk", "on_track"]
    assert listed(api, goal, "?sort=position") == listed(api, goal)[::-1]


def test_a_snapshot_is_of_the_goal_as_it_was_known_when_it_was_checked_in_on(api: Api, goal: dict[str, Any]):
    assert listed(api, goal)[-1]["snapshot"] == {
        "state": "active",
        "target": "600000",
        "end": "2023-12-31",
        "value": "450000",
        "progress": {"raw": "0.2500", "clamped": "0.2500"},
        "expected": "0.4986",
        "pace": "0.5014",
        "health": "off_track",
    }


def test_what_is_learnt_later_changes_no_snapshot(api: Api, goal: dict[str, Any], measured: str):
    before = listed(api, goal)
    read(api, measured, "2023-06-30", "475000", key="late")
    assert listed(api, goal) == before


def test_the_difference_is_to_the_check_in_before(api: Api, goal: dict[str, Any]):
    second, first = listed(api, goal)
    assert first["difference"] is None
    assert second["difference"] == {
        "value": "30000",
        "progress": "0.5500",
        "target": "-100000",
        "end_days": 10,
        "health": {"before": "off_track", "after": "on_track"},
    }


def test_a_word_that_the_readings_contradict_disagrees(api: Api, goal: dict[str, Any]):
    assert [each["disagrees"] for each in listed(api, goal)] == [True, True]
    act(api, goal, "checkins", {"status": "on_track"})
    act(api, goal, "checkins", {"confidence": "1"})
    assert [each["disagrees"] for each in listed(api, goal, "?limit=2")] == [None, False]


def test_a_check_in_about_an_earlier_day_is_held_against_that_day(api: Api, goal: dict[str, Any]):
    act(api, goal, "checkins", {"confidence": "0.5", "on": "2023-07-01"})
    snapshot = listed(api, goal)[0]["snapshot"]
    assert (snapshot["value"], snapshot["target"]) == ("450000", "600000")


def test_values_of_two_kpis_have_no_difference(api: Api, goal: dict[str, Any]):
    other = kpi(api, key="arr")
    read(api, other, "2023-09-30", "490000")
    act(api, goal, "retargets", {"kpi_id": other, "reason_code": "scope_change", "reason": "Another is meant by now"})
    act(api, goal, "checkins", {"confidence": "0.5"})
    difference = listed(api, goal)[0]["difference"]
    assert (difference["value"], difference["progress"], difference["target"]) == (None, None, "0")


def test_a_goal_that_nothing_is_read_for_has_a_snapshot_of_no_data(api: Api, measured: str):
    goal = active(api, measured)
    act(api, goal, "checkins", SAYS)
    (found,) = listed(api, goal)
    assert (found["snapshot"]["value"], found["snapshot"]["progress"]) == (None, None)
    assert (found["snapshot"]["health"], found["disagrees"]) == ("no_data", True)


def test_a_paused_goal_has_no_health_to_disagree_with(api: Api, measured: str):
    goal = active(api, measured)
    act(api, goal, "pause", {"reason": "Waiting for the budget"})
    act(api, goal, "checkins", SAYS)
    (found,) = listed(api, goal)
    assert (found["snapshot"]["state"], found["snapshot"]["health"], found["disagrees"]) == ("paused", None, None)


def test_checking_in_answers_with_the_snapshot_and_the_difference(api: Api, goal: dict[str, Any]):
    answered = act(api, goal, "checkins", SAYS)
    (found,) = listed(api, goal, "?limit=1")
    assert answered["check_in"] == found
    assert found["difference"]["value"] == "0"


def test_the_pages_hold_every_check_in_once_with_the_same_difference(api: Api, goal: dict[str, Any]):
    for confidence in ("0.1", "0.2", "0.3"):
        act(api, goal, "checkins", {"confidence": confidence})
    for sort in ("position", "-position"):
        seen, query = [], f"?limit=2&sort={sort}"
        page = made(api.get(f"/v1/goals/{goal['id']}/checkins{query}"), 200)
        seen += page["items"]
        while page["next_cursor"]:
            page = made(api.get(f"/v1/goals/{goal['id']}/checkins{query}&cursor={page['next_cursor']}"), 200)
            seen += page["items"]
        assert seen == listed(api, goal, f"?sort={sort}")


def test_as_of_a_position_a_later_check_in_was_not_made(api: Api, goal: dict[str, Any]):
    first = listed(api, goal)[-1]
    assert listed(api, goal, f"?as_of={first['position']}") == [first]
    assert listed(api, goal, f"?as_of={first['position'] - 1}") == []


def test_comments_are_listed_with_their_text(api: Api, goal: dict[str, Any]):
    act(api, goal, "comments", {"text": "Good luck"})
    act(api, goal, "comments", {"text": {"text": "Anna is ill", "subject": "anna"}})
    found = listed(api, goal, of="comments")
    assert [each["text"] for each in found] == ["Anna is ill", "Good luck"]
    assert found[0]["recorded_at"] == "2023-10-01T09:00:00.000000Z"


def test_reviews_are_listed_with_their_verdict(api: Api, goal: dict[str, Any]):
    act(api, goal, "reviews", {"verdict": "reaffirmed", "note": "The aim stands", "on": "2023-09-30"})
    (found,) = listed(api, goal, of="reviews")
    assert (found["verdict"], found["note"], found["on"]) == ("reaffirmed", "The aim stands", "2023-09-30")


@pytest.mark.parametrize("of", ["checkins", "reviews", "comments"])
def test_of_a_goal_nothing_was_said_about_nothing_is_listed(api: Api, measured: str, of: str):
    assert listed(api, draft(api, measured), of=of) == []


@pytest.mark.parametrize("of", ["checkins", "reviews", "comments"])
def test_of_no_goal_and_of_another_workspaces_nothing_is_told(api: Api, goal: dict[str, Any], of: str):
    assert api.get(f"/v1/goals/{NOBODY}/{of}").status_code == 404
    assert api.other().get(f"/v1/goals/{goal['id']}/{of}").status_code == 404

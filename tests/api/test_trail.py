"""The trail over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, active, kpi, made


@pytest.fixture
def moved(api: Api) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two goals: the first was eased on 1 October, the second hardened on 2 November."""
    api.clock("2023-10-01T09:00:00Z")
    measured = kpi(api)
    first, second = active(api, measured), active(api, measured)
    retarget(api, first, "500000")
    api.clock("2023-11-02T09:00:00Z")
    retarget(api, second, "700000", reason_code="over_performance")
    return first, second


def retarget(api: Api, goal: dict[str, Any], target: str, **changes: Any) -> None:
    body = {**RETARGET, "target": {"kind": "absolute", "value": target}, **changes}
    made(api.post(f"/v1/goals/{goal['id']}/retargets", body, at="*"), 200)


def goals_in(api: Api, query: str) -> list[str]:
    return [item["goal_id"] for item in made(api.get(f"/v1/trail{query}"), 200)["items"]]


def test_a_move_is_told_with_before_after_and_reason(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    (only,) = made(api.get(f"/v1/goals/{moved[0]['id']}/trail"), 200)["items"]
    assert only["changes"] == [{"field": "target", "before": "600000", "after": "500000"}]
    assert (only["type"], only["actor"]) == ("goalpost.goal.retargeted.v1", {"type": "service", "id": "admin"})
    assert (only["reason_code"], only["reason"]) == (RETARGET["reason_code"], RETARGET["reason"])
    assert (only["effect"], only["approved_by"]) == ("easier", None)


def test_the_workspaces_trail_is_filtered(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    first, second = moved[0]["id"], moved[1]["id"]
    for query, expected in (
        ("", [first, second]),
        (f"?goal={second}", [second]),
        ("?effect=easier", [first]),
        ("?reason_code=over_performance", [second]),
        ("?actor=admin", [first, second]),
        ("?actor=ben", []),
        ("?from=2023-10-02", [second]),
        ("?to=2023-10-01", [first]),
        ("?from=2023-10-01&to=2023-11-01&effect=harder", []),
        (f"?container={NOBODY}", []),
    ):
        assert goals_in(api, query) == expected, query


def test_the_trail_comes_in_pages_of_one_moment(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    first = made(api.get("/v1/trail?limit=1"), 200)
    retarget(api, moved[0], "450000")
    second = made(api.get(f"/v1/trail?limit=1&cursor={first['next_cursor']}"), 200)
    assert [item["goal_id"] for item in second["items"]] == [moved[1]["id"]]
    assert second["next_cursor"] is None


def test_a_cursor_is_good_for_its_own_question_only(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    cursor = made(api.get("/v1/trail?limit=1"), 200)["next_cursor"]
    assert api.get(f"/v1/trail?limit=1&effect=easier&cursor={cursor}").status_code == 400
    assert api.other().get(f"/v1/trail?limit=1&cursor={cursor}").status_code == 400


def test_the_trail_of_another_workspace_is_its_own(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    assert goals_in(api.other(), "") == []


def test_as_of_a_position_later_moves_are_not_known(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    position = made(api.get("/v1/trail"), 200)["items"][0]["position"]
    assert goals_in(api, f"?as_of={position}") == [moved[0]["id"]]


def test_the_timeline_tells_event_by_event_who_and_through_which_door(
    api: Api, moved: tuple[dict[str, Any], dict[str, Any]]
):
    events = made(api.get(f"/v1/goals/{moved[0]['id']}/timeline"), 200)["items"]
    assert [event["type"] for event in events] == [
        "goalpost.goal.created.v1",
        "goalpost.goal.activated.v1",
        "goalpost.goal.retargeted.v1",
    ]
    assert events[-1]["data"]["reason"] == RETARGET["reason"]
    assert (events[-1]["source"]["channel"], events[-1]["stream_version"]) == ("http", 3)


@pytest.mark.parametrize("query", ["?from=yesterday", "?effect=odd", "?colour=red", "?goal=1"])
def test_an_unknown_question_is_refused(api: Api, query: str):
    assert api.get(f"/v1/trail{query}").status_code == 400

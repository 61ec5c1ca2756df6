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


def test_a_period_is_one_of_the_fiscal_calendar(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    first, second = moved[0]["id"], moved[1]["id"]
    assert goals_in(api, "?period=2023-Q4") == [first, second]
    assert goals_in(api, "?period=2023-10") == [first]
    assert goals_in(api, "?period=2023-Q3") == []
    made(api.post("/v1/policy", {"fiscal_year_start": 2, "reason": "As the books are kept"}, at="*"), 200)
    assert goals_in(api, "?period=2023-Q3") == [first]
    assert goals_in(api, "?period=2023-Q4&effect=harder") == [second]


@pytest.mark.parametrize("query", ["?period=2023-Q1&from=2023-01-01", "?period=0000-Q1", "?period=2023-13"])
def test_a_period_that_is_none_is_refused(api: Api, query: str):
    assert api.get(f"/v1/trail{query}").status_code == 422


def test_filters_of_what_the_retarget_itself_says(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    first, second = moved[0]["id"], moved[1]["id"]
    evidence = [{"url": "https://example.org/minutes"}]
    retarget(api, moved[0], "450000", effective_on="2023-11-01", evidence=evidence)
    retarget(api, moved[1], "710000", effective_on="2023-10-31", reason_code="other")
    for query, expected in (
        ("?backdated=0", [first, second]),
        ("?backdated=1", [second]),
        ("?backdated=2", []),
        ("?evidence=true", [first]),
        ("?evidence=false&from=2023-11-02", [second, second]),
        ("?field=end", []),
        ("?field=target&backdated=1&actor=admin", [second]),
        ("?flag=R05", [second]),
        ("?flag=R11", [first, second, first, second]),
        ("?counted=false", []),
        ("?approver=ben", []),
        ("?since_review=true&effect=easier", [first, first]),
    ):
        assert goals_in(api, query) == expected, query


def test_a_goals_own_trail_is_filtered_and_sorted_too(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    retarget(api, moved[0], "650000")
    path = f"/v1/goals/{moved[0]['id']}/trail"
    assert [item["magnitude"] for item in made(api.get(f"{path}?sort=-magnitude"), 200)["items"]] == [
        "0.7500",
        "-0.5000",
    ]
    assert [item["effect"] for item in made(api.get(f"{path}?effect=harder"), 200)["items"]] == ["harder"]
    assert api.get(f"{path}?goal={NOBODY}").status_code == 400


def test_a_cursor_keeps_its_place_in_an_order_while_others_write(
    api: Api, moved: tuple[dict[str, Any], dict[str, Any]]
):
    first = made(api.get("/v1/trail?sort=magnitude&limit=1"), 200)
    retarget(api, moved[0], "410000")
    second = made(api.get(f"/v1/trail?sort=magnitude&limit=1&cursor={first['next_cursor']}"), 200)
    assert [item["magnitude"] for item in (*first["items"], *second["items"])] == ["-0.5000", "0.5000"]
    assert second["next_cursor"] is None
    assert made(api.get("/v1/trail?sort=magnitude&limit=1"), 200)["items"][0]["magnitude"] == "-0.5000"


def test_a_trail_that_has_not_changed_is_not_sent_again(api: Api, moved: tuple[dict[str, Any], dict[str, Any]]):
    tag = api.get("/v1/trail?effect=easier").headers["ETag"]
    assert api.get("/v1/trail?effect=easier", headers={"If-None-Match": tag}).status_code == 304
    retarget(api, moved[0], "450000")
    assert api.get("/v1/trail?effect=easier", headers={"If-None-Match": tag}).status_code == 200


def test_a_flag_that_no_retarget_raises_is_asked_for_elsewhere(api: Api):
    answer = api.get("/v1/trail?flag=R15")
    assert answer.status_code == 400
    (fault,) = answer.json["errors"]
    assert (fault["parameter"], "/v1/goals?flag=R15" in fault["detail"]) == ("flag", True)


@pytest.mark.parametrize("role", ["viewer", "auditor", "owner"])
def test_whoever_may_look_may_look_at_the_trail(api: Api, moved: tuple[dict[str, Any], dict[str, Any]], role: str):
    assert len(goals_in(api.as_role(role), "")) == 2


@pytest.mark.parametrize(
    "query",
    [
        "?backdated=-1",
        "?backdated=x",
        "?backdated=1.5",
        "?evidence=yes",
        "?field=title",
        "?flag=R19",
        "?sort=reason",
        "?sort=magnitude,magnitude",
        "?sort=magnitude,ratio,position",
        "?period=Q1",
    ],
)
def test_what_cannot_be_asked_is_refused(api: Api, query: str):
    assert api.get(f"/v1/trail{query}").status_code == 400


@pytest.mark.parametrize("query", ["?from=yesterday", "?effect=odd", "?colour=red", "?goal=1"])
def test_an_unknown_question_is_refused(api: Api, query: str):
    assert api.get(f"/v1/trail{query}").status_code == 400

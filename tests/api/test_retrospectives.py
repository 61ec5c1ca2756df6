"""Retrospectives over HTTP: which period is meant, of what, and by which time."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, act, active, eased_in_december, kpi, made, read


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    return eased_in_december(api)


def container(api: Api, name: str = "Growth", **more: Any) -> str:
    found: str = made(api.post("/v1/containers", {"name": name, "kind": "theme", **more}))["id"]
    return found


def looked_back(api: Api, query: str = "2023-Q4") -> dict[str, Any]:
    return made(api.get(f"/v1/retrospectives/{query}"), 200)


def test_the_worked_example_came_fifteen_points_by_readings_and_forty_by_its_easing(api: Api, goal: dict[str, Any]):
    answer = looked_back(api, f"2023-Q4?goal={goal['id']}")
    (told,) = answer["decomposition"]["goals"]
    assert (told["performance"], told["retarget"], told["total"]) == ("0.1500", "0.4000", "0.5500")
    assert (answer["decomposition"]["together"], len(told["steps"])) == (None, 1)
    (line,) = answer["closing"]["goals"]
    assert (line["by_original"]["raw"], line["by_current"]["raw"]) == ("0.4000", "0.8000")
    assert answer["closing"]["rollup"]["original"]["progress"] == "0.4000"
    assert answer["closing"]["rollup"]["current"]["progress"] == "0.8000"


def test_two_days_are_a_period_without_a_name(api: Api, goal: dict[str, Any]):
    named = looked_back(api)
    by_days = made(api.get("/v1/retrospectives?from=2023-10-01&to=2023-12-31"), 200)
    assert by_days["period"]["name"] is None
    assert {**by_days, "period": named["period"], "as_of": named["as_of"]} == named


@pytest.mark.parametrize(
    ("period", "first", "last"), [("2023-Q3", "2023-10-01", "2023-12-31"), ("2023-10", None, None)]
)
def test_quarters_are_those_of_the_workspaces_fiscal_year(
    api: Api, goal: dict[str, Any], period: str, first: str | None, last: str | None
):
    made(api.post("/v1/policy", {"fiscal_year_start": 4, "reason": "Our year begins in April"}, at="*"), 200)
    found = looked_back(api, period)["period"]
    assert (found["from"], found["to"]) == (first or "2023-10-01", last or "2023-10-31")


def test_a_goal_closed_in_the_quarter_of_a_fiscal_year_leaves_its_lesson_there(api: Api, goal: dict[str, Any]):
    made(api.post("/v1/policy", {"fiscal_year_start": 4, "reason": "Our year begins in April"}, at="*"), 200)
    act(api, goal, "close", {"outcome": "missed", "lessons": "Ask sales first"})
    (lesson,) = looked_back(api, "2023-Q4")["lessons"]
    assert (lesson["lessons"], lesson["outcome"], lesson["on"]) == ("Ask sales first", "missed", "2024-01-10")
    assert looked_back(api, "2023-Q3")["lessons"] == []


def test_a_goal_that_left_a_container_is_in_its_opening_and_not_in_its_closing(api: Api):
    api.clock("2023-01-01T09:00:00Z")
    left, found = container(api), container(api, "Revenue")
    goal = active(api, container_id=left)
    api.clock("2023-05-01T09:00:00Z")
    act(api, goal, "move", {"container_id": found})
    api.clock("2023-07-10T09:00:00Z")
    answer = looked_back(api, f"2023-Q2?container={left}")
    assert [len(answer[end]["goals"]) for end in ("opening", "closing")] == [1, 0]
    (moved,) = [change for change in answer["changes"] if change["type"] == "goalpost.goal.moved.v1"]
    assert moved["changes"] == [{"field": "container_id", "before": left, "after": found}]
    arrived = looked_back(api, f"2023-Q2?container={found}")
    assert [len(arrived[end]["goals"]) for end in ("opening", "closing")] == [0, 1]
    assert looked_back(api, f"2023-Q3?container={left}")["aims"] == []


def test_of_one_goal_nothing_of_others_is_told(api: Api, goal: dict[str, Any]):
    other = active(api, kpi(api, key="signups"))
    answer = looked_back(api, f"2023-Q4?goal={goal['id']}")
    assert [aim["goal_id"] for aim in answer["aims"]] == [goal["id"]]
    assert {change["goal_id"] for change in answer["changes"]} <= {goal["id"], None}
    assert other["id"] not in {line["goal_id"] for line in answer["closing"]["goals"]}


def test_a_quarter_in_which_nothing_happened_tells_what_was_pursued(api: Api, goal: dict[str, Any]):
    answer = looked_back(api, "2023-Q2")
    assert (answer["changes"], answer["lessons"]) == ([], [])
    assert [aim["goal_id"] for aim in answer["aims"]] == [goal["id"]]
    assert all(found == [] for found in answer["milestones"].values())


def test_changed_rules_belong_to_the_quarter(api: Api, goal: dict[str, Any]):
    made(api.post("/v1/policy", {"freeze_days": 14, "reason": "No easing at the end"}, at="*"), 200)
    (change,) = looked_back(api, "2024-Q1")["changes"]
    assert (change["type"], change["reason"]) == ("goalpost.workspace.policy-changed.v1", "No easing at the end")
    assert {"field": "freeze_days", "before": 0, "after": 14} in change["changes"]


def test_a_redefined_kpi_and_the_retarget_it_led_to_are_both_told(api: Api, goal: dict[str, Any]):
    body = {"aggregation": "max", "reason": "The best day of the month counts"}
    made(api.post(f"/v1/kpis/{goal['kpi']['id']}/redefine", body, at="*"), 200)
    types = [change["type"] for change in looked_back(api, "2024-Q1")["changes"]]
    assert types == ["goalpost.kpi.redefined.v1", "goalpost.goal.retargeted.v1"]


def test_the_answer_pinned_at_a_position_stays_as_it_was(api: Api, goal: dict[str, Any]):
    path = f"/v1/retrospectives/2023-Q4?as_of={goal['position']}"
    before = api.get(path)
    read(api, goal["kpi"]["id"], "2023-12-19", "500000")
    assert (api.get(path).data, api.get(path).headers["ETag"]) == (before.data, before.headers["ETag"])
    assert "immutable" in before.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("path", "status", "code", "parameter"),
    [
        ("/2024-Q2", 422, "period-has-not-begun", "period"),
        ("?from=2024-04-01&to=2024-06-30", 422, "period-has-not-begun", "from"),
        ("/2023-Q4?as_of=2", 422, "period-has-not-begun", "as_of"),
        ("/1900-Q1", 422, "period-before-workspace", "period"),
        ("?from=1969-12-01&to=1969-12-31", 422, "period-before-workspace", "to"),
        ("/1900-Q1?axis=effective", 422, "period-before-workspace", "period"),
        ("/2023-Q4?on=2023-09-30", 422, "period-has-not-begun", "on"),
        ("/2023-Q4?on=2024-01-01&as_of=2023-09-30T00:00:00Z", 422, "period-has-not-begun", "on"),
        ("/2023-Q5", 422, "no-such-period", "period"),
        ("/Q1", 422, "no-such-period", "period"),
        ("/9999", 422, "no-such-period", "period"),
        ("?from=2023-12-31&to=2023-12-01", 422, "no-such-period", "to"),
        ("?from=2023-12-31", 422, "no-such-period", "to"),
        ("", 422, "no-such-period", "from"),
        ("?from=2000-01-01&to=2023-12-31", 422, "period-too-long", "from"),
        ("/2023-Q4?from=2023-10-01", 400, "invalid-parameter", "from"),
        ("/2023-Q4?axis=both", 400, "invalid-parameter", "axis"),
        ("/2023-Q4?targets=current", 400, "invalid-parameter", "targets"),
        ("/2023-Q4?without=all", 400, "invalid-parameter", "without"),
        (f"/2023-Q4?without={NOBODY}", 422, "no-such-retarget", "without"),
        (f"/2023-Q4?without={NOBODY}&targets=original", 422, "supposed-twice", "without"),
        (f"/2023-Q4?goal={NOBODY}&container={NOBODY}", 422, "two-scopes", "container"),
        ("/2023-Q4?as_of=2999-01-01T00:00:00Z", 422, "no-such-moment", "as_of"),
    ],
)
def test_what_cannot_be_looked_back_at_is_a_clear_problem(
    api: Api, goal: dict[str, Any], path: str, status: int, code: str, parameter: str
):
    answer = api.get(f"/v1/retrospectives{path}")
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert [fault["parameter"] for fault in answer.json["errors"]] == [parameter]


def test_by_effect_history_from_before_the_workspace_is_looked_back_at(api: Api, goal: dict[str, Any]):
    assert api.get("/v1/retrospectives/1969-Q3?axis=effective").status_code == 422
    read(api, goal["kpi"]["id"], "1969-07-20", "1")
    assert api.get("/v1/retrospectives/1969-Q2?axis=effective").status_code == 422
    assert api.get("/v1/retrospectives/1969-Q3").status_code == 422
    assert looked_back(api, "1969-Q3?axis=effective")["closing"]["goals"] == []


@pytest.mark.parametrize("scope", ["goal", "container"])
def test_of_what_is_not_there_nothing_is_told(api: Api, goal: dict[str, Any], scope: str):
    assert api.get(f"/v1/retrospectives/2023-Q4?{scope}={NOBODY}").status_code == 404


@pytest.mark.parametrize("path", ["?from=0001-01-01&to=0001-01-02&axis=effective", "/0001?axis=effective"])
def test_the_first_days_of_the_calendar_are_days_like_others(api: Api, goal: dict[str, Any], path: str):
    read(api, goal["kpi"]["id"], "0001-01-01", "1")
    assert made(api.get(f"/v1/retrospectives{path}"), 200)["aims"] == []


def test_so_are_its_last(api: Api, goal: dict[str, Any]):
    path = "/v1/retrospectives?from=9999-12-01&to=9999-12-31&on=9999-12-31&axis=effective"
    assert made(api.get(path), 200)["period"]["until"] == "9999-12-31"
    assert api.get("/v1/decomposition?on=9999-12-31").status_code == 200


def test_two_workspaces_look_back_at_their_own(api: Api, goal: dict[str, Any]):
    other = api.other()
    other.clock("2024-01-10T09:00:00Z")
    assert (looked_back(other)["aims"], len(looked_back(api)["aims"])) == ([], 1)

"""Lenses, decomposition and reconciliation, as a client asks for them."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, draft, kpi, made, read

FORMS = "A lens is one of original, current, at_deadline, version:n with n from 1 on, or a date such as 2026-03-31."


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """The worked example: 450,000, then 480,000 of 600,000, lowered to 500,000 in December."""
    api.clock("2023-01-01T09:00:00Z")
    mrr = kpi(api)
    container = made(api.post("/v1/containers", {"name": "2023", "kind": "objective"}))
    promised = active(api, mrr, container_id=container["id"])
    api.clock("2023-12-01T09:00:00Z")
    read(api, mrr, "2023-06-30", "450000")
    read(api, mrr, "2023-11-30", "480000")
    api.clock("2023-12-20T09:00:00Z")
    return made(api.post(f"/v1/goals/{promised['id']}/retargets", RETARGET, at="*"), 200)


def asked(api: Api, path: str) -> dict[str, Any]:
    return made(api.get(path), 200)


def test_without_a_lens_it_is_the_current_version(api: Api, goal: dict[str, Any]):
    found = asked(api, f"/v1/goals/{goal['id']}/attainment")
    assert (found["lens"], found["version"], found["clamped"], found["on"]) == ("current", 2, "0.8000", "2023-12-20")
    assert found["window"] == {"start": "2023-01-01", "end": "2023-12-31", "tz": "UTC"}


def test_attainment_is_as_it_was_known(api: Api, goal: dict[str, Any]):
    then = "as_of=2023-12-10T00:00:00Z"
    found = asked(api, f"/v1/goals/{goal['id']}/attainment?{then}")
    assert (found["version"], found["raw"]) == (1, "0.4000")
    missing = api.get(f"/v1/goals/{goal['id']}/attainment?lens=version:2&{then}")
    assert (missing.status_code, missing.json["code"]) == (422, "no-such-version")
    assert missing.json["detail"] == "There is no version 2: there was 1 version at that moment."
    assert missing.json["errors"][0]["parameter"] == "lens"


@pytest.mark.parametrize("lens", ["first", "version:0", "version:x", "2023-02-30", "ORIGINAL", ""])
def test_what_is_no_lens_is_told_what_a_lens_is(api: Api, lens: str):
    answer = api.get(f"/v1/goals/{NOBODY}/attainment?lens={lens}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid-parameter")
    assert [(fault["parameter"], fault["code"], fault["detail"]) for fault in answer.json["errors"]] == [
        ("lens", "not-a-lens", FORMS)
    ]


def test_a_draft_has_no_original_and_says_so(api: Api):
    api.clock("2023-01-01T09:00:00Z")
    drafted = draft(api)
    found = asked(api, f"/v1/goals/{drafted['id']}/attainment?lens=original")
    assert (found["raw"], found["achieved"], found["reason"]["code"]) == (None, False, "not-committed")


def test_a_list_is_looked_at_through_a_lens(api: Api, goal: dict[str, Any]):
    (item,) = asked(api, "/v1/goals?lens=original")["items"]
    assert (item["attainment"]["version"], item["attainment"]["raw"]) == (1, "0.4000")
    assert item["progress"]["raw"] == "0.8000"
    (plain,) = asked(api, "/v1/goals")["items"]
    assert "attainment" not in plain


def test_a_container_is_looked_at_through_a_lens(api: Api, goal: dict[str, Any]):
    path = f"/v1/containers/{goal['container_id']}/attainment"
    assert [asked(api, f"{path}?lens={lens}")["progress"] for lens in ("original", "current")] == ["0.4000", "0.8000"]
    found = asked(api, f"{path}?lens=2023-06-30")
    assert [(each["goal_id"], each["version"]) for each in found["goals"]] == [(goal["id"], 1)]
    assert (found["nested"]["progress"], found["without_value"]) == ("0.4000", [])


def test_a_period_has_a_name_or_days_and_not_both(api: Api, goal: dict[str, Any]):
    path = f"/v1/goals/{goal['id']}/decomposition"
    found = asked(api, f"{path}?period=2023-Q4")
    assert (found["from"]["at"], found["to"]["at"], found["total"]) == ("2023-09-30", "2023-12-20", "0.5500")
    both = api.get(f"{path}?period=2023-Q4&to=2023-12-01")
    assert (both.status_code, both.json["code"]) == (422, "no-such-period")
    unknown = api.get(f"{path}?period=2023-Q5")
    assert (unknown.status_code, unknown.json["code"]) == (400, "invalid-parameter")


def test_named_periods_are_those_of_the_fiscal_calendar(api: Api, goal: dict[str, Any]):
    made(api.post("/v1/policy", {"fiscal_year_start": 4, "reason": "The fiscal year begins in April"}, at="*"), 200)
    found = asked(api, f"/v1/goals/{goal['id']}/decomposition?period=2023-Q1")
    assert (found["from"]["at"], found["to"]["at"]) == ("2023-03-31", "2023-06-30")


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("to=2024-01-01", "not-a-day-so-far", "to"),
        ("from=2024-01-01", "not-a-day-so-far", "from"),
        ("from=2023-12-01&to=2023-11-01", "no-such-period", "to"),
        ("period=2024-Q1", "period-has-not-begun", "on"),
    ],
)
def test_a_change_lies_between_two_days_up_to_now(
    api: Api, goal: dict[str, Any], query: str, code: str, parameter: str
):
    for path in (f"/v1/goals/{goal['id']}/decomposition", "/v1/decomposition"):
        answer = api.get(f"{path}?{query}")
        assert (answer.status_code, answer.json["code"]) == (422, code)
        assert answer.json["errors"][0]["parameter"] == parameter


def test_containers_and_the_workspace_are_told_apart_too(api: Api, goal: dict[str, Any]):
    for path in (f"/v1/containers/{goal['container_id']}/decomposition", "/v1/decomposition"):
        found = asked(api, f"{path}?from=2023-06-30")
        assert [found[part] for part in ("performance", "retarget", "composition", "total")] == [
            "0.1500",
            "0.4000",
            "0.0000",
            "0.5500",
        ]
        (each,) = found["goals"]
        assert (each["goal_id"], each["retarget"], each["throughout"]) == (goal["id"], "0.4000", True)


@pytest.mark.parametrize("query", ["", "?period=2023", "?from=2022-12-31&to=2023-12-20", "?from=2022-06-30"])
def test_of_a_goal_that_began_in_the_year_its_container_tells_what_it_tells_itself(
    api: Api, goal: dict[str, Any], query: str
):
    own = asked(api, f"/v1/goals/{goal['id']}/decomposition{query}")
    assert (own["performance"], own["retarget"]) == ("0.4000", "0.4000")
    for path in (f"/v1/containers/{goal['container_id']}/decomposition", "/v1/decomposition"):
        found = asked(api, f"{path}{query}")
        assert (found["performance"], found["retarget"], found["composition"]) == ("0.4000", "0.4000", "0.0000")
        assert (found["from"]["progress"], found["from"]["began"], found["reason"]) == ("0.0000", True, None)


def test_a_goal_told_of_later_was_where_it_was_created(api: Api, goal: dict[str, Any]):
    late = draft(api, goal["kpi"]["id"], container_id=goal["container_id"])
    late = act(api, late, "activate", {"on": "2023-01-01"})
    path = f"/v1/containers/{goal['container_id']}/decomposition?from=2023-06-30"
    there = {each["goal_id"] for each in asked(api, path)["goals"] if each["from"] is not None}
    assert there == {goal["id"], late["id"]}
    api.clock("2023-12-21T09:00:00Z")
    act(api, late, "move", {"container_id": None})
    assert asked(api, f"{path}&to=2023-12-20")["goals"] == asked(api, f"{path}&as_of={late['position']}")["goals"]
    moved = next(each for each in asked(api, path)["goals"] if each["goal_id"] == late["id"])
    assert (moved["to"], moved["throughout"]) == (None, False)


def test_while_a_notice_runs_the_announced_version_stands_apart(api: Api):
    api.clock("2023-01-01T09:00:00Z")
    made(api.post("/v1/policy", {"easing_notice_days": 7, "reason": "No easing overnight"}, at="*"), 200)
    goal = active(api)
    made(api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 200)
    path = f"/v1/goals/{goal['id']}/reconciliation"
    found = asked(api, path)
    assert (found["current"]["target"]["resolved"], found["steps"][0]["in_force"]) == ("600000", False)
    announced = found["announced"]
    assert (announced["n"], announced["effective_on"], announced["target"]["resolved"]) == (2, "2023-01-08", "500000")
    assert found["is_reconciled"] is True
    api.clock("2023-01-08T09:00:00Z")
    assert (asked(api, path)["announced"], asked(api, path)["current"]["target"]["resolved"]) == (None, "500000")


def test_the_calibration_of_a_preliminary_goal_is_in_no_step(api: Api):
    api.clock("2023-01-01T09:00:00Z")
    goal = active(api, maturity="preliminary")
    made(api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 200)
    assert asked(api, f"/v1/goals/{goal['id']}/reconciliation")["reason"]["code"] == "not-committed"
    act(api, goal, "commit")
    found = asked(api, f"/v1/goals/{goal['id']}/reconciliation")
    assert (found["original"]["target"]["resolved"], found["steps"]) == ("500000", [])


def test_reconciliation_leads_from_the_original_to_the_current_version(api: Api, goal: dict[str, Any]):
    found = asked(api, f"/v1/goals/{goal['id']}/reconciliation")
    assert (found["original"]["target"]["resolved"], found["current"]["target"]["resolved"]) == ("600000", "500000")
    (step,) = found["steps"]
    assert (step["event_id"], step["n"], step["cumulative"]) == (
        goal["retarget_id"],
        2,
        {"net": "-0.5000", "gross": "0.5000"},
    )
    assert (found["is_reconciled"], found["unexplained"]) == (True, [])


def test_a_baseline_that_was_measured_is_established_and_no_step(api: Api):
    api.clock("2023-01-01T09:00:00Z")
    goal = active(api, baseline={"state": "measuring"}, target={"kind": "delta", "by": "200000"})
    act(api, goal, "baseline", {"value": "400000", "observed_on": "2023-01-01"})
    found = asked(api, f"/v1/goals/{goal['id']}/reconciliation")
    assert (found["steps"], len(found["established"]), found["is_reconciled"]) == ([], 1, True)


@pytest.mark.parametrize("question", ["attainment", "decomposition", "reconciliation"])
def test_nothing_is_told_of_another_workspace(api: Api, goal: dict[str, Any], question: str):
    other = api.other()
    assert other.get(f"/v1/goals/{goal['id']}/{question}").status_code == 404
    assert other.get(f"/v1/containers/{goal['container_id']}/{question}").status_code == 404


def test_a_settled_question_has_the_same_answer_for_ever(api: Api, goal: dict[str, Any]):
    path = f"/v1/goals/{goal['id']}/decomposition?as_of={goal['position']}"
    before = api.get(path)
    made(api.post(f"/v1/goals/{goal['id']}/comments", {"text": "Never again"}, at="*"), 200)
    assert api.get(path).data == before.data
    assert "immutable" in before.headers["Cache-Control"]

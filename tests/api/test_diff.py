"""What is different between two moments, as a client asks for it."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, draft, kpi, made, read

NEW_YEAR, NEW_YEARS_EVE = "2023-01-01T09:00:00Z", "2023-12-31T09:00:00Z"


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """The worked example: 450,000, then 480,000 of 600,000, lowered to 500,000 in December."""
    api.clock(NEW_YEAR)
    mrr = kpi(api)
    container = made(api.post("/v1/containers", {"name": "2023", "kind": "objective"}))
    promised = active(api, mrr, container_id=container["id"])
    api.clock("2023-06-30T12:00:00Z")
    read(api, mrr, "2023-06-30", "450000")
    api.clock("2023-12-01T09:00:00Z")
    read(api, mrr, "2023-11-30", "480000")
    api.clock("2023-12-20T09:00:00Z")
    return made(api.post(f"/v1/goals/{promised['id']}/retargets", RETARGET, at="*"), 200)


def asked(api: Api, path: str) -> dict[str, Any]:
    return made(api.get(path), 200)


def differences(fields: list[dict[str, Any]]) -> dict[str, tuple[Any, Any]]:
    return {each["field"]: (each["before"], each["after"]) for each in fields}


def parts(told: dict[str, Any], *names: str) -> list[str]:
    return [told[name] for name in names]


def test_the_worked_example_is_achieved_and_moved_and_nothing_revised(api: Api, goal: dict[str, Any]):
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from=2023-07-01")
    assert differences(found["fields"]) == {"target": ("600000", "500000")}
    ((cause,),) = (each["events"] for each in found["fields"])
    assert (cause["type"], cause["reason"]) == ("goalpost.goal.retargeted.v1", RETARGET["reason"])
    progress = found["progress"]
    assert parts(progress, "revision", "performance", "retarget", "total") == ["0.0000", "0.1500", "0.4000", "0.5500"]
    assert (progress["before"]["raw"], progress["after"]["raw"]) == ("0.2500", "0.8000")
    assert [step["event_id"] for step in progress["steps"]] == [cause["event_id"]]


def test_the_ends_are_told_as_they_were_answered(api: Api, goal: dict[str, Any]):
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from=2023-07-01&to=2023-12-10")
    for end, name in (("from", "before"), ("to", "after")):
        then = asked(api, f"/v1/goals/{goal['id']}?as_of={found[end]['as_of']}")
        assert (found[end]["position"], found[end]["on"]) == (then["position"], then["on"])
        assert found["derived"][name] == {figure: then[figure] for figure in found["derived"][name]}
    causes = found["derived"]["causes"]
    assert {name: causes["readings"][name] for name in ("recorded", "corrected", "voided")} == {
        "recorded": 1,
        "corrected": 0,
        "voided": 0,
    }
    assert (causes["retargets"], causes["policies"], causes["days"]) == ([], [], 163)


def test_the_readings_that_moved_the_figures_are_named(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    late = read(api, goal["kpi"]["id"], "2023-12-19", "490000")
    body = {"value": "485000", "reason": "Counted twice"}
    made(api.post(f"/v1/readings/{late['id']}/corrections", body, at="*"), 200)
    expected = [
        (head + 1, "goalpost.reading.recorded.v1", None),
        (head + 2, "goalpost.reading.corrected.v1", "Counted twice"),
    ]
    for path in (f"/v1/goals/{goal['id']}/diff", f"/v1/containers/{goal['container_id']}/diff", "/v1/diff"):
        found = asked(api, f"{path}?from={head}")
        told = found if "derived" in found else found["goals"][0]
        readings = told["derived"]["causes"]["readings"]
        assert (readings["recorded"], readings["corrected"], readings["voided"]) == (1, 1, 0)
        assert [(each["position"], each["type"], each["reason"]) for each in readings["events"]] == expected
        assert all(each["event_id"] and each["recorded_at"] and each["actor"]["id"] for each in readings["events"])
        if told is not found:
            assert found["readings"] == {"recorded": 1, "corrected": 1, "voided": 0}


def test_of_many_readings_the_last_hundred_are_named_and_all_are_counted(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    for day in range(101):
        read(api, goal["kpi"]["id"], str(date(2023, 2, 1) + timedelta(days=day)), "470000")
    readings = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")["derived"]["causes"]["readings"]
    assert readings["recorded"] == 101
    assert [each["position"] for each in readings["events"]] == list(range(head + 2, head + 102))


def test_only_rules_by_which_goals_are_judged_are_causes(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    rules = ({"approval": "always"}, {"easing_notice_days": 7}, {"freeze_days": 3}, {"grace_days": 14})
    for rule in (*rules, {"on_track": "0.8"}, {"fiscal_year_start": 4}):
        made(api.post("/v1/policy", {**rule, "reason": "Agreed at the offsite"}, at="*"), 200)
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")
    assert [each["position"] for each in found["policies"]] == [head + n for n in range(1, 7)]
    assert found["derived"]["causes"]["policies"] == [head + 4, head + 5, head + 6]


def test_that_days_went_by_is_no_change_of_a_goal_that_is_not_active(api: Api):
    api.clock(NEW_YEAR)
    goal, other = active(api), active(api, kpi(api, key="arr"), title="Another")
    api.clock("2023-03-01T09:00:00Z")
    closing = {"outcome": "abandoned", "reason": "Nobody wants it any more"}
    act(api, goal, "close", closing)
    head = asked(api, "/v1/workspace")["head"]
    api.clock("2023-03-02T09:00:00Z")
    alone = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")["derived"]
    assert alone["before"]["expected"] != alone["after"]["expected"]
    assert [each["goal_id"] for each in asked(api, f"/v1/diff?from={head}")["goals"]] == [other["id"]]
    read(api, goal["kpi"]["id"], "2023-03-01", "450000")
    assert {each["goal_id"] for each in asked(api, f"/v1/diff?from={head}")["goals"]} == {goal["id"], other["id"]}


def test_what_is_learnt_late_is_a_revision(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    read(api, goal["kpi"]["id"], "2023-12-19", "490000")
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")
    assert parts(found["progress"], "revision", "performance", "total") == ["0.1000", "0.0000", "0.1000"]
    assert found["progress"]["learnt"]["value"] == "490000"
    assert [each["changes"] for each in found["readings"]] == [[{"field": "value", "before": None, "after": "490000"}]]


def test_with_a_day_named_both_moments_are_asked_about_that_day(api: Api, goal: dict[str, Any]):
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from=2023-07-01&on=2023-06-30")
    assert (found["from"]["on"], found["to"]["on"]) == ("2023-06-30", "2023-06-30")
    assert (found["progress"]["total"], found["derived"]["causes"]["days"]) == ("0.0000", 0)


def test_a_retarget_under_notice_is_announced_and_has_changed_nothing_yet(api: Api):
    api.clock(NEW_YEAR)
    api.post("/v1/policy", {"easing_notice_days": 7, "reason": "Nobody eases overnight"}, at="*")
    goal = active(api)
    head = asked(api, "/v1/workspace")["head"]
    api.clock("2023-02-01T09:00:00Z")
    made(api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 200)
    announced = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")
    assert list(differences(announced["fields"])) == ["notice"]
    assert announced["fields"][0]["events"][0]["type"] == "goalpost.goal.retargeted.v1"
    assert announced["progress"]["steps"] == []
    api.clock("2023-02-09T09:00:00Z")
    came = asked(api, f"/v1/goals/{goal['id']}/diff?from={head + 1}")
    assert differences(came["fields"])["target"] == ("600000", "500000")
    assert [event["position"] for event in came["fields"][0]["events"]] == [head + 1]
    assert len(came["progress"]["steps"]) == 1


def test_what_was_changed_back_is_told_beside(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    act(api, goal, "owner", {"owner": "bo"})
    act(api, goal, "owner", {"owner": None})
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")
    assert found["fields"] == []
    assert [each["changes"][0]["after"] for each in found["also"]] == ["bo", None]


def test_a_goal_that_was_not_there_comes_from_nothing_by_its_creation(api: Api):
    api.clock(NEW_YEAR)
    goal = draft(api)
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from=1")
    title = next(each for each in found["fields"] if each["field"] == "title")
    assert (title["before"], title["after"]) == (None, "Increase revenue")
    assert [event["type"] for event in title["events"]] == ["goalpost.goal.created.v1"]
    assert (found["derived"]["before"], found["progress"]["reason"]["code"]) == (None, "not-activated")


def test_the_same_moment_differs_in_nothing(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}&to={head}")
    assert (found["fields"], found["milestones"], found["also"], found["readings"]) == ([], [], [], [])
    assert found["progress"]["total"] == "0.0000"
    everything = asked(api, f"/v1/diff?from={head}&to={head}")
    assert (everything["fields"], everything["goals"], everything["kpis"], everything["containers"]) == ([], [], [], [])


def test_milestones_are_told_beside_their_goal(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    body = {"title": "Sign them", "kind": "deliverable", "due": "2023-12-31"}
    added = made(api.post(f"/v1/goals/{goal['id']}/milestones", body, at="*"))
    moved = {"due": "2024-01-31", "reason": "The author is ill"}
    made(api.post(f"/v1/milestones/{added['id']}/reschedule", moved, at="*"), 200)
    found = asked(api, f"/v1/goals/{goal['id']}/diff?from={head}")["milestones"]
    assert [each["milestone_id"] for each in found] == [added["id"]]
    assert differences(found[0]["fields"])["due"] == (None, "2024-01-31")
    later = asked(api, f"/v1/goals/{goal['id']}/diff?from={head + 1}")["milestones"]
    assert differences(later[0]["fields"]) == {"due": ("2023-12-31", "2024-01-31")}


def test_a_containers_goals_come_go_and_change(api: Api, goal: dict[str, Any]):
    head, here = asked(api, "/v1/workspace")["head"], goal["container_id"]
    other = made(api.post("/v1/containers", {"name": "Other", "kind": "folder", "parent_id": here}))
    new = active(api, goal["kpi"]["id"], container_id=here, title="Another")
    act(api, goal, "move", {"container_id": other["id"]})
    made(api.patch(f"/v1/containers/{here}", {"name": "All of 2023"}, at="*"), 200)
    found = asked(api, f"/v1/containers/{here}/diff?from={head}")
    assert differences(found["fields"]) == {"name": ("2023", "All of 2023")}
    assert [(each["container_id"], each["change"]) for each in found["containers"]] == [(other["id"], "came")]
    assert {each["goal_id"]: each["change"] for each in found["goals"]} == {goal["id"]: "went", new["id"]: "came"}
    nested = asked(api, f"/v1/containers/{here}/diff?from={head}&nested=true")
    assert {each["goal_id"]: each["change"] for each in nested["goals"]} == {goal["id"]: "changed", new["id"]: "came"}


def test_a_containers_change_adds_up(api: Api, goal: dict[str, Any]):
    found = asked(api, f"/v1/containers/{goal['container_id']}/diff?from=2023-07-01")["rollup"]
    figures = ("before", "revision", "performance", "retarget", "composition", "total", "after")
    assert parts(found, *figures) == ["0.2500", "0.0000", "0.1500", "0.4000", "0.0000", "0.5500", "0.8000"]
    assert found["goals"] == [
        {
            "goal_id": goal["id"],
            "throughout": True,
            "revision": "0.0000",
            "performance": "0.1500",
            "retarget": "0.4000",
            "composition": "0.0000",
        }
    ]


def test_the_workspaces_rules_kpis_and_containers_are_told(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    made(api.post("/v1/policy", {"grace_days": 14, "reason": "Holidays"}, at="*"), 200)
    made(api.patch(f"/v1/kpis/{goal['kpi']['id']}", {"name": "Recurring revenue"}, at="*"), 200)
    found = asked(api, f"/v1/diff?from={head}")
    assert differences(found["fields"]) == {"grace_days": (7, 14), "policy_version": (1, 2)}
    assert [each["position"] for each in found["policies"]] == [head + 1]
    assert [(each["key"], each["change"]) for each in found["kpis"]] == [("mrr", "changed")]
    assert differences(found["kpis"][0]["fields"]) == {"name": ("Monthly recurring revenue", "Recurring revenue")}


@pytest.mark.parametrize(
    ("query", "status", "code", "parameter"),
    [
        ("", 400, "invalid-parameter", "from"),
        ("from=yesterday", 400, "invalid-parameter", "from"),
        ("from=999", 422, "no-such-moment", "from"),
        ("from=1900-01-01", 422, "no-such-moment", "from"),
        ("from=1&to=2024-06-01", 422, "no-such-moment", "to"),
        ("from=5&to=2", 422, "ends-before-it-begins", "to"),
        ("from=2023-12-20T00:00:00Z&to=2023-11-01", 422, "ends-before-it-begins", "to"),
        ("from=2023-11-02&to=2023-11-01", 422, "ends-before-it-begins", "to"),
    ],
)
def test_moments_that_cannot_be_compared_are_refused(
    api: Api, goal: dict[str, Any], query: str, status: int, code: str, parameter: str
):
    for path in (f"/v1/goals/{goal['id']}/diff", f"/v1/containers/{goal['container_id']}/diff", "/v1/diff"):
        answer = api.get(f"{path}?{query}")
        assert (answer.status_code, answer.json["code"]) == (status, code), answer.text
        assert [fault["parameter"] for fault in answer.json["errors"]] == [parameter]


def test_what_is_not_there_at_the_end_is_not_found(api: Api, goal: dict[str, Any]):
    for path in (f"/v1/goals/{NOBODY}/diff", f"/v1/containers/{NOBODY}/diff"):
        assert api.get(f"{path}?from=1").status_code == 404
    assert api.get(f"/v1/goals/{goal['id']}/diff?from=1&to=2").status_code == 404


def test_a_pinned_diff_stays_as_it_is(api: Api, goal: dict[str, Any]):
    head = asked(api, "/v1/workspace")["head"]
    path = f"/v1/diff?from=3&as_of={head}"
    before = api.get(path)
    act(api, goal, "owner", {"owner": "bo"})
    api.clock(NEW_YEARS_EVE)
    after = api.get(path)
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])
    assert "immutable" in after.headers["Cache-Control"]

"""Reports of a period over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, kpi, made, read


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """The worked example: 480,000 read, and the target lowered in December."""
    api.clock("2023-01-01T09:00:00Z")
    kpi_id = kpi(api)
    found = active(api, kpi_id)
    api.clock("2023-12-20T09:00:00Z")
    read(api, kpi_id, "2023-12-01", "480000")
    return act(api, found, "retargets", RETARGET)


def add(api: Api, goal: dict[str, Any], due: str | None) -> str:
    body = {"title": "Sign the third contract", "kind": "deliverable", "due": due}
    found: str = made(api.post(f"/v1/goals/{goal['id']}/milestones", body, at="*"))["id"]
    return found


def act_on(api: Api, milestone_id: str, verb: str, **body: Any) -> None:
    made(api.post(f"/v1/milestones/{milestone_id}/{verb}", body, at="*"), 200)


def test_a_quarters_integrity_tells_what_was_moved_and_what_it_came_to(api: Api, goal: dict[str, Any]):
    answer = made(api.get("/v1/integrity?period=2023-Q4"), 200)
    assert answer["period"] == {"from": "2023-10-01", "to": "2023-12-31", "name": "2023-Q4"}
    assert (answer["goals"]["considered"], answer["goals"]["share_retargeted"]) == (1, "1.0000")
    assert (answer["retargets"]["easier"], answer["retargets"]["without_evidence"]) == (1, 1)
    assert (answer["attainment"]["original"]["mean"], answer["attainment"]["current"]["mean"]) == ("0.4000", "0.8000")
    assert answer["churn"] == [{"goal_id": goal["id"], "count": 1, "gross": "0.5000", "net": "-0.5000"}]
    raised = {flag for flag, told in answer["flags"].items() if told["count"] > 0}
    assert {"R01", "R02"} <= raised
    assert answer["flags"]["R01"]["goals"] == [goal["id"]]
    assert made(api.get("/v1/integrity?from=2023-10-01&to=2023-12-31"), 200)["goals"] == answer["goals"]


def test_the_report_of_a_past_position_stays_as_it_was(api: Api, goal: dict[str, Any]):
    path = f"/v1/integrity?period=2023&as_of={goal['position']}"
    before = api.get(path)
    read(api, goal["kpi"]["id"], "2023-12-02", "500000")
    assert api.get(path).data == before.data
    assert "immutable" in before.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("period=2024-Q1", 422, "period-has-not-begun"),
        ("from=2023-12-31&to=2023-12-01", 422, "no-such-period"),
        ("from=2023-12-31", 422, "no-such-period"),
        ("period=2023&from=2023-01-01", 422, "no-such-period"),
        ("", 422, "no-such-period"),
        ("period=Q1", 400, "invalid-parameter"),
        ("period=2023-Q5", 400, "invalid-parameter"),
        ("from=yesterday&to=2023-12-31", 400, "invalid-parameter"),
        ("period=2023&depth=2", 400, "invalid-parameter"),
        (f"period=2023&container={NOBODY}", 404, "not-found"),
    ],
)
def test_what_is_no_period_is_a_clear_problem(api: Api, goal: dict[str, Any], query: str, status: int, code: str):
    answer = api.get(f"/v1/integrity?{query}")
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_period_that_has_not_begun_points_at_the_day_asked_about(api: Api, goal: dict[str, Any]):
    (fault,) = api.get("/v1/integrity?period=2023-Q4&on=2023-09-30").json["errors"]
    assert (fault["parameter"], fault["code"]) == ("on", "period-has-not-begun")
    assert api.get("/v1/integrity?period=2023-Q4&on=2023-10-01").status_code == 200


def test_a_flag_that_was_seen_is_told_as_seen(api: Api, goal: dict[str, Any]):
    flags = made(api.get(f"/v1/goals/{goal['id']}/flags"), 200)["items"]
    event_id = next(flag["event_ids"][-1] for flag in flags if flag["flag"] == "R01")
    seen = {"event_id": event_id, "note": "Asked about, and answered"}
    made(api.as_role("auditor").post(f"/v1/goals/{goal['id']}/flags/R01/acknowledge", seen), 200)
    told = made(api.get("/v1/integrity?period=2023"), 200)["flags"]
    assert (told["R01"]["count"], told["R01"]["acknowledged"], told["R02"]["acknowledged"]) == (1, 1, 0)


def test_quarters_are_those_of_the_workspaces_fiscal_year(api: Api, goal: dict[str, Any]):
    made(api.post("/v1/policy", {"fiscal_year_start": 4, "reason": "Our year begins in April"}, at="*"), 200)
    period = made(api.get("/v1/integrity?period=2023-Q3"), 200)["period"]
    assert (period["from"], period["to"]) == ("2023-10-01", "2023-12-31")


def test_a_goals_slips_are_told_with_their_chart(api: Api, goal: dict[str, Any]):
    step = add(api, goal, "2023-12-22")
    act_on(api, step, "reschedule", due="2023-12-29", reason="Their lawyer is away")
    api.clock("2023-12-30T09:00:00Z")
    act_on(api, step, "complete")
    (slip,) = made(api.get(f"/v1/goals/{goal['id']}/slips"), 200)["items"]
    assert [(due["due"], due["cause"], due["slip_days"]) for due in slip["dues"]] == [
        ("2023-12-22", "planned", None),
        ("2023-12-29", "rescheduled", 7),
    ]
    assert (slip["slip_days"], slip["moved_after_due"], slip["days_late"]) == (7, False, 1)
    assert slip["chart"]["end"] == {"recorded_on": "2023-12-30", "due": "2023-12-30"}
    events = {event["event_id"] for event in made(api.get(f"/v1/goals/{goal['id']}/timeline"), 200)["items"]}
    assert {due["event_id"] for due in slip["dues"]} <= events


def test_the_workspaces_slips_are_paged_and_found_by_period(api: Api, goal: dict[str, Any]):
    steps = [add(api, goal, "2023-12-22") for _ in range(3)]
    for step in steps[:2]:
        act_on(api, step, "drop", reason="Nobody needs it")
    first = made(api.get("/v1/slips?period=2023-12&limit=1"), 200)
    rest = made(api.get(f"/v1/slips?period=2023-12&limit=1&cursor={first['next_cursor']}"), 200)
    assert [each["milestone_id"] for each in (*first["items"], *rest["items"])] == steps[:2]
    assert rest["next_cursor"] is None
    assert made(api.get("/v1/slips?period=2023-11"), 200)["items"] == []
    assert len(made(api.get("/v1/slips"), 200)["items"]) == 2
    assert api.get("/v1/slips?from=2023-12-01").status_code == 422
    assert api.get(f"/v1/slips?container={NOBODY}").status_code == 404
    assert api.get(f"/v1/goals/{NOBODY}/slips").status_code == 404


def test_an_extension_is_a_slip_of_what_was_due_with_the_window(api: Api, goal: dict[str, Any]):
    add(api, goal, None)
    act(api, goal, "retargets", {**RETARGET, "window": {"end": "2024-01-30"}})
    (slip,) = made(api.get("/v1/slips"), 200)["items"]
    assert (slip["dues"][-1]["cause"], slip["slip_days"]) == ("window", 30)

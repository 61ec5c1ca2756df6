"""Milestones over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, act, active, faults, kpi, made, read

COUNTED = {"title": "Add 15 items to knowledge base", "kind": "counted", "required_count": "15", "unit": "articles"}


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    api.clock("2023-02-15T09:00:00Z")
    return active(api)


def add(api: Api, goal: dict[str, Any], **body: Any) -> dict[str, Any]:
    return made(
        api.post(f"/v1/goals/{goal['id']}/milestones", {**COUNTED, **body} if not body.get("kind") else body, at="*")
    )


def do(api: Api, milestone: dict[str, Any], verb: str, body: dict[str, Any]) -> dict[str, Any]:
    return made(api.post(f"/v1/milestones/{milestone['id']}/{verb}", body, at="*"), 200)


def test_a_milestone_is_added_and_read_again(api: Api, goal: dict[str, Any]):
    answer = api.post(f"/v1/goals/{goal['id']}/milestones", {**COUNTED, "due": "2023-03-31"}, at=goal["version"])
    milestone = made(answer)
    assert answer.headers["Location"] == f"/v1/milestones/{milestone['id']}"
    assert (milestone["kind"], milestone["due"], milestone["state"]) == ("counted", "2023-03-31", "planned")
    assert made(api.get(f"/v1/milestones/{milestone['id']}"), 200) == milestone
    assert made(api.get(f"/v1/goals/{goal['id']}/milestones"), 200)["items"] == [milestone]


def test_progress_is_told_without_a_version_and_shows_in_the_goal(api: Api, goal: dict[str, Any]):
    milestone = add(api, goal)
    path = f"/v1/milestones/{milestone['id']}/progress"
    done = made(api.post(path, {"amount": "3", "effective_on": "2023-02-01", "note": None}), 200)
    assert (done["progress"]["text"], done["state"]) == ("3/15", "in_progress")
    shown = made(api.get(f"/v1/goals/{goal['id']}"), 200)
    assert shown["milestones"] == {"done": 0, "total": 1, "completion": "0.2000"}
    assert shown["progress"] is None


def test_a_milestones_life(api: Api, goal: dict[str, Any]):
    milestone = add(api, goal, due="2023-03-31")
    moved = do(api, milestone, "reschedule", {"due": "2023-04-10", "reason": "later"})
    assert (moved["due"], moved["slip_days"]) == ("2023-04-10", 10)
    scoped = do(api, milestone, "rescope", {"kind": "counted", "required_count": "20", "reason": "more searches"})
    assert scoped["required_count"] == "20"
    assert do(api, milestone, "complete", {"effective_on": "2023-02-10"})["completed_on"] == "2023-02-10"
    assert do(api, milestone, "reopen", {"reason": "not so"})["state"] == "planned"
    assert do(api, milestone, "drop", {"reason": "no use"})["state"] == "dropped"


def test_a_milestone_is_completed_once(api: Api, goal: dict[str, Any]):
    milestone = add(api, goal)
    do(api, milestone, "complete", {})
    again = api.post(f"/v1/milestones/{milestone['id']}/complete", {}, at="*")
    assert (again.status_code, again.json["code"]) == (409, "milestone-is-done")


def test_a_milestone_goes_by_its_goals_version(api: Api, goal: dict[str, Any]):
    milestone = add(api, goal)
    path = f"/v1/milestones/{milestone['id']}"
    assert api.patch(path, {"title": "Other"}).status_code == 428
    assert api.patch(path, {"title": "Other"}, at=goal["version"]).status_code == 412
    edited = made(api.patch(path, {"title": "Other"}, at=milestone["version"]), 200)
    assert (edited["title"], edited["version"]) == ("Other", milestone["version"] + 1)


@pytest.mark.parametrize(
    ("body", "share"),
    [
        ({"title": "Analytics", "kind": "deliverable", "due": {"end_of_month": "goal_start"}}, "0.0000"),
        ({"title": "QA all functions", "kind": "counted", "unit": "functions"}, None),
        ({"title": "Plan", "kind": "staged", "stages": [{"name": "design"}, {"name": "launch"}]}, "0.0000"),
        (
            {"title": "Jog", "kind": "cadence", "comparator": "at_least", "count": "3", "period": "iso_week"},
            "0.0000",
        ),
    ],
)
def test_every_kind_is_told_as_it_was_made(api: Api, goal: dict[str, Any], body: dict[str, Any], share: str | None):
    milestone = add(api, goal, **body)
    assert (milestone["kind"], milestone["progress"]["share"]) == (body["kind"], share)


def test_a_measured_milestone_follows_a_kpi_of_its_own(api: Api, goal: dict[str, Any]):
    load = kpi(api, key="load", unit="s", unit_kind="duration", currency=None)
    measured = {
        "title": "Improve loading time by 30 %",
        "kind": "measured",
        "kpi_id": load,
        "baseline": {"state": "known", "value": "4.0"},
        "target": {"kind": "relative_percent", "by": "-30"},
    }
    milestone = add(api, goal, **measured)
    read(api, load, "2023-02-14", "3.4")
    assert made(api.get(f"/v1/milestones/{milestone['id']}"), 200)["progress"]["share"] == "0.5000"


def test_a_quote_and_a_constraint_are_told(api: Api, goal: dict[str, Any]):
    bound = {"name": "discount", "comparator": "at_most", "value": "25", "unit": "%"}
    milestone = add(api, goal, quote="including up to 25% discount", constraints=[bound])
    assert (milestone["quote"], milestone["constraints"]) == ("including up to 25% discount", [bound])


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"kind": "counted"}, "/title", "required"),
        ({"title": "x"}, "/kind", "required"),
        ({"title": "x", "kind": "dance"}, "/kind", "unknown-word"),
        ({"title": "x", "kind": "deliverable", "required_count": "3"}, "/required_count", "unknown-field"),
        ({"title": "x", "kind": "deliverable", "colour": "red"}, "/colour", "unknown-field"),
        ({"title": "x", "kind": "counted", "required_count": "NaN"}, "/required_count", "not-a-decimal"),
        ({"title": "x", "kind": "staged"}, "/stages", "required"),
        ({"title": "x", "kind": "staged", "stages": []}, "/stages", "wrong-length"),
        ({"title": "x", "kind": "deliverable", "due": "2023-02-31"}, "/due", "no-such-day"),
        ({"title": "x", "kind": "deliverable", "due": {"end_of_month": "lunch"}}, "/due", "wrong-form"),
        ({"title": "a\0b", "kind": "deliverable"}, "/title", "not-text"),
    ],
)
def test_a_wrong_milestone_is_refused_where_it_is_wrong(
    api: Api, goal: dict[str, Any], body: dict[str, Any], pointer: str, code: str
):
    answer = api.post(f"/v1/goals/{goal['id']}/milestones", body, at="*")
    assert (answer.status_code, faults(answer)) == (422, [(pointer, code)])


def test_a_cadence_lacks_all_it_needs_at_once(api: Api, goal: dict[str, Any]):
    answer = api.post(f"/v1/goals/{goal['id']}/milestones", {"title": "Jog", "kind": "cadence"}, at="*")
    assert {pointer for pointer, _ in faults(answer)} == {"/comparator", "/count", "/period"}


def test_the_milestones_of_a_closed_goal_stay_as_they_are(api: Api, goal: dict[str, Any]):
    milestone = add(api, goal)
    act(api, goal, "close", {"outcome": "missed"})
    assert api.post(f"/v1/milestones/{milestone['id']}/progress", {"amount": "1"}).status_code == 409


def test_a_milestone_of_another_workspace_is_not_found_whatever_the_verb(api: Api, goal: dict[str, Any]):
    path, other = f"/v1/milestones/{add(api, goal)['id']}", api.other()
    reason = {"reason": "a test"}
    for verb, body in (
        ("progress", {"amount": "1"}),
        ("complete", {}),
        ("reschedule", {"due": None, **reason}),
        ("rescope", {"kind": "counted", **reason}),
        ("reopen", reason),
        ("drop", reason),
    ):
        assert other.post(f"{path}/{verb}", body, at="*").status_code == 404, verb
    assert other.get(path).status_code == 404
    assert other.patch(path, {"title": "x"}, at="*").status_code == 404


def test_a_milestone_nobody_added_is_not_found(api: Api, goal: dict[str, Any]):
    assert api.get(f"/v1/milestones/{NOBODY}").status_code == 404
    assert api.post(f"/v1/milestones/{NOBODY}/progress", {"amount": "1"}).status_code == 404


def test_a_contributor_tells_progress_and_plans_nothing(api: Api, goal: dict[str, Any]):
    milestone, contributor = add(api, goal), api.as_role("contributor")
    path = f"/v1/milestones/{milestone['id']}"
    assert contributor.post(f"{path}/progress", {"amount": "1"}).status_code == 200
    assert contributor.post(f"{path}/drop", {"reason": "no use"}, at="*").status_code == 403

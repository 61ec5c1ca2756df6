"""What is told of the sample after its year: about the past, and about all that there is."""

from typing import Any

from api.sample import names
from tests.api.client import Answer, Api
from tests.api.known import made

WHY = {"reason": "It was told wrongly at the time"}
EARLY = "2023-02-20"


def told(api: Api) -> None:
    """Late, corrected and voided readings, retargets, moves, endings, other rules, KPIs, containers, milestones."""
    api.clock("2024-01-15T09:00:00Z")
    done(api.post("/v1/policy", {"tz": "Asia/Tokyo", "at_risk": "0.1", "on_track": "0.2", "grace_days": 1, **WHY}))
    _cycles(api)
    _readings(api)
    _goals(api)
    _milestones(api)
    _containers(api)
    _workspace(api)
    api.clock("2025-06-01T09:00:00Z")


def _cycles(api: Api) -> None:
    for cycle in api.get("/v1/cycles").json["items"]:
        named = {name: cycle[name] for name in ("name", "start", "end")}
        said = {"period": cycle["name"]} if cycle["name"] == "2023-Q1" else named
        done(api.post("/v1/cycles", {**said, "edit_until": "2024-06-30", "update_until": "2024-07-31", **WHY}))


def _readings(api: Api) -> None:
    for kpi in api.get("/v1/kpis").json["items"]:
        path = f"/v1/kpis/{kpi['id']}"
        first, second, *_ = api.get(f"{path}/readings").json["items"]
        late = {"observed_at": f"{EARLY}T03:00:00Z", "value": "7", "key": "told-late"}
        done(api.post(f"{path}/readings", late))
        done(api.post(f"/v1/readings/{first['id']}/corrections", {"value": "6", **WHY}))
        done(api.post(f"/v1/readings/{second['id']}/void", WHY))
        done(api.patch(path, {"name": f"Known otherwise as {kpi['name']}"}, at="*"))
        done(api.post(f"{path}/redefine", {"scale": 4, **WHY}, at="*"))
    done(api.post(f"/v1/kpis/{names.kpi_id('mobile_load_time')}/retire", WHY, at="*"))


def _goals(api: Api) -> None:
    closed = [each["id"] for each in api.get("/v1/goals?state=closed").json["items"]]
    (active,) = [each["id"] for each in api.get("/v1/goals?state=active").json["items"]]
    for value in ("610000", "605000"):
        _retarget(api, active, target={"kind": "absolute", "value": value})
    _say(api, active, {"on": EARLY})
    for goal_id in closed[:3]:
        act(api, goal_id, "reopen", **WHY)
        _retarget(api, goal_id, weight="3")
        _say(api, goal_id, {})
        act(api, goal_id, "owner", owner="somebody-else")
    act(api, closed[0], "close", outcome="abandoned", **WHY)
    act(api, closed[4], "archive", **WHY)
    for goal_id in closed[:3]:
        act(api, goal_id, "move", container_id=names.container_id("Personal health (illustrative)"))
    done(api.patch(f"/v1/goals/{active}", {"title": "Called otherwise", "tags": ["new"]}, at="*"))
    act(api, active, "align", parent_id=closed[1], kind="supports")
    act(api, active, "close", outcome="missed", on="2024-01-14")


def _retarget(api: Api, goal_id: str, **changes: Any) -> None:
    reason = {"reason_code": "under_performance", "reason": "The sales cycle is twice what we assumed"}
    act(api, goal_id, "retargets", **changes, **reason)


def _say(api: Api, goal_id: str, day: dict[str, str]) -> None:
    act(api, goal_id, "checkins", status="on_track", confidence="0.9", **day)
    act(api, goal_id, "reviews", verdict="reaffirmed", **day)
    act(api, goal_id, "comments", text="Seen again")
    act(api, goal_id, "waivers", until="2024-03-01", **WHY)


def _milestones(api: Api) -> None:
    for goal in api.get("/v1/goals?state=active").json["items"]:
        path = f"/v1/goals/{goal['id']}/milestones"
        for milestone in api.get(path).json["items"]:
            _milestone(api, f"/v1/milestones/{milestone['id']}", milestone)
        done(api.post(path, {"title": "One more", "kind": "deliverable", "due": "2024-02-01"}, at="*"))


def _milestone(api: Api, path: str, milestone: dict[str, Any]) -> None:
    done(api.patch(path, {"title": "Called otherwise"}, at="*"))
    if milestone["state"] in ("done", "dropped"):
        done(api.post(f"{path}/reopen", WHY, at="*"))
    done(api.post(f"{path}/reschedule", {"due": "2024-02-02", **WHY}, at="*"))
    done(api.post(f"{path}/complete", {"effective_on": EARLY}, at="*"))


def _containers(api: Api) -> None:
    for container in api.get("/v1/containers").json["items"]:
        path = f"/v1/containers/{container['id']}"
        done(api.patch(path, {"name": f"New {container['name']}", "max_active_goals": 9}, at="*"))
    inner, outer = names.container_id("Revenue"), names.container_id("Expansion")
    done(api.post(f"/v1/containers/{inner}/move", {"parent_id": outer}, at="*"))
    done(api.post("/v1/containers", {"name": "A new one", "kind": "folder", "parent_id": outer}))


def _workspace(api: Api) -> None:
    done(api.post("/v1/anchors", {"anchor": "product_launch", "on": "2023-02-14"}))
    done(api.as_role("auditor").post("/v1/reviews", {"period": "2023-Q1", "note": "Looked at"}))
    measure = {"unit_kind": "count", "value_kind": "level", "aggregation": "last"}
    new = made(api.post("/v1/kpis", {"key": "aaa", "name": "A", "unit": "x", **measure}))
    goal = {"title": "A new goal", "kpi_id": new["id"], "window": {"start": "2023-01-01", "end": "2023-12-31"}}
    more = {"direction": "increase", "baseline": {"state": "known", "value": "1"}}
    made(api.post("/v1/goals", {**goal, **more, "target": {"kind": "absolute", "value": "5"}}))


def act(api: Api, goal_id: str, verb: str, **said: Any) -> None:
    done(api.post(f"/v1/goals/{goal_id}/{verb}", said, at="*"))


def done(answer: Answer) -> None:
    assert answer.status_code < 300, answer.text

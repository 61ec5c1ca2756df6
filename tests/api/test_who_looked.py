"""No way round the access log: each route that can tell who moved a goalpost, or why, is noted when it is asked."""

from collections.abc import Mapping

import pytest

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Route
from api.routes import ALL
from projections.ledger.signer.asking import Signing
from tests.api.client import Answer, Api
from tests.api.deciding import actor, proposed, ruled
from tests.api.known import RETARGET, active, kpi, made, read
from tests.api.test_access_log import entries, told

FIGURES = "It tells how far something has come, by figures: of a goal also how often it was retargeted, not by whom."
NOT_THE_TRAIL = "It tells what there is now, and who last said so: no retarget, and no goalpost before and after."
SAID = "It tells what people said of a goal, beside how it stood: not who moved what, or why."
NO_EVENT = "It tells hashes, or what a verification found: nothing that is in an event."
NOT_OF_THE_LOG = "It tells what is no part of the log."
CHANGING = "Who does it is in the log; it tells how the thing stands then, as if it were read."

UNNOTED: Mapping[str, str] = {
    "GET /v1/goals": FIGURES,
    "GET /v1/goals/{goal_id}": FIGURES,
    "GET /v1/goals/{goal_id}/attainment": FIGURES,
    "GET /v1/goals/{goal_id}/forecast": FIGURES,
    "GET /v1/containers/{container_id}/attainment": FIGURES,
    "GET /v1/kpis/{kpi_id}/readings": FIGURES,
    "GET /v1/containers": NOT_THE_TRAIL,
    "GET /v1/containers/{container_id}": NOT_THE_TRAIL,
    "GET /v1/kpis": NOT_THE_TRAIL,
    "GET /v1/kpis/{kpi_id}": NOT_THE_TRAIL,
    "GET /v1/workspace": NOT_THE_TRAIL,
    "GET /v1/policy": NOT_THE_TRAIL,
    "GET /v1/anchors": NOT_THE_TRAIL,
    "GET /v1/cycles": NOT_THE_TRAIL,
    "GET /v1/cycles/{name}": NOT_THE_TRAIL,
    "GET /v1/goals/{goal_id}/checkins": SAID,
    "GET /v1/goals/{goal_id}/comments": SAID,
    "GET /v1/ledger/checkpoint": NO_EVENT,
    "GET /v1/ledger/consistency": NO_EVENT,
    "GET /v1/ledger/checks": NO_EVENT,
    "GET /v1/subjects": NOT_OF_THE_LOG,
    "GET /v1/subjects/{subject_id}": NOT_OF_THE_LOG,
    "GET /v1/keys": NOT_OF_THE_LOG,
    "GET /v1/keys/{key_id}": NOT_OF_THE_LOG,
    "GET /v1/clock": NOT_OF_THE_LOG,
    **dict.fromkeys(
        (
            "DELETE /v1/keys/{key_id}",
            "PATCH /v1/containers/{container_id}",
            "PATCH /v1/goals/{goal_id}",
            "PATCH /v1/kpis/{kpi_id}",
            "POST /v1/anchors",
            "POST /v1/clock",
            "POST /v1/containers",
            "POST /v1/containers/{container_id}/archive",
            "POST /v1/containers/{container_id}/move",
            "POST /v1/cycles",
            "POST /v1/cycles/{name}/close",
            "POST /v1/cycles/{name}/lock",
            "POST /v1/goals",
            *(
                f"POST /v1/goals/{{goal_id}}/{verb}"
                for verb in (
                    *("activate", "align", "archive", "baseline", "checkins", "close", "comments", "commit"),
                    *("flags/{flag}/acknowledge", "move", "owner", "pause", "reopen", "resume", "retargets"),
                    *("reviews", "supersede", "unalign", "waivers"),
                )
            ),
            "POST /v1/keys",
            "POST /v1/kpis",
            "POST /v1/kpis/{kpi_id}/readings",
            "POST /v1/kpis/{kpi_id}/redefine",
            "POST /v1/kpis/{kpi_id}/retire",
            "POST /v1/policy",
            "POST /v1/reviews",
            "POST /v1/subjects",
            "POST /v1/subjects/{subject_id}/erase",
            "POST /v1/subjects/{subject_id}/hold",
            "POST /v1/subjects/{subject_id}/release",
        ),
        CHANGING,
    ),
}
"""Every route that is not noted, and why."""

ASKED = {
    "/v1/goals/{goal_id}/diff": "?from=1",
    "/v1/containers/{container_id}/diff": "?from=1",
    "/v1/diff": "?from=1",
    "/v1/integrity": "?period=2023",
    "/v1/retrospectives": "?from=2023-01-01&to=2023-12-31",
    "/v1/ledger/consistency": "?from=1",
    "/v1/ledger/bundle": "?purpose=audit",
}
MOVER = "cara"
"""Who retargeted, and did nothing else."""


def named(route: Route) -> str:
    return f"{route.method} {route.plain_path}"


def routes() -> list[Route]:
    return [route for subject in ALL for route in subject.declared]


def test_each_route_is_noted_or_named_with_the_reason_why_it_is_not():
    assert {named(route) for route in routes() if route.accessed is None} == UNNOTED.keys()


def test_nothing_is_noted_as_a_look_at_the_trail_that_only_administers():
    others = {named(route): route.accessed for route in routes() if route.accessed not in (None, Action.TRAIL)}
    assert others == {
        "GET /v1/ledger/bundle": Action.EXPORT,
        "POST /v1/ledger/verify": Action.VERIFY,
        "GET /v1/access-log": Action.ACCESS,
    }


@pytest.fixture
def things(api: Api) -> dict[str, str]:
    """An id for each variable of a path, of a goal that was retargeted and whose milestone that moved."""
    api.clock("2023-01-01T09:00:00Z")
    container = made(api.post("/v1/containers", {"name": "Ours", "kind": "folder"}))["id"]
    measured = kpi(api)
    goal = active(api, measured, container_id=container)
    anchored = {"title": "Talks", "kind": "deliverable", "due": {"end_of_month": "goal_start"}}
    milestone = made(api.post(f"/v1/goals/{goal['id']}/milestones", anchored, at="*"))["id"]
    reading = read(api, measured, "2023-01-01", "400000")["id"]
    cycle = made(
        api.post("/v1/cycles", {"period": "2023-Q1", "edit_until": "2023-02-28", "update_until": "2023-04-15"})
    )
    subject = made(api.post("/v1/subjects", {"id": "s-1", "name": "Ana Example"}))["id"]
    api.clock("2023-07-01T09:00:00Z")
    moved, position = retargeted(api, goal)
    api.clock("2023-07-02T09:00:00Z")
    return {
        "goal_id": goal["id"],
        "container_id": container,
        "kpi_id": measured,
        "milestone_id": milestone,
        "reading_id": reading,
        "name": cycle["name"],
        "subject_id": subject,
        "period": "2023",
        "retarget_id": moved,
        "key_id": api.key[8:16],
        "position": str(position),
    }


def retargeted(api: Api, goal: Mapping[str, str]) -> tuple[str, int]:
    """The id and position of a retarget; after it another is proposed."""
    mover = actor(api, "owner", MOVER)
    later = {**RETARGET, "window": {"start": "2023-03-01", "duration": "P12M", "tz": "UTC"}}
    moved = made(mover.post(f"/v1/goals/{goal['id']}/retargets", later, at="*"), 200)
    ruled(api, approval="always")
    proposed(mover, dict(goal), {**RETARGET, "target": {"kind": "absolute", "value": "450000"}})
    return moved["retarget_id"], moved["position"]


def asked(api: Api, route: Route, things: Mapping[str, str]) -> Answer:
    said = ASKED.get(route.plain_path, "")
    if route.plain_path == "/v1/ledger/inclusion":
        said = f"?position={things['position']}"
    answer = api.get(route.plain_path.format_map(things) + said, buffered=True)
    assert answer.status_code == 200, route.path
    return answer


def test_what_tells_who_moved_a_goalpost_or_why_is_noted_and_nothing_else_tells_it(
    api: Api, things: dict[str, str], signer: Signing
):
    auditor, telling = actor(api, "auditor", "dan"), set()
    for route in (each for each in routes() if each.method == "GET"):
        by = api if route.role is Role.ADMIN else auditor
        before = len(entries(api, limit=200))
        answer = asked(by, route, things)
        if route.accessed is Action.ACCESS:
            continue
        assert len(entries(api, limit=200)) - before == (route.accessed is not None), route.path
        is_of_log = UNNOTED.get(named(route)) is not NOT_OF_THE_LOG
        body = answer.get_data()
        is_telling = str(RETARGET["reason"]).encode() in body or (is_of_log and f'"{MOVER}"'.encode() in body)
        assert not is_telling or route.accessed is not None, route.path
        if is_telling:
            telling.add(route.plain_path)
    assert telling >= {
        *("/v1/trail", "/v1/goals/{goal_id}/timeline", "/v1/events", "/v1/ledger/inclusion", "/v1/retargets"),
        *("/v1/retargets/{retarget_id}", "/v1/goals/{goal_id}/decomposition", "/v1/diff", "/v1/goals/{goal_id}/diff"),
        *("/v1/containers/{container_id}/diff", "/v1/replay", "/v1/milestones/{milestone_id}"),
        *("/v1/goals/{goal_id}/milestones", "/v1/goals/{goal_id}/slips"),
    }


def test_a_page_of_the_feed_is_noted_where_it_holds_events_and_not_where_there_is_nothing_new(api: Api):
    head = made(api.get("/v1/events?limit=1"), 200)["next_after"]
    for _ in range(3):
        tag = api.get(f"/v1/events?after={head}").headers["ETag"]
        assert api.get(f"/v1/events?after={head}", headers={"If-None-Match": tag}).status_code == 304
    kpi(api)
    api.get(f"/v1/events?after={head}")
    assert api.get("/v1/events?after=x").status_code == 400
    assert told(api) == [
        ("trail", "GET /v1/events", 400),
        ("trail", "GET /v1/events", 200),
        ("trail", "GET /v1/events", 200),
    ]
    assert entries(api)[1]["asked"] == {"after": str(head)}


def test_a_page_of_the_feed_that_is_known_already_is_noted_as_a_trail_is(api: Api):
    tag = api.get("/v1/events").headers["ETag"]
    assert api.get("/v1/events", headers={"If-None-Match": tag}).status_code == 304
    assert told(api) == [("trail", "GET /v1/events", 304), ("trail", "GET /v1/events", 200)]


def test_a_head_request_is_noted_as_the_get_it_stands_for(api: Api):
    api.open("HEAD", "/v1/events")
    api.open("HEAD", "/v1/diff?from=1")
    assert told(api) == [("trail", "HEAD /v1/diff", 200), ("trail", "HEAD /v1/events", 200)]


def test_a_change_is_noted_only_where_it_changed_nothing_and_so_was_but_read(api: Api, things: dict[str, str]):
    path, before = f"/v1/milestones/{things['milestone_id']}", len(entries(api))
    made(api.patch(path, {"title": "Talks with them"}, at="*"), 200)
    assert api.patch(path, {"title": "Talks with nobody"}, at=1).status_code == 412
    assert len(entries(api)) == before
    again = made(api.patch(path, {"title": "Talks with them"}, at="*"), 200)
    assert MOVER in str(again["dues"])
    assert told(api)[: len(entries(api, limit=200)) - before] == [("trail", f"PATCH {path}", 200)]


@pytest.mark.parametrize("path", ["/v1/events", "/v1/diff?from=1", "/v1/replay", "/v1/retargets"])
def test_who_is_refused_is_noted_as_denied(api: Api, path: str):
    ann = actor(api, "viewer", "ann")
    made(api.delete(f"/v1/keys/{ann.key[8:16]}"), 200)
    assert ann.get(path).status_code == 401
    assert [(each["action"], each["actor"]["id"]) for each in entries(api)] == [("denied", "ann")]

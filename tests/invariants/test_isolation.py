"""What belongs to another workspace is not there: neither its ids, nor its cursors, nor its keys."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from api.contract.roles import Role
from api.routes import ALL
from goals.identity import new_id
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.requests import REQUESTS, Ready, corrected_when_closed, cycle, proposed
from tests.invariants.routes import all_routes
from tests.invariants.talking import Answer, Client

VERBS = ("GET", "POST", "PATCH", "PUT", "DELETE")
OPEN_TO_ALL = ("/problems/{slug}", "/docs/static/{filename}")
OF_EVERYBODY = ("/v1/retrospectives/{period}",)
"""A period is no id: there is a 2023-Q1 in each workspace."""
WITH_ID = sorted(
    {path for _, path in map(str.split, all_routes()) if "{" in path and path not in (*OPEN_TO_ALL, *OF_EVERYBODY)}
)
ANYTHING = {"If_Match": "*"}
NEEDED = {f"{route.method} {route.plain_path}": route.role for routes in ALL for route in routes.declared}


def said(answer: Answer) -> Any:
    """What tells one refusal from another, but for the id that was asked for."""
    return answer.status, answer.json["type"], answer.json["title"], answer.headers.get("allow")


def elsewhere(ready: Ready, client: Client, method: str) -> Answer:
    """The same request about an id that is nowhere."""
    known = ready.path.split("/")[3]
    nowhere = "zzzzzzzz" if len(known) == 8 else new_id()
    path = ready.path.replace(known, nowhere)
    return Ready(path=path, body=ready.body, headers=ready.headers).by(client, method)


@pytest.mark.parametrize("path", WITH_ID)
def test_an_id_of_another_workspace_is_told_apart_from_none_by_no_verb(place: Place, path: str):
    ours, beside = place.client(), place.beside()
    stories.clock(ours)
    stories.clock(beside.client())
    declared = [method for method in VERBS if f"{method} {path}" in REQUESTS]
    assert declared
    for method in VERBS:
        ready = REQUESTS[f"{method if method in declared else declared[0]} {path}"](ours)
        theirs = beside.client(NEEDED.get(f"{method} {path}", Role.ADMIN))
        answer = ready.by(theirs, method)
        assert answer.status == (404 if method in declared else 405), f"{method}: {answer.body!r}"
        assert said(answer) == said(elsewhere(ready, theirs, method))


def new_goal(**said: Any) -> Ready:
    return Ready(path="/v1/goals", body={"title": "Ours", **said})


REFERENCES: Mapping[str, Callable[[Client, Client], Ready]] = {
    "kpi of a goal": lambda ours, theirs: new_goal(kpi_id=stories.kpi(ours)),
    "container of a goal": lambda ours, theirs: new_goal(container_id=stories.container(ours)),
    "parent of a goal": lambda ours, theirs: new_goal(
        parents=[{"parent_id": stories.active(ours), "kind": "supports"}]
    ),
    "parent of a container": lambda ours, theirs: Ready(
        path="/v1/containers", body={"name": "Theirs", "kind": "folder", "parent_id": stories.container(ours)}
    ),
    "container a goal is moved to": lambda ours, theirs: Ready(
        path=f"/v1/goals/{stories.active(theirs)}/move",
        body={"container_id": stories.container(ours)},
        headers=ANYTHING,
    ),
    "goal that is served": lambda ours, theirs: Ready(
        path=f"/v1/goals/{stories.active(theirs)}/align",
        body={"parent_id": stories.active(ours), "kind": "supports"},
        headers=ANYTHING,
    ),
    "goal that takes the place": lambda ours, theirs: Ready(
        path=f"/v1/goals/{stories.active(theirs)}/supersede",
        body={"by_goal_id": stories.active(ours)},
        headers=ANYTHING,
    ),
    "kpi of a retarget": lambda ours, theirs: Ready(
        path=f"/v1/goals/{stories.active(theirs)}/retargets",
        body={"kpi_id": stories.kpi(ours), "reason_code": "other", "reason": stories.REASON},
        headers=ANYTHING,
    ),
    "kpi of a milestone": lambda ours, theirs: Ready(
        path=f"/v1/goals/{stories.active(theirs)}/milestones",
        body={
            "title": "Measured",
            "kind": "measured",
            "kpi_id": stories.kpi(ours),
            "target": {"kind": "at_least", "value": "5"},
        },
        headers=ANYTHING,
    ),
}


@pytest.mark.parametrize("make", REFERENCES.values(), ids=REFERENCES)
def test_an_id_of_another_workspace_in_a_body_is_not_there(place: Place, make: Callable[[Client, Client], Ready]):
    ours, theirs = place.client(), place.beside().client()
    stories.clock(ours)
    stories.clock(theirs)
    ready = make(ours, theirs)
    method = "POST"
    answer = ready.by(theirs, method)
    assert answer.status == 404, answer.body
    assert answer.json["errors"][0]["pointer"] != ""
    assert ready.by(ours, method).status != 404 or "goals/" in ready.path


def test_filters_by_another_workspaces_ids_find_nothing(place: Place):
    ours, theirs = place.client(), place.beside().client()
    stories.clock(ours)
    container_id = stories.container(ours)
    kpi_id = stories.kpi(ours)
    stories.active(ours, container_id=container_id, kpi_id=kpi_id)
    for query in (f"container={container_id}", f"kpi={kpi_id}"):
        assert len(ours.get(f"/v1/goals?{query}")["items"]) == 1
        assert theirs.get(f"/v1/goals?{query}")["items"] == []
    assert theirs.get(f"/v1/containers?parent_id={container_id}")["items"] == []


LISTS = ("/v1/containers", "/v1/kpis", "/v1/goals", "/v1/keys", "/v1/trail", "/v1/retargets", "/v1/flags", "/v1/cycles")


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_of_another_workspace_is_refused(place: Place, path: str):
    ours, theirs = place.client(), place.beside().client()
    fill(ours)
    fill(theirs)
    cursor = ours.get(f"{path}?limit=1")["next_cursor"]
    assert ours.send("GET", f"{path}?limit=1&cursor={cursor}").status == 200
    refused = theirs.send("GET", f"{path}?limit=1&cursor={cursor}")
    assert refused.status == 400
    assert refused.json["type"] == "/problems/invalid-cursor"


def fill(client: Client) -> None:
    stories.clock(client)
    for _ in range(2):
        goal_id = stories.active(client, container_id=stories.container(client))
        stories.retarget(client, goal_id, target={"kind": "absolute", "value": "500000"})
        proposed(client)
        corrected_when_closed(client)
        cycle(client)


def test_what_one_workspace_lists_holds_nothing_of_another(place: Place):
    ours, beside = place.client(), place.beside()
    fill(ours)
    stories.clock(beside.client())
    for path in {*LISTS, "/v1/anchors", "/v1/reviews", "/v1/slips"} - {"/v1/keys"}:
        assert beside.client().get(path)["items"] == []
    told = beside.client().get("/v1/events")["items"] + beside.client().get("/v1/keys")["items"]
    known = {each["id"] for each in ours.get("/v1/events")["items"] + ours.get("/v1/keys")["items"]}
    assert known.isdisjoint(each["id"] for each in told)


def test_a_key_put_together_from_two_keys_opens_nothing(place: Place):
    ours, theirs = place.seeded.tokens[Role.ADMIN], place.beside().seeded.tokens[Role.ADMIN]
    forged = (
        theirs[:16] + ours[16:],
        ours[:16] + theirs[16:],
        ours.replace("gp_test_", "gp_live_"),
        ours[:-1],
        ours + "A",
        "",
    )
    for token in forged:
        answer = place.served.client(token).send("GET", "/v1/workspace")
        assert answer.status == 401, token
        assert answer.json["type"] == "/problems/unauthenticated"
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_key_of_another_workspace_can_neither_be_seen_nor_revoked(place: Place):
    ours, theirs = place.client(), place.beside().client()
    key_id = ours.post("/v1/keys", {"role": "viewer"})["id"]
    for method in ("GET", "DELETE"):
        assert theirs.send(method, f"/v1/keys/{key_id}").status == 404
    assert ours.get(f"/v1/keys/{key_id}")["revoked_at"] is None


def test_an_idempotency_key_is_its_senders_own(place: Place):
    beside = place.beside()
    body = {"name": "Ours", "kind": "folder"}
    senders = (place.client(), place.client(Role.OWNER), beside.client())
    answers = [each.send("POST", "/v1/containers", body, Idempotency_Key="the-same") for each in senders]
    assert [answer.status for answer in answers] == [201, 201, 201]
    assert len({answer.json["id"] for answer in answers}) == 3

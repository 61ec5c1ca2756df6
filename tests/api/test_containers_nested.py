"""Asked for a container, every question means the goals that are in it, or in one below it, at the moment asked."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, kpi, made

OF_GOALS = ("/v1/flags?", "/v1/flags?flag=R01&", "/v1/flags?flag=R11&", "/v1/trail?", "/v1/retargets?", "/v1/slips?")
DUE = {"title": "Ready", "due": "2023-06-30", "kind": "deliverable"}


@pytest.fixture
def nested(api: Api) -> dict[str, str]:
    """The container, that below it, and a goal in each and in none, all of them moved late."""
    api.clock("2023-01-01T09:00:00Z")
    above = made(api.post("/v1/containers", {"name": "Growth", "kind": "folder"}))["id"]
    below = made(api.post("/v1/containers", {"name": "Sales", "kind": "folder", "parent_id": above}))["id"]
    mrr = kpi(api)
    places = {"above": above, "below": below, "none": None}
    goals = {f"goal {name}": active(api, mrr, container_id=place) for name, place in places.items()}
    late = {name: made(api.post(f"/v1/goals/{goal['id']}/milestones", DUE, at="*")) for name, goal in goals.items()}
    api.clock("2023-12-20T09:00:00Z")
    for name, goal in goals.items():
        made(api.post(f"/v1/milestones/{late[name]['id']}/complete", {}, at="*"), 200)
        made(api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 200)
    made(api.post("/v1/policy", {"approval": "always", "reason": "Two pairs of eyes"}, at="*"), 200)
    for goal in goals.values():
        made(api.post(f"/v1/goals/{goal['id']}/retargets", {**RETARGET, "weight": "2"}, at="*"), 202)
    return {"above": above, "below": below, **{name: goal["id"] for name, goal in goals.items()}}


def found(api: Api, path: str) -> set[str]:
    items: list[dict[str, Any]] = made(api.get(path), 200)["items"]
    return {item["goal_id"] for item in items}


@pytest.mark.parametrize("path", OF_GOALS)
def test_a_container_is_asked_with_those_below_it(api: Api, nested: dict[str, str], path: str):
    above, below = nested["goal above"], nested["goal below"]
    assert found(api, f"{path}container={nested['above']}") == {above, below}
    assert found(api, f"{path}container={nested['below']}") == {below}


@pytest.mark.parametrize("path", OF_GOALS)
def test_a_goal_is_where_it_is_at_the_moment_asked_not_where_it_was(api: Api, nested: dict[str, str], path: str):
    moved = act(api, {"id": nested["goal below"]}, "move", {"container_id": None})
    assert found(api, f"{path}container={nested['above']}") == {nested["goal above"]}
    before = f"{path}container={nested['above']}&as_of={moved['position'] - 1}"
    assert found(api, before) == {nested["goal above"], nested["goal below"]}


def test_flags_of_several_containers_come_by_goal_and_page_by_page(api: Api, nested: dict[str, str]):
    path = f"/v1/flags?container={nested['above']}"
    whole = [(item["goal_id"], item["flag"]) for item in made(api.get(path), 200)["items"]]
    paged, following = [], f"{path}&limit=1"
    while following:
        page = made(api.get(following), 200)
        paged += [(item["goal_id"], item["flag"]) for item in page["items"]]
        following = f"{path}&limit=1&cursor={page['next_cursor']}" if page["next_cursor"] else ""
    assert paged == whole == sorted(whole)
    assert len({goal_id for goal_id, _ in whole}) == 2


def test_goals_are_listed_of_the_container_itself(api: Api, nested: dict[str, str]):
    items = made(api.get(f"/v1/goals?container={nested['above']}"), 200)["items"]
    assert [item["id"] for item in items] == [nested["goal above"]]


@pytest.mark.parametrize("path", ["/v1/flags?", "/v1/flags?flag=R01&", "/v1/trail?", "/v1/retargets?"])
def test_a_container_that_is_not_there_has_no_goals(api: Api, nested: dict[str, str], path: str):
    assert found(api, f"{path}container={NOBODY}") == set()

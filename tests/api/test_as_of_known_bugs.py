"""Three bugs that another time-travelling tool had: the present shows through in what it tells of the past."""

from typing import Any

import pytest

from tests.api.client import Answer, Api
from tests.api.known import act, active, kpi, made, read

SPRING = "2023-04-01T09:00:00Z"
QUARTER = {"period": "2023-Q1"}
PLACE = {"name": "Growth", "kind": "objective"}


class World:
    """A goal with a reading in a container, as it was on 1 April 2023; and what is done to all of it later."""

    def __init__(self, api: Api) -> None:
        self.api = api
        api.clock("2023-01-01T09:00:00Z")
        self.kpi = kpi(api)
        self.spare = kpi(api, key="spare", name="Spare")
        self.container = made(api.post("/v1/containers", PLACE))["id"]
        self.goal = active(api, self.kpi, container_id=self.container)
        api.clock("2023-03-31T09:00:00Z")
        self.reading = read(api, self.kpi, "2023-03-31", "440000")["id"]
        api.clock("2023-04-02T09:00:00Z")

    def ask(self, path: str, **query: str) -> Any:
        return self.answer(path, **query).json

    def answer(self, path: str, **query: str) -> Answer:
        filled = path.format(goal=self.goal["id"], kpi=self.kpi, container=self.container, reading=self.reading)
        answer = self.api.get(filled, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture
def world(api: Api) -> World:
    return World(api)


PATHS: list[tuple[str, dict[str, str]]] = [
    ("/v1/goals/{goal}", {}),
    ("/v1/goals", {}),
    ("/v1/goals", {"state": "active", "health": "at_risk"}),
    ("/v1/goals/{goal}/forecast", {}),
    ("/v1/goals/{goal}/flags", {}),
    ("/v1/goals/{goal}/attainment", {"lens": "current"}),
    ("/v1/goals/{goal}/decomposition", {}),
    ("/v1/containers/{container}", {}),
    ("/v1/containers/{container}/attainment", {"lens": "current"}),
    ("/v1/containers", {}),
    ("/v1/kpis", {}),
    ("/v1/kpis/{kpi}", {}),
    ("/v1/kpis/{kpi}/readings", {}),
    ("/v1/readings/{reading}", {}),
    ("/v1/flags", {}),
    ("/v1/trail", {}),
    ("/v1/integrity", QUARTER),
    ("/v1/policy", {}),
    ("/v1/workspace", {}),
]
everywhere = pytest.mark.parametrize(("path", "query"), PATHS, ids=[f"{path} {query}" for path, query in PATHS])


@everywhere
def test_todays_values_do_not_leak_into_a_past_answer(world: World, path: str, query: dict[str, str]):
    before = world.answer(path, as_of=SPRING, **query).data
    world.api.clock("2023-06-15T09:00:00Z")
    read(world.api, world.kpi, "2023-06-01", "600000")
    read(world.api, world.kpi, "2023-03-30", "599999", key="late")
    world.api.post(f"/v1/readings/{world.reading}/corrections", {"value": "590000", "reason": "Typed wrongly"})
    easier = {"target": {"kind": "absolute", "value": "500000"}, "reason_code": "market_change"}
    act(world.api, world.goal, "retargets", easier | {"reason": "The market shrank by a third this year"})
    made(world.api.post("/v1/policy", {"on_track": "0.2", "at_risk": "0.1", "reason": "Be kinder"}), 200)
    act(world.api, world.goal, "close", {"outcome": "achieved"})
    assert world.answer(path, as_of=SPRING, **query).data == before


@everywhere
def test_todays_set_of_kpis_and_containers_does_not_leak_into_a_past_answer(
    world: World, path: str, query: dict[str, str]
):
    before = world.answer(path, as_of=SPRING, **query).data
    world.api.clock("2023-06-15T09:00:00Z")
    other = kpi(world.api, key="aaa", name="Another")
    inner = made(world.api.post("/v1/containers", PLACE | {"parent_id": world.container, "name": "A"}))["id"]
    active(world.api, other, container_id=inner, title="Another")
    active(world.api, world.kpi, container_id=world.container, title="One more")
    act(world.api, world.goal, "move", {"container_id": inner})
    made(world.api.patch(f"/v1/kpis/{world.kpi}", {"name": "Renamed"}, at="*"), 200)
    made(world.api.post(f"/v1/kpis/{world.kpi}/redefine", {"scale": 4, "reason": "Too coarse"}, at="*"), 200)
    made(world.api.post(f"/v1/kpis/{world.spare}/retire", {"reason": "Replaced"}, at="*"), 200)
    made(world.api.patch(f"/v1/containers/{world.container}", {"name": "Renamed"}, at="*"), 200)
    assert world.answer(path, as_of=SPRING, **query).data == before


@everywhere
def test_todays_staleness_does_not_leak_into_a_past_answer(world: World, path: str, query: dict[str, str]):
    before = world.answer(path, as_of=SPRING, **query).data
    world.api.clock("2023-12-31T09:00:00Z")
    assert world.ask("/v1/goals/{goal}")["health"] == "stale"
    assert world.answer(path, as_of=SPRING, **query).data == before


def test_what_was_there_then_is_told_and_nothing_else(world: World):
    """The three at once, by what they tell rather than by their bytes."""
    world.api.clock("2023-12-31T09:00:00Z")
    kpi(world.api, key="aaa", name="Another")
    made(world.api.post("/v1/containers", PLACE | {"name": "Another"}))
    read(world.api, world.kpi, "2023-12-30", "599999")
    goal = world.ask("/v1/goals/{goal}", as_of=SPRING)
    assert (goal["current"]["value"], goal["health"]) == ("440000", "at_risk")
    assert [item["key"] for item in world.ask("/v1/kpis", as_of=SPRING)["items"]] == ["mrr", "spare"]
    assert [item["name"] for item in world.ask("/v1/containers", as_of=SPRING)["items"]] == ["Growth"]
    assert world.ask("/v1/containers/{container}", as_of=SPRING)["rollup"]["progress"] == "0.2000"
    assert world.ask("/v1/integrity", as_of=SPRING, **QUARTER)["goals"]["considered"] == 1
    at_risk = world.ask("/v1/goals", as_of=SPRING, health="at_risk")["items"]
    assert [item["id"] for item in at_risk] == [world.goal["id"]]

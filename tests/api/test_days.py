"""A goal as it was on a day, and in the goal's own days."""

from typing import Any

import pytest

from tests.api.client import Api

MRR: dict[str, Any] = {
    "title": "Increase revenue",
    "direction": "increase",
    "baseline": {"state": "known", "value": "400000"},
    "target": {"kind": "absolute", "value": "600000"},
    "window": {"start": "2023-01-01", "end": "2023-12-31"},
}


@pytest.fixture
def goal(api: Api) -> str:
    """Told as far as its closing: half way in June, eased in December, closed on its last day."""
    api.clock("2023-01-01T09:00:00Z")
    measure = {"unit_kind": "count", "value_kind": "level", "aggregation": "last"}
    kpi = api.post("/v1/kpis", {"key": "mrr", "name": "MRR", "unit": "x", **measure}).json["id"]
    goal: str = api.post("/v1/goals", MRR | {"kpi_id": kpi}).json["id"]
    api.post(f"/v1/goals/{goal}/activate", {}, at=1)
    api.clock("2023-06-30T09:00:00Z")
    api.post(f"/v1/kpis/{kpi}/readings", {"observed_at": "2023-06-30T00:00:00Z", "value": "480000"})
    api.clock("2023-12-20T09:00:00Z")
    eased = {"target": {"kind": "absolute", "value": "500000"}, "reason_code": "market_change"}
    api.post(f"/v1/goals/{goal}/retargets", eased | {"reason": "The market shrank"}, at=2)
    api.clock("2023-12-31T09:00:00Z")
    api.post(f"/v1/goals/{goal}/close", {"outcome": "missed"}, at=3)
    return goal


def test_on_a_past_day_a_goal_is_what_it_was_that_day(api: Api, goal: str) -> None:
    june = api.get(f"/v1/goals/{goal}?on=2023-06-30").json
    assert (june["state"], june["outcome"], june["closing"], june["closed_on"]) == ("active", None, None, None)
    assert (june["target"]["resolved"], june["progress"]["raw"], june["retargets"]["count"]) == ("600000", "0.4000", 0)
    assert june["health"] == "on_track" or june["health"] == "at_risk"


def test_from_the_day_it_took_effect_a_retarget_is_in_force(api: Api, goal: str) -> None:
    eased = api.get(f"/v1/goals/{goal}?on=2023-12-20").json
    assert (eased["state"], eased["target"]["resolved"], eased["retargets"]["count"]) == ("active", "500000", 1)


def test_before_it_began_it_was_a_draft(api: Api, goal: str) -> None:
    before = api.get(f"/v1/goals/{goal}?on=2022-12-31").json
    assert (before["state"], before["health"]) == ("draft", None)


def test_on_a_day_it_was_closed_it_had_ended_as_was_then_said_whatever_came_of_it(api: Api, goal: str) -> None:
    api.clock("2024-02-01T09:00:00Z")
    api.post(f"/v1/goals/{goal}/reopen", {"reason": "An invoice was late"}, at=4)
    api.clock("2024-03-01T09:00:00Z")
    api.post(f"/v1/goals/{goal}/close", {"outcome": "achieved", "lessons": "Ask for invoices"}, at=5)
    new_year, february, march = (api.get(f"/v1/goals/{goal}?on=2024-0{month}-02").json for month in (1, 2, 3))
    assert (new_year["outcome"], new_year["closed_on"], new_year["closing"]["lessons"]) == (
        "missed",
        "2023-12-31",
        None,
    )
    assert (february["outcome"], february["closed_on"], february["closing"]) == (None, None, None)
    assert (march["outcome"], march["closed_on"]) == ("achieved", "2024-03-01")
    assert march["closing"]["lessons"] == "Ask for invoices"


def test_a_milestone_slips_on_the_day_it_is_where_the_goal_is(api: Api, goal: str) -> None:
    kpi = api.get(f"/v1/goals/{goal}").json["kpi"]["id"]
    window = {"start": "2024-01-01", "end": "2024-12-31", "tz": "Asia/Tokyo"}
    there = api.post("/v1/goals", MRR | {"kpi_id": kpi, "window": window}).json["id"]
    api.post(f"/v1/goals/{there}/activate", {}, at=1)
    step = {"title": "A step", "kind": "deliverable", "due": "2024-02-01"}
    milestone = api.post(f"/v1/goals/{there}/milestones", step, at=2).json["id"]
    api.clock("2024-03-01T17:00:00Z")
    api.post(f"/v1/milestones/{milestone}/reschedule", {"due": "2024-04-01", "reason": "It rained"}, at=3)
    days = ("2024-03-01", "2024-03-02")
    assert ["R12" in api.get(f"/v1/goals/{there}?on={day}").json["flags"] for day in days] == [False, True]


def test_without_a_day_it_is_as_it_stands(api: Api, goal: str) -> None:
    now = api.get(f"/v1/goals/{goal}").json
    assert (now["state"], now["outcome"], now["target"]["resolved"], now["on"]) == (
        "closed",
        "missed",
        "500000",
        "2023-12-31",
    )


def test_a_list_is_filtered_by_the_state_of_the_day(api: Api, goal: str) -> None:
    def found(query: str) -> list[str]:
        return [each["id"] for each in api.get(f"/v1/goals?{query}").json["items"]]

    assert found("state=active") == []
    assert found("state=active&on=2023-06-30") == [goal]
    assert found("state=closed&on=2023-06-30") == []
    assert found("outcome=missed") == [goal]


def test_a_goals_day_is_that_of_its_own_zone(api: Api) -> None:
    api.clock("2023-04-10T23:31:00Z")
    measure = {"unit_kind": "count", "value_kind": "level", "aggregation": "last"}
    kpi = api.post("/v1/kpis", {"key": "k", "name": "K", "unit": "x", **measure}).json["id"]
    told = MRR | {"kpi_id": kpi, "window": {"start": "2023-04-11", "end": "2023-05-31", "tz": "Asia/Tokyo"}}
    goal = api.post("/v1/goals", told).json["id"]
    api.post(f"/v1/goals/{goal}/activate", {}, at=1)
    api.post(f"/v1/kpis/{kpi}/readings", {"observed_at": "2023-04-10T23:30:00Z", "value": "500000"})
    answer = api.get(f"/v1/goals/{goal}").json
    assert (answer["on"], answer["progress"]["raw"]) == ("2023-04-11", "0.5000")
    yesterday = api.get(f"/v1/goals/{goal}?on=2023-04-10").json
    assert (yesterday["on"], yesterday["progress"]) == ("2023-04-10", None)

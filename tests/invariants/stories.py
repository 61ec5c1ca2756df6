"""KPIs, goals and readings made through the front door, as briefly as can be told."""

from datetime import date
from itertools import count
from typing import Any

from tests.invariants.talking import Client

NUMBERS = count(1)
TODAY = date(2023, 6, 15)
NOW = "2023-06-15T12:00:00Z"
REASON = "The sales cycle is twice what we assumed"
GROWTH = {
    "title": "Increase revenue",
    "direction": "increase",
    "baseline": {"state": "known", "value": "400000"},
    "target": {"kind": "absolute", "value": "600000"},
    "window": {"start": "2023-01-01", "end": "2023-12-31"},
}
MEASURE = {"unit": "USD", "unit_kind": "custom", "scale": 2, "value_kind": "level", "aggregation": "last"}


def clock(client: Client, now: str = NOW) -> None:
    """Put a test workspace's clock forward."""
    client.post("/v1/clock", {"now": now})


def kpi(client: Client, **said: Any) -> str:
    """The id of a new KPI."""
    body = {"key": f"kpi-{next(NUMBERS)}", "name": "Revenue", **MEASURE, **said}
    return str(client.post("/v1/kpis", body)["id"])


def draft(client: Client, **said: Any) -> str:
    """The id of a new goal, with a KPI of its own unless one is named."""
    body = {**GROWTH, **said}
    if "kpi_id" not in body:
        body["kpi_id"] = kpi(client)
    return str(client.post("/v1/goals", body)["id"])


def active(client: Client, **said: Any) -> str:
    """The id of a new goal that is pursued."""
    goal_id = draft(client, **said)
    act(client, goal_id, "activate")
    return goal_id


def act(client: Client, goal_id: str, what: str, **said: Any) -> Any:
    """What a goal was told to do, whatever stands there."""
    return client.post(f"/v1/goals/{goal_id}/{what}", said, If_Match="*")


def retarget(client: Client, goal_id: str, **said: Any) -> Any:
    return act(client, goal_id, "retargets", reason_code="scope_change", reason=REASON, **said)


def read(client: Client, kpi_id: str, value: str, *, on: str = "2023-06-01", **said: Any) -> Any:
    """A reading, observed at the beginning of a day in UTC."""
    body = {"observed_at": f"{on}T00:00:00Z", "value": value, **said}
    return client.post(f"/v1/kpis/{kpi_id}/readings", body)


def milestone(client: Client, goal_id: str, **said: Any) -> str:
    """The id of a new milestone."""
    body = {"title": "Write it down", "kind": "deliverable", **said}
    return str(client.post(f"/v1/goals/{goal_id}/milestones", body, If_Match="*")["id"])


def container(client: Client, **said: Any) -> str:
    return str(client.post("/v1/containers", {"name": "Ours", "kind": "folder", **said})["id"])


def kpi_of(client: Client, goal_id: str) -> str:
    return str(client.get(f"/v1/goals/{goal_id}")["kpi"]["id"])

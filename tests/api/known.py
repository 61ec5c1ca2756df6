"""One well-known goal over HTTP, MRR from 400,000 to 600,000 in 2023, and how to vary it."""

from typing import Any

from werkzeug.test import TestResponse

from tests.api.client import Api

KPI = {
    "key": "mrr",
    "name": "Monthly recurring revenue",
    "unit": "USD",
    "unit_kind": "currency",
    "currency": "USD",
    "scale": 2,
    "value_kind": "level",
    "aggregation": "last",
    "cadence": "month",
}
GOAL = {
    "title": "Increase revenue",
    "aim": "Grow MRR from $400,000 to $600,000",
    "direction": "increase",
    "baseline": {"state": "known", "value": "400000", "observed_on": "2023-01-01", "source": "billing"},
    "target": {"kind": "from_to", "from": "400000", "to": "600000"},
    "window": {"start": "2023-01-01", "duration": "P12M", "tz": "UTC"},
}
RETARGET = {
    "target": {"kind": "absolute", "value": "500000"},
    "reason_code": "under_performance",
    "reason": "Sales cycle is twice what we assumed",
}
NOBODY = "0190a0a0-0000-7000-8000-00000000dead"


def made(answer: TestResponse, status: int = 201) -> dict[str, Any]:
    """The answer's body, which must have come with that status."""
    assert answer.status_code == status, answer.text
    body = answer.json
    assert isinstance(body, dict), answer.text
    return body


def kpi(api: Api, **changes: Any) -> str:
    found: str = made(api.post("/v1/kpis", {**KPI, **changes}))["id"]
    return found


def draft(api: Api, kpi_id: str | None = None, **changes: Any) -> dict[str, Any]:
    return made(api.post("/v1/goals", {**GOAL, "kpi_id": kpi_id or kpi(api), **changes}))


def active(api: Api, kpi_id: str | None = None, **changes: Any) -> dict[str, Any]:
    """A goal pursued since 1 January 2023."""
    drafted = draft(api, kpi_id, **changes)
    return made(api.post(f"/v1/goals/{drafted['id']}/activate", {}, at=drafted["version"]), 200)


def read(api: Api, kpi_id: str, on: str, value: str, **more: Any) -> dict[str, Any]:
    return made(api.post(f"/v1/kpis/{kpi_id}/readings", {"observed_at": f"{on}T00:00:00Z", "value": value, **more}))


def act(api: Api, goal: dict[str, Any], verb: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """The goal after something was done to it, whatever its version."""
    return made(api.post(f"/v1/goals/{goal['id']}/{verb}", body or {}, at="*"), 200)


def faults(answer: TestResponse) -> list[tuple[str, str]]:
    """Pointer and code of everything that is wrong."""
    body = answer.json
    assert answer.mimetype == "application/problem+json", answer.text
    assert isinstance(body, dict), answer.text
    return [(fault["pointer"], fault["code"]) for fault in body["errors"]]


def eased_in_december(api: Api) -> dict[str, Any]:
    """The worked example: 450,000 and 480,000 read, and the target lowered in December."""
    api.clock("2023-01-01T09:00:00Z")
    kpi_id = kpi(api)
    found = active(api, kpi_id)
    for on, value in (("2023-09-30", "450000"), ("2023-12-01", "480000")):
        api.clock(f"{on}T10:00:00Z")
        read(api, kpi_id, on, value)
    api.clock("2023-12-20T09:00:00Z")
    moved = act(api, found, "retargets", RETARGET)
    api.clock("2024-01-10T09:00:00Z")
    return moved

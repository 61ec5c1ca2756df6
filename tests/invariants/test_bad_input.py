"""Whatever is sent wrongly is refused with a problem that says where, and nothing is recorded."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.seeding import seeded
from tests.invariants.serving import Served
from tests.invariants.talking import Answer, Client

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A workspace with one of everything that can be refused something."""

    client: Client
    kpi_id: str
    retired_id: str
    draft_id: str
    bare_id: str
    active_id: str
    closed_id: str
    done_id: str
    outer_id: str
    inner_id: str


@cache
def ground(served: Served) -> Ground:
    client = Place(served=served, seeded=seeded(served.database_url)).client()
    stories.clock(client)
    kpi_id, retired_id = stories.kpi(client), stories.kpi(client)
    stories.read(client, kpi_id, "450000", key="known")
    client.post(f"/v1/kpis/{retired_id}/retire", {}, If_Match="*")
    closed_id, active_id = stories.active(client), stories.active(client)
    stories.act(client, closed_id, "close", outcome="missed")
    done_id = stories.milestone(client, active_id)
    client.post(f"/v1/milestones/{done_id}/complete", {}, If_Match="*")
    outer_id = stories.container(client)
    return Ground(
        client=client,
        kpi_id=kpi_id,
        retired_id=retired_id,
        draft_id=stories.draft(client),
        bare_id=client.post("/v1/goals", {"title": "Something good"})["id"],
        active_id=active_id,
        closed_id=closed_id,
        done_id=done_id,
        outer_id=outer_id,
        inner_id=stories.container(client, parent_id=outer_id),
    )


Sending = Callable[[Ground], Answer]


def reading(**said: Any) -> Sending:
    body = {"observed_at": "2023-06-02T00:00:00Z", "value": "1", **said}
    return lambda at: at.client.send("POST", f"/v1/kpis/{at.kpi_id}/readings", body)


def raw_reading(value: str) -> Sending:
    """With a value that is JSON as it is written."""
    raw = b'{"observed_at": "2023-06-02T00:00:00Z", "value": %s}' % value.encode()
    return lambda at: at.client.send_raw("POST", f"/v1/kpis/{at.kpi_id}/readings", raw)


def goal(**said: Any) -> Sending:
    return lambda at: at.client.send("POST", "/v1/goals", {**stories.GROWTH, "kpi_id": at.kpi_id, **said})


def raw_goal(raw: bytes) -> Sending:
    return lambda at: at.client.send_raw("POST", "/v1/goals", raw)


def kpi(**said: Any) -> Sending:
    return lambda at: at.client.send("POST", "/v1/kpis", {"key": "new", "name": "New", **stories.MEASURE, **said})


def raw_kpi_of_scale(scale: str) -> Sending:
    body = {"key": "new", "name": "New", **stories.MEASURE, "scale": "HERE"}
    raw = json.dumps(body).replace('"HERE"', scale)
    return lambda at: at.client.send_raw("POST", "/v1/kpis", raw.encode())


def retarget(which: str = "active_id", **said: Any) -> Sending:
    told = {"target": {"kind": "absolute", "value": "500000"}, "reason_code": "other", "reason": stories.REASON}
    body = {name: value for name, value in (told | said).items() if value is not None}
    return lambda at: at.client.send("POST", f"/v1/goals/{getattr(at, which)}/retargets", body, If_Match="*")


def told(path: str, **body: Any) -> Sending:
    """`{name}` in the path or the body stands for the ground's."""

    def send(at: Ground) -> Answer:
        written = json.loads(json.dumps(body).replace("{outer_id}", at.outer_id).replace("{inner_id}", at.inner_id))
        return at.client.send("POST", path.format(**vars(at)), written, If_Match="*")

    return send


def asked(path: str) -> Sending:
    return lambda at: at.client.send("GET", path)


UPWARD = {"kind": "absolute", "value": "600000"}
CASES: Mapping[str, tuple[Sending, int, str]] = {
    "unknown field": (goal(titel="Twice"), 422, "/titel"),
    "unknown field inside": (goal(baseline={"state": "known", "value": "1", "at": "2023"}), 422, "/baseline/at"),
    "wrong type": (goal(title=5), 422, "/title"),
    "wrong type inside": (goal(window="P3M"), 422, "/window"),
    "a list for an object": (raw_goal(b"[]"), 422, ""),
    "no JSON": (raw_goal(b'{"title": '), 400, ""),
    "a member twice": (raw_goal(b'{"title": "One", "title": "Two"}'), 400, ""),
    "NaN": (raw_reading("NaN"), 422, "/value"),
    "NaN as text": (reading(value="NaN"), 422, "/value"),
    "Infinity": (raw_reading("-Infinity"), 422, "/value"),
    "1E+1000000": (raw_reading("1E+1000000"), 422, "/value"),
    "1E+1000000 as text": (reading(value="1E+1000000"), 422, "/value"),
    "an exponent of twenty digits": (raw_reading("1E+99999999999999999999"), 422, "/value"),
    "1E-1000000": (raw_reading("1E-1000000"), 422, "/value"),
    "29 digits": (reading(value="1" * 29), 422, "/value"),
    "29 digits as a number": (raw_reading("1" * 29), 422, "/value"),
    "a million digits": (raw_reading("1" * 900_000), 422, "/value"),
    "more decimals than the scale": (reading(value="1.005"), 422, "/value"),
    "a million digits for a whole number": (raw_kpi_of_scale("1" * 900_000), 422, "/scale"),
    "a flag for a number": (reading(value=True), 422, "/value"),
    "unknown unit kind": (kpi(unit_kind="vibes"), 422, "/unit_kind"),
    "target equal to baseline": (goal(target={"kind": "absolute", "value": "400000"}), 422, "/target"),
    "retargeted to the baseline": (retarget(target={"kind": "absolute", "value": "400000"}), 422, "/target"),
    "increase with a lower target": (goal(target={"kind": "absolute", "value": "300000"}), 422, "/target"),
    "window ending before it starts": (
        goal(window={"start": "2023-03-01", "end": "2023-02-01"}),
        422,
        "/window/end",
    ),
    "31 February": (goal(window={"start": "2023-02-31", "end": "2023-12-31"}), 422, "/window/start"),
    "31 February of a reading": (reading(observed_at="2023-02-31T00:00:00Z"), 422, "/observed_at"),
    "31 February in a query": (asked("/v1/goals?on=2023-02-31"), 400, ""),
    "reading in the future": (reading(observed_at="2023-06-15T12:05:01Z"), 422, "/observed_at"),
    "reading of a retired KPI": (
        told("/v1/kpis/{retired_id}/readings", observed_at="2023-06-01T00:00:00Z", value="1"),
        409,
        "/kpi_id",
    ),
    "same key with another value": (reading(key="known", value="2"), 409, "/key"),
    "retarget without reason": (retarget(reason=None), 422, "/reason"),
    "retarget without reason code": (retarget(reason_code=None), 422, "/reason_code"),
    "retarget with nine spaces": (retarget(reason=" " * 9), 422, "/reason"),
    "retarget with ten spaces": (retarget(reason=" " * 10), 422, "/reason"),
    "retarget of a draft": (retarget("draft_id"), 409, ""),
    "retarget of a closed goal": (retarget("closed_id"), 409, ""),
    "activation without a metric": (told("/v1/goals/{bare_id}/activate"), 422, "/kpi_id"),
    "milestone completed twice": (told("/v1/milestones/{done_id}/complete"), 409, ""),
    "container under itself": (
        told("/v1/containers/{outer_id}/move", parent_id="{outer_id}"),
        422,
        "/parent_id",
    ),
    "container under its own part": (
        told("/v1/containers/{outer_id}/move", parent_id="{inner_id}"),
        409,
        "/parent_id",
    ),
    "2 MB body": (raw_goal(b'{"title": "%s"}' % (b"x" * 2 * MEGABYTE)), 413, ""),
    "invalid UTF-8": (raw_goal(b'{"title": "\xff\xfe"}'), 400, ""),
    "NUL in text": (goal(title="No\0thing"), 422, "/title"),
    "NUL in a query": (asked("/v1/goals?owner=%00"), 400, ""),
    "half of a pair": (raw_goal(b'{"title": "\\ud800"}'), 400, ""),
    "an unknown parameter": (asked("/v1/goals?stat=active"), 400, ""),
}


def require_problem(answer: Answer, status: int) -> list[Mapping[str, Any]]:
    """What it says is wrong."""
    assert answer.status == status, answer.body[:2000]
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json
    assert problem["status"] == status
    assert problem["type"] == f"/problems/{problem['code']}"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert problem["title"] and problem["detail"] and problem["instance"].startswith("/")
    assert len(answer.body) < 5_000
    errors: list[Mapping[str, Any]] = problem["errors"]
    return errors


@pytest.mark.parametrize("case", CASES)
def test_it_is_refused_with_a_problem_that_points_at_it(server: Served, case: str):
    send, status, pointer = CASES[case]
    at = ground(server)
    before = at.client.get("/v1/workspace")["head"]
    answer = send(at)
    errors = require_problem(answer, status)
    assert pointer == "" or pointer in [error["pointer"] for error in errors], errors
    assert all(error["code"] and error["detail"] for error in errors)
    assert at.client.get("/v1/workspace")["head"] == before
    explained = at.client.get(answer.json["type"])
    assert explained["status"] == status


def test_everything_a_goal_lacks_is_listed_at_once(server: Served):
    answer = told("/v1/goals/{bare_id}/activate")(ground(server))
    pointers = [error["pointer"] for error in require_problem(answer, 422)]
    assert {"/kpi_id", "/target", "/window"} <= set(pointers)

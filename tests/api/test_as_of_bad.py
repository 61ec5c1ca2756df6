"""A moment that there is not is a clear problem, whichever route is asked."""

from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from flask import Flask

from api import routes
from api.contract.routes import Route
from tests.api.client import Answer, Api
from tests.api.known import NOBODY, active
from tests.api.walking import CHOICES, WITHOUT, asked_of

TODAY = "2023-06-15T12:00:00Z"
FILLED: Mapping[str, str] = {"name": "2023-Q1", "period": "2023-Q1"}

WRONG = {
    "as_of=2023-06-15T12:06:00Z": (422, "as_of", "in-the-future", "up to"),
    "as_of=9999-12-31T23:59:59Z": (422, "as_of", "in-the-future", "up to"),
    "as_of=1969-12-31T23:59:59Z": (422, "as_of", "before-the-workspace", "opened at 1970-01-01"),
    "as_of=0": (422, "as_of", "before-the-workspace", "opened at 1970-01-01"),
    "as_of=99": (422, "as_of", "beyond-head", "ends at"),
    f"as_of={'9' * 18}": (422, "as_of", "beyond-head", "ends at"),
    f"as_of={'9' * 400}": (400, "as_of", "beyond-head", "18 digits"),
    "as_of=yesterday": (400, "as_of", "not-an-instant", "position"),
    "as_of=2023-06-01": (400, "as_of", "not-an-instant", "position"),
    "as_of=-1": (400, "as_of", "not-an-instant", "position"),
    "as_of=": (400, "as_of", "not-an-instant", "position"),
    "as_of=%D9%A1": (400, "as_of", "not-an-instant", "position"),
    "on=soon": (400, "on", "not-a-date", "2026-03-31"),
    "on=2023-02-30": (400, "on", "no-such-day", "calendar"),
    "on=2023-06-15T00:00:00Z": (400, "on", "not-a-date", "2026-03-31"),
    "as_of=2&as_of=3": (400, "as_of", "twice", "once"),
    "on=2023-01-01&on=2023-01-02": (400, "on", "twice", "once"),
}


@pytest.fixture
def home(api: Api) -> Api:
    api.clock(TODAY)
    active(api)
    return api


def path_of(route: Route, wrong: str) -> str:
    path = route.plain_path.format(**{name: FILLED.get(name, NOBODY) for name, _ in route.variables})
    first, *_ = CHOICES.get(route.plain_path, [WITHOUT])
    return f"{path}?{urlencode(first)}&{wrong}"


def problem(answer: Answer) -> tuple[int, str, str]:
    assert answer.mimetype == "application/problem+json", answer.text
    (fault,) = answer.json["errors"]
    return answer.status_code, fault["parameter"], fault["code"]


@pytest.mark.parametrize("wrong", WRONG, ids=[each[:40] for each in WRONG])
def test_every_route_refuses_it_alike_and_says_the_mend(home: Api, wrong: str):
    *expected, said = WRONG[wrong]
    for route in asked_of():
        answer = home.get(path_of(route, wrong))
        assert (*problem(answer), route.path) == (*expected, route.path)
        assert said in answer.json["errors"][0]["detail"]


def test_what_is_no_part_of_the_log_has_no_other_moment(home: Api):
    others = [
        route.plain_path
        for subject in routes.ALL
        for route in subject.declared
        if route.method == "GET" and not route.has_moment
    ]
    assert sorted(others) == [
        "/v1/access-log",
        "/v1/clock",
        "/v1/keys",
        "/v1/keys/{key_id}",
        "/v1/ledger/checkpoint",
        "/v1/ledger/checks",
        "/v1/ledger/consistency",
        "/v1/ledger/inclusion",
        "/v1/subjects",
        "/v1/subjects/{subject_id}",
    ]
    for path in ("/v1/clock", "/v1/keys", "/v1/ledger/checks", "/v1/subjects"):
        assert problem(home.get(f"{path}?as_of=2"))[:2] == (400, "as_of")


@pytest.mark.parametrize(
    "path",
    ["/v1/trail", "/v1/slips", "/v1/integrity", "/v1/decomposition", "/v1/retrospectives"],
)
def test_days_the_wrong_way_round_are_refused(home: Api, path: str):
    answer = home.get(f"{path}?from=2023-03-31&to=2023-01-01")
    assert answer.status_code in (400, 422)
    assert {fault["parameter"] for fault in answer.json["errors"]} <= {"from", "to"}


@pytest.mark.parametrize("path", ["/v1/retrospectives/2023-Q4", "/v1/retrospectives/2024-01"])
def test_a_period_that_has_not_begun_is_refused(home: Api, path: str):
    answer = home.get(path)
    assert (answer.status_code, answer.json["code"]) == (422, "period-has-not-begun")


def test_the_problem_is_explained(app: Flask, home: Api):
    code = home.get("/v1/goals?as_of=99").json["code"]
    assert home.get(f"/problems/{code}").json["mend"]

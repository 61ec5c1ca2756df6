"""Periods signed off over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import NOBODY, active, faults, made

SIGNED = {"period": "2023-Q1", "note": "Every easing was looked at"}


@pytest.fixture
def april(api: Api) -> Api:
    """An administrator, on 10 April 2023."""
    api.clock("2023-04-10T09:00:00Z")
    return api


def test_an_auditor_signs_a_period_off_up_to_the_end_of_the_log(april: Api):
    head = active(april)["position"]
    signed = made(april.as_role("auditor").post("/v1/reviews", SIGNED))
    (shown,) = april.as_role("viewer").get("/v1/reviews").json["items"]
    assert shown == {name: value for name, value in signed.items() if name not in ("version", "position")}
    assert (shown["from"], shown["to"], shown["reviewed_position"]) == ("2023-01-01", "2023-03-31", head)
    assert shown["scope"] == {"kind": "workspace", "id": None}
    assert (shown["note"], shown["actor"]["id"]) == (SIGNED["note"], "auditor")
    assert (shown["recorded_position"], shown["recorded_at"]) == (head + 1, "2023-04-10T09:00:00.000000Z")
    event = april.get(f"/v1/events?after={head}").json["items"][0]
    assert event["id"].endswith(signed["id"])


def test_reviews_are_listed_the_newest_last_and_as_they_were_known(april: Api):
    auditor = april.as_role("auditor")
    first = made(auditor.post("/v1/reviews", SIGNED))
    made(auditor.post("/v1/reviews", {"from": "2023-04-01", "to": "2023-04-09", "note": "So far"}))
    shown = auditor.get("/v1/reviews").json["items"]
    assert [each["from"] for each in shown] == ["2023-01-01", "2023-04-01"]
    known = auditor.get(f"/v1/reviews?as_of={first['position']}").json["items"]
    assert [each["id"] for each in known] == [first["id"]]
    page = auditor.get("/v1/reviews?limit=1").json
    rest = auditor.get(f"/v1/reviews?limit=1&cursor={page['next_cursor']}").json
    assert [page["items"], rest["items"]] == [shown[:1], shown[1:]]


def test_a_goal_or_a_container_is_signed_off_by_its_id(april: Api):
    container = made(april.post("/v1/containers", {"name": "Growth", "kind": "folder"}))["id"]
    for kind, identity in (("goal", active(april)["id"]), ("container", container)):
        scope = {"kind": kind, "id": identity}
        assert made(april.as_role("auditor").post("/v1/reviews", {**SIGNED, "scope": scope}))["scope"] == scope


def test_an_earlier_position_can_be_signed(april: Api):
    active(april)
    assert made(april.as_role("auditor").post("/v1/reviews", {**SIGNED, "position": 1}))["reviewed_position"] == 1


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"position": 2}, ("/position", "position-is-ahead")),
        ({"position": 0}, ("/position", "out-of-range")),
        ({"period": "2023-Q2"}, ("", "period-cannot-be")),
        ({"period": "spring"}, ("/period", "period-cannot-be")),
        ({"period": None}, ("/period", "period-cannot-be")),
        ({"period": None, "from": "2023-01-01"}, ("/to", "period-cannot-be")),
        ({"period": None, "from": "2023-02-01", "to": "2023-01-31"}, ("/to", "period-cannot-be")),
        ({"from": "2023-01-01"}, ("/period", "period-cannot-be")),
        ({"scope": {"kind": "goal"}}, ("/scope/id", "scope-cannot-be")),
        ({"scope": {"kind": "workspace", "id": NOBODY}}, ("/scope/id", "scope-cannot-be")),
        ({"scope": {"kind": "kpi"}}, ("/scope/kind", "unknown-word")),
        ({"note": None}, ("/note", "null")),
    ],
)
def test_what_is_wrong_with_a_review_is_pointed_at(api: Api, said: Any, fault: tuple[str, str]):
    api.clock("2023-03-31T23:59:59Z")
    answer = api.as_role("auditor").post("/v1/reviews", {**SIGNED, **said})
    assert (answer.status_code, faults(answer)) == (422, [fault])
    assert api.get("/v1/reviews").json["items"] == []


@pytest.mark.parametrize("kind", ["goal", "container"])
def test_what_is_not_there_cannot_have_been_reviewed(april: Api, kind: str):
    answer = april.as_role("auditor").post("/v1/reviews", {**SIGNED, "scope": {"kind": kind, "id": NOBODY}})
    assert (answer.status_code, faults(answer)) == (404, [("/scope/id", "not-found")])


@pytest.mark.parametrize("role", ["viewer", "contributor", "owner", "approver", "admin"])
def test_nobody_but_an_auditor_signs(april: Api, role: str):
    assert april.as_role(role).post("/v1/reviews", SIGNED).status_code == 403

"""What time it is in the workspace."""

from datetime import datetime, timedelta

from goals.instants import machine_now
from tests.api.client import Api


def test_a_test_workspaces_clock_stands_at_1970(api: Api):
    assert api.get("/v1/clock").json == {"now": "1970-01-01T00:00:00.000000Z", "kind": "test", "position": 1}


def test_a_test_workspaces_clock_stands_where_it_was_put(api: Api):
    moved = api.post("/v1/clock", {"now": "2023-04-05T11:00:00+02:00"})
    assert moved.status_code == 200
    assert moved.json["now"] == "2023-04-05T09:00:00.000000Z"
    assert api.get("/v1/clock").json["now"] == "2023-04-05T09:00:00.000000Z"


def test_time_goes_only_forward(api: Api):
    api.clock("2023-04-05T09:00:00Z")
    answer = api.post("/v1/clock", {"now": "2023-04-05T08:59:59.999999Z"})
    assert answer.status_code == 409
    assert answer.json["code"] == "clock-goes-forward"


def test_a_live_workspaces_clock_cannot_be_set(live: Api):
    answer = live.post("/v1/clock", {"now": "2123-04-05T09:00:00Z"})
    assert answer.status_code == 409
    assert answer.json["code"] == "clock-is-live"


def test_a_live_workspaces_clock_is_the_servers(live: Api):
    shown = datetime.fromisoformat(live.get("/v1/clock").json["now"])
    assert abs(shown - machine_now()) < timedelta(seconds=60)


def test_only_an_administrator_sets_the_clock(api: Api):
    assert api.as_role("owner").post("/v1/clock", {"now": "2023-04-05T09:00:00Z"}).status_code == 403

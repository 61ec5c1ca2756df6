"""Cycles over HTTP: opened, locked and closed by hand and by their days."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import RETARGET, act, active, faults, kpi, made, read

YEAR = {"period": "2023", "edit_until": "2023-01-31", "update_until": "2024-01-15"}
FREE = {"name": "spring", "start": "2023-03-01", "end": "2023-05-31", "edit_until": "2023-03-15"}
AGAIN = "The auditors asked for a correction"


@pytest.fixture
def january(api: Api) -> Api:
    """An administrator, on 1 January 2023."""
    api.clock("2023-01-01T09:00:00Z")
    return api


def state(api: Api, query: str = "") -> str:
    return str(api.get(f"/v1/cycles/2023{query}").json["state"])


def test_a_cycle_is_opened_by_its_period_and_says_who_opened_it_and_why(january: Api):
    answer = january.post("/v1/cycles", {**YEAR, "reason": "As agreed"}, headers={"Goalpost-On-Behalf-Of": "board"})
    opened = made(answer)
    assert answer.headers["Location"] == "/v1/cycles/2023"
    shown = january.as_role("viewer").get("/v1/cycles/2023").json
    assert shown == {name: value for name, value in opened.items() if name != "id"}
    assert (shown["start"], shown["end"], shown["state"], shown["said"]) == ("2023-01-01", "2023-12-31", "open", "open")
    assert (shown["edit_until"], shown["update_until"]) == ("2023-01-31", "2024-01-15")
    assert (shown["actor"]["id"], shown["on_behalf_of"], shown["reason"]) == ("admin", "board", "As agreed")
    assert shown["recorded_at"] == "2023-01-01T09:00:00.000000Z"


def test_the_same_cycle_again_is_no_news(january: Api):
    first = made(january.post("/v1/cycles", YEAR))
    again = made(january.post("/v1/cycles", YEAR), 200)
    assert again["position"] == first["position"]


def test_a_cycle_is_open_through_its_last_day_of_edits_then_locked_then_closed(january: Api):
    made(january.post("/v1/cycles", YEAR))
    states = []
    for now in ("2023-01-31T23:59:59Z", "2023-02-01T00:00:00Z", "2024-01-15T23:59:59Z", "2024-01-16T00:00:00Z"):
        january.clock(now)
        states.append(state(january))
    assert states == ["open", "locked", "locked", "closed"]
    assert january.get("/v1/cycles/2023").json["said"] == "open"


def test_what_a_cycle_allows_can_be_asked_of_any_day(january: Api):
    made(january.post("/v1/cycles", YEAR))
    days = ("2023-01-31", "2023-02-01", "2024-01-15", "2024-01-16")
    assert [state(january, f"?on={day}") for day in days] == ["open", "locked", "locked", "closed"]


def test_a_cycle_is_locked_and_closed_by_hand_and_known_as_it_was_before(january: Api):
    opened = made(january.post("/v1/cycles", YEAR))["position"]
    locked = made(january.post("/v1/cycles/2023/lock", {"reason": "The board has seen it"}), 200)
    closed = made(january.post("/v1/cycles/2023/close", {}), 200)
    assert (locked["state"], locked["reason"]) == ("locked", "The board has seen it")
    assert (closed["state"], closed["said"], closed["reason"]) == ("closed", "closed", None)
    assert [state(january, f"?as_of={at}") for at in (opened, opened + 1, opened + 2)] == ["open", "locked", "closed"]
    assert january.get(f"/v1/cycles/2023?as_of={opened - 1}").status_code == 404


def test_locking_twice_or_closing_twice_is_no_news(january: Api):
    made(january.post("/v1/cycles", YEAR))
    for verb in ("lock", "close"):
        first = made(january.post(f"/v1/cycles/2023/{verb}", {}), 200)
        assert made(january.post(f"/v1/cycles/2023/{verb}", {"reason": "Sure"}), 200)["position"] == first["position"]


def test_a_closed_cycle_lets_its_goals_change_no_more_but_readings_and_words_go_on(january: Api):
    measure = kpi(january)
    goal = active(january, measure)
    made(january.post("/v1/cycles", YEAR))
    made(january.post("/v1/cycles/2023/close", {}), 200)
    refused = january.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*")
    assert (refused.status_code, refused.json["code"]) == (409, "cycle-is-closed")
    assert "2023," in refused.json["detail"] and "2024-01-15" in refused.json["detail"]
    read(january, measure, "2023-01-01", "410000")
    act(january, goal, "checkins", {"status": "on_track"})
    act(january, goal, "comments", {"text": "We know"})
    act(january, goal, "waivers", {"until": "2023-03-31", "reason": "The office burnt down"})
    planned = january.post(f"/v1/goals/{goal['id']}/milestones", {"title": "Plan", "kind": "deliverable"}, at="*")
    assert planned.json["code"] == "cycle-is-closed"


def test_a_reopened_cycle_lets_them_change_again(january: Api):
    goal = active(january)
    made(january.post("/v1/cycles", YEAR))
    made(january.post("/v1/cycles/2023/close", {}), 200)
    unsaid = january.post("/v1/cycles", YEAR)
    assert (unsaid.status_code, unsaid.json["code"]) == (409, "reopening-needs-reason")
    assert faults(unsaid) == [("/reason", "reopening-needs-reason")]
    made(january.post("/v1/cycles", {**YEAR, "reason": AGAIN}))
    assert state(january) == "open"
    act(january, goal, "retargets", RETARGET)


def test_nothing_is_activated_into_a_closed_cycle(january: Api):
    made(january.post("/v1/cycles", YEAR))
    made(january.post("/v1/cycles/2023/close", {}), 200)
    drafted = made(january.post("/v1/goals", {"title": "Grow", "kpi_id": kpi(january), **GROWTH}))
    refused = january.post(f"/v1/goals/{drafted['id']}/activate", {}, at="*")
    assert (refused.status_code, refused.json["code"]) == (409, "cycle-is-closed")


GROWTH = {
    "baseline": {"state": "known", "value": "400000"},
    "target": {"kind": "from_to", "from": "400000", "to": "600000"},
    "window": {"period": "2023-Q1"},
}


def test_cycles_are_listed_by_their_days_page_by_page(january: Api):
    made(january.post("/v1/cycles", {**FREE, "update_until": "2023-06-15"}))
    made(january.post("/v1/cycles", YEAR))
    first = january.get("/v1/cycles?limit=1").json
    last = january.get(f"/v1/cycles?limit=1&cursor={first['next_cursor']}").json
    assert [page["items"][0]["name"] for page in (first, last)] == ["2023", "spring"]
    assert last["next_cursor"] is None


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"period": "2023", "edit_until": "2023-01-31"}, ("/update_until", "required")),
        ({**YEAR, "period": "Q1"}, ("/period", "period-unreadable")),
        ({**YEAR, "name": "spring"}, ("/name", "said-twice")),
        ({**FREE, "update_until": "2023-06-15", "name": "spring 2023"}, ("/name", "wrong-form")),
        ({**FREE, "update_until": "2023-06-15", "end": "2023-02-28"}, ("/end", "end-before-start")),
        ({"edit_until": "2023-01-31", "update_until": "2023-01-31"}, ("/period", "missing")),
    ],
)
def test_what_is_wrong_with_a_cycle_is_pointed_at(january: Api, body: Any, fault: tuple[str, str]):
    answer = january.post("/v1/cycles", body)
    assert (answer.status_code, faults(answer)) == (422, [fault])
    assert january.get("/v1/cycles").json["items"] == []


def test_days_of_grace_that_cross_are_both_named(january: Api):
    answer = january.post("/v1/cycles", {**YEAR, "edit_until": "2024-01-16"})
    assert answer.status_code == 422
    assert faults(answer) == [("/edit_until", "days-crossed"), ("/update_until", "days-crossed")]
    assert "2024-01-16" in answer.json["detail"] and "2024-01-15" in answer.json["detail"]


def test_a_closed_cycle_is_not_reopened_by_locking_it(january: Api):
    made(january.post("/v1/cycles", YEAR))
    made(january.post("/v1/cycles/2023/close", {}), 200)
    refused = january.post("/v1/cycles/2023/lock", {})
    assert (refused.status_code, refused.json["code"]) == (409, "cycle-is-over")


def test_a_cycle_that_is_not_there_is_not_found(january: Api):
    other = january.other()
    made(other.post("/v1/cycles", YEAR))
    assert january.get("/v1/cycles/2023").status_code == 404
    assert january.post("/v1/cycles/2023/lock", {}).status_code == 404
    assert january.post("/v1/cycles/2023/close", {}).status_code == 404
    assert january.get("/v1/cycles").json["items"] == []


def test_only_an_administrator_turns_cycles(january: Api):
    made(january.post("/v1/cycles", YEAR))
    owner = january.as_role("owner")
    for path, body in (("/v1/cycles", YEAR), ("/v1/cycles/2023/lock", {}), ("/v1/cycles/2023/close", {})):
        assert owner.post(path, body).status_code == 403

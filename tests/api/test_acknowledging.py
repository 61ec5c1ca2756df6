"""Acknowledging flags over HTTP: seen, noted, and raised all the same."""

from typing import Any

import pytest

from goals.facts import Actor
from goals.vocabulary import ActorType
from tests.api.client import Api
from tests.api.known import NOBODY, RETARGET, act, active, faults, made

NOTE = {"note": "The owner showed the cancelled contract"}


@pytest.fixture
def eased(api: Api) -> tuple[Api, dict[str, Any]]:
    """An auditor, and a goal eased three days before its end."""
    api.clock("2023-12-28T09:00:00Z")
    goal = active(api)
    return api, act(api, goal, "retargets", {**RETARGET, "reason_code": "other"})


def raised(api: Api, goal: dict[str, Any], flag: str) -> list[dict[str, Any]]:
    found = api.get(f"/v1/goals/{goal['id']}/flags").json["items"]
    return [each for each in found if each["flag"] == flag]


def acknowledged(api: Api, goal: dict[str, Any], flag: str, body: dict[str, Any], role: str = "auditor") -> Any:
    return api.as_role(role).post(f"/v1/goals/{goal['id']}/flags/{flag}/acknowledge", body)


def test_an_acknowledged_flag_stays_raised_and_says_who_has_seen_it(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    (before,) = raised(api, goal, "R01")
    told = made(acknowledged(api, goal, "R01", {**NOTE, "event_id": before["event_ids"][-1]}), 200)
    assert (told["flag"], told["event_id"]) == ("R01", before["event_ids"][-1])
    (seen,) = told["acknowledged"]
    assert (seen["note"], seen["actor"]["id"], seen["position"]) == (NOTE["note"], "auditor", told["position"])
    (after,) = raised(api, goal, "R01")
    assert [each["note"] for each in after["acknowledged"]] == [NOTE["note"]]
    assert raised(api, goal, "R11")[0]["acknowledged"] == []


def test_where_one_event_raised_it_it_need_not_be_named(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    assert made(acknowledged(api, goal, "R11", NOTE), 200)["event_id"] == raised(api, goal, "R11")[0]["event_ids"][-1]


def test_where_two_events_raised_it_one_must_be_named(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    act(api, goal, "retargets", {**RETARGET, "reason_code": "other", "target": {"kind": "absolute", "value": "450000"}})
    answer = acknowledged(api, goal, "R11", NOTE)
    assert (answer.status_code, faults(answer)) == (422, [("/event_id", "flag-needs-event")])
    second = raised(api, goal, "R11")[1]["event_ids"][-1]
    assert made(acknowledged(api, goal, "R11", {**NOTE, "event_id": second}), 200)["event_id"] == second


def test_the_same_words_of_the_same_auditor_twice_are_no_news(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    first = made(acknowledged(api, goal, "R11", NOTE), 200)
    again = made(acknowledged(api, goal, "R11", NOTE), 200)
    assert (again["position"], again["acknowledged"]) == (first["position"], first["acknowledged"])
    assert made(acknowledged(api, goal, "R11", {"note": "And once more"}), 200)["position"] == first["position"] + 1


def test_sealed_words_are_known_again(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    sealed = {"note": {"text": "Told by Ines", "subject": "ines"}}
    first = made(acknowledged(api, goal, "R11", sealed), 200)
    assert first["acknowledged"][0]["note"] == "Told by Ines"
    assert made(acknowledged(api, goal, "R11", sealed), 200)["position"] == first["position"]


def test_another_auditor_acknowledges_in_the_same_words(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    made(acknowledged(api, goal, "R11", NOTE), 200)
    hugo = Actor(type=ActorType.USER, id="hugo")
    headers = {"Authorization": f"Bearer {api.new_key('auditor', actor=hugo)}"}
    answer = api.post(f"/v1/goals/{goal['id']}/flags/R11/acknowledge", NOTE, headers=headers)
    assert [each["actor"]["id"] for each in made(answer, 200)["acknowledged"]] == ["auditor", "hugo"]


def test_what_is_not_raised_is_not_acknowledged(eased: tuple[Api, dict[str, Any]]):
    api, goal = eased
    for flag, body in (("R08", NOTE), ("R11", {**NOTE, "event_id": NOBODY})):
        answer = acknowledged(api, goal, flag, body)
        assert (answer.status_code, answer.json["code"]) == (409, "flag-is-not-raised")


@pytest.mark.parametrize("flag", ["R00", "R19", "r11", "LATE_EASING"])
def test_a_flag_there_is_not_is_not_found(eased: tuple[Api, dict[str, Any]], flag: str):
    api, goal = eased
    assert acknowledged(api, goal, flag, NOTE).status_code == 404


def test_a_goal_that_is_not_there_has_no_flags(api: Api):
    assert acknowledged(api, {"id": NOBODY}, "R11", NOTE).status_code == 404


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/note", "required")),
        ({"note": " "}, ("/note", "blank")),
        ({**NOTE, "event_id": "7"}, ("/event_id", "not-an-id")),
    ],
)
def test_what_is_wrong_with_an_acknowledgement_is_pointed_at(
    eased: tuple[Api, dict[str, Any]], body: Any, fault: tuple[str, str]
):
    api, goal = eased
    answer = acknowledged(api, goal, "R11", body)
    assert (answer.status_code, faults(answer)) == (422, [fault])


@pytest.mark.parametrize("role", ["viewer", "contributor", "owner", "approver", "admin"])
def test_nobody_but_an_auditor_acknowledges(eased: tuple[Api, dict[str, Any]], role: str):
    api, goal = eased
    assert acknowledged(api, goal, "R11", NOTE, role).status_code == 403

"""The workspace, its policy and its anchors over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]


def test_a_workspace_says_what_it_is_and_what_its_clock_shows(api: Api):
    api.clock("2023-04-05T09:00:00Z")
    api.post("/v1/policy", {"tz": "Europe/Paris"})
    shown = api.as_role("viewer").get("/v1/workspace").json
    assert (shown["id"], shown["name"], shown["kind"]) == (api.workspace_id, "home", "test")
    assert (shown["now"], shown["head"], shown["tz"]) == ("2023-04-05T09:00:00.000000Z", 2, "Europe/Paris")


def test_a_policy_begins_plain_and_changes_rule_by_rule(api: Api):
    plain = api.get("/v1/policy").json
    assert (plain["approval"], plain["on_track"], plain["at_risk"]) == ("none", "0.9", "0.7")
    changed = api.post("/v1/policy", {"approval": "easier_only", "easing_notice_days": 7, "reason": "agreed"})
    assert changed.status_code == 200
    shown = api.get("/v1/policy").json
    assert (shown["approval"], shown["easing_notice_days"], shown["on_track"]) == ("easier_only", 7, "0.9")
    assert (shown["policy_version"], shown["reason"]) == (2, "agreed")


def test_a_policy_can_be_asked_for_as_it_was(api: Api):
    api.post("/v1/policy", {"approval": "always"})
    assert api.get("/v1/policy?as_of=1").json["approval"] == "none"
    assert api.get("/v1/policy?as_of=2").json["approval"] == "always"


def test_the_same_policy_again_records_nothing(api: Api):
    api.post("/v1/policy", {"approval": "always"})
    again = api.post("/v1/policy", {"approval": "always"})
    assert (again.status_code, again.json["position"], again.json["policy_version"]) == (200, 2, 2)


@pytest.mark.parametrize(
    ("rules", "fault"),
    [
        ({"easing_notice_days": -1}, ("/easing_notice_days", "out-of-range")),
        ({"freeze_days": "7"}, ("/freeze_days", "wrong-type")),
        ({"grace_days": 1.5}, ("/grace_days", "wrong-type")),
        ({"on_track": "1.5"}, ("/on_track", "threshold-out-of-range")),
        ({"on_track": "NaN"}, ("/on_track", "not-a-decimal")),
        ({"at_risk": "0.95"}, ("/at_risk", "thresholds-crossed")),
        ({"fiscal_year_start": 13}, ("/fiscal_year_start", "out-of-range")),
        ({"tz": "Mars/Olympus"}, ("/tz", "time-zone-unknown")),
        ({"approval": "sometimes"}, ("/approval", "unknown-word")),
        ({"approvals": "none"}, ("/approvals", "unknown-field")),
    ],
)
def test_what_is_wrong_with_a_policy_is_pointed_at(api: Api, rules: Any, fault: tuple[str, str]):
    answer = api.post("/v1/policy", rules)
    assert (answer.status_code, faults(answer)) == (422, [fault])
    assert api.get("/v1/policy").json["policy_version"] == 1


def test_an_anchor_is_recorded_and_moved(api: Api):
    recorded = api.post("/v1/anchors", {"anchor": "product_launch", "on": "2023-05-02"})
    assert (recorded.status_code, recorded.json["on"]) == (200, "2023-05-02")
    api.post("/v1/anchors", {"anchor": "product_launch", "on": "2023-06-01", "note": "it slipped"})
    now = api.get("/v1/anchors").json["items"]
    assert [(each["anchor"], each["on"], each["note"]) for each in now] == [
        ("product_launch", "2023-06-01", "it slipped")
    ]
    assert [each["on"] for each in api.get("/v1/anchors?as_of=2").json["items"]] == ["2023-05-02"]


def test_anchors_come_page_by_page_too(api: Api):
    for anchor in ("product_launch", "market_entry"):
        api.post("/v1/anchors", {"anchor": anchor, "on": "2023-05-02"})
    first = api.get("/v1/anchors?limit=1").json
    last = api.get(f"/v1/anchors?limit=1&cursor={first['next_cursor']}").json
    assert [page["items"][0]["anchor"] for page in (first, last)] == ["market_entry", "product_launch"]
    assert last["next_cursor"] is None


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"anchor": "goal_start", "on": "2023-05-02"}, ("/anchor", "anchor-is-not-recorded")),
        ({"anchor": "party", "on": "2023-05-02"}, ("/anchor", "unknown-word")),
        ({"anchor": "market_entry", "on": "2023-02-31"}, ("/on", "no-such-day")),
        ({"anchor": "market_entry"}, ("/on", "required")),
    ],
)
def test_what_is_wrong_with_an_anchor_is_pointed_at(api: Api, body: Any, fault: tuple[str, str]):
    answer = api.post("/v1/anchors", body)
    assert (answer.status_code, faults(answer)) == (422, [fault])


def test_owners_record_anchors_and_administrators_change_the_policy(api: Api):
    launch = {"anchor": "product_launch", "on": "2023-05-02"}
    assert api.as_role("contributor").post("/v1/anchors", launch).status_code == 403
    assert api.as_role("owner").post("/v1/anchors", launch).status_code == 200
    assert api.as_role("owner").post("/v1/policy", {"freeze_days": 7}).status_code == 403
    assert api.as_role("admin").post("/v1/policy", {"freeze_days": 7}).status_code == 200


def test_one_workspaces_policy_and_anchors_are_not_anothers(api: Api):
    other = api.other()
    other.post("/v1/policy", {"approval": "always"})
    other.post("/v1/anchors", {"anchor": "product_launch", "on": "2023-05-02"})
    assert api.get("/v1/policy").json["approval"] == "none"
    assert api.get("/v1/anchors").json["items"] == []

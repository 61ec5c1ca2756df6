"""What a retarget would do, tried out over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.deciding import HARDER, refused, ruled, under
from tests.api.known import RETARGET, act, active, kpi, made, read


def tried(api: Api, goal: dict[str, Any], body: dict[str, Any] = RETARGET) -> dict[str, Any]:
    answer = made(api.post(f"/v1/goals/{goal['id']}/retargets?dry_run=true", body, at="*"), 200)
    assert answer["dry_run"] is True
    preview: dict[str, Any] = answer["preview"]
    return preview


def worked(api: Api, **policy: Any) -> dict[str, Any]:
    """The worked example on the eve of its retarget."""
    api.clock("2023-01-01T09:00:00Z")
    ruled(api, **policy)
    mrr = kpi(api)
    goal = active(api, mrr)
    api.clock("2023-12-01T09:00:00Z")
    read(api, mrr, "2023-06-30", "450000")
    read(api, mrr, "2023-11-30", "480000")
    api.clock("2023-12-20T09:00:00Z")
    return goal


@pytest.mark.parametrize("approval", ["none", "easier_only"])
def test_a_dry_run_tells_what_would_come_of_it_and_stores_nothing(api: Api, approval: str):
    goal = worked(api, approval=approval, easing_notice_days=7)
    preview = tried(api, goal)
    attained = preview.pop("attainment")
    assert {lens: (seen["target"], seen["raw"]) for lens, seen in attained.items()} == {
        "original": ("600000", "0.4000"),
        "current": ("600000", "0.4000"),
        "proposed": ("500000", "0.8000"),
    }
    grounds = [] if approval == "none" else ["policy"]
    assert preview == {
        "n": 2,
        "effect": "easier",
        "ratio": "0.1667",
        "magnitude": "-0.5000",
        "flags": ["R01", "R02"],
        "approval": {"needed": bool(grounds), "grounds": grounds},
        "notice": {"days": 7, "effective_on": "2023-12-27"},
        "policy_version": 2,
    }
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["version"] == goal["version"]
    assert made(api.get("/v1/retargets"), 200)["items"] == []
    assert made(api.get("/v1/trail"), 200)["items"] == []


def test_a_dry_run_of_what_is_so_already_previews_nothing(api: Api):
    goal = under(api)
    assert tried(api, goal, {**RETARGET, "target": {"kind": "from_to", "from": "400000", "to": "600000"}}) is None


def test_a_dry_run_is_refused_as_the_retarget_would_be(api: Api):
    goal = under(api, easing_notice_days=7)
    early = {**RETARGET, "effective_on": "2023-07-07"}
    refused(api.post(f"/v1/goals/{goal['id']}/retargets?dry_run=true", early, at="*"), 422, "notice-is-too-short")


def test_what_eases_what_is_in_force_is_previewed_with_notice_though_it_is_harder_than_what_is_announced(api: Api):
    goal = under(api, easing_notice_days=7)
    act(api, goal, "retargets", RETARGET)
    a_little_harder = {**RETARGET, "target": {"kind": "absolute", "value": "500001"}}
    for approval, needed in (("none", False), ("easier_only", True)):
        ruled(api, approval=approval)
        preview = tried(api, goal, a_little_harder)
        assert (preview["effect"], preview["approval"]["needed"]) == ("harder", needed)
        assert preview["notice"] == {"days": 7, "effective_on": "2023-07-08"}


def test_a_proposal_is_previewed_to_hold_from_today_at_the_earliest(api: Api):
    goal = under(api, approval="always")
    preview = tried(api, goal, {**HARDER, "effective_on": "2023-06-01"})
    assert preview["notice"] == {"days": 0, "effective_on": "2023-07-01"}


def test_a_hardening_is_previewed_without_notice(api: Api):
    preview = tried(api, under(api, easing_notice_days=7, approval="easier_only"), HARDER)
    assert preview["notice"] == {"days": 0, "effective_on": "2023-07-01"}
    assert preview["approval"] == {"needed": False, "grounds": []}


@pytest.mark.parametrize("approval", ["none", "always"])
def test_a_dry_run_tells_that_the_words_were_used_twice_before(api: Api, approval: str):
    goal = under(api)
    for earlier in (0, 1, 2):
        ruled(api, approval=approval)
        assert ("R11" in tried(api, goal)["flags"]) is (earlier == 2)
        ruled(api, approval="none")
        other = active(api, goal["kpi"]["id"])
        act(api, other, "retargets", RETARGET)


def course(*points: tuple[str, str]) -> dict[str, Any]:
    return {"kind": "path", "points": [{"on": on, "value": value} for on, value in (*points, ("2023-12-31", "600000"))]}


def test_a_path_flattened_or_a_promise_lowered_cannot_pass_as_neutral(api: Api):
    goal = under(api, approval="easier_only")
    said = {"reason_code": "market_change", "reason": "The market has moved away"}
    steeper = {**said, "target": course(("2023-09-30", "580000")), "levels": {"commit": "560000"}}
    act(api, goal, "retargets", steeper)
    for eased in ({"target": course(("2023-09-30", "410000"))}, {"levels": {"commit": "450000"}}, {"levels": None}):
        preview = tried(api, goal, {**said, **eased})
        assert (preview["effect"], preview["approval"]["grounds"]) == ("easier", ["policy"]), eased

"""The worked example of the domain, to the digit: MRR from 400,000 to 600,000, lowered to 500,000 on 20 December."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import RETARGET, active, kpi, made, read

WENT = "2023-12-20"


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    api.clock("2023-01-01T09:00:00Z")
    mrr = kpi(api)
    promised = active(api, mrr)
    api.clock("2023-07-01T09:00:00Z")
    read(api, mrr, "2023-06-30", "450000")
    api.clock("2023-12-01T09:00:00Z")
    read(api, mrr, "2023-11-30", "480000")
    api.clock(f"{WENT}T09:00:00Z")
    return made(api.post(f"/v1/goals/{promised['id']}/retargets", RETARGET, at="*"), 200)


def attainment(api: Api, goal: dict[str, Any], lens: str) -> dict[str, Any]:
    return made(api.get(f"/v1/goals/{goal['id']}/attainment?lens={lens}"), 200)


@pytest.mark.parametrize(("lens", "target", "raw"), [("original", "600000", "0.4000"), ("current", "500000", "0.8000")])
def test_the_same_readings_are_40_percent_of_the_original_and_80_of_the_current_target(
    api: Api, goal: dict[str, Any], lens: str, target: str, raw: str
):
    seen = attainment(api, goal, lens)
    assert (seen["lens"], seen["target"], seen["value"], seen["raw"]) == (lens, target, "480000", raw)
    assert seen["achieved"] is False


def test_of_55_points_15_were_achieved_and_40_came_from_moving_the_target(api: Api, goal: dict[str, Any]):
    parts = made(api.get(f"/v1/goals/{goal['id']}/decomposition?from=2023-06-30&to={WENT}"), 200)
    assert (parts["from"]["raw"], parts["to"]["raw"]) == ("0.2500", "0.8000")
    assert (parts["performance"], parts["retarget"], parts["total"]) == ("0.1500", "0.4000", "0.5500")
    assert [step["retarget"] for step in parts["steps"]] == ["0.4000"]


def test_it_was_eased_late_and_after_a_miss(api: Api, goal: dict[str, Any]):
    assert made(api.get(f"/v1/goals/{goal['id']}"), 200)["flags"] == ["R01", "R02"]
    raised = made(api.get(f"/v1/goals/{goal['id']}/flags"), 200)["items"]
    assert [(flag["flag"], flag["name"]) for flag in raised] == [("R01", "LATE_EASING"), ("R02", "AFTER_MISS")]
    assert {tuple(flag["event_ids"]) for flag in raised} == {(goal["retarget_id"],)}
    assert {flag["policy_version"] for flag in raised} == {1}


def test_the_trail_says_so_too(api: Api, goal: dict[str, Any]):
    (moved,) = made(api.get("/v1/trail?flag=R01"), 200)["items"]
    assert (moved["effect"], moved["ratio"], moved["magnitude"]) == ("easier", "0.1667", "-0.5000")
    assert (moved["progress_then"], moved["days_to_deadline"], moved["flags"]) == ("0.4000", 11, ["R01", "R02"])

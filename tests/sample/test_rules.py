"""The year's rules: cycles, approvals, a waiver, and an auditor who signs off and asks."""

from typing import Any

from api.sample import names
from tests.api.client import Api
from tests.sample.test_story import goal, moves


def test_in_a_locked_cycle_a_retarget_was_approved_by_another(sample: Api):
    (move,) = [move for move in moves(sample, "G7") if move["counted"]]
    assert [change["field"] for change in move["changes"]] == ["levels"]
    assert (move["actor"]["id"], move["approved_by"]["id"]) == ("ivy", "ana")


def test_once_easings_need_approval_the_second_one_is_rejected_and_nothing_moves(sample: Api):
    (proposal,) = proposals(sample, "rejected")
    assert (proposal["goal_id"], proposal["grounds"]) == (names.goal_id("G6"), ["policy"])
    assert goal(sample, "G6")["window"]["end"] == "2023-12-31"


def test_since_the_last_sign_off_one_target_was_moved(sample: Api):
    since = sample.get("/v1/trail?since_review=true").json["items"]
    assert [move["goal_id"] for move in since] == [names.goal_id("G6")]


def test_the_goal_that_was_given_up_had_been_waived_for_seven_weeks(sample: Api):
    (waiver,) = goal(sample, "G8", as_of="2023-10-11T12:00:00Z")["waivers"]
    assert (waiver["until"], waiver["in_force"]) == ("2023-11-30", True)


def test_the_revenue_goal_was_eased_late_and_after_a_miss_and_the_auditor_asked(sample: Api):
    raised = {flag["flag"]: flag for flag in flags(sample, "G6")}
    assert {"R01", "R02"} <= set(raised)
    assert [said["actor"]["id"] for said in raised["R01"]["acknowledged"]] == ["vera"]
    assert raised["R02"]["acknowledged"] == []


def flags(api: Api, name: str) -> list[Any]:
    items: list[Any] = api.get(f"/v1/goals/{names.goal_id(name)}/flags").json["items"]
    return items


def proposals(api: Api, state: str) -> list[Any]:
    items: list[Any] = api.get(f"/v1/retargets?state={state}").json["items"]
    return items

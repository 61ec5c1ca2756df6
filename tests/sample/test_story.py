"""A year of eight goals, as the log knew it then and as it knows it now."""

from typing import Any

import pytest

from api.sample import names
from api.sample.loading import load
from tests.api.client import Api

GOALS = tuple(f"G{n}" for n in range(1, 9))


def goal(api: Api, name: str, **query: str) -> Any:
    answer = api.get(f"/v1/goals/{names.goal_id(name)}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def moves(api: Api, name: str) -> list[Any]:
    every = api.get("/v1/trail").json["items"]
    return [move for move in every if move["goal_id"] == names.goal_id(name)]


def milestones(api: Api, name: str) -> list[Any]:
    items: list[Any] = api.get(f"/v1/goals/{names.goal_id(name)}/milestones").json["items"]
    return items


def test_there_are_eight_goals(sample: Api):
    assert len(sample.get("/v1/goals").json["items"]) == 8


def test_there_are_eleven_milestones_of_all_five_kinds(sample: Api):
    found = [each for name in GOALS for each in milestones(sample, name)]
    kinds = {"deliverable", "counted", "staged", "measured", "cadence"}
    assert len(found) == 11
    assert {each["kind"] for each in found} == kinds


def test_the_clock_stands_at_the_end_of_the_year(sample: Api):
    assert sample.get("/v1/clock").json["now"].startswith("2023-12-31T18:00")


def test_loading_again_changes_nothing(sample: Api):
    before = sample.doors.hub.workspaces()
    assert load(sample.doors.hub) == 0
    assert sample.doors.hub.workspaces() == before


def test_on_the_first_of_april_retention_is_known_to_be_missed(sample: Api):
    known = goal(sample, "G2", as_of="2023-04-01T12:00:00Z")
    assert (known["current"]["value"], known["outcome_by_readings"]) == ("44", "missed")


def test_the_late_reading_of_the_fifth_turns_it_into_achieved(sample: Api):
    known = goal(sample, "G2", as_of="2023-04-05T12:00:00Z", on="2023-04-01")
    assert (known["current"]["value"], known["outcome_by_readings"]) == ("46.2", "achieved")


def test_the_owner_had_closed_it_as_missed_in_between(sample: Api):
    assert goal(sample, "G2", as_of="2023-04-04T12:00:00Z")["outcome"] == "missed"
    assert goal(sample, "G2")["outcome"] == "achieved"


def test_the_revenue_goal_stands_at_eighty_percent_of_its_eased_target(sample: Api):
    now = goal(sample, "G6")
    assert now["progress"] == {"raw": "0.8000", "clamped": "0.8000"}
    assert (now["original"]["target"], now["target"]["resolved"]) == ("600000", "500000")


def test_the_day_before_it_was_eased_it_stood_at_forty(sample: Api):
    assert goal(sample, "G6", as_of="2023-12-19T12:00:00Z")["progress"]["raw"] == "0.4000"


def test_easing_it_moved_the_target_half_of_the_way_back(sample: Api):
    (move,) = moves(sample, "G6")
    assert (move["effect"], move["magnitude"], move["reason_code"]) == ("easier", "-0.5000", "under_performance")
    assert (move["last_reading"]["value"], move["progress_then"]) == ("480000", "0.4000")


@pytest.mark.parametrize(("name", "field", "effect"), [("G5", "target", "harder"), ("G1", "end", "easier")])
def test_one_goal_is_hardened_and_one_extended(sample: Api, name: str, field: str, effect: str):
    (move,) = moves(sample, name)
    assert ([change["field"] for change in move["changes"]], move["effect"]) == ([field], effect)


def test_calibrating_a_preliminary_goal_is_no_retarget(sample: Api):
    meant = goal(sample, "G7", as_of="2023-02-28T12:00:00Z")
    assert (meant["maturity"], meant["original"]["target"], meant["retargets"]["count"]) == ("committed", "350", 0)
    assert goal(sample, "G7", as_of="2023-02-19T12:00:00Z")["target"]["resolved"] == "500"


@pytest.mark.parametrize(
    ("name", "before", "end"),
    [("G7", "2023-02-02T12:00:00Z", "2023-04-30"), ("G8", "2023-03-01T12:00:00Z", "2024-02-29")],
)
def test_a_launch_resolves_the_window_that_waited_for_it(sample: Api, name: str, before: str, end: str):
    assert goal(sample, name, as_of=before)["window"]["state"] == "unresolved"
    assert goal(sample, name)["window"]["end"] == end


def test_one_goal_is_abandoned(sample: Api):
    assert goal(sample, "G8")["outcome"] == "abandoned"


def test_a_target_is_pending_while_its_baseline_is_being_measured(sample: Api):
    pending = goal(sample, "G3", as_of="2023-01-05T12:00:00Z")
    assert (pending["target"]["state"], pending["progress"], pending["health"]) == ("pending", None, "no_data")
    assert goal(sample, "G3")["target"]["resolved"] == "24000"


def test_a_corrected_reading_keeps_what_was_believed(sample: Api):
    percent = f"/v1/kpis/{names.kpi_id('trial_to_paid_rate')}/readings"
    then = sample.get(percent, query_string={"as_of": "2023-04-11T12:00:00Z"}).json["items"]
    now = sample.get(percent).json["items"]
    believed = [each["value"] for each in then if each["key"] == "2023-03-31"]
    assert (believed, [each["value"] for each in now if each["key"] == "2023-03-31"]) == (["8.5"], ["5.8"])


def test_what_nobody_had_counted_becomes_known(sample: Api):
    functions = milestones(sample, "G3")[0]
    assert (functions["title"], functions["required_count"]) == ("QA all mobile functions", "22")


def test_the_vision_rolls_up_the_seven_goals_below_it(sample: Api):
    found = sample.get(f"/v1/containers/{names.container_id('A product people come back to')}").json
    assert (found["rollup"]["goals"], found["rollup_nested"]["goals"]) == (0, 7)
    assert found["rollup_nested"]["progress"] == "0.8260"


@pytest.mark.parametrize("name", GOALS)
def test_every_goal_says_what_the_article_said_and_what_was_invented(sample: Api, name: str):
    provenance = goal(sample, name)["provenance"]
    assert provenance["quote"] and provenance["sources"]
    assert {"window.start", "owner", "current", "retargets"} <= set(provenance["illustrative"])


def test_every_milestone_is_quoted(sample: Api):
    found = [each for name in GOALS for each in milestones(sample, name)]
    assert [each["quote"] for each in found] == [each["title"] for each in found]


def test_every_reading_says_that_it_was_invented(sample: Api):
    for kpi in sample.get("/v1/kpis").json["items"]:
        readings = sample.get(f"/v1/kpis/{kpi['id']}/readings").json["items"]
        assert {each["source"] for each in readings} == {"invented for the sample"}


def test_every_reason_of_a_retarget_says_that_it_was_invented(sample: Api):
    reasons = [move["reason"] for move in sample.get("/v1/trail").json["items"]]
    assert len(reasons) == 5
    assert all(reason.endswith("[invented]") for reason in reasons)

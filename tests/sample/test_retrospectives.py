"""The quarters of the sample, looked back at."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from marshmallow.fields import List, Nested

from api.contract.schemas import Answer
from api.sample import names
from api.schemas.retrospectives import RetrospectiveAnswer
from goals.quantity import total
from tests.api.client import Api

QUARTERS = ("2022-Q4", "2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4")
AXES = ("recorded", "effective")
LINE = ("state", "outcome", "progress", "expected", "pace", "health", "achieved", "flags", "owner", "title", "version")
VISION = names.container_id("A product people come back to")


def looked_back(api: Api, period: str, **query: Any) -> Any:
    answer = api.get(f"/v1/retrospectives/{period}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def closing(api: Api, period: str, name: str, **query: Any) -> Any:
    (line,) = looked_back(api, period, goal=names.goal_id(name), **query)["closing"]["goals"]
    return line


def eased(api: Api) -> Any:
    """The change that lowered the revenue goal's target."""
    changes = looked_back(api, "2023-Q4", goal=names.goal_id("G6"))["changes"]
    (found,) = [change for change in changes if change["retarget"] is not None]
    return found


def test_retention_was_missed_as_the_first_quarter_was_known_when_it_was_over(sample: Api):
    line = closing(sample, "2023-Q1", "G2")
    assert (line["value"], line["achieved"], line["by_original"]["achieved"]) == ("44", False, False)
    assert {"field": "value", "then": "44", "now": "46.2"} in line["differs"]
    assert {"field": "achieved", "then": False, "now": True} in line["differs"]


def test_nothing_differed_yet_before_the_late_reading_came(sample: Api):
    line = closing(sample, "2023-Q1", "G2", as_of="2023-04-01T12:00:00Z")
    assert (line["value"], line["differs"]) == ("44", [])


def test_by_all_that_is_known_retention_was_achieved(sample: Api):
    line = closing(sample, "2023-Q1", "G2", axis="effective")
    assert (line["value"], line["achieved"]) == ("46.2", True)
    assert {"field": "value", "then": "44", "now": "46.2"} in line["differs"]


def test_the_revenue_goal_closed_the_year_at_forty_percent_of_what_was_promised(sample: Api):
    line = closing(sample, "2023-Q4", "G6")
    assert (line["by_original"]["raw"], line["by_current"]["raw"]) == ("0.4000", "0.8000")
    (decomposed,) = looked_back(sample, "2023-Q4", goal=names.goal_id("G6"))["decomposition"]["goals"]
    assert (decomposed["performance"], decomposed["retarget"], decomposed["total"]) == ("0.1850", "0.4000", "0.5850")


def test_its_easing_is_told_with_who_and_why_before_and_after(sample: Api):
    change = eased(sample)
    assert (change["title"], change["actor"]["id"]) == ("Increase revenue", "hugo")
    assert change["reason"] == "Sales cycle is twice what we assumed [invented]"
    assert {"field": "target", "before": "600000", "after": "500000"} in change["changes"]
    assert (change["retarget"]["effect"], change["retarget"]["magnitude"]) == ("easier", "-0.5000")
    assert {"R01", "R02"} <= set(change["retarget"]["flags"])
    assert change["left_out"] is False


@pytest.mark.parametrize("by_name", [True, False])
def test_without_the_easing_the_year_closes_at_forty_percent_by_either_target(sample: Api, by_name: bool):
    without = {"without": eased(sample)["event_id"]} if by_name else {"targets": "original"}
    found = looked_back(sample, "2023-Q4", goal=names.goal_id("G6"), **without)
    (line,) = found["closing"]["goals"]
    assert (line["by_original"]["raw"], line["by_current"]["raw"], line["target"]) == ("0.4000", "0.4000", "600000")
    assert found["decomposition"]["goals"][0]["retarget"] == "0.0000"
    assert [change["left_out"] for change in found["changes"] if change["retarget"] is not None] == [True]
    assert found["what_if"]["targets"] == (None if by_name else "original")


def test_what_was_aimed_at_is_what_was_in_force_when_the_quarter_began(sample: Api):
    aims = {aim["title"]: aim for aim in looked_back(sample, "2023-Q4")["aims"]}
    revenue = aims["Increase revenue"]
    assert (revenue["target"]["resolved"], revenue["since"], revenue["version"]) == ("600000", "2023-10-01", 1)
    assert (revenue["owner"], revenue["kpi"]["key"], revenue["original"]["target"]) == ("hugo", "mrr", "600000")
    assert (len(aims), aims["Boost usage with free trial"]["window"]["end"]) == (3, "2023-09-30")


def test_what_was_pursued_later_was_aimed_at_from_then(sample: Api):
    since = {aim["title"]: aim["since"] for aim in looked_back(sample, "2023-Q1")["aims"]}
    assert (since["350 free-trial signups after launch"], since["Increase revenue"]) == ("2023-01-09", "2023-01-01")


def test_milestones_are_told_by_what_became_of_them(sample: Api):
    found = looked_back(sample, "2023-Q1")["milestones"]
    titles = {kind: {each["title"] for each in milestones} for kind, milestones in found.items()}
    assert "Implement support-bot by end of month" in titles["done"] & titles["slipped"]
    (bot,) = [each for each in found["slipped"] if each["title"].startswith("Implement support-bot")]
    assert (bot["moved_days"], bot["completed_on"], bot["days_late"]) == (15, "2023-02-13", -2)
    assert ("jog 3 times a week" in titles["added"], titles["dropped"]) == (True, set())


def test_lessons_are_those_that_were_written_at_closings(sample: Api):
    lessons = looked_back(sample, "2023-Q4")["lessons"]
    assert [(each["title"], each["outcome"], each["withdrawn"]) for each in lessons] == [
        ("Boost usage with free trial", "achieved", False),
        ("3% market share in the new industry", "abandoned", False),
    ]
    assert lessons[1]["lessons"].startswith("Sell first, then build") and lessons[1]["reason"]


def test_a_closing_that_was_withdrawn_by_the_end_is_told_so(sample: Api):
    told = looked_back(sample, "2023-Q2", goal=names.goal_id("G2"))["lessons"]
    assert [(each["outcome"], each["withdrawn"]) for each in told] == [("missed", True), ("achieved", False)]


def test_before_anything_was_opened_there_is_nothing(sample: Api):
    found = looked_back(sample, "2020-Q1")
    assert (found["opening"]["goals"], found["aims"], found["closing"]["goals"], found["changes"]) == ([], [], [], [])
    assert found["closing"]["rollup"]["current"]["progress"] is None


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("period", QUARTERS)
def test_each_line_is_what_the_goal_answers_at_that_moment(sample: Api, period: str, axis: str):
    found = looked_back(sample, period, axis=axis)
    compared = 0
    for end in (found["opening"], found["closing"]):
        asked = {"as_of": end["as_of"]} if axis == "recorded" else {"on": end["on"]}
        for line in end["goals"]:
            goal = sample.get(f"/v1/goals/{line['goal_id']}", query_string=asked).json
            assert {name: line[name] for name in LINE} == {name: goal[name] for name in LINE}
            assert (line["target"], line["end"]) == (goal["target"]["resolved"], goal["window"]["end"])
            compared += 1
    assert compared > 0 or (period, axis) == ("2022-Q4", "effective")


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("period", QUARTERS)
def test_a_container_rolls_up_as_it_answers_at_that_moment(sample: Api, period: str, axis: str):
    found = looked_back(sample, period, container=VISION, axis=axis)
    for end, rollup in ((found["opening"], found["opening"]["rollup"]), (found["closing"], found["closing"]["rollup"])):
        asked = {"as_of": end["as_of"]} if axis == "recorded" else {"on": end["on"]}
        answer = sample.get(f"/v1/containers/{VISION}", query_string=asked)
        if answer.status_code == 200:
            expected = answer.json["rollup_nested"]
            told = rollup.get("current", rollup)
            assert {name: told[name] for name in expected} == expected


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("period", QUARTERS)
def test_a_milestone_is_overdue_where_it_says_so_itself(sample: Api, period: str, axis: str):
    found = looked_back(sample, period, axis=axis)
    asked = {"as_of": found["closing"]["as_of"]} if axis == "recorded" else {"on": found["closing"]["on"]}
    overdue = {
        each["id"]
        for line in found["closing"]["goals"]
        for each in sample.get(f"/v1/goals/{line['goal_id']}/milestones", query_string=asked).json["items"]
        if each["overdue"]
    }
    assert {each["milestone_id"] for each in found["milestones"]["overdue"]} == overdue


@pytest.mark.parametrize("axis", AXES)
def test_the_quarters_changes_together_are_the_years(sample: Api, axis: str):
    year, *quarters = (looked_back(sample, period, axis=axis)["changes"] for period in ("2023", *QUARTERS[1:]))
    of_quarters = [change["event_id"] for changes in quarters for change in changes]
    assert of_quarters == [change["event_id"] for change in year]
    assert len(of_quarters) > 40


@pytest.mark.parametrize("axis", AXES)
def test_the_last_week_ends_as_the_quarter_does(sample: Api, axis: str):
    found = looked_back(sample, "2023-Q2", axis=axis)
    current = {name: value for name, value in found["closing"]["rollup"]["current"].items() if name != "achieved"}
    assert found["weeks"][-1]["rollup"] == current


PARTS = ("revision", "performance", "retarget", "composition")
ROUNDED = Decimal("0.0001")


@pytest.mark.parametrize("query", [{}, {"container": VISION}, {"targets": "original"}], ids=("all", "vision", "if"))
@pytest.mark.parametrize("axis", AXES)
def test_one_quarter_ends_where_the_next_begins_and_the_decomposition_leads_from_end_to_end(
    sample: Api, axis: str, query: dict[str, str]
):
    quarters = [looked_back(sample, period, axis=axis, **query) for period in QUARTERS]
    for before, after in pairwise(quarters):
        assert before["closing"]["rollup"]["current"]["progress"] == after["opening"]["rollup"]["progress"]
    for found in quarters:
        assert_leads(found["decomposition"]["together"], found["opening"], found["closing"])


def assert_leads(told: Any, opening: Any, closing: Any) -> None:
    assert told["to"] == {"at": closing["on"], "progress": closing["rollup"]["current"]["progress"]}
    before = opening["rollup"]["progress"]
    if told["from"]["began"]:
        assert before is None
    else:
        assert told["from"] == {"at": opening["on"], "progress": before, "began": False}
    if told["total"] is None:
        assert None in (before, told["to"]["progress"])
        return
    parts = [total(Decimal(each[name]) for name in PARTS) for each in (told, *told["goals"])]
    assert abs(parts[0] - Decimal(told["total"])) <= 2 * ROUNDED
    assert abs(total(parts[1:]) - parts[0]) <= 2 * ROUNDED * len(parts)
    change = Decimal(told["to"]["progress"]) - Decimal(told["from"]["progress"])
    assert abs(change - Decimal(told["total"])) <= 2 * ROUNDED


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("period", QUARTERS)
def test_each_goal_is_told_apart_from_its_opening_line_to_its_closing_one(sample: Api, period: str, axis: str):
    found = looked_back(sample, period, axis=axis)
    lines = [{each["goal_id"]: each["progress"] for each in found[end]["goals"]} for end in ("opening", "closing")]
    for told in found["decomposition"]["goals"]:
        opening, closing = (each.get(told["goal_id"]) for each in lines)
        if not told["began"] and opening is not None:
            assert told["from"]["raw"] == opening["raw"]
        if closing is not None:
            assert told["to"]["raw"] == closing["raw"]
        if told["total"] is not None:
            parts = total(Decimal(told[name]) for name in PARTS[:3])
            change = Decimal(told["to"]["raw"]) - Decimal(told["from"]["raw"])
            assert max(abs(parts - change), abs(Decimal(told["total"]) - change)) <= 2 * ROUNDED
        if axis == "effective":
            assert told["revision"] in (None, "0.0000")


def test_what_was_read_late_of_the_first_quarter_is_revised_in_the_second(sample: Api):
    found = looked_back(sample, "2023-Q2")["decomposition"]
    retention = next(each for each in found["goals"] if each["goal_id"] == names.goal_id("G2"))
    assert (retention["from"]["value"], retention["learnt"]["value"]) == ("44", "46.2")
    assert (retention["revision"], retention["performance"], retention["total"]) == ("0.3667", "0.0000", "0.3667")
    shares = {each["goal_id"]: each["revision"] for each in found["together"]["goals"]}
    assert shares[names.goal_id("G2")] == "0.0476"
    assert (found["together"]["revision"], sum(share != "0.0000" for share in shares.values())) == ("-0.0310", 2)


def test_what_was_first_read_late_was_no_goal_that_counted_throughout(sample: Api):
    found = looked_back(sample, "2023-Q3")["decomposition"]["together"]
    share = next(each for each in found["goals"] if each["composition"] != "0.0000")
    assert (share["throughout"], share["revision"], found["revision"]) == (False, "0.0000", "0.0000")
    assert share["composition"] == found["composition"]


@pytest.mark.parametrize("container_id", [None, VISION])
@pytest.mark.parametrize("period", QUARTERS)
def test_by_all_that_is_known_every_report_has_the_same_figure_for_a_day(
    sample: Api, period: str, container_id: str | None
):
    within = {} if container_id is None else {"container": container_id}
    path = "/v1" if container_id is None else f"/v1/containers/{container_id}"
    found = looked_back(sample, period, axis="effective", **within)
    apart = sample.get(
        f"{path}/decomposition", query_string={"period": period, **({"nested": "true"} if within else {})}
    )
    together = found["decomposition"]["together"]
    figures = ("from", "to", "performance", "retarget", "composition", "total")
    assert {name: apart.json[name] for name in figures} == {name: together[name] for name in figures}
    if container_id is not None:
        for end in ("from", "to"):
            day = sample.get(f"{path}?on={apart.json[end]['at']}").json
            assert apart.json[end].get("began") or apart.json[end]["progress"] == day["rollup_nested"]["progress"]


def test_a_container_is_told_of_its_goals_and_those_below_it(sample: Api):
    found = looked_back(sample, "2023-Q1", container=VISION)
    assert len(found["aims"]) == 7
    assert "Lose 20 pounds" not in {aim["title"] for aim in found["aims"]}
    counted = {each["goal_id"] for each in found["decomposition"]["together"]["goals"]}
    assert counted and counted <= {aim["goal_id"] for aim in found["aims"]}


def test_a_month_that_was_still_running_goes_as_far_as_it_had_gone(sample: Api):
    found = looked_back(sample, "2023-03", as_of="2023-03-28T20:00:00Z")
    assert found["period"] == {"name": "2023-03", "from": "2023-03-01", "to": "2023-03-31", "until": "2023-03-28"}
    assert found["closing"]["as_of"] == "2023-03-28T20:00:00.000000Z"


def test_the_past_as_it_was_looked_back_at_stays_byte_for_byte(sample: Api):
    asked = {"as_of": "2023-06-01T00:00:00Z"}
    first, again = (sample.get("/v1/retrospectives/2023-Q1", query_string=asked) for _ in range(2))
    assert (first.data, first.headers["ETag"]) == (again.data, again.headers["ETag"])
    assert "immutable" in first.headers["Cache-Control"]


@pytest.mark.parametrize("period", ["2023-Q1", "2023-Q4"])
def test_what_is_told_is_what_is_documented(sample: Api, period: str):
    without = {"without": eased(sample)["event_id"]}
    assert undocumented(RetrospectiveAnswer(), looked_back(sample, period, **without), "") == set()


def undocumented(schema: Any, told: Any, path: str) -> set[str]:
    """Where an answer's members are not those of its schema."""
    if told is None or not isinstance(schema, Answer):
        return set()
    known = {field.data_key or name: field for name, field in schema.fields.items()}
    needed = {name for name, field in known.items() if field.required}
    wrong = {f"{path}/{name}" for name in (told.keys() - known.keys()) | (needed - told.keys())}
    for name, field in known.items():
        inner = field.inner if isinstance(field, List) else field
        if isinstance(inner, Nested) and name in told:
            items = told[name] if isinstance(field, List) else [told[name]]
            wrong |= {each for item in items for each in undocumented(inner.schema, item, f"{path}/{name}")}
    return wrong

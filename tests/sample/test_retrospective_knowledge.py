"""The sample's quarters, looked back at: what was known when, reported, forecast, and not heard of."""

from typing import Any

from api.sample import names
from tests.api.client import Api


def quarter(api: Api, name: str, **query: str) -> Any:
    answer = api.get(f"/v1/retrospectives/{name}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def of_goal(items: list[Any], name: str) -> list[Any]:
    return [each for each in items if each["goal_id"] == names.goal_id(name)]


def test_retention_counted_as_missed_until_the_reading_of_31_march_was_recorded_on_5_april(sample: Api):
    (found,) = of_goal(quarter(sample, "2023-Q1")["known_when"]["outcomes"], "G2")
    assert (found["deadline"], found["at_deadline"], found["now"]) == ("2023-03-31", "missed", "achieved")
    (turn,) = found["known"]
    assert turn["recorded_at"].startswith("2023-04-05T") and turn["observed_at"].startswith("2023-03-31T")
    assert (turn["value_before"], turn["value_after"], turn["days_late"]) == (None, "46.2", 5)


def test_asked_before_the_reading_came_retention_was_missed(sample: Api):
    known = quarter(sample, "2023-Q1", as_of="2023-04-01T12:00:00Z")["known_when"]
    (found,) = of_goal(known["outcomes"], "G2")
    assert (found["at_deadline"], found["now"], found["known"]) == ("missed", "missed", [])
    assert known["figures"] == []


def test_two_goals_stood_elsewhere_at_the_end_of_march_than_was_known_then(sample: Api):
    figures = quarter(sample, "2023-Q1")["known_when"]["figures"]
    told = {each["goal_id"]: (each["value_then"], each["value_now"]) for each in figures}
    assert told == {names.goal_id("G2"): ("44", "46.2"), names.goal_id("G5"): ("8.5", "5.8")}


def test_every_week_says_of_each_goal_what_the_goal_said_then(sample: Api):
    for week in quarter(sample, "2023-Q1")["weeks"]:
        if week["position"] == 0:
            continue
        for line in week["goals"]:
            served = sample.get(f"/v1/goals/{line['goal_id']}", query_string={"as_of": week["as_of"]}).json
            names_told = ("on", "state", "progress", "expected", "pace", "health", "achieved", "flags")
            assert {name: line[name] for name in names_told} == {name: served[name] for name in names_told}


def test_every_forecast_is_what_was_forecast_then(sample: Api):
    ledger = quarter(sample, "2023-Q4")["forecasts"]["ledger"]
    assert len(ledger) > 10
    for entry in ledger:
        path = f"/v1/goals/{entry['goal_id']}/forecast"
        served = sample.get(path, query_string={"as_of": entry["as_of"]}).json
        told = ("method", "n", "at_deadline", "low", "high", "attainment", "reached_on", "why_none")
        assert {name: entry[name] for name in told} == {name: served[name] for name in told}


def test_the_quarter_asks_whether_600_000_would_have_been_missed_and_who_agreed(sample: Api):
    first = quarter(sample, "2023-Q4")["questions"][0]
    assert (first["code"], first["goal_id"]) == ("eased_late", names.goal_id("G6"))
    assert "would 600,000 have been missed at 40 %, and who agreed to 500,000, set by hugo" in first["question"]

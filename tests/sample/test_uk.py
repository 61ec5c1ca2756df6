"""A goal whose target was really changed."""

from typing import Any

from api.sample.names import goal_id, kpi_id
from goals.vocabulary import WorkspaceKind
from tests.api.client import Api

LICENCE = "Open Government Licence v3.0"
EMISSIONS = f"/v1/kpis/{kpi_id('uk_greenhouse_gas')}"


def goal(uk: Api) -> Any:
    return uk.get(f"/v1/goals/{goal_id('uk_net_zero')}").json


def facts(uk: Api) -> list[Any]:
    items: list[Any] = uk.get("/v1/events", query_string={"limit": "1000"}).json["items"]
    return items


def test_nothing_in_it_is_invented_so_its_log_is_live(uk: Api):
    assert uk.kind is WorkspaceKind.LIVE
    assert goal(uk)["provenance"]["illustrative"] == []


def test_the_target_of_2008_was_a_fifth_of_1990_and_is_zero_now(uk: Api):
    now = goal(uk)
    assert (now["original"]["target"], now["target"]["resolved"]) == ("162.6792", "0")


def test_the_change_took_effect_when_the_order_did_and_is_harder(uk: Api):
    (move,) = uk.get("/v1/trail").json["items"]
    assert (move["effective_at"][:10], move["effect"], move["magnitude"]) == ("2019-06-27", "harder", "-0.2500")
    assert [each["title"] for each in move["evidence"]] == ["legislation.gov.uk/uksi/2019/1056"]


def test_every_year_is_read_on_its_last_day(uk: Api):
    readings = uk.get(f"{EMISSIONS}/readings", query_string={"limit": "100"}).json["items"]
    days = [each["observed_at"][:10] for each in readings]
    assert sorted(days) == [f"{year}-12-31" for year in range(1990, 2022)]


def test_a_rounded_reading_keeps_the_published_figure(uk: Api):
    readings = uk.get(f"{EMISSIONS}/readings", query_string={"limit": "100"}).json["items"]
    first = next(each for each in readings if each["observed_at"].startswith("1990"))
    assert (first["value"], first["rounded_from"]) == ("813.396", "813.396486653835")


def test_the_attribution_is_in_every_answer(uk: Api):
    kpi = uk.get(EMISSIONS).json
    reading = uk.get(f"{EMISSIONS}/readings").json["items"][0]
    assert all(LICENCE in text for text in (goal(uk)["why"], kpi["description"], reading["source"]))


def test_it_says_that_the_statutory_measure_is_another(uk: Api):
    assert "net UK carbon account" in goal(uk)["why"]


def test_what_was_imported_says_so(uk: Api):
    imported = [each for each in facts(uk) if each["type"].endswith("reading.recorded.v1")]
    assert len(imported) == 64

"""Lists, page by page."""

import re
from urllib.parse import quote

import pytest

from api.contract.pages import Sorted
from tests.api.client import Api
from tests.api.contract.test_versions import KPI


@pytest.fixture
def kpis(api: Api) -> Api:
    """Five KPIs, named against the order of their keys."""
    for n in range(5):
        api.post("/v1/kpis", {**KPI, "key": f"k{n}", "name": f"N{9 - n}"})
    return api


def keys(answer) -> list[str]:
    return [item["key"] for item in answer.json["items"]]


def pages(api: Api, path: str) -> list[list[str]]:
    found = []
    while path:
        answer = api.get(path)
        assert answer.status_code == 200, answer.text
        found.append(keys(answer))
        path = answer.headers.get("Link", "").partition(">")[0].lstrip("<")
    return found


def test_following_the_links_shows_everything_once(kpis: Api):
    assert pages(kpis, "/v1/kpis?limit=2") == [["k0", "k1"], ["k2", "k3"], ["k4"]]


def test_a_last_page_that_is_full_has_no_next(kpis: Api):
    answer = kpis.get("/v1/kpis?limit=5")
    assert answer.json["next_cursor"] is None
    assert "Link" not in answer.headers


def test_the_order_can_be_turned(kpis: Api):
    assert pages(kpis, "/v1/kpis?limit=3&sort=-key") == [["k4", "k3", "k2"], ["k1", "k0"]]
    assert pages(kpis, "/v1/kpis?limit=3&sort=name") == [["k4", "k3", "k2"], ["k1", "k0"]]


def test_all_pages_tell_of_one_state(kpis: Api):
    cursor = kpis.get("/v1/kpis?limit=3").json["next_cursor"]
    kpis.post("/v1/kpis", {**KPI, "key": "k9"})
    answer = kpis.get(f"/v1/kpis?limit=3&cursor={cursor}")
    assert keys(answer) == ["k3", "k4"]
    assert answer.headers["Goalpost-Position"] == "6"


def test_a_cursor_is_of_one_workspace(kpis: Api):
    cursor = kpis.get("/v1/kpis?limit=3").json["next_cursor"]
    answer = kpis.other().get(f"/v1/kpis?limit=3&cursor={cursor}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid-cursor")


@pytest.mark.parametrize("changed", ["sort=-key", "unit_kind=currency", "as_of=6"])
def test_a_cursor_is_for_one_question(kpis: Api, changed: str):
    cursor = kpis.get("/v1/kpis?limit=3").json["next_cursor"]
    assert kpis.get(f"/v1/kpis?limit=3&{changed}&cursor={cursor}").status_code == 400


def test_the_size_of_pages_may_change_on_the_way(kpis: Api):
    cursor = kpis.get("/v1/kpis?limit=1").json["next_cursor"]
    assert keys(kpis.get(f"/v1/kpis?limit=4&cursor={cursor}")) == ["k1", "k2", "k3", "k4"]


def test_an_altered_cursor_is_refused(kpis: Api):
    cursor = kpis.get("/v1/kpis?limit=3").json["next_cursor"]
    for n in (10, 30, len(cursor) - 3):
        altered = cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :]
        assert kpis.get(f"/v1/kpis?limit=3&cursor={altered}").status_code == 400


@pytest.mark.parametrize("cursor", ["x", "", "é" * 30, "a" * 5000])
def test_what_has_not_the_form_of_a_cursor_is_malformed(kpis: Api, cursor: str):
    assert kpis.get(f"/v1/kpis?cursor={quote(cursor)}").status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "x", "1.5", "", "٣"])
def test_a_limit_is_from_1_to_1000(kpis: Api, limit: str):
    answer = kpis.get(f"/v1/kpis?limit={quote(limit)}")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["parameter"] == "limit"


def test_an_unknown_order_is_refused(kpis: Api):
    assert kpis.get("/v1/kpis?sort=colour").status_code == 400


@pytest.mark.parametrize("order", ["name,key,-name", "key,key", "-key,-key"])
def test_an_order_that_names_the_same_twice_is_refused(kpis: Api, order: str):
    answer = kpis.get(f"/v1/kpis?sort={order}")
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (400, "twice")


@pytest.mark.parametrize(
    "order, is_one",
    [("name", True), ("-name,key,-defined_at", True), ("key,key", False), ("key,name,-key", False), ("", False)],
)
def test_the_form_of_an_order_is_told_as_it_is_taken(kpis: Api, order: str, is_one: bool):
    sorted_ = Sorted(("key", "name", "defined_at"))
    assert (re.search(sorted_.form["pattern"], order) is not None) == is_one
    assert (kpis.get(f"/v1/kpis?sort={order}").status_code == 200) == is_one

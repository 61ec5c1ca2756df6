"""KPIs over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api

MRR = {
    "key": "mrr",
    "name": "Monthly recurring revenue",
    "unit": "USD",
    "unit_kind": "currency",
    "currency": "USD",
    "scale": 2,
    "value_kind": "level",
    "aggregation": "last",
    "cadence": "month",
}
WHY = "Refunds are left out from here on"


def defined(api: Api, **more: Any) -> str:
    answer = api.post("/v1/kpis", MRR | more)
    assert answer.status_code == 201, answer.text
    made: str = answer.json["id"]
    return made


def keys(api: Api, query: str = "") -> list[str]:
    return [item["key"] for item in api.get(f"/v1/kpis{query}").json["items"]]


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]


def test_a_kpi_is_where_its_answer_says_and_as_it_was_sent(api: Api):
    made = api.post("/v1/kpis", MRR)
    assert made.status_code == 201
    shown = api.get(made.headers["Location"])
    assert shown.json == made.json
    assert {name: shown.json[name] for name in MRR} == MRR
    assert shown.headers["ETag"] == made.headers["ETag"]


def test_what_is_not_said_of_a_kpi_is_as_the_manual_says(api: Api):
    said = {name: MRR[name] for name in ("key", "name", "value_kind", "aggregation")}
    made = api.post("/v1/kpis", {**said, "unit": "articles", "unit_kind": "count"}).json
    assert (made["scale"], made["currency"], made["cadence"]) == (0, None, None)
    assert (made["absent_means_zero"], made["dimensions"], made["description"]) == (False, {}, None)


def test_a_key_is_given_once(api: Api):
    defined(api)
    again = api.post("/v1/kpis", MRR)
    assert (again.status_code, faults(again)) == (409, [("/key", "kpi-key-taken")])


def test_two_workspaces_may_use_the_same_key(api: Api):
    defined(api)
    defined(api.other())


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"key": "MRR"}, ("/key", "wrong-form")),
        ({"key": "m" * 65}, ("/key", "wrong-length")),
        ({"unit_kind": "money"}, ("/unit_kind", "unknown-word")),
        ({"unit": " "}, ("/unit", "blank")),
        ({"currency": None}, ("/currency", "currency-missing")),
        ({"currency": "ABC"}, ("/currency", "currency-unknown")),
        ({"currency": "usd"}, ("/currency", "wrong-form")),
        ({"unit_kind": "count"}, ("/currency", "currency-unexpected")),
        ({"scale": 7}, ("/scale", "out-of-range")),
        ({"scale": -1}, ("/scale", "out-of-range")),
        ({"scale": 1.5}, ("/scale", "wrong-type")),
        ({"aggregation": "median"}, ("/aggregation", "unknown-word")),
        ({"value_kind": None}, ("/value_kind", "null")),
        ({"cadence": "hour"}, ("/cadence", "unknown-word")),
        ({"absent_means_zero": "yes"}, ("/absent_means_zero", "wrong-type")),
        ({"dimensions": {"region": 1}}, ("/dimensions/region", "wrong-type")),
        ({"dimensions": ["region"]}, ("/dimensions", "wrong-type")),
        ({"colour": "red"}, ("/colour", "unknown-field")),
    ],
)
def test_what_is_wrong_with_a_new_kpi_is_pointed_at(api: Api, change: Any, fault: tuple[str, str]):
    answer = api.post("/v1/kpis", MRR | change)
    assert answer.status_code == 422
    assert faults(answer) == [fault]
    assert keys(api) == []


def test_a_missing_member_is_pointed_at(api: Api):
    answer = api.post("/v1/kpis", {name: said for name, said in MRR.items() if name != "unit_kind"})
    assert (answer.status_code, faults(answer)) == (422, [("/unit_kind", "required")])


def test_a_patch_changes_words_and_nothing_that_is_measured(api: Api):
    kpi = defined(api)
    patched = api.patch(f"/v1/kpis/{kpi}", {"name": "MRR", "description": "per month"}, at=1)
    assert (patched.json["name"], patched.json["description"], patched.json["version"]) == ("MRR", "per month", 2)
    refused = api.patch(f"/v1/kpis/{kpi}", {"scale": 0}, at=2)
    assert (refused.status_code, faults(refused)) == (422, [("/scale", "unknown-field")])


def test_a_redefined_kpi_keeps_both_series_readable(api: Api):
    kpi = defined(api)
    redefined = api.post(f"/v1/kpis/{kpi}/redefine", {"scale": 0, "reason": WHY}, at=1)
    assert redefined.status_code == 200
    assert (redefined.json["series"], redefined.json["scale"], redefined.json["currency"]) == (2, 0, "USD")
    history = api.get(f"/v1/kpis/{kpi}").json["history"]
    assert [(each["series"], each["scale"], each["reason"]) for each in history] == [(1, 2, None), (2, 0, WHY)]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"scale": 0}, ("/reason", "required")),
        ({"scale": 0, "reason": "too short"}, ("/reason", "wrong-length")),
        ({"scale": 0, "reason": " " * 12}, ("/reason", "blank")),
        ({"scale": 7, "reason": WHY}, ("/scale", "out-of-range")),
        ({"key": "arr", "reason": WHY}, ("/key", "unknown-field")),
    ],
)
def test_what_is_wrong_with_a_redefinition_is_pointed_at(api: Api, body: Any, fault: tuple[str, str]):
    answer = api.post(f"/v1/kpis/{defined(api)}/redefine", body, at=1)
    assert (answer.status_code, faults(answer)) == (422, [fault])


def test_a_retired_kpi_stays_readable_and_unchanged(api: Api):
    kpi = defined(api)
    retired = api.post(f"/v1/kpis/{kpi}/retire", {"reason": "nobody asks"}, at=1)
    assert (retired.json["retired"], retired.json["retired_for"]) == (True, "nobody asks")
    assert keys(api, "?retired=true") == ["mrr"]
    assert keys(api, "?retired=false") == []
    refused = api.patch(f"/v1/kpis/{kpi}", {"name": "MRR"}, at=2)
    assert (refused.status_code, refused.json["code"]) == (409, "kpi-is-retired")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"name": "MRR"}),
        ("POST", "/redefine", {"scale": 0, "reason": WHY}),
        ("POST", "/retire", {}),
    ],
)
def test_changing_a_kpi_needs_the_version_it_was_decided_on(api: Api, method: str, path: str, body: Any):
    address = f"/v1/kpis/{defined(api)}{path}"
    assert api.open(method, address, json=body).status_code == 428
    assert api.open(method, address, json=body, at=7).status_code == 412
    assert api.open(method, address, json=body, at=1).status_code == 200


def test_kpis_are_listed_by_key_and_found_by_it(api: Api):
    for key in ("b", "a.1", "a-1"):
        defined(api, key=key, name=f"Name of {key}")
    defined(api, key="nps", unit="points", unit_kind="index", currency=None)
    assert keys(api) == ["a-1", "a.1", "b", "nps"]
    assert keys(api, "?sort=-key&limit=2") == ["nps", "b"]
    assert keys(api, "?key=b") == ["b"]
    assert keys(api, "?unit_kind=index") == ["nps"]
    assert keys(api, "?value_kind=increment") == []


def test_a_kpi_can_be_asked_for_as_it_was(api: Api):
    kpi = defined(api)
    api.post(f"/v1/kpis/{kpi}/redefine", {"scale": 0, "reason": WHY}, at=1)
    assert api.get(f"/v1/kpis/{kpi}?as_of=2").json["scale"] == 2
    assert api.get(f"/v1/kpis/{kpi}?as_of=3").json["scale"] == 0


def test_another_workspaces_kpi_is_not_there(api: Api):
    kpi = defined(api)
    other = api.other()
    assert other.get(f"/v1/kpis/{kpi}").status_code == 404
    assert other.post(f"/v1/kpis/{kpi}/retire", {}, at="*").status_code == 404
    assert keys(other) == []


def test_readers_read_and_owners_define(api: Api):
    kpi = defined(api)
    assert api.as_role("viewer").get(f"/v1/kpis/{kpi}").status_code == 200
    for role in ("viewer", "contributor", "approver", "auditor"):
        assert api.as_role(role).post("/v1/kpis", MRR | {"key": "arr"}).status_code == 403
        assert api.as_role(role).post(f"/v1/kpis/{kpi}/retire", {}, at=1).status_code == 403
    assert api.as_role("owner").post("/v1/kpis", MRR | {"key": "arr"}).status_code == 201

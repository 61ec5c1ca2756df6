"""Versions in headers: If-Match, ETag, If-None-Match."""

import pytest

from tests.api.client import Api

KPI = {
    "key": "mrr",
    "name": "MRR",
    "unit": "USD",
    "unit_kind": "currency",
    "currency": "USD",
    "value_kind": "level",
    "aggregation": "last",
}


@pytest.fixture
def path(api: Api) -> str:
    """A KPI's, at version 1."""
    return f"/v1/kpis/{api.post('/v1/kpis', KPI).json['id']}"


def test_a_write_answers_with_version_and_position(api: Api, path: str):
    answer = api.patch(path, {"name": "Monthly revenue"}, at=1)
    assert answer.status_code == 200
    assert (answer.json["version"], answer.json["position"]) == (2, 3)
    assert answer.headers["ETag"].startswith('"2.')
    assert answer.headers["Goalpost-Position"] == "3"


def test_the_whole_etag_is_good_for_if_match(api: Api, path: str):
    tag = api.get(path).headers["ETag"]
    assert api.patch(path, {"name": "Revenue"}, headers={"If-Match": tag}).status_code == 200


def test_a_change_needs_if_match(api: Api, path: str):
    answer = api.patch(path, {"name": "Revenue"})
    assert answer.status_code == 428
    assert answer.json["code"] == "precondition-required"


def test_a_stale_version_is_refused_with_the_current_one(api: Api, path: str):
    api.patch(path, {"name": "Revenue"}, at=1)
    answer = api.patch(path, {"name": "Income"}, at=1)
    assert answer.status_code == 412
    assert answer.json["current_version"] == 2


def test_a_star_changes_whatever_stands_there(api: Api, path: str):
    assert api.patch(path, {"name": "Revenue"}, at="*").status_code == 200


@pytest.mark.parametrize("sent", ['"1", "2"', '"2","1.0a"', 'W/"7" , "1"'])
def test_one_of_several_versions_is_enough(api: Api, path: str, sent: str):
    assert api.patch(path, {"name": "Revenue"}, headers={"If-Match": sent}).status_code == 200


@pytest.mark.parametrize("sent", ['W/"1"', 'W/"1", W/"2"', '"2", "3"', 'W/"1", "2"'])
def test_several_versions_of_which_none_stands_are_refused_and_a_weak_tag_is_none(api: Api, path: str, sent: str):
    answer = api.patch(path, {"name": "Revenue"}, headers={"If-Match": sent})
    assert (answer.status_code, answer.json["current_version"]) == (412, 1)


@pytest.mark.parametrize("sent", ["5", '"', '"1', '"1" "2"', '"1", *', '"1", 2', '"abc"', "", '"-1"', '"1.XYZ"'])
def test_a_malformed_if_match_is_told_so(api: Api, path: str, sent: str):
    answer = api.patch(path, {"name": "Revenue"}, headers={"If-Match": sent})
    assert answer.status_code == 400
    assert answer.json["code"] == "invalid-header"


def test_a_change_that_changes_nothing_records_nothing(api: Api, path: str):
    answer = api.patch(path, {"name": "MRR"}, at=1)
    assert (answer.status_code, answer.json["version"], answer.json["position"]) == (200, 1, 2)


def test_what_the_asker_has_is_not_sent_again(api: Api, path: str):
    tag = api.get(path).headers["ETag"]
    answer = api.get(path, headers={"If-None-Match": f'"old", {tag}'})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)


def test_the_version_alone_is_not_enough_for_if_none_match(api: Api, path: str):
    assert api.get(path, headers={"If-None-Match": '"1"'}).status_code == 200


def test_a_lists_etag_has_no_version(api: Api, path: str):
    assert "." not in api.get("/v1/kpis").headers["ETag"]

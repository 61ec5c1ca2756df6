"""What is sent, and how it is refused: always with the place that is wrong."""

import pytest

from tests.api.client import Api

CLOCK = "/v1/clock"
KPI = {
    "key": "mrr",
    "name": "MRR",
    "unit": "USD",
    "unit_kind": "currency",
    "currency": "USD",
    "value_kind": "level",
    "aggregation": "last",
}


def raw(api: Api, body: bytes, content_type: str = "application/json"):
    return api.post(CLOCK, data=body, content_type=content_type)


def test_an_unknown_field_is_pointed_at(api: Api):
    answer = api.post(CLOCK, {"now": "2023-01-01T00:00:00Z", "then": 1})
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert [(each["pointer"], each["code"]) for each in answer.json["errors"]] == [("/then", "unknown-field")]


def test_a_missing_field_is_pointed_at(api: Api):
    errors = api.post(CLOCK, {}).json["errors"]
    assert [(each["pointer"], each["code"]) for each in errors] == [("/now", "required")]


def test_null_is_not_a_value(api: Api):
    errors = api.post(CLOCK, {"now": None}).json["errors"]
    assert [(each["pointer"], each["code"]) for each in errors] == [("/now", "null")]


def test_all_that_is_wrong_is_told_at_once(api: Api):
    answer = api.post("/v1/kpis", {**KPI, "unit_kind": "furlongs", "scale": "2", "name": "a\0b"})
    pointers = {each["pointer"]: each["code"] for each in answer.json["errors"]}
    assert pointers == {"/unit_kind": "unknown-word", "/scale": "wrong-type", "/name": "not-text"}


def test_a_slash_in_a_name_is_escaped_in_its_pointer(api: Api):
    errors = api.post(CLOCK, {"now": "2023-01-01T00:00:00Z", "a/b~c": 1}).json["errors"]
    assert errors[0]["pointer"] == "/a~1b~0c"


@pytest.mark.parametrize("written", ["2023-02-31T00:00:00Z", "2023-01-01T24:30:00Z", "0001-01-01T00:00:00+10:00"])
def test_an_instant_that_never_was_is_refused(api: Api, written: str):
    answer = api.post(CLOCK, {"now": written})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["code"] == "no-such-instant"


@pytest.mark.parametrize(
    "written", ["2023-01-01T00:00:00", "2023-01-01", "yesterday", 5, "2023-01-01T00:00:00.1234567Z"]
)
def test_an_instant_has_its_offset_and_at_most_microseconds(api: Api, written: object):
    assert api.post(CLOCK, {"now": written}).json["errors"][0]["code"] == "not-an-instant"


@pytest.mark.parametrize(
    "body", [b"{", b"", b'{"now": "\xff"}', b"{} {}", b'{"now": "\\ud800"}', b"[" * 100_000, b"\xef\xbb\xbf{}"]
)
def test_what_is_not_json_in_utf_8_is_malformed(api: Api, body: bytes):
    answer = raw(api, body)
    assert answer.status_code == 400
    assert answer.json["code"] == "malformed-body"


def test_the_same_member_twice_is_malformed(api: Api):
    answer = raw(api, b'{"now": "2023-01-01T00:00:00Z", "now": "2024-01-01T00:00:00Z"}')
    assert answer.status_code == 400
    assert "now" in answer.json["detail"]


def test_nan_is_pointed_at(api: Api):
    answer = raw(api, b'{"now": NaN}')
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/now"


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "application/json; charset=latin-1", ""])
def test_another_media_type_is_refused_as_such(api: Api, content_type: str):
    answer = raw(api, b"{}", content_type)
    assert answer.status_code == 415
    assert answer.json["code"] == "unsupported-media-type"


def test_a_body_that_is_no_object_is_refused(api: Api):
    answer = api.post(CLOCK, [1])
    assert answer.status_code == 422
    assert answer.json["errors"][0] == {"pointer": "", "code": "wrong-type", "detail": "Must be an object."}


def test_two_megabytes_are_too_large(api: Api):
    answer = raw(api, b'{"now": "' + b"x" * 2_000_000 + b'"}')
    assert answer.status_code == 413
    assert answer.json["code"] == "body-too-large"


def test_an_unknown_parameter_is_named(api: Api):
    answer = api.get("/v1/clock?verbose=1")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["parameter"] == "verbose"


def test_a_parameter_may_be_there_once(api: Api):
    answer = api.get("/v1/keys?limit=1&limit=2")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["code"] == "twice"


def test_a_byte_order_mark_is_named(api: Api):
    answer = raw(api, b'\xef\xbb\xbf{"now": "2023-01-01T00:00:00Z"}')
    assert (answer.status_code, answer.json["code"]) == (400, "malformed-body")
    assert "byte order mark" in answer.json["detail"]

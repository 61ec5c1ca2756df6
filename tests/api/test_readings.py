"""Readings over HTTP."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from api.schemas.readings import RecordReading
from tests.api.client import Api
from tests.api.known import NOBODY, draft, faults, kpi, made, read

JUNE = {"observed_at": "2023-06-30T00:00:00Z", "value": "450000", "key": "2023-06", "source": "billing"}


@pytest.fixture
def mrr(api: Api) -> str:
    api.clock("2023-12-31T09:00:00Z")
    return kpi(api)


def post(api: Api, kpi_id: str, body: Any, query: str = "", **options: Any) -> Any:
    return api.post(f"/v1/kpis/{kpi_id}/readings{query}", body, **options)


def test_a_reading_is_recorded_and_read_again(api: Api, mrr: str):
    recorded = made(post(api, mrr, JUNE))
    assert (recorded["value"], recorded["version"], recorded["warnings"]) == ("450000", 1, [])
    found = made(api.get(f"/v1/readings/{recorded['id']}"), 200)
    assert {name: found[name] for name in recorded if name != "warnings"} == {
        name: recorded[name] for name in recorded if name != "warnings"
    }


def test_the_same_reading_again_records_nothing(api: Api, mrr: str):
    first = made(post(api, mrr, JUNE))
    again = made(post(api, mrr, JUNE), 200)
    assert (again["id"], again["position"]) == (first["id"], first["position"])


def test_the_same_key_with_another_value_is_a_conflict(api: Api, mrr: str):
    post(api, mrr, JUNE)
    answer = post(api, mrr, {**JUNE, "value": "1"})
    assert (answer.status_code, faults(answer)) == (409, [("/key", "reading-conflict")])


def test_a_reading_without_a_key_is_known_by_its_instant(api: Api, mrr: str):
    plain = {"observed_at": "2023-06-30T02:00:00+02:00", "value": 450000}
    first = made(post(api, mrr, plain))
    again = made(post(api, mrr, {"observed_at": "2023-06-30T00:00:00Z", "value": "450000.00"}), 200)
    assert again["id"] == first["id"]


def test_a_corrected_reading_keeps_what_was_believed_before(api: Api, mrr: str):
    recorded = made(post(api, mrr, JUNE))
    path = f"/v1/readings/{recorded['id']}"
    corrected = made(api.post(f"{path}/corrections", {"value": "460000", "reason": "a late invoice"}), 200)
    assert (corrected["value"], corrected["corrected"], corrected["version"]) == ("460000", True, 2)
    assert [(each["value"], each["reason"]) for each in corrected["versions"]] == [
        ("450000", None),
        ("460000", "a late invoice"),
    ]
    before = made(api.get(f"{path}?as_of={recorded['position']}"), 200)
    assert (before["value"], len(before["versions"])) == ("450000", 1)


def test_a_corrected_reading_keeps_its_note_and_source(api: Api, mrr: str):
    recorded = made(post(api, mrr, {**JUNE, "note": "from the export"}))
    api.post(f"/v1/readings/{recorded['id']}/corrections", {"value": "460000", "reason": "late"})
    (only,) = made(api.get(f"/v1/kpis/{mrr}/readings"), 200)["items"]
    assert (only["value"], only["note"], only["source"]) == ("460000", "from the export", "billing")


def test_sending_what_a_reading_said_before_its_correction_is_a_duplicate(api: Api, mrr: str):
    recorded = made(post(api, mrr, JUNE))
    api.post(f"/v1/readings/{recorded['id']}/corrections", {"value": "460000", "reason": "late"})
    assert made(post(api, mrr, JUNE), 200)["value"] == "460000"


def test_a_voided_reading_is_left_out_of_the_list_and_stays_readable(api: Api, mrr: str):
    recorded = made(post(api, mrr, JUNE))
    voided = made(api.post(f"/v1/readings/{recorded['id']}/void", {"reason": "a test"}), 200)
    assert (voided["voided"], voided["corrected"]) == (True, False)
    assert made(api.get(f"/v1/kpis/{mrr}/readings"), 200)["items"] == []
    assert made(api.get(f"/v1/readings/{recorded['id']}"), 200)["versions"][0]["value"] == "450000"


def test_the_list_comes_in_the_order_of_observation_from_and_to_a_day(api: Api, mrr: str):
    for on in ("2023-03-31", "2023-01-31", "2023-02-28"):
        read(api, mrr, on, "1")
    found = made(api.get(f"/v1/kpis/{mrr}/readings?from=2023-02-28&to=2023-03-31"), 200)
    assert [item["key"][:10] for item in found["items"]] == ["2023-02-28", "2023-03-31"]


def test_the_list_goes_on_where_a_page_ended(api: Api, mrr: str):
    for day in range(1, 6):
        read(api, mrr, f"2023-03-0{day}", str(day))
    first = api.get(f"/v1/kpis/{mrr}/readings?limit=3")
    read(api, mrr, "2023-03-02", "7", key="later")
    assert 'rel="next"' in first.headers["Link"]
    cursor = made(first, 200)["next_cursor"]
    second = made(api.get(f"/v1/kpis/{mrr}/readings?limit=3&cursor={cursor}"), 200)
    values = [item["value"] for item in (*first.json["items"], *second["items"])]
    assert (values, second["next_cursor"]) == (["1", "2", "3", "4", "5"], None)


def test_on_a_day_only_what_was_observed_by_then_is_listed(api: Api, mrr: str):
    read(api, mrr, "2023-03-31", "1")
    read(api, mrr, "2023-04-30", "2")
    found = made(api.get(f"/v1/kpis/{mrr}/readings?on=2023-04-01"), 200)
    assert [item["value"] for item in found["items"]] == ["1"]


def test_an_earlier_series_stays_readable(api: Api, mrr: str):
    read(api, mrr, "2023-03-31", "1")
    made(api.post(f"/v1/kpis/{mrr}/redefine", {"unit": "kUSD", "reason": "thousands are enough"}, at="*"), 200)
    assert made(api.get(f"/v1/kpis/{mrr}/readings"), 200)["items"] == []
    assert len(made(api.get(f"/v1/kpis/{mrr}/readings?series=1"), 200)["items"]) == 1


def test_every_row_of_a_list_has_its_own_outcome(api: Api, mrr: str):
    post(api, mrr, JUNE)
    rows = [
        JUNE,
        {**JUNE, "value": "2"},
        {**JUNE, "key": "new"},
        {**JUNE, "key": "fine", "value": "1.234"},
        {**JUNE, "key": "what", "colour": "red"},
        "not an object",
    ]
    body = made(post(api, mrr, rows), 207)
    assert [(item["index"], item["status"], item["outcome"]) for item in body["items"]] == [
        (0, 200, "duplicate"),
        (1, 409, "conflict"),
        (2, 201, "created"),
        (3, 422, "failed"),
        (4, 422, "failed"),
        (5, 422, "failed"),
    ]
    assert body["summary"] == {"created": 1, "duplicate": 1, "conflict": 1, "failed": 3}
    assert [each["errors"][0]["pointer"] for each in (item["problem"] for item in body["items"][3:])] == [
        "/value",
        "/colour",
        "",
    ]


def test_two_equal_rows_of_a_list_are_one_reading(api: Api, mrr: str):
    body = made(post(api, mrr, [JUNE, JUNE]), 207)
    assert [item["outcome"] for item in body["items"]] == ["created", "duplicate"]
    assert body["items"][0]["id"] == body["items"][1]["id"]


def test_an_atomic_list_with_a_wrong_row_records_nothing(api: Api, mrr: str):
    answer = post(api, mrr, [JUNE, {**JUNE, "key": "b", "value": "1.234"}, {}], "?atomic=true")
    assert answer.status_code == 422
    assert [pointer for pointer, _ in faults(answer)] == ["/1/value", "/2/observed_at", "/2/value"]
    assert made(api.get(f"/v1/kpis/{mrr}/readings"), 200)["items"] == []


def test_an_atomic_list_that_contradicts_what_stands_is_refused_whole(api: Api, mrr: str):
    post(api, mrr, JUNE)
    answer = post(api, mrr, [{**JUNE, "key": "b"}, {**JUNE, "value": "2"}], "?atomic=true")
    assert (answer.status_code, faults(answer)) == (409, [("/1/key", "reading-conflict")])
    assert len(made(api.get(f"/v1/kpis/{mrr}/readings"), 200)["items"]) == 1


def test_an_atomic_list_that_is_right_is_recorded(api: Api, mrr: str):
    body = made(post(api, mrr, [JUNE, {**JUNE, "key": "b"}], "?atomic=true"), 207)
    assert body["summary"]["created"] == 2


def test_a_dry_run_tells_every_outcome_and_stores_nothing(api: Api, mrr: str):
    body = made(post(api, mrr, [JUNE, {}], "?dry_run=true"), 207)
    assert (body["dry_run"], body["summary"]["created"], body["summary"]["failed"]) == (True, 1, 1)
    assert [fact["type"] for fact in body["facts"]] == ["goalpost.reading.recorded.v1"]
    assert made(api.get(f"/v1/kpis/{mrr}/readings"), 200)["items"] == []


def test_an_empty_list_is_refused(api: Api, mrr: str):
    assert post(api, mrr, []).status_code == 422


def test_a_jump_beyond_all_earlier_steps_is_recorded_and_warned_about(api: Api, mrr: str):
    for month, value in enumerate(("400", "410", "405", "412"), start=1):
        assert read(api, mrr, f"2023-0{month}-28", value)["warnings"] == []
    (warning,) = read(api, mrr, "2023-05-28", "4120")["warnings"]
    assert warning["code"] == "implausible-jump"
    assert "3708" in warning["detail"]


def test_the_rows_of_a_list_are_held_against_each_other(api: Api, mrr: str):
    values = ("400", "410", "405", "412", "4120", "410")
    rows = [{"observed_at": f"2023-0{n}-28T00:00:00Z", "value": value} for n, value in enumerate(values, start=1)]
    items = made(post(api, mrr, rows[::-1]), 207)["items"]
    assert [item["index"] for item in items if item.get("warnings")] == [1]


def test_a_list_is_recorded_once_under_an_idempotency_key(api: Api, mrr: str):
    first = post(api, mrr, [JUNE], once="june")
    again = post(api, mrr, [JUNE], once="june")
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")


def test_a_reading_in_the_future_is_refused(api: Api, mrr: str):
    answer = post(api, mrr, {**JUNE, "observed_at": "2023-12-31T09:05:01Z"})
    assert (answer.status_code, faults(answer)) == (422, [("/observed_at", "reading-in-future")])


def test_a_reading_within_the_clocks_skew_is_taken(api: Api, mrr: str):
    assert post(api, mrr, {**JUNE, "observed_at": "2023-12-31T09:05:00Z"}).status_code == 201


def test_a_reading_of_a_retired_kpi_is_refused(api: Api, mrr: str):
    made(api.post(f"/v1/kpis/{mrr}/retire", {}, at="*"), 200)
    answer = post(api, mrr, JUNE)
    assert (answer.status_code, faults(answer)) == (409, [("/kpi_id", "kpi-is-retired")])


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"colour": "red"}, "/colour", "unknown-field"),
        ({"value": True}, "/value", "not-a-decimal"),
        ({"value": ["1"]}, "/value", "not-a-decimal"),
        ({"value": "NaN"}, "/value", "not-a-decimal"),
        ({"value": "Infinity"}, "/value", "not-a-decimal"),
        ({"value": "1E+1000000"}, "/value", "not-a-decimal"),
        ({"value": "12345678901234567890123456789"}, "/value", "not-a-decimal"),
        ({"value": "1.234"}, "/value", "too-many-decimals"),
        ({"value": None}, "/value", "null"),
        ({"observed_at": "2023-02-31T00:00:00Z"}, "/observed_at", "no-such-instant"),
        ({"observed_at": "2023-02-01"}, "/observed_at", "not-an-instant"),
        ({"observed_at": 1}, "/observed_at", "not-an-instant"),
        ({"key": "a\0b"}, "/key", "not-text"),
        ({"key": ""}, "/key", "wrong-length"),
        ({"key": "k" * 201}, "/key", "wrong-length"),
        ({"note": "a\0b"}, "/note", "not-text"),
        ({"source": 1}, "/source", "wrong-type"),
        ({"evidence": [{"url": "javascript:alert(1)"}]}, "/evidence/0/url", "wrong-form"),
    ],
)
def test_a_wrong_reading_is_refused_where_it_is_wrong(
    api: Api, mrr: str, change: dict[str, Any], pointer: str, code: str
):
    answer = post(api, mrr, {**JUNE, **change})
    assert (answer.status_code, faults(answer)) == (422, [(pointer, code)])


@pytest.mark.parametrize("raw", [b'{"value": NaN}', b'{"value": 1E+1000000}', b'{"value": -Infinity}'])
def test_a_number_json_does_not_have_is_no_value(api: Api, mrr: str, raw: bytes):
    answer = api.post(f"/v1/kpis/{mrr}/readings", data=raw, content_type="application/json")
    assert answer.status_code in (400, 422)


def test_bytes_that_are_no_text_are_refused(api: Api, mrr: str):
    answer = api.post(f"/v1/kpis/{mrr}/readings", data=b'{"key": "\xff"}', content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "malformed-body")


def test_readings_of_nothing_are_not_found(api: Api, mrr: str):
    goal = draft(api, mrr)["id"]
    for nowhere in (NOBODY, goal):
        assert post(api, nowhere, JUNE).status_code == 404
        assert api.get(f"/v1/kpis/{nowhere}/readings").status_code == 404
        assert api.get(f"/v1/readings/{nowhere}").status_code == 404
        assert api.post(f"/v1/readings/{nowhere}/void", {"reason": "a test"}).status_code == 404


def test_another_workspaces_readings_are_not_found(api: Api, mrr: str):
    recorded = made(post(api, mrr, JUNE))
    other = api.other()
    assert post(other, mrr, JUNE).status_code == 404
    assert other.get(f"/v1/readings/{recorded['id']}").status_code == 404


def test_a_viewer_records_nothing(api: Api, mrr: str):
    assert post(api.as_role("viewer"), mrr, JUNE).status_code == 403
    assert post(api.as_role("contributor"), mrr, JUNE).status_code == 201


def test_what_was_read_is_never_changed_in_place(api: Api, mrr: str):
    recorded = made(post(api, mrr, JUNE))
    for method in ("PUT", "DELETE", "PATCH"):
        answer = api.open(method, f"/v1/readings/{recorded['id']}")
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, 1.5, "", " ", "a\0", "x" * 201, [], {}, ["a"], "\ud800", "NaN", "1E3"]
)
NEEDED: dict[str, Any] = {
    "observed_at": st.one_of(
        ODD,
        st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
        st.sampled_from(["2023-06-30T00:00:00Z", "2023-06-30t00:00:00z", "2023-02-30T00:00:00Z", "2023-06-30"]),
    ),
    "value": st.one_of(
        ODD,
        st.decimals(allow_nan=True, allow_infinity=True).map(str),
        st.decimals(allow_nan=False, allow_infinity=False, places=2),
        st.integers(),
        st.sampled_from(["1", "-1.50", "0.0000000001", "+1", " 1", "１", "1\n"]),
    ),
}
ALLOWED: dict[str, Any] = {
    "key": st.one_of(ODD, st.text(max_size=3)),
    "source": st.one_of(ODD, st.text(max_size=3)),
    "note": st.one_of(ODD, st.text(max_size=3), st.just("n" * 10_001)),
    "evidence": st.one_of(ODD, st.just([{"url": "https://x.y"}])),
    "colour": ODD,
}
ROWS = st.fixed_dictionaries(NEEDED, optional=ALLOWED) | st.fixed_dictionaries({}, optional=NEEDED | ALLOWED)


@given(ROWS | ODD)
def test_the_quick_way_in_takes_and_refuses_what_the_schema_does(row: Any):
    schema = RecordReading()
    assert _loaded(schema.load, row) == _loaded(super(RecordReading, schema).load, row)


def _loaded(load: Any, row: Any) -> Any:
    try:
        return load(row)
    except ValidationError as error:
        return error.normalized_messages()

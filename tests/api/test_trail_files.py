"""The trail as a file."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from api.contract.files import TOGETHER
from tests.api.client import Answer, Api
from tests.api.known import NOBODY, RETARGET, active, faults, made
from tests.benchmarks import retargets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    """Retargeted once: its target and its end."""
    api.clock("2023-10-01T09:00:00Z")
    found = active(api)
    retarget(api, found, "550000.5", window={"start": "2023-01-01", "end": "2024-01-31", "tz": "UTC"})
    return found


def retarget(api: Api, goal: dict[str, Any], target: str, **changes: Any) -> None:
    body = {**RETARGET, "target": {"kind": "absolute", "value": target}, **changes}
    made(api.post(f"/v1/goals/{goal['id']}/retargets", body, at="*"), 200)


def table(answer: Answer) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.data.decode(), newline="")))


def book(answer: Answer) -> Any:
    assert answer.status_code == 200, answer.text
    return load_workbook(BytesIO(answer.data))


def test_a_row_is_one_field_of_one_retarget(api: Api, goal: dict[str, Any]):
    rows = table(api.get("/v1/trail?format=csv"))
    assert [(row["field"], row["before"], row["after"]) for row in rows] == [
        ("target", "600000", "550000.5"),
        ("end", "2023-12-31", "2024-01-31"),
    ]
    assert {row["goal_id"] for row in rows} == {goal["id"]}


def test_a_row_says_what_the_item_says(api: Api, goal: dict[str, Any]):
    (item,) = made(api.get("/v1/trail"), 200)["items"]
    row = table(api.get("/v1/trail?format=csv"))[0]
    for name in ("event_id", "recorded_at", "reason_code", "reason", "effect", "magnitude", "window_elapsed"):
        assert row[name] == item[name]
    assert (row["position"], row["actor_id"], row["counted"]) == (str(item["position"]), "admin", "true")
    assert (row["approver_id"], row["flags"].split()) == ("", item["flags"])


def test_lines_end_as_rfc_4180_has_it_and_the_header_comes_first(api: Api, goal: dict[str, Any]):
    answer = api.get("/v1/trail?format=csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    lines = answer.data.decode().split("\r\n")
    assert (lines[0].startswith("position,event_id,"), lines[-1]) == (True, "")
    assert "\n" not in "".join(lines)


@pytest.mark.parametrize("reason", ["=1+cmd|' /C calc'!A0", "+44 is too far away", "@SUM(A1:A9) says", "-2 of 3 left"])
@pytest.mark.parametrize("accepted", ["csv", "xlsx"])
def test_no_spreadsheet_takes_words_for_a_formula(api: Api, goal: dict[str, Any], accepted: str, reason: str):
    retarget(api, goal, "540000", reason=reason)
    answer = api.get(f"/v1/trail?format={accepted}")
    if accepted == "csv":
        assert table(answer)[-1]["reason"] == f"'{reason}"
    else:
        cell = book(answer)["trail"]["S"][-1]
        assert (cell.value, cell.data_type) == (reason, "s")


@pytest.mark.parametrize("mark", ["\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_mark_before_a_formula_hides_it(api: Api, goal: dict[str, Any], mark: str):
    retarget(api, goal, "540000", reason=f"{mark}=HYPERLINK(A1) and more")
    assert table(api.get("/v1/trail?format=csv"))[-1]["reason"].startswith(f"'{mark}=")


def test_a_negative_number_stays_a_number(api: Api, goal: dict[str, Any]):
    assert table(api.get("/v1/trail?format=csv"))[0]["magnitude"] == "-0.2500"


def test_words_with_commas_quotes_and_lines_are_read_back_as_they_were(api: Api, goal: dict[str, Any]):
    reason = 'They said "no", twice,\nand we believed them: €5'
    retarget(api, goal, "540000", reason=reason)
    assert table(api.get("/v1/trail?format=csv"))[-1]["reason"] == reason
    assert book(api.get("/v1/trail?format=xlsx"))["trail"]["S"][-1].value == reason


def test_a_spreadsheet_has_numbers_where_none_is_lost_and_text_elsewhere(api: Api, goal: dict[str, Any]):
    retarget(api, goal, "123456789012345678.5")
    sheet = book(api.get("/v1/trail?format=xlsx"))["trail"]
    columns = {cell.value: n for n, cell in enumerate(sheet[1])}
    first, end, last = ([cell.value for cell in sheet[n]] for n in (2, 3, 4))
    assert (first[columns["before"]], first[columns["after"]]) == (600000, 550000.5)
    assert (end[columns["after"]], last[columns["after"]]) == ("2024-01-31", "123456789012345678.5")
    assert first[columns["magnitude"]] == -0.25


def test_a_spreadsheet_keeps_its_head_in_sight_filters_and_says_what_was_asked(api: Api, goal: dict[str, Any]):
    answer = api.get("/v1/trail?format=xlsx&field=target&actor=admin")
    found = book(answer)
    assert (found["trail"].freeze_panes, found["trail"].auto_filter.ref) == ("A2", "A1:AH3")
    asked = {name.value: value.value for name, value in found["asked"].iter_rows(max_col=2)}
    assert (asked["path"], asked["field"], asked["actor"]) == ("/v1/trail", "target", "admin")
    assert (asked["position"], asked["rows"]) == (answer.headers["Goalpost-Position"], "2")


@pytest.mark.parametrize(("accepted", "ending"), [("text/csv", "csv"), (XLSX, "xlsx")])
def test_the_format_may_stand_in_accept(api: Api, goal: dict[str, Any], accepted: str, ending: str):
    answer = api.get("/v1/trail", headers={"Accept": accepted})
    assert answer.mimetype == accepted
    named = f'attachment; filename="trail-{answer.headers["Goalpost-Position"]}.{ending}"'
    assert answer.headers["Content-Disposition"] == named
    assert answer.headers["Vary"] == "Authorization, Accept"


@pytest.mark.parametrize("accepted", ["*/*", "application/json, text/csv;q=0.5", "text/html,*/*;q=0.8"])
def test_json_is_answered_where_nothing_else_is_wanted_more(api: Api, goal: dict[str, Any], accepted: str):
    answer = api.get("/v1/trail", headers={"Accept": accepted})
    assert (answer.mimetype, answer.headers["Vary"]) == ("application/json", "Authorization, Accept")


def test_the_parameter_goes_before_accept(api: Api, goal: dict[str, Any]):
    assert api.get("/v1/trail?format=json", headers={"Accept": "text/csv"}).mimetype == "application/json"


@pytest.mark.parametrize(
    "query", ["limit=10", "cursor=c1_AAAAAAAAAAAAAAAAAAAAAAAA", "limit=10&cursor=c1_AAAAAAAAAAAAAAAAAAAAAAAA"]
)
def test_a_file_has_no_pages(api: Api, goal: dict[str, Any], query: str):
    answer = api.get(f"/v1/trail?format=csv&{query}")
    assert answer.status_code == 400
    assert {code for _, code in faults(answer)} == {"not-with-a-file"}


def test_an_unknown_format_is_refused(api: Api, goal: dict[str, Any]):
    assert api.get("/v1/trail?format=pdf").status_code == 400


def test_a_file_holds_more_than_is_read_at_once_and_nothing_written_since(api: Api, goal: dict[str, Any]):
    retargets.told(api.doors.hub, api.workspace_id, goal["kpi"]["id"], TOGETHER + retargets.EACH)
    answer = api.get("/v1/trail?format=csv&sort=-position", buffered=False)
    retarget(api, goal, "430000")
    positions = [int(row["position"]) for row in table(answer)]
    assert len(positions) == TOGETHER + retargets.EACH + len(("target", "end"))
    assert positions == sorted(positions, reverse=True)


def test_a_file_is_of_one_moment(api: Api, goal: dict[str, Any]):
    position = api.get("/v1/trail").headers["Goalpost-Position"]
    retarget(api, goal, "540000")
    answer = api.get(f"/v1/trail?format=csv&as_of={position}")
    assert (len(table(answer)), answer.headers["Goalpost-Position"]) == (2, position)


def test_one_goals_trail_is_a_file_too_and_nobodys_is_not_found(api: Api, goal: dict[str, Any]):
    assert len(table(api.get(f"/v1/goals/{goal['id']}/trail?format=csv"))) == 2
    assert api.get(f"/v1/goals/{NOBODY}/trail?format=csv").status_code == 404


def test_an_empty_trail_is_a_header_and_nothing_else(api: Api):
    assert table(api.get("/v1/trail?format=csv")) == []
    assert book(api.get("/v1/trail?format=xlsx"))["trail"].max_row == 1


def test_sealed_words_are_opened_in_a_file(api: Api, goal: dict[str, Any]):
    retarget(api, goal, "540000", reason={"text": "Ana was ill for a quarter", "subject": "ana"})
    assert table(api.get("/v1/trail?format=csv"))[-1]["reason"] == "Ana was ill for a quarter"


def test_a_viewer_may_take_the_trail_away_and_a_stranger_not(api: Api, goal: dict[str, Any]):
    assert api.as_role("viewer").get("/v1/trail?format=csv").status_code == 200
    assert api.app.test_client().get("/v1/trail?format=csv").status_code == 401

"""A retrospective as a document, over HTTP: how it is asked for, and how it is kept."""

import re
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.deciding import under
from tests.api.known import NOBODY, RETARGET, act, eased_in_december, faults, made

PATH = "/v1/retrospectives/2023-Q4"
DAYS = "/v1/retrospectives?from=2023-10-01&to=2023-12-31"
AS_MARKDOWN = {"Accept": "text/markdown"}
STEP = {"kind": "deliverable", "due": "2023-12-20"}


@pytest.fixture
def goal(api: Api) -> dict[str, Any]:
    return eased_in_december(api)


def test_the_parameter_or_the_accepted_type_asks_for_markdown(api: Api, goal: dict[str, Any]):
    asked = api.get(f"{PATH}?format=markdown")
    accepted = api.get(PATH, headers=AS_MARKDOWN)
    assert asked.headers["Content-Type"] == "text/markdown; charset=utf-8; variant=GFM"
    assert asked.text.startswith("# Retrospective of 2023-Q4\n")
    assert (accepted.text, accepted.headers["ETag"]) == (asked.text, asked.headers["ETag"])


def test_two_days_are_a_document_too(api: Api, goal: dict[str, Any]):
    told = api.get(f"{DAYS}&format=markdown")
    assert told.text.startswith("# Retrospective of 1 October to 31 December 2023\n")


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/json", "application/json, text/markdown;q=0.5", "text/html"]
)
def test_who_does_not_ask_for_it_is_answered_in_json(api: Api, goal: dict[str, Any], accept: str):
    assert api.get(PATH, headers={"Accept": accept}).headers["Content-Type"] == "application/json"


def test_the_parameter_outweighs_the_accepted_type(api: Api, goal: dict[str, Any]):
    told = api.get(f"{PATH}?format=json", headers=AS_MARKDOWN)
    assert told.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_caches_are_told_that_the_accepted_type_decides(api: Api, goal: dict[str, Any], form: str):
    assert api.get(f"{PATH}?format={form}").headers["Vary"] == "Authorization, Accept"


def test_a_pinned_document_is_the_same_for_ever(api: Api, goal: dict[str, Any]):
    path = f"{PATH}?format=markdown&as_of={goal['position']}"
    before = api.get(path)
    api.clock("2024-03-01T09:00:00Z")
    act(api, goal, "retargets", {**RETARGET, "target": {"kind": "absolute", "value": "450000"}})
    after = api.get(path)
    assert (after.text, after.headers["ETag"]) == (before.text, before.headers["ETag"])
    assert "immutable" in after.headers["Cache-Control"]
    assert api.get(path, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304


def test_the_document_and_the_json_have_tags_of_their_own(api: Api, goal: dict[str, Any]):
    assert api.get(f"{PATH}?format=markdown").headers["ETag"] != api.get(PATH).headers["ETag"]


def test_time_alone_makes_no_other_document_of_a_period_that_is_over(api: Api, goal: dict[str, Any]):
    path = f"{PATH}?format=markdown&on=2024-01-10"
    before = api.get(path)
    api.clock("2024-01-10T11:00:00Z")
    assert api.get(path, headers={"If-None-Match": before.headers["ETag"]}).status_code == 304


def test_it_tells_what_was_announced_before_what_was_pulled_forward_by_whom_it_was_done_and_what_was_not_closed(
    api: Api,
):
    goal = under(api, easing_notice_days=20)
    steps = [made(api.post(f"/v1/goals/{goal['id']}/milestones", {**STEP, "title": each}, at="*")) for each in "AB"]
    api.clock("2023-09-20T09:00:00Z")
    act(api, goal, "retargets", RETARGET)
    api.clock("2023-11-01T09:00:00Z")
    sooner = {"due": "2023-12-10", "reason": "The vendor is early"}
    made(api.post(f"/v1/milestones/{steps[0]['id']}/reschedule", sooner, at="*"), 200)
    made(api.post(f"/v1/milestones/{steps[1]['id']}/complete", {"note": "Signed by both"}, at="*"), 200)
    api.clock("2024-02-10T09:00:00Z")
    told = api.get(f"{DAYS}&format=markdown").text
    later = api.get("/v1/retrospectives?from=2023-10-01&to=2024-02-09&format=markdown").text
    assert "announced before the period, in force from 10 October 2023" in told
    assert "Pulled forward:\n\n- “A” of **Increase revenue**: 10 days earlier: first due 20 December 2023" in told
    assert re.search("“B” of .*: 1 November 2023, 49 days early, completed by .+\\. “Signed by both”", told)
    assert "not closed" not in told
    assert "not closed 40 days past its end; nothing was read yet" in later


def test_what_cannot_be_answered_is_a_problem_all_the_same(api: Api, goal: dict[str, Any]):
    assert api.get(f"{PATH}?format=markdown&goal={NOBODY}").status_code == 404
    assert api.get("/v1/retrospectives/2999-Q1?format=markdown").headers["Content-Type"] == "application/problem+json"
    assert faults(api.get(f"{PATH}?format=pdf")) == [("", "unknown-word")]


def test_the_specification_has_both_types(api: Api):
    paths = made(api.get("/openapi.json"), 200)["paths"]
    for path in ("/v1/retrospectives", "/v1/retrospectives/{period}"):
        told = paths[path]["get"]["responses"]["200"]["content"]
        assert set(told) == {"application/json", "text/markdown"}

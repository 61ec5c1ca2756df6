"""The feed over HTTP."""

from typing import Any

import pytest

from tests.api.client import Api
from tests.api.known import RETARGET, active, kpi, made, read


@pytest.fixture(autouse=True)
def written(api: Api) -> None:
    api.clock("2023-10-01T09:00:00Z")
    measured = kpi(api)
    goal = active(api, measured)
    read(api, measured, "2023-09-30", "480000")
    made(api.post(f"/v1/goals/{goal['id']}/retargets", RETARGET, at="*"), 200)


def page(api: Api, query: str = "") -> dict[str, Any]:
    return made(api.get(f"/v1/events{query}"), 200)


def test_every_event_is_a_cloud_event_in_the_order_of_positions(api: Api):
    found = page(api)
    assert [event["type"].removeprefix("goalpost.") for event in found["items"]] == [
        "workspace.opened.v1",
        "kpi.defined.v1",
        "goal.created.v1",
        "goal.activated.v1",
        "reading.recorded.v1",
        "goal.retargeted.v1",
    ]
    assert [int(event["sequence"]) for event in found["items"]] == [1, 2, 3, 4, 5, 6]
    assert {event["specversion"] for event in found["items"]} == {"1.0"}
    assert (found["next_after"], found["full"]) == (6, False)


def test_an_event_tells_when_it_was_so_and_when_it_was_recorded(api: Api):
    (event,) = page(api, "?types=goalpost.reading.recorded.v1")["items"]
    assert event["time"] == "2023-09-30T00:00:00.000000Z"
    assert event["recordedtime"] == "2023-10-01T09:00:00.000000Z"
    assert (event["data"]["value"], event["actorid"]) == ("480000", "admin")


def test_a_retarget_that_nobody_approved_says_nothing_of_an_approval(api: Api):
    (event,) = page(api, "?types=goalpost.goal.retargeted.v1")["items"]
    assert {"approval", "follows"}.isdisjoint(event["data"])
    assert (event["data"]["after"]["resolved"], event["data"]["reason"]) == ("500000", RETARGET["reason"])


def test_a_follower_misses_nothing_and_reads_nothing_twice(api: Api):
    seen, after = [], 0
    for _ in range(3):
        found = page(api, f"?after={after}&limit=2")
        seen += [int(event["sequence"]) for event in found["items"]]
        after = found["next_after"]
        assert found["full"]
    assert seen == [1, 2, 3, 4, 5, 6]
    assert page(api, f"?after={after}&limit=2")["items"] == []


def test_a_full_page_stays_the_same_for_ever(api: Api):
    first = api.get("/v1/events?limit=4").data
    kpi(api, key="another")
    assert api.get("/v1/events?limit=4").data == first


def test_a_full_page_may_be_kept_and_any_other_is_asked_for_again(api: Api):
    kept, asked_again = "private, immutable, max-age=31536000", "private, no-cache"
    for query, told in (
        ("limit=4", kept),
        ("after=4&limit=2", kept),
        ("limit=7", asked_again),
        ("after=6", asked_again),
    ):
        assert api.get(f"/v1/events?{query}").headers["Cache-Control"] == told, query


def test_a_full_page_leads_on_to_the_next(api: Api):
    types = "goalpost.goal.retargeted.v1,goalpost.goal.created.v1"
    first = api.get(f"/v1/events?types={types}&limit=1")
    link = first.headers["Link"]
    assert link.startswith("</v1/events?") and link.endswith('>; rel="next"')
    second = api.get(link[1 : link.index(">")])
    assert [event["type"] for event in second.json["items"]] == ["goalpost.goal.retargeted.v1"]
    assert "Link" not in api.get("/v1/events?limit=7").headers


def test_only_the_wanted_types_come_and_the_others_are_passed_over(api: Api):
    types = "goalpost.goal.retargeted.v1,goalpost.goal.created.v1"
    found = page(api, f"?types={types}&limit=5")
    assert [int(event["sequence"]) for event in found["items"]] == [3, 6]
    assert found["next_after"] == 6


def test_another_workspaces_feed_is_its_own(api: Api):
    found = page(api.other())
    assert [event["type"] for event in found["items"]] == ["goalpost.workspace.opened.v1"]


@pytest.mark.parametrize("query", ["?after=-1", "?after=soon", "?types=goal.made", "?limit=1001", "?as_of=soon"])
def test_an_unknown_question_is_refused(api: Api, query: str):
    assert api.get(f"/v1/events{query}").status_code == 400

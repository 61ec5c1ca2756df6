"""What has not changed is not sent again, however late it is."""

import pytest

from api.contract.etags import etag, member
from tests.api.client import Answer, Api
from tests.api.known import active, draft, kpi, made, read
from tests.api.test_milestones import COUNTED


@pytest.fixture
def paths(live: Api) -> dict[str, str]:
    """Of what there is in a live workspace, by what it is."""
    goal = active(live)
    at = f"/v1/goals/{goal['id']}"
    milestone = made(live.post(f"{at}/milestones", {**COUNTED, "due": "2030-01-01"}, at="*"))
    container = made(live.post("/v1/containers", {"name": "Sales", "kind": "theme"}))
    return {
        "goal": at,
        "goals": "/v1/goals",
        "forecast": f"{at}/forecast",
        "milestone": f"/v1/milestones/{milestone['id']}",
        "container": f"/v1/containers/{container['id']}",
        "kpi": f"/v1/kpis/{goal['kpi']['id']}",
        "workspace": "/v1/workspace",
    }


def asked_again(api: Api, path: str) -> Answer:
    """After the answer that is had already."""
    return api.get(path, headers={"If-None-Match": api.get(path).headers["ETag"]})


KINDS = ["goal", "goals", "forecast", "milestone", "container", "kpi", "workspace"]


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_not_changed_is_not_sent_again_though_time_has_passed(live: Api, paths: dict[str, str], kind: str):
    again = asked_again(live, paths[kind])
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("kind", ["goal", "goals", "forecast"])
def test_what_a_reading_changed_is_sent_again(live: Api, paths: dict[str, str], kind: str):
    tag = live.get(paths[kind]).headers["ETag"]
    read(live, paths["kpi"].rpartition("/")[2], "2023-01-31", "420000")
    assert live.get(paths[kind], headers={"If-None-Match": tag}).status_code == 200


def test_the_tag_of_a_write_is_that_of_what_is_then_read(live: Api):
    drafted = draft(live)
    path = f"/v1/goals/{drafted['id']}"
    written = live.patch(path, {"title": "Grow"}, at=drafted["version"])
    assert written.headers["ETag"] == live.get(path).headers["ETag"]


def test_an_instant_that_was_recorded_is_in_the_tag_though_it_is_the_one_asked_about():
    early, late = "2023-10-01T09:00:00.000000Z", "2023-10-01T09:00:00.000001Z"
    told = {at: f'{{"created_at":"{at}","as_of":"{at}"}}'.encode() for at in (early, late)}
    assert etag(told[early], passing=member("as_of", early)) != etag(told[late], passing=member("as_of", late))


def test_an_instant_that_was_named_is_in_the_tag(api: Api):
    api.clock("2023-10-01T09:00:00Z")
    path = f"/v1/goals/{draft(api)['id']}"
    assert api.get(path).headers["ETag"] != api.get(f"{path}?as_of=3").headers["ETag"]


def test_a_page_that_leads_on_is_not_sent_again(live: Api):
    for key in ("a", "b"):
        kpi(live, key=key)
    assert asked_again(live, "/v1/kpis?limit=1").status_code == 304


def test_a_page_that_leads_on_is_sent_again_when_the_next_may_be_another(live: Api):
    for key in ("a", "b"):
        kpi(live, key=key)
    tag = live.get("/v1/kpis?limit=1").headers["ETag"]
    kpi(live, key="c")
    assert live.get("/v1/kpis?limit=1", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("path", ["/v1/workspace", "/v1/clock"])
def test_a_clock_that_was_set_is_told(api: Api, path: str):
    tag = api.get(path).headers["ETag"]
    assert api.get(path, headers={"If-None-Match": tag}).status_code == 304
    api.clock("2023-10-01T09:00:00Z")
    assert api.get(path, headers={"If-None-Match": tag}).json["now"] == "2023-10-01T09:00:00.000000Z"


def test_a_live_clock_is_told_each_time(live: Api):
    assert asked_again(live, "/v1/clock").status_code == 200

"""Containers over HTTP."""

from typing import Any

import pytest
from sqlalchemy import select

from goals.database import Prepared
from goals.event_log import seen
from goals.tables import events
from projections.containers import containers
from tests.api.client import Api

EVENTS = Prepared(select(events.c.state))
VERSIONS = Prepared(select(containers))
NOWHERE = "01900000-0000-7000-8000-0000000000ff"


def opened(api: Api, name: str = "Growth", **more: Any) -> str:
    answer = api.post("/v1/containers", {"name": name, "kind": "theme", **more})
    assert answer.status_code == 201, answer.text
    made: str = answer.json["id"]
    return made


def names(api: Api, query: str = "") -> list[str]:
    return [item["name"] for item in api.get(f"/v1/containers{query}").json["items"]]


def faults(answer: Any) -> list[tuple[str, str]]:
    return [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]]


def test_a_container_is_where_its_answer_says_and_as_it_was_answered(api: Api):
    made = api.post("/v1/containers", {"name": "Growth", "kind": "theme", "description": "all of it"})
    assert made.status_code == 201
    shown = api.get(made.headers["Location"])
    assert shown.json == made.json
    assert (shown.json["name"], shown.json["description"], shown.json["version"]) == ("Growth", "all of it", 1)
    assert shown.headers["ETag"] == made.headers["ETag"]


def test_a_container_is_renamed_and_limited_by_a_patch(api: Api):
    container = opened(api, description="all of it")
    patched = api.patch(f"/v1/containers/{container}", {"name": "Revenue", "max_active_goals": 1}, at=1)
    assert patched.status_code == 200
    assert (patched.json["name"], patched.json["max_active_goals"]) == ("Revenue", 1)
    assert (patched.json["description"], patched.json["version"]) == ("all of it", 3)


def test_null_in_a_patch_takes_away(api: Api):
    container = opened(api, description="all of it", max_active_goals=1)
    patched = api.patch(f"/v1/containers/{container}", {"description": None, "max_active_goals": None}, at=1)
    assert (patched.json["description"], patched.json["max_active_goals"]) == (None, None)


def test_a_patch_that_changes_nothing_records_nothing(api: Api):
    container = opened(api)
    patched = api.patch(f"/v1/containers/{container}", {"name": "Growth"}, at=1)
    assert (patched.status_code, patched.json["version"], patched.json["position"]) == (200, 1, 2)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", {"name": "Revenue"}),
        ("POST", "/move", {"parent_id": None}),
        ("POST", "/archive", {}),
    ],
)
def test_changing_a_container_needs_the_version_it_was_decided_on(api: Api, method: str, path: str, body: Any):
    container = opened(api)
    address = f"/v1/containers/{container}{path}"
    assert api.open(method, address, json=body).status_code == 428
    stale = api.open(method, address, json=body, at=7)
    assert (stale.status_code, stale.json["current_version"]) == (412, 1)
    assert api.open(method, address, json=body, at=1).status_code == 200


def test_a_moved_container_hangs_under_its_new_parent(api: Api):
    top, leaf = opened(api, "Top"), opened(api, "Leaf")
    moved = api.post(f"/v1/containers/{leaf}/move", {"parent_id": top}, at=1)
    assert moved.json["parent_id"] == top
    assert api.get(f"/v1/containers/{top}").json["containers"] == [leaf]


def test_a_container_is_not_moved_under_itself_or_its_parts(api: Api):
    top = opened(api, "Top")
    leaf = opened(api, "Leaf", parent_id=top)
    itself = api.post(f"/v1/containers/{top}/move", {"parent_id": top}, at=1)
    assert (itself.status_code, faults(itself)) == (422, [("/parent_id", "container-under-itself")])
    part = api.post(f"/v1/containers/{top}/move", {"parent_id": leaf}, at=1)
    assert (part.status_code, faults(part)) == (409, [("/parent_id", "container-under-its-own-part")])


def test_an_archived_container_takes_nothing_in(api: Api):
    container = opened(api)
    archived = api.post(f"/v1/containers/{container}/archive", {"reason": "done with it"}, at=1)
    assert (archived.json["archived"], archived.json["archived_for"]) == (True, "done with it")
    refused = api.post("/v1/containers", {"name": "Below", "kind": "folder", "parent_id": container})
    assert (refused.status_code, faults(refused)) == (409, [("/parent_id", "container-is-archived")])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, ("/name", "wrong-length")),
        ({"name": "x" * 201}, ("/name", "wrong-length")),
        ({"name": "a\0b"}, ("/name", "not-text")),
        ({"name": None}, ("/name", "null")),
        ({"kind": "drawer"}, ("/kind", "unknown-word")),
        ({"parent_id": "top"}, ("/parent_id", "not-an-id")),
        ({"parent_id": NOWHERE}, ("/parent_id", "not-found")),
        ({"max_active_goals": 0}, ("/max_active_goals", "out-of-range")),
        ({"max_active_goals": "1"}, ("/max_active_goals", "wrong-type")),
        ({"colour": "red"}, ("/colour", "unknown-field")),
    ],
)
def test_what_is_wrong_with_a_new_container_is_pointed_at(api: Api, change: Any, fault: tuple[str, str]):
    answer = api.post("/v1/containers", {"name": "Growth", "kind": "theme", **change})
    assert answer.status_code in (404, 422)
    assert faults(answer) == [fault]
    assert names(api) == []


def test_containers_are_listed_by_name_whatever_its_case(api: Api):
    for name in ("beta", "Alpha", "Gamma"):
        opened(api, name)
    assert names(api) == ["Alpha", "beta", "Gamma"]
    assert names(api, "?sort=-name") == ["Gamma", "beta", "Alpha"]
    assert names(api, "?sort=opened_at") == ["beta", "Alpha", "Gamma"]


def test_the_list_is_filtered_by_parent_kind_and_archive(api: Api):
    top = opened(api, "Top")
    opened(api, "Leaf", parent_id=top)
    folder = api.post("/v1/containers", {"name": "Folder", "kind": "folder"}).json["id"]
    api.post(f"/v1/containers/{folder}/archive", {}, at=1)
    assert names(api, f"?parent_id={top}") == ["Leaf"]
    assert names(api, "?parent_id=top") == ["Folder", "Top"]
    assert names(api, "?kind=folder") == ["Folder"]
    assert names(api, "?archived=false") == ["Leaf", "Top"]
    assert names(api, "?archived=true&kind=theme") == []


def test_pages_follow_one_another_by_the_link(api: Api):
    for name in "abcde":
        opened(api, name)
    seen: list[str] = []
    path = "/v1/containers?limit=2"
    while path:
        page = api.get(path)
        seen += [item["name"] for item in page.json["items"]]
        path = page.headers.get("Link", "").partition(">")[0].lstrip("<")
    assert seen == list("abcde")


def test_a_list_and_a_container_can_be_asked_for_as_they_were(api: Api):
    container = opened(api)
    api.patch(f"/v1/containers/{container}", {"name": "Revenue"}, at=1)
    assert names(api, "?as_of=2") == ["Growth"]
    assert names(api, "?as_of=1") == []
    assert api.get(f"/v1/containers/{container}?as_of=2").json["name"] == "Growth"
    assert api.get(f"/v1/containers/{container}?as_of=1").status_code == 404


def test_another_workspaces_container_is_not_there(api: Api):
    container = opened(api)
    other = api.other()
    assert other.get(f"/v1/containers/{container}").status_code == 404
    assert other.patch(f"/v1/containers/{container}", {"name": "Mine"}, at="*").status_code == 404
    assert other.post("/v1/containers", {"name": "Mine", "kind": "theme", "parent_id": container}).status_code == 404
    assert names(other) == []


def test_readers_read_and_owners_change(api: Api):
    container = opened(api)
    viewer, contributor, owner = (api.as_role(role) for role in ("viewer", "contributor", "owner"))
    assert viewer.get(f"/v1/containers/{container}").status_code == 200
    for reader in (viewer, contributor):
        assert reader.post("/v1/containers", {"name": "Mine", "kind": "theme"}).status_code == 403
        assert reader.patch(f"/v1/containers/{container}", {"name": "Mine"}, at=1).status_code == 403
    assert owner.patch(f"/v1/containers/{container}", {"name": "Ours"}, at=1).status_code == 200


def test_a_sealed_name_is_told_and_not_stored_in_the_clear(api: Api):
    sealed = {"text": "Anna's garden", "subject": "anna"}
    container = api.post("/v1/containers", {"name": sealed, "kind": "theme"}).json["id"]
    assert api.get(f"/v1/containers/{container}").json["name"] == "Anna's garden"
    with api.doors.database.reading() as rows:
        seen(rows, api.workspace_id)
        stored = [*rows.all(EVENTS), *rows.all(VERSIONS)]
    assert len(stored) == 3
    assert not any("garden" in str(row) for row in stored)

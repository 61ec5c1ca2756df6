"""Nobody notices a rebuild: what is asked meanwhile is answered as ever, and what is written meanwhile is there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest

from api.sample.loading import NAMES, load
from goals.vocabulary import WorkspaceKind
from projections.rebuild import check, rebuild
from tests.api.client import Api

MEANWHILE = 30
"""Times that everything is asked, or something is written, while rebuilds go on."""

Answers = Mapping[str, tuple[bytes, str | None]]


@pytest.fixture
def sample(api: Api) -> Api:
    """An administrator of the sample."""
    load(api.doors.hub)
    workspace_id, kind = api.doors.hub.workspace_named(NAMES[0])
    bare = replace(api, workspace_id=workspace_id, kind=WorkspaceKind(kind))
    return replace(bare, key=bare.new_key("admin"))


@contextmanager
def rebuilding(api: Api) -> Iterator[Callable[[], int]]:
    """Again and again until the block ends; how often so far. What a rebuild raises, or finds, is raised."""
    stopped, differences, failed = Event(), [], []

    def again() -> None:
        try:
            while not stopped.is_set():
                differences.append(rebuild(api.doors.hub, api.workspace_id).difference)
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=again)
    thread.start()
    try:
        yield lambda: len(differences)
    finally:
        stopped.set()
        thread.join()
    assert failed == []
    assert set(differences) == {None}


def pinned(api: Api) -> list[str]:
    """Questions about moments gone by, of every read model that is asked."""
    position = int(api.get("/v1/goals").headers["Goalpost-Position"])
    goals = [each["id"] for each in api.get("/v1/goals?limit=5").json["items"]]
    of_goals = [f"/v1/goals/{goal}{rest}" for goal in goals for rest in ("", "/trail", "/versions", "/milestones")]
    lists = ["/v1/goals", "/v1/kpis", "/v1/containers", "/v1/retargets", "/v1/trail", "/v1/integrity?period=2023"]
    return [
        f"{path}{'&' if '?' in path else '?'}as_of={at}"
        for path in (*of_goals, *lists)
        for at in (position - 1, position - 40)
    ]


def answered(api: Api, paths: list[str]) -> Answers:
    answers = {path: api.get(path) for path in paths}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    return {path: (answer.data, answer.headers.get("ETag")) for path, answer in answers.items()}


def test_what_is_pinned_has_the_same_bytes_before_during_and_after(sample: Api):
    paths = pinned(sample)
    before = answered(sample, paths)
    assert sum(tag is not None for _, tag in before.values()) > len(paths) * 0.8
    with rebuilding(sample) as times:
        while times() < 3:
            assert answered(sample, paths) == before
    assert answered(sample, paths) == before


def test_what_is_written_meanwhile_is_answered_and_is_in_the_rebuilt(sample: Api):
    made: list[dict[str, Any]] = []
    with rebuilding(sample) as times:
        while len(made) < MEANWHILE or times() < 3:
            answer = sample.post("/v1/containers", {"name": f"Number {len(made)}", "kind": "folder"})
            assert answer.status_code == 201, answer.text
            made.append(answer.json)
            assert sample.get(f"/v1/containers/{answer.json['id']}").json["name"] == answer.json["name"]
    assert check(sample.doors.hub, sample.workspace_id).difference is None
    for each in made:
        assert sample.get(f"/v1/containers/{each['id']}").json["name"] == each["name"]


def test_a_list_is_paged_across_a_rebuild(sample: Api):
    whole = [each["id"] for each in sample.get("/v1/goals?limit=200").json["items"]]
    found, query = [], "limit=3"
    while query:
        page = sample.get(f"/v1/goals?{query}").json
        found += [each["id"] for each in page["items"]]
        query = "" if page["next_cursor"] is None else f"limit=3&cursor={page['next_cursor']}"
        rebuild(sample.doors.hub, sample.workspace_id)
    assert found == whole


def test_a_file_is_whole_though_a_rebuild_comes_between_its_pages(sample: Api):
    before = sample.get("/v1/trail?format=csv").data
    with rebuilding(sample) as times:
        while times() < 3:
            assert sample.get("/v1/trail?format=csv").data == before

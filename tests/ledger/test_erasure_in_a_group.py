"""An erasure and text sealed before it, recorded in one transaction: what the log has after it can be read."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest

from goals.writing import Writing
from tests.api.client import Answer, Api
from tests.ledger.personal import ERASE, HER, MEASURE, NOW, hers, sent

PATIENCE_S = 20.0
TARGET = {"target": {"kind": "absolute", "value": "500000"}, "reason_code": "other"}


@pytest.fixture
def api(home: Api) -> Api:
    home.clock(NOW)
    home.post("/v1/subjects", {"id": HER})
    return home


@dataclass
class Queue:
    """Requests that wait, in this order, for a writer to be done."""

    api: Api
    threads: ThreadPoolExecutor
    answers: list[Future[Answer]] = field(default_factory=list)

    def add(self, path: str, body: Any, **options: Any) -> None:
        self.answers.append(self.threads.submit(self.api.post, path, body, **options))
        group = self.api.doors.hub._group(self.api.workspace_id)
        until(lambda: len(group._waiting) == len(self.answers))


def until(is_so: Callable[[], bool]) -> None:
    give_up = monotonic() + PATIENCE_S
    while not is_so():
        assert monotonic() < give_up
        sleep(0.001)


@contextmanager
def in_one_group(api: Api) -> Iterator[Queue]:
    """What is added in the block waits until its end, and is then done in one transaction, or one after another where
    a request is alone in its own."""
    holds, may_end = Event(), Event()

    def hold(writing: Writing) -> None:
        holds.set()
        assert may_end.wait(PATIENCE_S)

    with ThreadPoolExecutor(16) as threads:
        threads.submit(api.doors.hub.write, api.workspace_id, hold)
        assert holds.wait(PATIENCE_S)
        try:
            yield Queue(api, threads)
        finally:
            may_end.set()


def goal(api: Api) -> tuple[str, str]:
    """A goal that is pursued, in nobody's words, and its KPI."""
    container_id = sent(api, "/v1/containers", {"name": "All", "kind": "folder"})["id"]
    kpi_id = sent(api, "/v1/kpis", {"key": "mrr", "name": "MRR", **MEASURE})["id"]
    said = {
        "title": "More",
        "direction": "increase",
        "kpi_id": kpi_id,
        "container_id": container_id,
        "baseline": {"state": "known", "value": "400000"},
        "target": {"kind": "absolute", "value": "600000"},
        "window": {"start": "2023-01-01", "end": "2023-12-31"},
    }
    goal_id = sent(api, "/v1/goals", said)["id"]
    sent(api, f"/v1/goals/{goal_id}/activate", {})
    return f"/v1/goals/{goal_id}", f"/v1/kpis/{kpi_id}"


def test_text_that_was_sealed_before_an_erasure_of_the_same_transaction_outlives_it(api: Api):
    about, kpi = goal(api)
    sent(api, "/v1/containers", {"name": hers("before"), "kind": "folder"})
    reading = {"observed_at": "2023-02-01T00:00:00Z", "value": "450000", "note": hers("note")}
    with in_one_group(api) as queue:
        queue.add(f"/v1/subjects/{HER}/erase", ERASE)
        queue.add("/v1/containers", {"name": hers("after"), "kind": "folder"})
        queue.add(f"{about}/retargets?dry_run=true", {**TARGET, "reason": hers("tried")}, at="*")
        queue.add(f"{about}/retargets", {**TARGET, "reason": hers("reason")}, at="*")
        queue.add(f"{kpi}/readings", {**reading, "observed_at": "2023-01-01T00:00:00Z"})
        queue.add(f"{kpi}/readings", [reading])
    answers = [each.result() for each in queue.answers]
    assert [each.status_code for each in answers] == [200, 201, 200, 200, 201, 207], [each.text for each in answers]
    erased_at = api.get(f"/v1/subjects/{HER}").json["erasures"][0]["recorded_position"]
    assert all(each.json["position"] > erased_at for each in answers[1:])
    assert api.get(answers[1].headers["Location"]).json["name"] == hers("after")["text"]
    assert [each["reason"] for each in api.get("/v1/trail").json["items"]] == [hers("reason")["text"]]
    assert {each["note"] for each in api.get(f"{kpi}/readings").json["items"]} == {hers("note")["text"]}
    names = [each["name"] for each in api.get("/v1/containers").json["items"]]
    assert names.count("[erased]") == 1


def test_text_that_was_recorded_before_an_erasure_of_the_same_transaction_is_erased_with_the_rest(api: Api):
    sent(api, "/v1/containers", {"name": hers("before"), "kind": "folder"})
    with in_one_group(api) as queue:
        queue.add("/v1/containers", {"name": hers("just before"), "kind": "folder"})
        queue.add(f"/v1/subjects/{HER}/erase", ERASE)
    made, erased = (each.result() for each in queue.answers)
    assert (made.status_code, erased.status_code) == (201, 200)
    assert {each["name"] for each in api.get("/v1/containers").json["items"]} == {"[erased]"}

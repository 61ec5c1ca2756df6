"""A subject has a key where something is recorded that it opens; what is refused leaves none."""

from typing import Any

import pytest
from sqlalchemy import bindparam, select

from goals.database import Prepared, Rows
from goals.keyring import former_keys, sealing_keys
from goals.tables import events
from tests.api.client import Api
from tests.ledger.personal import ERASE, HER, NOW, hers, sent
from tests.ledger.test_erasure_in_a_group import TARGET, goal, in_one_group

FOLDER = {"name": hers("folder"), "kind": "folder"}
SEEN = Prepared(select(events.c.topic).where(events.c.position == bindparam("position")))
READING = {"observed_at": "2023-02-01T00:00:00Z", "value": "450000", "key": "one"}


@pytest.fixture
def api(home: Api) -> Api:
    home.clock(NOW)
    return home


def subjects_with_keys(api: Api) -> set[str]:
    with api.doors.keys_database.engine.connect() as keys:
        return {row.subject for table in (sealing_keys, former_keys) for row in keys.execute(table.select())}


def refused(api: Api, about: str, kpi: str) -> list[int]:
    """The statuses of requests with a text of hers of which nothing is recorded."""
    said, auditor = {**TARGET, "reason": hers("reason")}, api.as_role("auditor")
    reading = {**READING, "note": hers("note")}
    answers = [
        api.post(f"{about}/retargets", said, at=99),
        api.post(f"{about}/retargets?dry_run=true", said, at="*"),
        api.post(f"{about}/retargets", {**said, "target": {}}, at="*"),
        api.post("/v1/goals/nowhere/comments", {"text": hers("comment")}),
        api.post("/v1/containers", FOLDER, once="used"),
        api.post(f"{kpi}/readings", reading),
        api.post(f"{kpi}/readings", [reading, {**reading, "value": "1"}, {**reading, "key": "b", "value": "?"}]),
        api.post(f"/v1/subjects/{HER}/erase", {**ERASE, "reason": hers("reason")}),
        auditor.post(f"/v1/subjects/{HER}/hold", {"reason": hers("reason")}),
        auditor.post("/v1/subjects/nobody/hold", {"reason": hers("reason")}),
    ]
    return [answer.status_code for answer in answers]


REFUSED = [412, 200, 422, 404, 422, 200, 207]


def test_what_is_refused_tried_or_repeated_leaves_no_key(api: Api) -> None:
    about, kpi = goal(api)
    sent(api, f"{kpi}/readings", {**READING, "note": {"text": "Bob's", "subject": "bob"}})
    api.post("/v1/containers", {"name": "Used", "kind": "folder"}, once="used")
    assert refused(api, about, kpi) == [*REFUSED, 404, 404, 404]
    assert api.get(f"/v1/subjects/{HER}").status_code == 404
    assert subjects_with_keys(api) == {"bob"}


def test_who_was_erased_is_readable_again_once_something_is_recorded_and_not_before(api: Api) -> None:
    about, kpi = goal(api)
    sent(api, f"{kpi}/readings", {**READING, "note": hers("before")})
    api.post("/v1/containers", FOLDER, once="used")
    sent(api, f"/v1/subjects/{HER}/erase", ERASE)
    assert api.post("/v1/containers", FOLDER, once="used").status_code == 410
    assert refused(api, about, kpi) == [*REFUSED[:4], 410, *REFUSED[5:], 422, 422, 404]
    assert api.get(f"/v1/subjects/{HER}").json["is_readable"] is False
    assert subjects_with_keys(api) == set()
    sent(api, f"{about}/comments", {"text": hers("after")})
    assert api.get(f"/v1/subjects/{HER}").json["is_readable"] is True
    assert api.get(f"{about}/comments").json["items"][0]["text"] == hers("after")["text"]


def test_of_a_batch_those_have_a_key_whose_rows_were_recorded(api: Api) -> None:
    _, kpi = goal(api)
    rows: list[dict[str, Any]] = [{**READING, "note": {"text": "Bob's", "subject": "bob"}}]
    rows.append({**READING, "value": "1", "note": {"text": "Contradicts it", "subject": "cid"}})
    rows.append({**READING, "value": "x", "key": "two", "note": {"text": "Is none", "subject": "dot"}})
    rows.append({**READING, "key": "three", "note": hers("note")})
    told = api.post(f"{kpi}/readings", rows).json["items"]
    assert [row["outcome"] for row in told] == ["created", "conflict", "failed", "created"]
    assert subjects_with_keys(api) == {"bob", HER}
    notes = {each["note"] for each in api.get(f"{kpi}/readings").json["items"]}
    assert notes == {"Bob's", hers("note")["text"]}


def test_writers_of_one_transaction_who_each_drew_a_key_for_a_subject_end_with_one(api: Api) -> None:
    about, _ = goal(api)
    with in_one_group(api) as queue:
        queue.add(f"{about}/retargets", {**TARGET, "reason": hers("refused")}, at=99)
        queue.add("/v1/containers", {**FOLDER, "name": hers("one")})
        queue.add("/v1/containers", {**FOLDER, "name": hers("two")})
        queue.add("/v1/subjects", {"id": "bob", "name": "Bob"})
        queue.add("/v1/containers", {**FOLDER, "name": {"text": "Bob's", "subject": "bob"}})
    answers = [each.result() for each in queue.answers]
    assert [each.status_code for each in answers] == [412, 201, 201, 201, 201]
    names = {each["name"] for each in api.get("/v1/containers").json["items"]}
    assert names >= {hers("one")["text"], hers("two")["text"], "Bob's"}
    assert api.get("/v1/subjects/bob").json["name"] == "Bob"


@pytest.mark.parametrize("personal_settings", ["apart"], indirect=True)
def test_a_key_is_durable_before_what_it_opens(api: Api) -> None:
    log: Any = api.doors.database
    commit, head = log.commit, api.get("/v1/workspace").json["head"]
    at_its_commit: list[set[str]] = []

    def watched(rows: Rows) -> None:
        if rows.one(SEEN, position=head + 1) is not None:
            at_its_commit.append(subjects_with_keys(api))
        commit(rows)

    log.commit = watched
    sent(api, "/v1/containers", FOLDER)
    del log.commit
    assert at_its_commit == [{HER}]

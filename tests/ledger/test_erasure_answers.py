"""What was answered with a subject's text, and might be kept: by the server for repeated requests, by whoever asked."""

from collections.abc import Callable
from typing import Any

import pytest

from api.contract import erasing
from api.contract.tables import idempotency
from goals.vocabulary import ErasureGround
from tests.api.client import MAKER, Api
from tests.ledger.personal import ERASE, HER, NAME, WORDS, hers, spoken, told

KEPT_BY_NOBODY = "private, no-store"
FOR_EVER = "private, immutable, max-age=31536000"
PLAIN = {"name": "Plain", "kind": "folder"}


def commented(api: Api, once: str) -> str:
    """The path of comments, of which the last one is hers."""
    said = spoken(api)
    path = f"/v1/goals/{said.goal_id}/comments"
    assert WORDS in api.post(path, {"text": hers("comment")}, once=once).text
    return path


def erase(api: Api) -> None:
    assert api.post(f"/v1/subjects/{HER}/erase", ERASE).status_code == 200


def test_an_answer_that_held_it_is_not_given_again_and_the_request_not_carried_out_again(api: Api) -> None:
    path = commented(api, "k1")
    body = {"text": hers("comment")}
    assert api.post(path, body, once="k1").headers["Idempotency-Replayed"] == "true"
    erase(api)
    before = api.get("/v1/workspace").json["head"]
    again = api.post(path, body, once="k1")
    assert (again.status_code, again.json["code"]) == (410, "answer-erased")
    assert api.get("/v1/workspace").json["head"] == before


def test_an_entry_that_was_erased_is_not_made_again_by_repeating_the_request(api: Api) -> None:
    entry = {"id": HER, "name": NAME}
    api.post("/v1/subjects", entry, once="k1")
    erase(api)
    assert api.post("/v1/subjects", entry, once="k1").status_code == 410
    assert api.get(f"/v1/subjects/{HER}").json["has_entry"] is False


def test_only_answers_with_the_subjects_text_are_forgotten(api: Api) -> None:
    commented(api, "k1")
    api.post("/v1/containers", PLAIN, once="k2")
    api.post("/v1/containers", {**PLAIN, "name": {"text": "Bob's", "subject": "bob"}}, once="k3")
    erase(api)
    for key, body in (("k2", PLAIN), ("k3", {**PLAIN, "name": {"text": "Bob's", "subject": "bob"}})):
        assert api.post("/v1/containers", body, once=key).headers["Idempotency-Replayed"] == "true"


def test_what_is_left_of_such_an_answer_says_nothing(api: Api) -> None:
    commented(api, "k1")
    erase(api)
    with api.doors.database.engine.connect() as connection:
        rows = connection.execute(idempotency.select().where(idempotency.c.key == "k1")).all()
    assert [(bytes(row.body), row.headers, bytes(row.fingerprint), row.subjects) for row in rows] == [
        (b"", "{}", b"", None)
    ]


def test_a_request_with_the_text_is_forgotten_though_its_answer_held_none(api: Api) -> None:
    commented(api, "k1")
    note = {"observed_at": "2023-03-01T00:00:00Z", "value": "1", "note": hers("note")}
    readings = f"/v1/kpis/{api.get('/v1/kpis').json['items'][0]['id']}/readings"
    assert WORDS not in api.post(readings, [note], once="k2").text
    erase(api)
    assert api.post(readings, [note], once="k2").status_code == 410
    with api.doors.database.engine.connect() as connection:
        (row,) = connection.execute(idempotency.select().where(idempotency.c.key == "k2")).all()
    assert bytes(row.fingerprint) == b"", "a digest of her words lets them be guessed"


def test_the_erasure_itself_can_be_repeated(api: Api) -> None:
    commented(api, "k1")
    first = api.post(f"/v1/subjects/{HER}/erase", ERASE, once="e1")
    again = api.post(f"/v1/subjects/{HER}/erase", ERASE, once="e1")
    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"


PINNED: dict[str, Callable[[str, int], str]] = {
    "a goal": lambda path, head: f"{path.removesuffix('/comments')}?as_of={head}",
    "a list": lambda path, head: f"{path}?as_of={head}",
    "a full page of events": lambda path, head: f"/v1/events?limit={head}",
    "a document": lambda path, head: f"/v1/retrospectives/2023-Q2?format=markdown&as_of={head}",
    "a table": lambda path, head: f"/v1/trail?format=csv&as_of={head}",
    "a sheet": lambda path, head: f"/v1/trail?format=xlsx&as_of={head}",
    "a replay": lambda path, head: f"/v1/replay?step=week&as_of={head}",
}


@pytest.mark.parametrize("asked", PINNED.values(), ids=PINNED)
def test_an_answer_that_holds_it_is_kept_by_nobody_and_one_that_says_it_was_erased_may_be(
    api: Api, asked: Callable[[str, int], str]
) -> None:
    path = asked(commented(api, "k1"), api.get("/v1/workspace").json["head"])
    before = api.get(path)
    assert WORDS in told(api, path) or "replay" in path
    assert before.headers["Cache-Control"] == KEPT_BY_NOBODY
    erase(api)
    after = api.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200, "whoever has the text is not told to go on showing it"
    assert WORDS not in told(api, path)
    assert after.headers["Cache-Control"] == FOR_EVER


def test_a_replay_is_not_called_unchanged_that_was_sent_before_its_text_was_gone(api: Api) -> None:
    """Between the record of an erasure and the end of the key: a server that is killed there makes it long."""
    path = PINNED["a replay"](commented(api, "k1"), api.get("/v1/workspace").json["head"])
    said: dict[str, Any] = {"ground": ErasureGround.OTHER, "asked_by": "dpo", "reason": ERASE["reason"]}
    doors = api.doors
    doors.hub.write(api.workspace_id, lambda writing: erasing.begin(doors, writing, MAKER, named=HER, **said))
    assert "ETag" not in api.get(path).headers
    erasing.finish(doors)
    assert "ETag" in api.get(path).headers


def test_an_answer_about_the_present_that_holds_it_is_kept_by_nobody_either(api: Api) -> None:
    path = commented(api, "k1")
    assert api.get(path).headers["Cache-Control"] == KEPT_BY_NOBODY
    assert api.get(f"/v1/subjects/{HER}").headers["Cache-Control"] == KEPT_BY_NOBODY
    assert api.get("/v1/trail?format=csv").headers["Cache-Control"] == KEPT_BY_NOBODY


def test_an_answer_without_personal_text_is_kept_as_ever(api: Api) -> None:
    commented(api, "k1")
    made = api.post("/v1/containers", PLAIN)
    path = f"{made.headers['Location']}?as_of={made.json['position']}"
    assert api.get(path).headers["Cache-Control"] == FOR_EVER

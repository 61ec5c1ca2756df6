"""A question about a moment that is settled has one answer, byte for byte, whatever is told later."""

from collections.abc import Mapping
from itertools import product

import pytest

from tests.api import afterwards
from tests.api.client import Answer, Api
from tests.api.walking import asked, at, questions

MOMENTS: list[Mapping[str, str]] = [
    {"as_of": "120"},
    {"as_of": "2023-10-31T17:00:00Z", "on": "2023-06-15"},
]
IMMUTABLE = "private, immutable, max-age=31536000"


def said(answer: Answer) -> tuple[int, bytes, str | None]:
    """All of an answer that stays; a problem tells the request it was for."""
    body = answer.data if answer.status_code == 200 else str(answer.json["detail"]).encode()
    return answer.status_code, body, answer.headers.get("ETag")


def different(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> list[str]:
    return [path for path, answer in before.items() if said(answer) != said(after[path])]


def test_what_is_told_later_changes_no_settled_answer(sample: Api):
    asking = questions(sample)
    now, before = asked(sample, asking, [{}]), asked(sample, asking, MOMENTS)
    listed = pages(sample)
    assert {path: answer.text for path, answer in now.items() if answer.status_code != 200} == {}
    afterwards.told(sample)
    assert different(before, asked(sample, asking, MOMENTS)) == []
    assert pages(sample) == listed
    assert len(different(now, asked(sample, asking, [{}]))) > 0.8 * len(asking), "too little was told to prove it"


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_settled_answer_has_an_etag_is_immutable_and_is_not_sent_again(sample: Api):
    found = {path: each for path, each in asked(sample, questions(sample), MOMENTS).items() if each.status_code == 200}
    assert {path for path, each in found.items() if each.headers["Cache-Control"] != IMMUTABLE} == set()
    again = {path: sample.get(path, headers={"If-None-Match": each.headers["ETag"]}) for path, each in found.items()}
    assert {path for path, each in again.items() if (each.status_code, each.data) != (304, b"")} == set()


def pages(api: Api) -> list[bytes]:
    """Every page of some lists as of a moment, one after another."""
    lists = ("/v1/goals?limit=2&sort=-due", "/v1/trail?limit=1&sort=-ratio", "/v1/flags?limit=1", "/v1/kpis?limit=3")
    found = []
    for question, moment in product(lists, MOMENTS):
        path: str | None = at(question, moment)
        while path is not None:
            answer = api.get(path)
            found.append(answer.data)
            cursor = answer.json["next_cursor"]
            path = None if cursor is None else f"{at(question, moment)}&cursor={cursor}"
    return found

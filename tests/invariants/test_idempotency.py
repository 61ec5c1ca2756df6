"""The same request, many times at once."""

from collections import Counter

from tests.invariants.conftest import Place
from tests.invariants.looking import events_of
from tests.invariants.talking import Answer
from tests.invariants.together import together

POSTS = 64
BODY = {"name": "Ours", "kind": "folder"}
FRESH_HEADERS = {"date", "x-request-id", "idempotency-replayed"}


def lasting(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in FRESH_HEADERS}


def test_sixty_four_equal_posts_make_one_resource_and_get_one_answer(place: Place):
    before = len(events_of(place.served.database_url, place.seeded.workspace_id))
    answers = together(
        POSTS, lambda _: place.client().send("POST", "/v1/containers", BODY, Idempotency_Key="only-once")
    )
    assert {(answer.status, answer.body) for answer in answers} == {(201, answers[0].body)}
    assert all(lasting(answer) == lasting(answers[0]) for answer in answers)
    assert Counter(answer.headers.get("idempotency-replayed") for answer in answers) == {None: 1, "true": POSTS - 1}
    assert len(events_of(place.served.database_url, place.seeded.workspace_id)) == before + 1
    assert [each["id"] for each in place.client().get("/v1/containers")["items"]] == [answers[0].json["id"]]


def test_a_key_that_came_with_another_body_is_refused_and_nothing_is_made(place: Place):
    client = place.client()
    client.send("POST", "/v1/containers", BODY, Idempotency_Key="only-once").made()
    other = client.send("POST", "/v1/containers", {**BODY, "name": "Theirs"}, Idempotency_Key="only-once")
    assert other.status == 422
    assert other.json["type"] == "/problems/idempotency-key-reused"
    assert len(client.get("/v1/containers")["items"]) == 1


def test_a_refused_request_is_not_remembered(place: Place):
    client = place.client()
    wrong = client.send("POST", "/v1/containers", {"name": "Ours"}, Idempotency_Key="again")
    assert wrong.status == 422
    assert client.send("POST", "/v1/containers", BODY, Idempotency_Key="again").status == 201

"""Several decide on one proposal at the same moment: one of them has decided, and it is done once."""

import json
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from api.contract.roles import Role
from tests.invariants import stories
from tests.invariants.conftest import Place
from tests.invariants.looking import events_of, require_rebuilt_equal
from tests.invariants.requests import proposed
from tests.invariants.talking import Answer, Client
from tests.invariants.together import together

APPROVERS = 8
ROUNDS = 5
REFUSED = {409, 412}


def approvers(place: Place) -> list[Client]:
    """Each with a key and a connection of its own."""
    keys = [place.client().post("/v1/keys", {"role": "approver"}) for _ in range(APPROVERS)]
    return [place.served.client(key["key"]) for key in keys]


def opened(place: Place) -> str:
    """The path of an open proposal."""
    return f"/v1/retargets/{proposed(place.client())}"


def approving(clients: Sequence[Client], path: str, at: str) -> Callable[[int], Answer]:
    return lambda n: clients[n].send("POST", f"{path}/approve", {}, If_Match=at)


def require_one(answers: list[Answer]) -> Answer:
    """The one that decided; whoever came after it was told so."""
    counted = Counter(answer.status for answer in answers)
    assert counted[200] == 1, counted
    assert counted.keys() - {200} <= REFUSED, counted
    return next(answer for answer in answers if answer.status == 200)


def recorded(place: Place) -> Counter[str]:
    """How many events there are of each type."""
    events = events_of(place.served.database_url, place.seeded.workspace_id)
    return Counter(json.loads(bytes(event["state"]))["fact"]["type"] for event in events)


@pytest.mark.parametrize("names_a_version", [False, True])
def test_of_many_who_approve_one_proposal_one_does_and_the_goal_moves_once(place: Place, names_a_version: bool):
    stories.clock(place.client())
    clients = approvers(place)
    for number in range(ROUNDS):
        path = opened(place)
        at = place.client().send("GET", path).headers["etag"] if names_a_version else "*"
        done = require_one(together(APPROVERS, approving(clients, path, at)))
        goal_id = done.json["goal_id"]
        moves = place.client().get(f"/v1/goals/{goal_id}/trail")["items"]
        assert [move["event_id"] for move in moves] == [done.json["retarget_id"]]
        found = recorded(place)
        assert found["goal.retargeted.v1"] == found["goal.retarget-approved.v1"] == number + 1
    require_rebuilt_equal(place.served.database_url, place.seeded.workspace_id)


def test_who_approves_and_who_rejects_at_once_do_not_both_decide(place: Place):
    stories.clock(place.client())
    clients = approvers(place)
    for _ in range(ROUNDS):
        path = opened(place)

        def decide(n: int, path: str = path) -> Answer:
            verb, body = ("approve", {}) if n % 2 else ("reject", {"reason": "Not before the third contract"})
            return clients[n].send("POST", f"{path}/{verb}", body, If_Match="*")

        done = require_one(together(APPROVERS, decide))
        told = place.client().get(path)
        assert told["state"] == done.json["state"]
        moves = place.client().get(f"/v1/goals/{told['goal_id']}/trail")["items"]
        assert len(moves) == (told["state"] == "approved")


def test_an_approval_sent_again_with_its_key_hears_what_was_answered(place: Place):
    stories.clock(place.client())
    path, client = opened(place), place.client(Role.APPROVER)
    said = {"If_Match": client.send("GET", path).headers["etag"], "Idempotency_Key": "approved-once"}
    first, *again = together(
        APPROVERS, lambda _: place.client(Role.APPROVER).send("POST", f"{path}/approve", {}, **said)
    )
    assert first.status == 200
    assert {(each.status, each.body) for each in again} == {(first.status, first.body)}
    before = recorded(place)
    replayed = client.send("POST", f"{path}/approve", {}, **said)
    assert (replayed.status, replayed.body) == (200, first.body)
    assert replayed.headers["idempotency-replayed"] == "true"
    assert recorded(place) == before
    assert client.send("POST", f"{path}/approve", {}, If_Match="*").status == 409

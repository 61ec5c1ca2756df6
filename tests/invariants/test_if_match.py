"""Many decide on the same version at once."""

from collections import Counter

from tests.invariants.conftest import Place
from tests.invariants.looking import events_of, versions_of
from tests.invariants.talking import Answer
from tests.invariants.together import together

WRITERS = 16


def test_of_sixteen_writes_decided_on_one_version_one_wins_and_the_others_hear_what_is_current(place: Place):
    made = place.client().send("POST", "/v1/containers", {"name": "Ours", "kind": "folder"})
    container_id = made.made()["id"]

    def rename(number: int) -> Answer:
        client, path = place.client(), f"/v1/containers/{container_id}"
        return client.send("PATCH", path, {"name": f"Name {number}"}, If_Match=made.headers["etag"])

    answers = together(WRITERS, rename)
    assert Counter(answer.status for answer in answers) == {200: 1, 412: WRITERS - 1}
    lost = [answer.json for answer in answers if answer.status == 412]
    assert {problem["current_version"] for problem in lost} == {2}
    assert {problem["type"] for problem in lost} == {"/problems/changed"}
    events = events_of(place.served.database_url, place.seeded.workspace_id)
    assert versions_of(events)[container_id] == [1, 2]
    (won,) = (answer.json for answer in answers if answer.status == 200)
    assert place.client().get(f"/v1/containers/{container_id}")["name"] == won["name"]

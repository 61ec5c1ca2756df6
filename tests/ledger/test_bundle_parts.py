"""A part of the log: what is chosen, and the proof that nothing else was."""

from base64 import b64decode
from collections import Counter
from hashlib import sha256
from typing import Any

import pytest

from goals.ledger import merkle, sampling
from goals.ledger.leaf import leaf_hash
from goals.ledger.sampling import Member
from projections.ledger.signer.asking import Signing
from tests.api.client import Answer, Api
from tests.api.known import NOBODY, RETARGET, act, active, kpi, made
from tests.invariants.looking import events_of
from tests.ledger.bundles import Told, answered, asked_for, tell
from tests.ledger.opened_bundle import Opened, opened

ALL = list(range(1, 21))
RETARGETS = [14, 16, 17, 18, 19]


@pytest.fixture
def told(api: Api, signer: Signing) -> Told:
    return tell(api)


def bundle_of(told: Told | Api, **asked: str | int) -> Opened:
    return opened(answered(told, **asked).data)


def refused(answer: Answer) -> list[tuple[str, str]]:
    """Parameter and code of everything that is wrong."""
    assert answer.mimetype == "application/problem+json", answer.text
    return [(fault["parameter"], fault["code"]) for fault in answer.json["errors"]]


def leaf_of(told: Told, event: dict[str, Any]) -> bytes:
    return leaf_hash(
        workspace_id=told.api.workspace_id,
        position=event["position"],
        stream_id=event["stream_id"],
        version=event["version"],
        recorded_at_us=event["recorded_at"],
        topic=event["topic"],
        state=event["state"].encode(),
    )


@pytest.mark.parametrize(
    "asked, positions",
    [
        ({"types": "goalpost.goal.retargeted.v1"}, RETARGETS),
        ({"types": "goalpost.goal.commented.v1,goalpost.reading.voided.v1"}, [13, 15, 20]),
        ({"from": "14"}, list(range(14, 21))),
        ({"to": "3"}, [1, 2, 3]),
        ({"from": "7", "to": "7"}, [7]),
        ({"from": "1", "to": "20"}, ALL),
        ({"from": "2023-04-03", "to": "2023-06-30"}, list(range(8, 18))),
        ({"from": "2023-06-30", "to": "2023-06-30"}, [16, 17]),
        ({"from": "2023-07-01", "to": "2023-12-19"}, []),
        ({"from": "2023-06-30T21:00:00Z", "to": "2023-06-30T21:00:00Z"}, [16, 17]),
        ({"from": "2023-06-30T21:00:00.000001Z"}, [18, 19, 20]),
        ({"to": "2023-06-30T20:59:59.999999Z"}, list(range(1, 16))),
        ({"actor": "owner"}, [18]),
        ({"actor": "nobody"}, []),
        ({"from": "15", "types": "goalpost.goal.retargeted.v1", "actor": "admin"}, [16, 17, 19]),
        ({"as_of": "17", "types": "goalpost.goal.retargeted.v1"}, [14, 16, 17]),
    ],
    ids=lambda each: " ".join(each.values()) if isinstance(each, dict) else "",
)
def test_what_is_asked_for_is_exported_and_its_trail(told: Told, asked: dict[str, str], positions: list[int]):
    found = bundle_of(told, **asked)
    manifest = found.manifest
    assert found.positions() == positions
    assert sorted({int(row["position"]) for row in found.trail}) == [each for each in positions if each in RETARGETS]
    assert (manifest["complete"], manifest["filters"]) == (False, asked)
    ends = {"first": positions[0] if positions else None, "last": positions[-1] if positions else None}
    assert manifest["events"] == {"count": len(positions), **ends}


def test_of_a_goal_its_own_events_are_exported(told: Told):
    found = bundle_of(told, goal=told.other_id)
    assert {event["stream_id"] for event in found.events} == {told.other_id}
    assert found.positions() == [6, 7, 17, 18]
    assert found.manifest["selection"] == {"goal_id": told.other_id, "first": 1, "last": 20}


def test_the_selection_says_what_was_understood(told: Told):
    asked = {"from": "2023-04-03", "to": "17", "types": "goalpost.goal.retargeted.v1", "actor": "admin"}
    topics = ["goal.retargeted.v1"]
    assert bundle_of(told, **asked).manifest["selection"] == {
        "topics": topics,
        "actor_id": "admin",
        "first": 8,
        "last": 17,
    }


@pytest.mark.parametrize("asked", [{"types": "goalpost.goal.retargeted.v1"}, {"from": "2"}, {"sample": 3}])
def test_each_event_is_proved_to_be_in_the_tree(told: Told, asked: dict[str, str]):
    found = bundle_of(told, **asked)
    root = b64decode(found.manifest["root"])
    assert root == merkle.root(found.leaves)
    for event in found.events:
        proof = [b64decode(each) for each in event["proof"]]
        leaf = leaf_of(told, event)
        assert merkle.root_by_inclusion(leaf, event["position"] - 1, 20, proof) == root
    assert found.events


def test_of_the_others_there_is_everything_but_the_content(told: Told):
    log = events_of(told.api.doors.settings.database_url, told.api.workspace_id)
    assert bundle_of(told, actor="owner").headers == [
        {
            **{name: event[name] for name in ("position", "stream_id", "version", "topic", "recorded_at")},
            "state_sha256": sha256(bytes(event["state"])).hexdigest(),
        }
        for event in log
    ]


def test_redactions_are_those_of_the_exported_events(told: Told):
    found = bundle_of(told, types="goalpost.goal.retargeted.v1")
    assert [each["position"] for each in found.redactions] == [16]


def test_a_day_is_one_of_the_workspaces_zone(told: Told):
    made(told.api.post("/v1/policy", {"tz": "Europe/Berlin"}), 200)
    found = bundle_of(told, from_="2023-06-30", to="2023-06-30")
    assert (found.positions(), found.manifest["time_zone"]) == ([16, 17], "Europe/Berlin")
    made(told.api.post("/v1/policy", {"tz": "Asia/Tokyo"}), 200)
    assert bundle_of(told, from_="2023-06-30", to="2023-06-30").positions() == []
    assert bundle_of(told, from_="2023-07-01", to="2023-07-01").positions() == [16, 17]


def test_a_sample_is_drawn_from_all_retargets_by_its_seed(told: Told):
    found = bundle_of(told, sample=3, seed="2023")
    sample, document = found.manifest["sample"], found.sample
    population = [Member(each["position"], b64decode(each["leaf"]), each["stratum"]) for each in document["population"]]
    months = {item["position"]: item["recorded_at"][:7] for item in told.api.get("/v1/trail").json["items"]}
    assert {member.position: member.stratum for member in population} == months
    assert [found.leaves[member.position - 1] for member in population] == [member.leaf for member in population]
    counts = Counter(months.values())
    assert len(counts) > 1
    allocation = sampling.allocated(counts, 3)
    assert found.positions() == sampling.drawn(population, allocation, "2023")
    assert sample == {
        "method": "stratified-by-month/v1",
        "seed": "2023",
        "size": 3,
        "drawn": 3,
        "population": 5,
        "population_hash": sampling.population_hash(population),
    }
    assert document["strata"] == [
        {"stratum": name, "population": counts[name], "drawn": allocation[name]} for name in sorted(counts)
    ]


def test_without_a_seed_one_is_made_up_and_told(told: Told):
    first, second = (bundle_of(told, sample=2).manifest["sample"]["seed"] for _ in range(2))
    assert len(first) == len(second) == 16
    assert first != second


def test_a_sample_that_is_larger_than_what_there_is_has_all_of_it(told: Told):
    found = bundle_of(told, sample=25)
    assert (found.positions(), found.manifest["sample"]["drawn"]) == (RETARGETS, 5)


@pytest.mark.parametrize(
    "asked, population",
    [
        ({"actor": "owner"}, [18]),
        ({"from": "17"}, [17, 18, 19]),
        ({"types": "goalpost.goal.commented.v1"}, []),
        ({"types": "goalpost.goal.commented.v1,goalpost.goal.retargeted.v1"}, RETARGETS),
        ({"to": "13"}, []),
    ],
)
def test_a_sample_is_drawn_from_the_retargets_that_were_selected(
    told: Told, asked: dict[str, str], population: list[int]
):
    found = bundle_of(told, sample=1, **asked)
    assert [each["position"] for each in found.sample["population"]] == population
    assert len(found.events) == min(1, len(population))


def test_a_sample_of_a_goal_is_drawn_from_its_retargets(told: Told):
    found = bundle_of(told, sample=25, goal=told.other_id)
    assert found.positions() == [17, 18]


def test_a_retarget_that_does_not_count_can_be_drawn_too(api: Api, signer: Signing):
    api.clock("2023-01-01T09:00:00Z")
    goal = active(api, kpi(api), maturity="preliminary")
    act(api, goal, "retargets", RETARGET)
    found = bundle_of(api, sample=1)
    assert [(row["goal_id"], row["counted"]) for row in found.trail] == [(goal["id"], "false")]


@pytest.mark.parametrize(
    "asked, status, fault",
    [
        ({"from": "9", "to": "8"}, 422, ("to", "ends-before-it-begins")),
        ({"from": "2023-07-01", "to": "2023-06-30"}, 422, ("to", "ends-before-it-begins")),
        ({"from": "2023-06-30T12:00:00Z", "to": "2023-06-29"}, 422, ("to", "ends-before-it-begins")),
        ({"from": "0"}, 422, ("from", "no-such-moment")),
        ({"to": "0"}, 422, ("to", "no-such-moment")),
        ({"from": "21"}, 422, ("from", "no-such-moment")),
        ({"to": "21"}, 422, ("to", "no-such-moment")),
        ({"as_of": "10", "to": "11"}, 422, ("to", "no-such-moment")),
        ({"from": "2024-01-01"}, 422, ("from", "no-such-moment")),
        ({"to": "2024-01-01"}, 422, ("to", "no-such-moment")),
        ({"seed": "2023"}, 422, ("seed", "seed-without-sample")),
        ({"goal": NOBODY}, 404, ("goal", "not-found")),
        ({"sample": "0"}, 400, ("sample", "out-of-range")),
        ({"sample": "100001"}, 400, ("sample", "out-of-range")),
        ({"sample": "-1"}, 400, ("sample", "out-of-range")),
        ({"types": "goalpost.goal.moved.v9"}, 400, ("types", "unknown-word")),
        ({"goal": "mrr"}, 400, ("goal", "not-an-id")),
        ({"from": "yesterday"}, 400, ("from", "not-an-instant")),
        ({"purpose": ""}, 400, ("purpose", "wrong-length")),
        ({"purpose": " "}, 400, ("purpose", "blank")),
        ({"everything": "true"}, 400, ("everything", "unknown-field")),
        ({"as_of": "21"}, 422, ("as_of", "beyond-head")),
    ],
    ids=lambda each: " ".join(f"{name}={said}" for name, said in each.items()) if isinstance(each, dict) else "",
)
def test_what_cannot_be_exported_is_refused(told: Told, asked: dict[str, str], status: int, fault: tuple[str, str]):
    answer = asked_for(told, **asked)
    assert (answer.status_code, refused(answer)) == (status, [fault])


def test_a_purpose_has_to_be_named(told: Told):
    answer = told.api.get("/v1/ledger/bundle")
    assert (answer.status_code, refused(answer)) == (400, [("purpose", "required")])


def test_another_workspaces_goal_is_none(told: Told):
    answer = asked_for(told.api.other(), goal=told.eased_id)
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")

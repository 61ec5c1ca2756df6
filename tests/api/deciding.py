"""Retargets proposed and decided on over HTTP, as briefly as can be told."""

from dataclasses import replace
from typing import Any

from goals.facts import Actor
from goals.vocabulary import ActorType
from tests.api.client import Answer, Api
from tests.api.known import RETARGET, active, made

HARDER = {**RETARGET, "target": {"kind": "absolute", "value": "700000"}, "reason": "The market grows faster"}
WHY = {"reason": "Not before the third contract"}


def ruled(api: Api, **policy: Any) -> None:
    made(api.post("/v1/policy", {**policy, "reason": "As agreed"}), 200)


def under(api: Api, **policy: Any) -> dict[str, Any]:
    """A goal of 2023 under a policy, in July."""
    api.clock("2023-01-01T09:00:00Z")
    ruled(api, **policy)
    goal = active(api)
    api.clock("2023-07-01T09:00:00Z")
    return goal


def actor(api: Api, role: str, name: str, actor_type: ActorType = ActorType.USER) -> Api:
    """The same workspace with a key of its own for an actor."""
    return replace(api, key=api.new_key(role, actor=Actor(type=actor_type, id=name)))


def proposed(api: Api, goal: dict[str, Any], body: dict[str, Any] = RETARGET, **options: Any) -> dict[str, Any]:
    found: dict[str, Any] = made(api.post(f"/v1/goals/{goal['id']}/retargets", body, at="*", **options), 202)
    proposal: dict[str, Any] = found["proposal"]
    return proposal


def decided(
    api: Api, proposal: dict[str, Any], verb: str, body: dict[str, Any] | None = None, **options: Any
) -> Answer:
    return api.post(f"/v1/retargets/{proposal['id']}/{verb}", body or {}, **({"at": "*"} | options))


def state(api: Api, proposal: dict[str, Any]) -> str:
    found: str = made(api.get(f"/v1/retargets/{proposal['id']}"), 200)["state"]
    return found


def refused(answer: Answer, status: int, code: str) -> str:
    """The sentence it is refused with."""
    body = answer.json
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    detail: str = body["detail"]
    return detail

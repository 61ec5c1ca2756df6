"""Who may knock: the workspace's keys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.contract import bodies, keys
from api.contract.calls import Call
from api.contract.commands import Reply
from api.contract.keys import Key
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.keys import KeyAnswer, NewKey, NewKeyAnswer
from goals.errors import Fault
from goals.facts import Actor
from goals.instants import machine_now
from goals.vocabulary import ActorType
from goals.writing import Writing
from projections.answers.asking import Asking
from projections.answers.forms import instant

routes = Routes("keys", "Keys")


@dataclass(frozen=True)
class Creating:
    wanted: dict[str, Any]

    def perform(self, writing: Writing, call: Call) -> Reply:
        role = self.wanted["role"]
        actor_type = self.wanted.get("actor_type", ActorType.SERVICE)
        key, token = keys.create(
            writing.rows,
            workspace_id=writing.workspace_id,
            kind=call.caller.kind,
            role=role,
            actor=Actor(type=actor_type, id=self.wanted.get("actor", role.value)),
            created_by=call.caller.actor.id,
            expires_at=self.wanted.get("expires_at"),
        )
        return Reply(body={**told(key), "key": token}, position=writing.position)


@dataclass(frozen=True)
class Revoking:
    key_id: str

    def perform(self, writing: Writing, call: Call) -> Reply:
        key = keys.revoke(writing.rows, workspace_id=writing.workspace_id, key_id=self.key_id)
        call.doors.callers.forget(self.key_id)
        return Reply(body=told(key), position=writing.position)


@routes.command(
    "POST",
    "/v1/keys",
    Role.ADMIN,
    body=NewKey(),
    answer=NewKeyAnswer(),
    status=201,
    versioned=False,
    location="/v1/keys/{id}",
)
def create(call: Call) -> Creating:
    """Make a key for this workspace. It is shown in this answer and never again."""
    _require_future(call.body.get("expires_at"))
    return Creating(call.body)


@routes.list("/v1/keys", Role.ADMIN, item=KeyAnswer(), moment=False)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """The workspace's keys by id, the revoked and expired ones too.

    Keys are no part of the log: they are told as they are, and at no other moment.
    """
    after = "" if page.after is None else str(page.after[0])
    found = keys.listed(asking.rows, workspace_id=asking.workspace_id, after=after, most=page.limit + 1)
    shown = found[: page.limit]
    return Listed([told(key) for key in shown], [shown[-1].key_id] if len(found) > page.limit else None)


@routes.query("/v1/keys/{key_id:key}", Role.ADMIN, answer=KeyAnswer(), moment=False)
def show(asking: Asking, params: dict[str, Any], key_id: str) -> dict[str, Any]:
    """A key, without its secret.

    Keys are no part of the log: they are told as they are, and at no other moment.
    """
    return told(keys.of(asking.rows, workspace_id=asking.workspace_id, key_id=key_id))


@routes.command("DELETE", "/v1/keys/{key_id:key}", Role.ADMIN, answer=KeyAnswer(), versioned=False)
def revoke(call: Call, key_id: str) -> Revoking:
    """Make a key open nothing any more. Other server processes may honour it for three seconds yet."""
    return Revoking(key_id)


def told(key: Key) -> dict[str, Any]:
    return {
        "id": key.key_id,
        "role": key.role.value,
        "actor": key.actor.id,
        "actor_type": key.actor.type.value,
        "created_at": instant(key.created_at),
        "created_by": key.created_by,
        "expires_at": instant(key.expires_at),
        "revoked_at": instant(key.revoked_at),
        "last_used_at": instant(key.last_used_at),
    }


def _require_future(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= machine_now():
        detail = "Must lie in the future, by the server's clock."
        raise bodies.invalid([Fault("/expires_at", "not-in-the-future", detail)])

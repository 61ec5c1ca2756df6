"""API keys: made once, shown once, kept as a hash.

A key is `gp_live_` or `gp_test_`, 8 characters that name it, `_`, and 43 that are the secret. Times are the machine's.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import bindparam, insert, select, update

from api.contract.roles import Role
from api.contract.tables import api_keys
from goals.database import Prepared, Row, Rows
from goals.errors import NotFound
from goals.facts import Actor
from goals.instants import from_us, machine_now, to_us
from goals.vocabulary import ActorType, WorkspaceKind

ID_ALPHABET = "0123456789abcdefghijkmnpqrstuvwxyz"
ID_LENGTH = 8
SECRET_BYTES = 32
ID_PATTERN = "^[0-9a-z]{8}$"

_TOKEN = re.compile(r"gp_(?:live|test)_([0-9a-z]{8})_[A-Za-z0-9_-]{43}")
_NO_HASH = bytes(32)

_own = (api_keys.c.workspace_id == bindparam("workspace_id"), api_keys.c.key_id == bindparam("key_id"))
ADD = Prepared(insert(api_keys).values({c.name: bindparam(c.name) for c in api_keys.c}))
ANYWHERE = Prepared(select(*api_keys.c).where(api_keys.c.key_id == bindparam("key_id")))
ONE = Prepared(select(*api_keys.c).where(*_own))
AFTER = Prepared(
    select(*api_keys.c)
    .where(api_keys.c.workspace_id == bindparam("workspace_id"), api_keys.c.key_id > bindparam("after"))
    .order_by(api_keys.c.key_id)
    .limit(bindparam("most"))
)
REVOKE = Prepared(update(api_keys).where(*_own, api_keys.c.revoked_at.is_(None)).values(revoked_at=bindparam("at")))
USED = Prepared(update(api_keys).where(*_own).values(last_used_at=bindparam("at")))


class KeyNotFound(NotFound):
    """No key of this workspace has this id."""

    mend = "Check the id against `GET /v1/keys`: it is the 8 characters after `gp_live_` or `gp_test_`."

    def __init__(self, key_id: str) -> None:
        super().__init__("key", key_id)


@dataclass(frozen=True, kw_only=True)
class Key:
    key_id: str
    workspace_id: str
    role: Role
    actor: Actor
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None

    def is_valid(self, *, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


def create(
    rows: Rows,
    *,
    workspace_id: str,
    kind: WorkspaceKind,
    role: Role,
    actor: Actor | None = None,
    created_by: str,
    expires_at: datetime | None = None,
) -> tuple[Key, str]:
    """The key, and the token that is shown this once. It is made for `actor`, or for a service named like the role."""
    key_id = "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))
    token = f"gp_{kind.value}_{key_id}_{secrets.token_urlsafe(SECRET_BYTES)}"
    made_for = Actor(type=ActorType.SERVICE, id=role.value) if actor is None else actor
    rows.run(
        ADD,
        key_id=key_id,
        workspace_id=workspace_id,
        hash=sha256(token.encode()).digest(),
        role=role.value,
        actor_type=made_for.type.value,
        actor_id=made_for.id,
        created_at=to_us(machine_now()),
        created_by=created_by,
        expires_at=None if expires_at is None else to_us(expires_at),
        revoked_at=None,
        last_used_at=None,
    )
    return of(rows, workspace_id=workspace_id, key_id=key_id), token


def of(rows: Rows, *, workspace_id: str, key_id: str) -> Key:
    """Raises KeyNotFound."""
    found = rows.one(ONE, workspace_id=workspace_id, key_id=key_id)
    if found is None:
        raise KeyNotFound(key_id)
    return _key(found)


def listed(rows: Rows, *, workspace_id: str, after: str, most: int) -> Sequence[Key]:
    """By id, the revoked and expired ones too."""
    return [_key(found) for found in rows.all(AFTER, workspace_id=workspace_id, after=after, most=most)]


def revoke(rows: Rows, *, workspace_id: str, key_id: str) -> Key:
    """The key, which opens nothing any more. Raises KeyNotFound."""
    rows.run(REVOKE, workspace_id=workspace_id, key_id=key_id, at=to_us(machine_now()))
    return of(rows, workspace_id=workspace_id, key_id=key_id)


def verified(rows: Rows, token: str) -> Key | None:
    """The valid key that `token` is, if it is one."""
    key = owned(rows, token)
    return key if key is not None and key.is_valid(at=machine_now()) else None


def owned(rows: Rows, token: str) -> Key | None:
    """The key that `token` is, though it may be revoked or expired."""
    written = _TOKEN.fullmatch(token)
    found = None if written is None else rows.one(ANYWHERE, key_id=written[1])
    stored = _NO_HASH if found is None else bytes(found[2])
    matches = compare_digest(sha256(token.encode()).digest(), stored)
    return _key(found) if found is not None and matches else None


def _key(found: Row) -> Key:
    key_id, workspace_id, _, role, actor_type, actor_id, created_at, created_by, expires, revoked, used = found
    return Key(
        key_id=key_id,
        workspace_id=workspace_id,
        role=Role(role),
        actor=Actor(type=ActorType(actor_type), id=actor_id),
        created_at=from_us(created_at),
        created_by=created_by,
        expires_at=None if expires is None else from_us(expires),
        revoked_at=None if revoked is None else from_us(revoked),
        last_used_at=None if used is None else from_us(used),
    )

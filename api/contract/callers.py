"""Who is asking: from the Authorization header to a workspace, an actor and what they may do.

A verified key is remembered for a few seconds: for so long, a key revoked by another process still opens.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from time import monotonic

from api.contract import keys
from api.contract.keys import Key
from api.contract.problems import Problem
from api.contract.roles import GRANTS, Role, holders
from goals.database import Database
from goals.errors import Busy
from goals.facts import Actor
from goals.instants import machine_now, to_us
from goals.vocabulary import WorkspaceKind

MOST_REMEMBERED = 10_000
USE_NOTED_EVERY_S = 60.0
SCHEME = "bearer "


@dataclass(frozen=True, kw_only=True)
class Caller:
    """`secret` is known to the caller and not to the database: their remembered answers are sealed with it."""

    workspace_id: str
    kind: WorkspaceKind
    credential: str
    role: Role
    actor: Actor
    secret: bytes = field(repr=False)

    def require(self, *needed: Role) -> None:
        """One of them is enough. Raises Problem: 403."""
        if GRANTS[self.role].isdisjoint(needed):
            roles = [role.value for role in holders(*needed)]
            detail = f"This key's role is {self.role}; this needs one of: {', '.join(roles)}."
            raise Problem("not-permitted", detail, members={"roles": roles})


class Callers:
    def __init__(self, database: Database, *, remembered_s: float) -> None:
        self._database = database
        self._remembered_s = remembered_s
        self._known: dict[bytes, tuple[Caller, float]] = {}
        self._uses = Uses(database)

    def caller(self, authorization: str | None) -> Caller:
        """Raises Problem: 401."""
        token = _token(authorization)
        if token is None:
            raise unauthenticated("Send Authorization: Bearer, and a key.", challenge="Bearer")
        digest = sha256(token).digest()
        known = self._known.get(digest)
        if known is not None and known[1] > monotonic():
            return known[0]
        return self._verified(token.decode("ascii", "replace"), digest)

    def _verified(self, token: str, digest: bytes) -> Caller:
        with self._database.reading() as rows:
            key = keys.verified(rows, token)
        if key is None:
            self._known.pop(digest, None)
            detail = "This key is unknown, expired or revoked."
            raise unauthenticated(detail, challenge='Bearer error="invalid_token"')
        caller = _caller(key, token)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[digest] = (caller, monotonic() + self._remembered_s)
        self._uses.note(key)
        return caller

    def once_known(self, authorization: str | None) -> Caller | None:
        """Whose key it is, though it may open nothing any more; None where it never was one."""
        token = (_token(authorization) or b"").decode("ascii", "replace")
        with self._database.reading() as rows:
            key = keys.owned(rows, token)
        return None if key is None else _caller(key, token)

    def forget(self, key_id: str) -> None:
        """Ask the database again when this key comes next."""
        for digest, (caller, _) in list(self._known.items()):
            if caller.credential == key_id:
                self._known.pop(digest, None)

    def close(self) -> None:
        self._uses.close()


class Uses:
    """When each key was last used, to the minute, written aside from the requests."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._noted: dict[str, float] = {}
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="key-uses")

    def note(self, key: Key) -> None:
        with self._lock:
            if monotonic() - self._noted.get(key.key_id, -USE_NOTED_EVERY_S) < USE_NOTED_EVERY_S:
                return
            self._noted[key.key_id] = monotonic()
        self._writer.submit(self._write, key)

    def _write(self, key: Key) -> None:
        try:
            with self._database.writing() as rows:
                at = to_us(machine_now())
                rows.run(keys.USED, workspace_id=key.workspace_id, key_id=key.key_id, at=at)
        except Busy:
            self._noted.pop(key.key_id, None)

    def close(self) -> None:
        self._writer.shutdown()


def unauthenticated(detail: str, *, challenge: str) -> Problem:
    headers: Mapping[str, str] = {"WWW-Authenticate": challenge}
    return Problem("unauthenticated", detail, headers=headers)


def _token(authorization: str | None) -> bytes | None:
    if authorization is None or authorization[:7].lower() != SCHEME:
        return None
    return authorization[7:].strip().encode("latin-1", "replace")


def _caller(key: Key, token: str) -> Caller:
    return Caller(
        workspace_id=key.workspace_id,
        kind=WorkspaceKind(token[3:7]),
        credential=key.key_id,
        role=key.role,
        actor=key.actor,
        secret=sha256(b"remembered answers\0" + token.encode()).digest(),
    )

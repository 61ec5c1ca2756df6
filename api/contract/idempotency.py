"""The same request twice is carried out once: its answer is remembered in the transaction of its events.

Bodies are sealed with the caller's own secret, since an answer may hold what the database must not: a new key, or
personal text. Whose text that is, or was in the request, whose digest is kept, stands beside it: once a subject is
erased, so is all of that.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from itertools import count
from os import urandom
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Request as HttpRequest
from sqlalchemy import bindparam, delete, insert, null, select, update

from api.contract.callers import Caller
from api.contract.problems import Problem
from api.contract.tables import idempotency
from goals.database import Prepared, Rows, overwriting
from goals.instants import machine_now, to_us

KEY_PATTERN = "^[!-~]{1,255}$"
KEPT_DAYS = 8
PURGED_EVERY = 1_000
DAY_US = 86_400_000_000
NONCE_BYTES = 12

_KEY = re.compile("[!-~]{1,255}")
_purge_turn = count(1)

FIND = Prepared(
    select(idempotency.c.fingerprint, idempotency.c.status, idempotency.c.headers, idempotency.c.body).where(
        idempotency.c.workspace_id == bindparam("workspace_id"),
        idempotency.c.credential == bindparam("credential"),
        idempotency.c.key == bindparam("key"),
    )
)
ADD = Prepared(insert(idempotency).values({c.name: bindparam(c.name) for c in idempotency.c}))
PERSONAL = Prepared(
    select(idempotency.c.credential, idempotency.c.key, idempotency.c.subjects).where(
        idempotency.c.workspace_id == bindparam("workspace_id"), idempotency.c.subjects.is_not(None)
    )
)
FORGET = Prepared(
    update(idempotency)
    .where(
        idempotency.c.workspace_id == bindparam("of"),
        idempotency.c.credential == bindparam("sender"),
        idempotency.c.key == bindparam("named"),
    )
    .values(status=HTTPStatus.GONE.value, headers="{}", body=b"", fingerprint=b"", subjects=null())
)
PURGE = Prepared(
    delete(idempotency).where(
        idempotency.c.workspace_id == bindparam("workspace_id"), idempotency.c.stored_at < bindparam("before")
    )
)


@dataclass(frozen=True)
class Encoded:
    """An answer as it goes out. `has_made` if something was recorded, this time or when it was first asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    has_made: bool = True


@dataclass(frozen=True, kw_only=True)
class Once:
    """A request that shall be carried out once."""

    caller: Caller
    key: str
    fingerprint: bytes

    def remembered(self, rows: Rows) -> Encoded | None:
        """What was answered before. Raises Problem where the key came with another request, or it was erased."""
        found = rows.one(FIND, **self._place())
        if found is None:
            return None
        fingerprint, status, headers, body = found
        if status == HTTPStatus.GONE:
            raise Problem("answer-erased", f"What came or was answered with the Idempotency-Key {self.key} was erased.")
        if bytes(fingerprint) != self.fingerprint:
            raise Problem("idempotency-key-reused", f"The Idempotency-Key {self.key} came with another request.")
        told: dict[str, str] = msgspec.json.decode(headers)
        return Encoded(status, {**told, "Idempotency-Replayed": "true"}, self._opened(bytes(body)))

    def remember(self, rows: Rows, answer: Encoded, *, subjects: Collection[str]) -> None:
        """`subjects` are those whose text is in the request or the answer."""
        rows.run(
            ADD,
            **self._place(),
            fingerprint=self.fingerprint,
            status=answer.status,
            headers=msgspec.json.encode(answer.headers).decode(),
            body=self._sealed(answer.body),
            stored_at=to_us(machine_now()),
            subjects=msgspec.json.encode(sorted(subjects)).decode() if subjects else None,
        )
        if next(_purge_turn) % PURGED_EVERY == 0:
            purge(rows, workspace_id=self.caller.workspace_id)

    def _place(self) -> dict[str, Any]:
        return {
            "workspace_id": self.caller.workspace_id,
            "credential": self.caller.credential,
            "key": self.key,
        }

    def _sealed(self, body: bytes) -> bytes:
        nonce = urandom(NONCE_BYTES)
        return nonce + AESGCM(self.caller.secret).encrypt(nonce, body, self.fingerprint)

    def _opened(self, body: bytes) -> bytes:
        nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
        return AESGCM(self.caller.secret).decrypt(nonce, ciphertext, self.fingerprint)


def purge(rows: Rows, *, workspace_id: str) -> None:
    """Forget what was answered more than KEPT_DAYS ago."""
    rows.run(PURGE, workspace_id=workspace_id, before=to_us(machine_now()) - KEPT_DAYS * DAY_US)


def forget(rows: Rows, *, workspace_id: str, subject: str) -> None:
    """Erase what came or was answered with a subject's text. That it was, stays known: nothing is carried out twice."""
    found = rows.all(PERSONAL, workspace_id=workspace_id)
    held = [(sender, named) for sender, named, subjects in found if subject in msgspec.json.decode(subjects)]
    if not held:
        return
    with overwriting(rows):
        for sender, named in held:
            rows.run(FORGET, of=workspace_id, sender=sender, named=named)


def once(request: HttpRequest, caller: Caller, body: bytes) -> Once | None:
    """None where the sender did not ask for it. Raises Problem where the key is malformed."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if _KEY.fullmatch(key) is None:
        raise Problem("invalid-header", "An Idempotency-Key is 1 to 255 visible ASCII characters.")
    return Once(caller=caller, key=key, fingerprint=_fingerprint(request, body))


def _fingerprint(request: HttpRequest, body: bytes) -> bytes:
    parts = (request.method, request.path, request.query_string.decode("latin-1"), request.headers.get("If-Match", ""))
    head = "\0".join(parts).encode()
    return sha256(sha256(head).digest() + body).digest()

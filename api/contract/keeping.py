"""The texts of a request are sealed at the door, before it is known whether any of them will be recorded.

So for a subject who has no key one is drawn, which nobody knows but the request: it is kept once something sealed under
it is recorded, and before that is durable. Where nothing is, since the request was refused, tried or repeated, it goes.
"""

import re
from base64 import b64encode
from dataclasses import replace

from sqlalchemy import bindparam, select

from api.contract.doors import Doors
from goals.database import Prepared, Rows
from goals.keyring import Keyring, stored
from goals.sealing import Sealed, new_key, seal
from goals.tables import events
from goals.writing import Writing

SEALED = re.compile(rb'"nonce":"([^"]+)"')
"""In the stored form of an event; in a text that was given, the quotes are escaped."""
STATES = Prepared(
    select(events.c.state)
    .where(events.c.workspace_id == bindparam("workspace_id"), events.c.position > bindparam("since"))
    .order_by(events.c.position)
)


class SealedTooEarly(Exception):
    """Since its text was sealed, a subject was begun to be erased, which would erase it with the rest; or was given
    another key."""


class Sealing:
    """Seals the texts of one request, and remembers with which keys. `drawn` are those that were not stored, by
    workspace and subject."""

    def __init__(self, keyring: Keyring, workspace_id: str) -> None:
        self.drawn: dict[tuple[str, str], bytes] = {}
        self._keyring = keyring
        self._workspace_id = workspace_id
        self._found: dict[str, bytes | None] = {}
        self._drawn_for: dict[bytes, str] = {}

    @property
    def subjects(self) -> set[str]:
        """Whose texts the request holds."""
        return set(self._found)

    def __call__(self, text: str, subject: str) -> Sealed:
        if subject not in self._found:
            self._found[subject] = self._keyring.key(self._workspace_id, subject)
        key = self._found[subject]
        if key is not None:
            return seal(text, subject=subject, key=key)
        sealed = seal(text, subject=subject, key=self.drawn.setdefault((self._workspace_id, subject), new_key()))
        self._drawn_for[b64encode(sealed.nonce)] = subject
        return sealed

    def is_current(self, keyring: Keyring) -> bool:
        """Whether none of its subjects was begun to be erased, or given a key, meanwhile. Asked where the log is
        written, whose order decides: what is recorded after an erasure is not erased by it. `keyring` is the one that
        sees what was done there, the erasures begun earlier in the same transaction with it."""
        return not self._found or keyring.are_present(self._workspace_id, self._found)

    def recorded(self, rows: Rows, *, since: int) -> set[str]:
        """The subjects for whom a key was drawn that opens something in the log after the position `since`."""
        found = rows.all(STATES, workspace_id=self._workspace_id, since=since)
        nonces = {nonce for row in found for nonce in SEALED.findall(bytes(row[0]))}
        return {self._drawn_for[nonce] for nonce in self._drawn_for.keys() & nonces}


def knowing(doors: Doors, sealing: Sealing) -> Doors:
    """The doors for one request: what it sealed itself can be told, though its keys are not stored."""
    return replace(doors, keyring=doors.keyring.knowing(sealing.drawn)) if sealing.drawn else doors


def keep(sealing: Sealing, doors: Doors, writing: Writing, *, since: int) -> None:
    """Store the keys drawn for what was recorded after the position `since`. Raises SealedTooEarly."""
    subjects = sealing.recorded(writing.rows, since=since)
    if not subjects:
        return
    with doors.keys_writing(writing.rows) as keys:
        for subject in sorted(subjects):
            drawn = sealing.drawn[writing.workspace_id, subject]
            if stored(keys, writing.workspace_id, drawn, subject=subject) != drawn:
                raise SealedTooEarly

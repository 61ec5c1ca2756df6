"""What the one who verifies brings along: keys, checkpoints that are remembered, witnesses, and how old is too old."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from goals.ledger.checkpoint import Checkpoint, checkpoint
from goals.ledger.notes import COSIGNATURE, ED25519, Note, NoteUnusable, Verified, VerifierKey, is_text, note, verified
from projections.ledger.verifier.finding import Unusable

WORKSPACE_PARTS = 3
"""Of an origin: goalpost, kind and workspace. The incarnation follows."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A checkpoint, and by whom it is signed. `label` says where it is from."""

    label: str
    note: Note
    checkpoint: Checkpoint
    signed: tuple[Verified, ...]
    seen: tuple[Verified, ...]
    """The witnesses that saw it."""


@dataclass(frozen=True, kw_only=True)
class Trust:
    """`trusted` are texts by where they are from; `tokens` and `authorities` RFC 3161 tokens and certificates.

    `seed` is the one that a sample was to be drawn by; `grown` are answers about consistency.
    """

    keys: tuple[VerifierKey, ...]
    trusted: tuple[tuple[str, str], ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    tokens: tuple[bytes, ...] = ()
    authorities: tuple[bytes, ...] = ()
    max_age: timedelta | None = None
    seed: str | None = None
    grown: tuple[bytes, ...] = ()
    now: datetime

    def of(self, origin: str) -> tuple[VerifierKey, ...]:
        """The log's keys, under the name it has now: those of a former incarnation hold for the ones that follow.

        Raises Unusable where none of them is the log's, and where it is no text or no origin.
        """
        if not is_text(origin):
            raise Unusable(f"The origin {origin[:200]!r} is no text.")
        if incarnation(origin) == 0:
            raise Unusable(f"The origin {origin[:200]} is no log's: a number from 2 on may follow the workspace.")
        log = log_of(origin)
        ours = [replace(key, name=origin) for key in self.keys if key.type == ED25519 and log_of(key.name) == log]
        if not ours:
            raise Unusable(f"None of the keys given is of the log {origin}: its key has that name.")
        return tuple(ours)

    def known(self, label: str, text: str) -> Known:
        """Raises NoteUnusable where it is no checkpoint, or not signed by whose name is below it; Unusable as `of`."""
        found = unsigned(label, text)
        signed = tuple(verified(found.note, self.of(found.checkpoint.origin)))
        seen = tuple(verified(found.note, [key for key in self.witnesses if key.type == COSIGNATURE]))
        return replace(found, signed=signed, seen=seen)


def unsigned(label: str, text: str) -> Known:
    """A checkpoint of which nothing is believed yet. Raises NoteUnusable."""
    found = note(text)
    return Known(label=label, note=found, checkpoint=checkpoint(found.text), signed=(), seen=())


def log_of(origin: str) -> tuple[str, ...]:
    """Which log it is, whatever its incarnation. What is no origin is that of no other one."""
    parts = origin.split("/")
    return tuple(parts[:WORKSPACE_PARTS] if incarnation(origin) > 0 else parts)


def incarnation(origin: str) -> int:
    """1 for the first, which has no number; 0 for what is no origin."""
    parts = origin.split("/")[WORKSPACE_PARTS:]
    if not parts:
        return 1
    number = int(parts[0]) if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit() and len(parts[0]) < 9 else 0
    return number if number > 1 and str(number) == parts[0] else 0


def noted(text: str) -> list[str]:
    """The notes in a text: one as it stands, or lines of JSON that hold one as `note` or `checkpoint`.

    Raises NoteUnusable.
    """
    if not text.lstrip().startswith("{"):
        return [text]
    try:
        told = [json.loads(text)]
    except (ValueError, RecursionError):
        told = _lines(text.splitlines())
    found = [each.get("note", each.get("checkpoint")) if isinstance(each, dict) else None for each in told]
    if not all(isinstance(each, str) for each in found):
        raise NoteUnusable("There is no note in it, as `note` or `checkpoint`.")
    return [each for each in found if each is not None]


def _lines(lines: Iterable[str]) -> list[object]:
    try:
        return [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError):
        raise NoteUnusable("It is neither a note nor lines of JSON that hold one.") from None

"""What a bundle says that it is: the manifest, and the note that signs it."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from goals.ledger.checkpoint import MOST_DIGITS, ROOT_BYTES
from goals.ledger.notes import NoteUnusable
from projections.ledger.verifier.canonical import Each, fit, pretty
from projections.ledger.verifier.finding import Unusable

FORMAT = "goalpost-bundle/v1"
NOTE_FORMAT = "goalpost-manifest/v1"
TIME = "%Y-%m-%dT%H:%M:%SZ"
MOST_PROOF = 128
MOST_BYTES = 1 << 22
"""Of the manifest: as many files as a bundle can have are listed in less."""
MOST_NUMBER = 10**MOST_DIGITS
_SAMPLE = {"method": str, "seed": str, "size": int, "drawn": int, "population": int, "population_hash": str}
_NEXT = {
    "position": int,
    "stream_id": str,
    "version": int,
    "topic": str,
    "recorded_at": int,
    "state_sha256": str,
    "proof": [str],
}
_TRAIL = {"rows": int, "retargets": int, "from_events": [str], "derived": [str]}
SHAPE = {
    "format": str,
    "origin": str,
    "workspace": {"id": str, "name": str, "kind": str},
    "position": int,
    "as_of": str,
    "on": str,
    "time_zone": str,
    "root": str,
    "checkpoint_size": int,
    "consistency": [str],
    "next": (_NEXT, None),
    "filters": Each(str),
    "selection": {"goal_id?": str, "topics?": [str], "actor_id?": str, "first": int, "last": int},
    "complete": bool,
    "events": {"count": int, "first": (int, None), "last": (int, None)},
    "kinds": Each({"count": int, "state_bytes": int, "position_sum": int, "value_sum?": str}),
    "trail": _TRAIL,
    "sample": (_SAMPLE, None),
    "redactions": int,
    "software": {"name": str, "version": str},
    "exported_at": str,
    "exporter": {"type": str, "id": str, "on_behalf_of": (str, None)},
    "purpose": str,
    "files": [{"name": str, "bytes": int, "sha256": str}],
}
NOT_READ = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What comes of reading a text that somebody else wrote as if it were what it should be."""


class Listed(NamedTuple):
    """A file as the manifest has it; `sha256` in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`position` is the last event the bundle is about, `root` the tree's there; `told` is all of it, as it stands."""

    origin: str
    workspace_id: str
    position: int
    root: bytes
    checkpoint_size: int
    consistency: tuple[bytes, ...]
    complete: bool
    files: tuple[Listed, ...]
    told: Mapping[str, Any]


class Signing(NamedTuple):
    """What a manifest's note says. `digest` is the SHA-256 of manifest.json.

    `time` is when the checkpoint was the newest last, as far as whoever signs it knows.
    """

    origin: str
    size: int
    digest: bytes
    time: datetime


def manifest(content: bytes) -> Manifest:
    """Raises Unusable."""
    try:
        return _read(json.loads(content))
    except NOT_READ as wrong:
        reason = f": {wrong}" if isinstance(wrong, Unusable) else ""
        raise Unusable(f"manifest.json is not the manifest of a bundle{reason}.") from None


def misshapen(content: bytes, told: Manifest) -> str | None:
    """In which way the file is not what whoever exports would have written; None where it is."""
    try:
        fit(told.told, SHAPE)
        if pretty(told.told).encode() != content:
            return "not in the one form it is written in: another program may read something else there"
    except NOT_READ as wrong:
        return f"not of the form that it has: {wrong}"
    return None


def signing(text: str) -> Signing:
    """From the text of manifest.note. Raises NoteUnusable."""
    lines = text.split("\n")
    if len(lines) != 6 or lines[0] != NOTE_FORMAT or not re.fullmatch(r"[0-9]{1,18}", lines[2]):
        raise NoteUnusable("It does not sign a manifest: a format, an origin, a size, a hash and a time, a line each.")
    try:
        time = datetime.strptime(lines[4], TIME).replace(tzinfo=UTC)
        return Signing(lines[1], int(lines[2]), hashed(lines[3]), time)
    except ValueError:
        raise NoteUnusable("It does not sign a manifest: its hash or its time is none.") from None


def digest(content: bytes) -> bytes:
    return sha256(content).digest()


def hashed(text: str) -> bytes:
    """32 bytes from base64, in the one form they are written in. Raises ValueError."""
    found = b64decode(text, validate=True)
    if len(found) != ROOT_BYTES or b64encode(found).decode() != text:
        raise ValueError("it is no hash")
    return found


def _read(told: Any) -> Manifest:
    if told["format"] != FORMAT:
        raise Unusable(f"its format is {str(told['format'])[:40]!r}, and {FORMAT} is known here")
    files = tuple(_listed(each) for each in told["files"])
    return Manifest(
        origin=_text(told["origin"]),
        workspace_id=_text(told["workspace"]["id"]),
        position=_number(told["position"]),
        root=hashed(told["root"]),
        checkpoint_size=_number(told["checkpoint_size"]),
        consistency=tuple(map(hashed, told["consistency"][:MOST_PROOF])),
        complete=told["complete"] is True,
        files=files,
        told=told,
    )


def _listed(told: Any) -> Listed:
    return Listed(_text(told["name"]), _number(told["bytes"]), _text(told["sha256"]))


def _text(told: Any) -> str:
    if not isinstance(told, str):
        raise TypeError("it is no text")
    return told


def _number(told: Any) -> int:
    if type(told) is not int or not 0 <= told < MOST_NUMBER:
        raise ValueError("it is no position or size")
    return told

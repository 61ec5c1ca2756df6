"""Bundles made by hand, in the agreed form, and made anew after somebody changed what is in them."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goals.ledger import merkle
from goals.ledger.checkpoint import Checkpoint
from goals.ledger.leaf import leaf_hash
from goals.ledger.notes import VerifierKey, public_key, signed
from projections.ledger.verifier import readme
from projections.ledger.verifier.canonical import pretty
from projections.ledger.verifier.container import BLOCK, END, Bundle, header
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Trust
from projections.ledger.verifier.verifying import verify

WORKSPACE = "01890a5d-ac96-774b-bcce-b302099a8057"
ORIGIN = f"goalpost/live/{WORKSPACE}"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PART = 4_000

Event = dict[str, Any]
Files = dict[str, bytes]


def events(count: int, *, word: str = "") -> list[Event]:
    """Of some streams, of two kinds; `word` makes another history of them."""
    return [event(position, word=word) for position in range(1, count + 1)]


def event(position: int, *, word: str = "") -> Event:
    streams = 7
    name = uuid5(UUID(WORKSPACE), f"{word}{position}")
    fact = {"type": "goal.commented.v1", "text": f"{word}n° {position}"}
    envelope = {"event_id": str(name), "asked": {"actor": {"type": "user", "id": "ana"}}, "fact": fact}
    return {
        "position": position,
        "stream_id": str(uuid5(UUID(WORKSPACE), f"stream {position % streams}")),
        "version": (position - 1) // streams + 1,
        "topic": "goal.commented.v1" if position % 3 else "goal.checked-in.v1",
        "recorded_at": 1_700_000_000_000_000 + position // 2,
        "state": json.dumps(envelope, separators=(",", ":"), ensure_ascii=False),
    }


def leaf(told: Event, position: int | None = None) -> bytes:
    return leaf_hash(
        workspace_id=WORKSPACE,
        position=told["position"] if position is None else position,
        stream_id=told["stream_id"],
        version=told["version"],
        recorded_at_us=told["recorded_at"],
        topic=told["topic"],
        state=told["state"].encode(),
    )


def note_of(size: int, root: bytes, *, origin: str = ORIGIN, key: Ed25519PrivateKey = KEY) -> str:
    return str(signed(Checkpoint(origin=origin, size=size, root=root).text, [(origin, key)]))


def lines(told: Sequence[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode() + b"\n" for each in told)


@dataclass
class Made:
    """A log, and the bundle that is exported of it. Positions from 1 to `position` are exported."""

    events: list[Event]
    earlier: Sequence[int] = ()
    position: int | None = None
    chosen: Callable[[Event], bool] | None = None
    origin: str = ORIGIN
    notes: Sequence[str] = ()
    restores: Sequence[str] = ()
    time: str = "2026-11-22T09:00:00Z"

    @cached_property
    def leaves(self) -> list[bytes]:
        return [leaf(each) for each in self.events]

    def root(self, size: int) -> bytes:
        return merkle.root(self.leaves[:size])

    def note(self, size: int) -> str:
        return note_of(size, self.root(size), origin=self.origin)

    def hashes(self, spans: Sequence[merkle.Span]) -> list[str]:
        return [b64encode(merkle.root(self.leaves[a:b])).decode() for a, b in spans]

    @cached_property
    def files(self) -> Files:
        size, position = len(self.events), self.position or len(self.events)
        exported = self.events[:position]
        notes = [*self.notes, *(self.note(each) for each in self.earlier)]
        found = {
            "README.txt": readme.TEXT,
            "checkpoint": self.note(size).encode(),
            "checkpoints.ndjson": lines([{"note": each} for each in notes]),
            "restores.ndjson": lines([{"note": each} for each in self.restores]),
            "keys.txt": f"{key(self.origin)}\n".encode(),
            "leaves.bin": b"".join(self.leaves[:position]),
            **self._parts(exported, position),
            "redactions.ndjson": b"",
            "trail.csv": b"position\r\n",
            "trail.xlsx": b"",
        }
        return manifested(found, self._manifest(exported, position, size), origin=self.origin, time=self.time)

    def _parts(self, exported: list[Event], position: int) -> Files:
        if self.chosen is None:
            return parts("events", exported)
        proved = [
            {**each, "proof": self.hashes(merkle.inclusion(each["position"] - 1, position))}
            for each in exported
            if self.chosen(each)
        ]
        return {**parts("events", proved), **parts("headers", [_headed(each) for each in exported])}

    def _next(self, position: int) -> dict[str, Any]:
        return {**_headed(self.events[position]), "proof": self.hashes(merkle.inclusion(position, len(self.events)))}

    def _manifest(self, exported: list[Event], position: int, size: int) -> dict[str, Any]:
        return {
            "format": "goalpost-bundle/v1",
            "origin": self.origin,
            "workspace": {"id": WORKSPACE, "name": "ours", "kind": "live"},
            "position": position,
            "as_of": self.time,
            "on": self.time[:10],
            "time_zone": "UTC",
            "root": b64encode(self.root(position)).decode(),
            "checkpoint_size": size,
            "consistency": self.hashes(merkle.consistency(position, size)) if position else [],
            "next": self._next(position) if position < size else None,
            "filters": {},
            "selection": {"first": 1, "last": position},
            "complete": self.chosen is None,
            "events": {"count": 0, "first": None, "last": None},
            "kinds": {},
            "trail": {"rows": 0, "retargets": 0, "from_events": [], "derived": []},
            "sample": None,
            "redactions": 0,
            "software": {"name": "goalpost", "version": "0"},
            "exported_at": self.time,
            "exporter": {"type": "user", "id": "ana", "on_behalf_of": None},
            "purpose": "a test",
        }


def key(origin: str = ORIGIN, private: Ed25519PrivateKey = KEY) -> VerifierKey:
    return public_key(private, origin)


def parts(folder: str, told: Sequence[Mapping[str, Any]]) -> Files:
    names = range(0, len(told), PART)
    return {
        f"{folder}/{n:06d}.ndjson.gz": gzip.compress(lines(told[at : at + PART]), 1, mtime=0)
        for n, at in enumerate(names, 1)
    }


def manifested(
    files: Files,
    told: Mapping[str, Any],
    *,
    origin: str = ORIGIN,
    key: Ed25519PrivateKey = KEY,
    time: str = "2026-11-22T09:00:00Z",
) -> Files:
    """With a manifest of these files, signed."""
    plain = {name: content for name, content in files.items() if not name.startswith("manifest.")}
    listed = [
        {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()} for name, content in plain.items()
    ]
    content = pretty({**told, "files": listed}).encode()
    digest = b64encode(sha256(content).digest()).decode()
    text = f"goalpost-manifest/v1\n{origin}\n{told['checkpoint_size']}\n{digest}\n{time}\n"
    return {**plain, "manifest.json": content, "manifest.note": str(signed(text, [(origin, key)])).encode()}


def unsigned(files: Files, consistency: Sequence[str] | None = None) -> Files:
    """With a manifest made anew by somebody without the key, who leaves the old signature."""
    told = json.loads(files["manifest.json"])
    told["consistency"] = told["consistency"] if consistency is None else list(consistency)
    told["position"] = len(files["leaves.bin"]) // 32
    told["root"] = b64encode(root_of(files["leaves.bin"])).decode()
    return {**manifested(files, told), "manifest.note": files["manifest.note"]}


def root_of(leaves: bytes) -> bytes:
    return merkle.root(leaves[n : n + 32] for n in range(0, len(leaves), 32))


def packed(files: Files) -> bytes:
    pieces = [header(name, len(content)) + content + bytes(-len(content) % BLOCK) for name, content in files.items()]
    return b"".join(pieces) + END


def unpacked(path: Path) -> Files:
    with Bundle(path) as bundle:
        return {name: bundle.open(name).read() for name in bundle.names}


def in_bundle(files: Files) -> list[Event]:
    """The events, from all parts."""
    return lines_of(files, "events/")


def lines_of(files: Files, folder: str) -> list[Event]:
    names = [name for name in files if name.startswith(folder)]
    return [json.loads(line) for name in names for line in gzip.decompress(files[name]).splitlines()]


def with_events(files: Files, told: Sequence[Event]) -> Files:
    """The same bundle with these events, in parts as an exporter would have made them."""
    found: Files = {}
    for name, content in files.items():
        if not name.startswith("events/"):
            found[name] = content
        if name == "leaves.bin":
            found.update(parts("events", told))
    return found


def _headed(told: Event) -> Event:
    plain = {name: value for name, value in told.items() if name != "state"}
    return {**plain, "state_sha256": sha256(told["state"].encode()).hexdigest()}


TRUST = Trust(keys=(key(),), now=NOW)


@dataclass
class Auditor:
    """Verifies what is in a file of its own."""

    home: Path
    trust: Trust = TRUST
    watches: Sequence[Any] = field(default=())

    def verify(self, files: Files | bytes, *, trusted: Sequence[str] = (), **changed: Any) -> Result:
        path = self.home / "bundle.tar"
        path.write_bytes(files if isinstance(files, bytes) else packed(files))
        remembered = tuple((f"{n}.note", text) for n, text in enumerate(trusted))
        return verify(path, replace(self.trust, trusted=remembered, **changed), self.watches)

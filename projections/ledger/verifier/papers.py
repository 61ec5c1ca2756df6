"""The papers that lie beside the log in a bundle: what it says of itself is what it is, as far as the log tells."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from goals.ledger.notes import Note, NoteUnusable, VerifierKey, verified, verifier_key
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import KEYS, README
from projections.ledger.verifier.finding import FILE, MANIFEST, Finding, Unusable
from projections.ledger.verifier.manifest import Manifest
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.readme import is_readme

OPENED = "workspace.opened.v1"
MOST_KEYS = 1 << 14
"""Bytes of them."""


def papers(bundle: Bundle, told: Manifest, checkpoint: Note) -> Iterator[Finding]:
    """What they say that the signed parts do not. Raises Unusable."""
    if not is_readme(bundle.read(README)):
        yield Finding(FILE, (), f"{README} is not the text that each bundle has: do not do what it says.")
    if not _are_keys(bundle, told.origin, checkpoint):
        said = f"{KEYS} has not the keys of {told.origin}, or one that did not sign the checkpoint."
        yield Finding(FILE, (), said)


def keys_in(bundle: Bundle) -> list[VerifierKey]:
    """Those that it names, if they are any: who made the bundle could have written others."""
    try:
        *lines, end = bundle.read(KEYS, MOST_KEYS).decode().split("\n")
        return [] if end else [verifier_key(each) for each in lines]
    except (NoteUnusable, Unusable, UnicodeDecodeError):
        return []


def _are_keys(bundle: Bundle, origin: str, checkpoint: Note) -> bool:
    found = keys_in(bundle)
    written = "".join(f"{each}\n" for each in found).encode()
    try:
        signed = [each.key for each in verified(checkpoint, found)]
    except NoteUnusable:
        signed = []
    is_theirs = all(found.count(each) == 1 and each in signed and each.name == origin for each in found)
    return bool(found) and is_theirs and written == bundle.read(KEYS)


class Papers:
    """Compares the workspace's name and kind with the log's: the origin has its kind, the first event both."""

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._workspace, self._origin = manifest["workspace"], manifest["origin"]
        self._opened: Mapping[str, Any] | None = None

    @property
    def checked(self) -> Sequence[str]:
        said = "The workspace is of the kind that the manifest tells, by the log's origin."
        return (said,) if self._opened is None else (f"{said[:-1]}, and has its name, by the first event.",)

    @property
    def unknown(self) -> Sequence[str]:
        if self._opened is not None:
            return ()
        return ("Whether the workspace has that name: the event that tells it is not in the bundle.",)

    def saw(self, events: Sequence[Stored]) -> None:
        first = events[0]
        if first.position == 1 and first.topic == OPENED:
            self._opened = json.loads(first.state)["fact"]

    def headed(self, headers: Sequence[Header]) -> None:
        pass

    def ended(self) -> Iterable[Finding]:
        told = {name: self._workspace[name] for name in ("name", "kind")}
        if self._origin.split("/")[1] != told["kind"]:
            yield Finding(MANIFEST, (), f"The manifest says kind {told['kind']!r:.80}, and the log is {self._origin}.")
        for name, value in told.items():
            opened = value if self._opened is None else self._opened[name]
            if opened != value:
                said = f"The manifest says {name} {value!r:.80} of the workspace; it was opened with {opened!r:.80}."
                yield Finding(MANIFEST, ((1, 1),), said)

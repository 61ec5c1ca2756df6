"""Is every sealed text among the events in the list of redactions, with its ground, and nothing else?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import REDACTION, TOTALS, Finding
from projections.ledger.verifier.grounds import ERASED, NOWHERE, PERSONAL, REDACTIONS, Grounds, Line, lines
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored

SUBJECT_ERASED = "subject.erased.v1"
MARK = '"ciphertext"'
"""Without it in its stored form, nothing in an event is sealed."""
SEALED = frozenset(("subject", "nonce", "ciphertext"))


class Redactions:
    """Looks for sealed text in the events that pass, and reads the list in step."""

    unknown: Sequence[str] = ()
    checked = (f"{REDACTIONS} has every sealed text among the events, on its ground, and no other.",)

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._bundle, self._manifest = bundle, manifest
        self._grounds = Grounds(bundle)
        self._noting = Noting(REDACTION)
        self._workspace = UUID(manifest["workspace"]["id"])
        self._erasures: dict[int, str] = {}
        """Streams by position: a subject has one stream, and its name in it only."""

    def saw(self, events: Sequence[Stored]) -> None:
        for event in events:
            if event.topic == SUBJECT_ERASED:
                self._erasures[event.position] = event.stream_id
            if MARK in event.state or self._grounds.position <= event.position:
                self._compare(event)

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == SUBJECT_ERASED:
                self._erasures[header.position] = header.stream_id

    def ended(self) -> Iterable[Finding]:
        for line in self._grounds.before(NOWHERE):
            self._stray(line)
        self._judge()
        yield from self._noting.findings
        told, found = self._manifest["redactions"], sum(1 for _ in lines(self._bundle))
        if told != found:
            yield Finding(TOTALS, (), f"{REDACTIONS} has {found} lines, and the manifest says {told}.")

    def _compare(self, event: Stored) -> None:
        for line in self._grounds.before(event.position):
            self._stray(line)
        found = list(sealed(json.loads(event.state)["fact"], ""))
        told = [(str(line.get("field")), line.get("subject")) for line in self._grounds.at(event.position)]
        for pointer, subject in found:
            if (pointer, subject) not in told:
                self._noting.note(event.position, f"the sealed text at {pointer} is not in {REDACTIONS} as it stands.")
        for field, _ in told:
            if field not in [pointer for pointer, _ in found]:
                self._noting.note(event.position, f"{REDACTIONS} tells of {field!r:.80}, where nothing is sealed.")
        if len(told) > len({*told}):
            self._noting.note(event.position, f"{REDACTIONS} tells of a sealed text twice.")

    def _stray(self, line: Line) -> None:
        self._noting.note(
            line["position"], f"{REDACTIONS} tells of an event that is not there, or of one out of order."
        )

    def _judge(self) -> None:
        """Each ground by the erasures there were."""
        erased: dict[str, list[int]] = {}
        for position, stream_id in sorted(self._erasures.items()):
            erased.setdefault(stream_id, []).append(position)
        for line in lines(self._bundle):
            stream_id = str(uuid5(self._workspace, line["subject"]))
            later = [at for at in erased.get(stream_id, ()) if at > line["position"]]
            said = self._wrong(line, later)
            if said is not None:
                self._noting.note(line["position"], f"{line.get('field')!r:.80} {said}")

    def _wrong(self, line: Line, later: Sequence[int]) -> str | None:
        """`later` are the positions after it at which its subject was erased."""
        ground, at = line.get("ground"), line.get("erased_at")
        if ground == PERSONAL and at is None:
            return f"is told to be personal, and its subject was erased at {later[0]}." if later else None
        if ground != ERASED or not isinstance(at, int):
            return f"has the ground {ground!r:.80}, which is none."
        return None if at in later else f"is told to be erased at {at}, where its subject was not, or not after it."


def sealed(told: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """The JSON pointer and the subject of each sealed text below a value."""
    if isinstance(told, dict):
        if told.keys() == SEALED:
            yield pointer, told["subject"]
            return
        for name, value in told.items():
            yield from sealed(value, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(told, list):
        for n, value in enumerate(told):
            yield from sealed(value, f"{pointer}/{n}")

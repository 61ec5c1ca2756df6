"""Is every sealed text among the events in the list of redactions, with its ground, and nothing else?"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.erased import Erased, Text
from projections.ledger.verifier.finding import REDACTION, TOTALS, Finding
from projections.ledger.verifier.grounds import NOWHERE, REDACTIONS, Grounds, Line, lines
from projections.ledger.verifier.moved import RETARGETED
from projections.ledger.verifier.noting import Noting
from projections.ledger.verifier.observing import Header, Stored

SUBJECT_ERASED = "subject.erased.v1"
MARK = '"ciphertext"'
"""Without it in its stored form, nothing in an event is sealed."""
LONGEST_POINTER = 1 << 12
SEALED = frozenset(("subject", "nonce", "ciphertext"))
EDITED = frozenset(("goal.edited.v1", "milestone.edited.v1", "kpi.edited.v1", "container.renamed.v1"))


class Redactions:
    """Looks for sealed text in the events that pass, and reads the list in step."""

    checked = (f"{REDACTIONS} has every sealed text among the events, on its ground, and no other.",)

    def __init__(self, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
        self._bundle, self._manifest = bundle, manifest
        self._grounds = Grounds(bundle)
        self._noting = Noting(REDACTION)
        self._erased = Erased(manifest["workspace"]["id"])
        self._is_whole = manifest["complete"] is True

    @property
    def unknown(self) -> Sequence[str]:
        if not self._erased.doubted:
            return ()
        return (
            f"By when {self._erased.doubted} sealed texts were erased, or whether: events in which they may have been"
            " said first, before an erasure of their subject, are not in the bundle.",
        )

    def saw(self, events: Sequence[Stored]) -> None:
        is_told = bool(events) and self._grounds.position <= events[-1].position
        for event in (
            events if is_told else [event for event in events if MARK in event[5] or event[3] == SUBJECT_ERASED]
        ):
            if event.topic == SUBJECT_ERASED:
                self._erased.erased(event.stream_id, event.position)
            if MARK in event.state or self._grounds.position <= event.position:
                self._compare(event)

    def headed(self, headers: Sequence[Header]) -> None:
        for header in headers:
            if header.topic == SUBJECT_ERASED:
                self._erased.erased(header.stream_id, header.position)

    def ended(self) -> Iterable[Finding]:
        for line in self._grounds.before(NOWHERE):
            self._stray(line)
        for position, said in self._erased.wrong():
            self._noting.note(position, said)
        yield from self._noting.findings
        told, found = self._manifest["redactions"], sum(1 for _ in lines(self._bundle))
        if told != found:
            yield Finding(TOTALS, (), f"{REDACTIONS} has {found} lines, and the manifest says {told}.")

    def _compare(self, event: Stored) -> None:
        for line in self._grounds.before(event.position):
            self._stray(line)
        fact = json.loads(event.state)["fact"]
        told = self._grounds.at(event.position)
        right = {(str(line.get("field")), line.get("subject")): line for line in told}
        found, is_older = list(sealed(fact, "")), not self._is_whole and takes_over(event.topic, fact)
        for text in found:
            line_of_it = right.get(text[:2])
            if line_of_it is None:
                self._noting.note(
                    event.position, f"the sealed text at {text.field} is not in {REDACTIONS} as it stands."
                )
            else:
                self._erased.told(text, line_of_it, stream_id=event.stream_id, is_older=is_older)
        places = {text.field for text in found}
        for field, _ in right:
            if field not in places:
                self._noting.note(event.position, f"{REDACTIONS} tells of {field!r:.80}, where nothing is sealed.")
        if len(told) > len(right):
            self._noting.note(event.position, f"{REDACTIONS} tells of a sealed text twice.")

    def _stray(self, line: Line) -> None:
        self._noting.note(
            line["position"], f"{REDACTIONS} tells of an event that is not there, or of one out of order."
        )


def takes_over(topic: str, fact: Mapping[str, Any]) -> bool:
    """Whether an event can have a text that was said in an earlier one: what was proposed, or is not edited."""
    return topic in EDITED or (topic == RETARGETED and (fact.get("approval") or {}).get("proposal_id") is not None)


def sealed(told: Any, pointer: str) -> Iterator[Text]:
    """Each sealed text below a value. Raises ValueError where it is far below."""
    if len(pointer) > LONGEST_POINTER:
        raise ValueError(f"what is at {pointer[:80]} is too far below")
    if isinstance(told, dict):
        if told.keys() == SEALED:
            yield Text(pointer, told["subject"], sha256(f"{told['nonce']} {told['ciphertext']}".encode()).digest())
            return
        for name, value in told.items():
            yield from sealed(value, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(told, list):
        for n, value in enumerate(told):
            yield from sealed(value, f"{pointer}/{n}")

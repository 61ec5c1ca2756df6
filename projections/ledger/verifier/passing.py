"""The events of a bundle pass by once: against the leaves, before all who watch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from goals.ledger.merkle import root_by_inclusion
from projections.ledger.verifier import finding
from projections.ledger.verifier.claims import LeafFile
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Finding, at, ranges
from projections.ledger.verifier.lines import parts, stretches
from projections.ledger.verifier.manifest import NOT_READ, hashed
from projections.ledger.verifier.naming import judged
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.reading import NOT_UNDERSTOOD, Lined, claim
from projections.ledger.verifier.recognising import Recogniser
from projections.ledger.verifier.watching import Watching

MOST_WRONG = 1_000


class Passing:
    """`root` is the signed root at the last exported position: what proofs of single events have to lead to."""

    def __init__(self, bundle: Bundle, watching: Watching, *, workspace_id: str, leaves: LeafFile, root: bytes) -> None:
        self._bundle, self._watching, self._leaves, self._root = bundle, watching, leaves, root
        self._filtered = bool(parts(bundle, "headers"))
        self._lined = Lined(workspace_id, proof=self._filtered)
        self._whole = Recogniser(leaves, workspace_id)
        self._chosen = Recogniser(leaves, workspace_id, dense=False)
        self._unproved: list[int] = []
        self.count = self.reached = 0

    def odd(self) -> Iterator[Finding]:
        """Lines that say what they should, and not as they should: other programs may read something else there."""
        if self._lined.odd:
            places = ranges(self._lined.odd)
            said = f"The lines of {at(places)} are not written as a bundle is written: others may read them otherwise."
            yield Finding(finding.FILE, places, said)

    def judged(self) -> list[Finding]:
        """What was done to the events, by the leaves. Raises Unusable where a part cannot be read at all."""
        if self._filtered:
            self._in_step()
            found = [*judged(self._chosen, self._leaves, dense=False), *judged(self._whole, self._leaves)]
            return [*_once(found), *self._proofs()]
        for _ in self._events(self._whole):
            pass
        return judged(self._whole, self._leaves)

    def _in_step(self) -> None:
        """Headers, and behind each stretch of them the events that were chosen from it."""
        events = self._events(self._chosen)
        for last in self._headers():
            while self.reached < last and next(events, None) is not None:
                pass
        for _ in events:
            pass

    def _headers(self) -> Iterator[int]:
        for lines in self._lines("headers"):
            headers = self._understood(self._lined.headers, lines, self._whole)
            self._watching.headed(headers)
            yield headers[-1].position if headers else self.reached

    def _events(self, recogniser: Recogniser) -> Iterator[None]:
        for lines in self._lines("events"):
            self._watching.saw(self._understood(self._stored, lines, recogniser))
            yield

    def _lines(self, folder: str) -> Iterator[list[str]]:
        for name in parts(self._bundle, folder):
            yield from stretches(self._bundle, name)

    def _understood(self, read: Callable[..., Any], lines: Sequence[str], recogniser: Recogniser) -> Any:
        """The lines as events or headers, looked for among the leaves; without those that are neither."""
        try:
            found = read(lines)
        except NOT_UNDERSTOOD:
            return [each for line in lines for each in self._one(read, line, recogniser)]
        self._look(found, lines, recogniser)
        return found

    def _one(self, read: Callable[..., Any], line: str, recogniser: Recogniser) -> Any:
        try:
            found = read([line])
        except NOT_UNDERSTOOD:
            recogniser.saw(claim(line))
            return []
        self._look(found, [line], recogniser)
        return found

    def _stored(self, lines: Iterable[str]) -> list[Stored]:
        events, proofs = self._lined.events(lines)
        for event, proof in zip(events, proofs, strict=False):
            if len(self._unproved) < MOST_WRONG and not self._proves(event, proof):
                self._unproved.append(event.position)
        self.reached = events[-1].position
        self.count += len(events)
        return events

    def _look(self, found: Sequence[Stored] | Sequence[Header], lines: Sequence[str], recogniser: Recogniser) -> None:
        first = recogniser.expected
        if recogniser is self._whole and self._leaves.has(first - 1, b"".join([each.leaf for each in found])):
            recogniser.right(first, len(found))
            return
        rows: Iterable[tuple[Stored | Header, str]] = zip(found, lines, strict=True)
        for each, line in rows:
            if each.position >= recogniser.expected and self._leaves.has(each.position - 1, each.leaf):
                recogniser.right(each.position, 1)
            else:
                recogniser.saw(claim(line))

    def _proves(self, event: Stored, proof: Any) -> bool:
        try:
            hashes = list(map(hashed, proof))
            found = root_by_inclusion(event.leaf, event.position - 1, len(self._leaves), hashes)
        except NOT_READ:
            return False
        return found == self._root

    def _proofs(self) -> Iterator[Finding]:
        if self._unproved:
            places = ranges(self._unproved)
            said = f"What stands at {at(places)} is not shown to be in the signed log by its proof."
            yield Finding(finding.PROOF, places, said)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """An event and its header may have been changed alike: that is told once."""
    return list({(each.what, each.positions): each for each in found}.values())

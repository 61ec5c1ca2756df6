"""Does the log agree with every checkpoint that is known: those in the bundle itself, and those somebody kept?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goals.ledger.checkpoint import Checkpoint
from projections.ledger.verifier.finding import ROLLED_BACK, SPLIT_VIEW, Finding, Range, at, were
from projections.ledger.verifier.restores import Declared, shared
from projections.ledger.verifier.trust import Known, incarnation

NO_MEMORY = (
    "Whether events were cut off the end (rolled back), or history was rewritten and signed again with the real key:"
    " no earlier checkpoint that somebody else kept was given (--trusted)."
)
NOT_TRUE = "Whether what was recorded is true, or complete: it is known only that it was recorded so, and not changed."


@dataclass
class Memory:
    """`roots` are those of the exported leaves, by size, up to `position`; `genuine` if these are the signed ones."""

    checkpoint: Checkpoint
    position: int
    roots: Mapping[int, bytes]
    genuine: bool
    restores: Declared
    agreeing: set[int] = field(default_factory=lambda: {0})
    differing: dict[int, Known] = field(default_factory=dict)
    unjudged: list[Known] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def judged(self, known: Sequence[Known]) -> list[Finding]:
        """What each says about the log, and about the others."""
        found = [finding for each in known for finding in self._of(each)]
        return [*found, *self._contradictions(known), *(self._split() if self.genuine else ())]

    @property
    def rewritten(self) -> Range | None:
        """Where the exported leaves are not those of a known checkpoint, as narrow as these tell."""
        if not self.differing:
            return None
        first = min(self.differing)
        return max(size for size in self.agreeing if size < first) + 1, first

    @property
    def agreed(self) -> int:
        """The size up to which everything agrees with what is known."""
        return max(size for size in self.agreeing if not self.differing or size < min(self.differing))

    def _of(self, known: Known) -> Iterator[Finding]:
        told = known.checkpoint
        if told.origin != self.checkpoint.origin:
            yield from self._of_another(known)
        elif told.size > self.checkpoint.size:
            yield _rolled_back(known, self.checkpoint.size)
        else:
            self._compare(known)

    def _of_another(self, known: Known) -> Iterator[Finding]:
        """It is of another incarnation of the log."""
        told, ours = known.checkpoint, self.checkpoint.origin
        common = shared(self.restores.believed, told.origin, ours)
        if incarnation(told.origin) > incarnation(ours):
            said = (
                f"{known.label} is of {told.origin}, which the log was begun anew as: the bundle is of the log before."
            )
            yield Finding(ROLLED_BACK, (), f"Rolled back: {said}")
        elif common is None and self.restores.doubted and self.restores.untold is None:
            said = (
                f"{known.label} is of {told.origin}, and was not compared: no key given signed what leads from there."
            )
            self.said.append(said)
        elif common is None:
            said = f"{known.label} is of {told.origin}; no signed statement says how {ours} came of it."
            yield Finding(ROLLED_BACK, (), f"Rolled back: {said}")
        elif told.size <= common:
            self._compare(known)
        else:
            places = ((common + 1, told.size),)
            self.said.append(
                f"{known.label} covers {told.size} events of {told.origin}: by the declared restore, {at(places)} of it"
                f" {were(places)} lost, and nothing here says what they were."
            )

    def _compare(self, known: Known) -> None:
        size = known.checkpoint.size
        signed = self.checkpoint.root if size == self.checkpoint.size else None
        ours = self.roots.get(size, signed)
        if ours is None:
            self.unjudged.append(known)
        elif ours == known.checkpoint.root:
            self.agreeing.add(size)
        else:
            self.differing.setdefault(size, known)

    def _split(self) -> Iterator[Finding]:
        found = self.rewritten
        if found is not None:
            known = self.differing[found[1]]
            yield Finding(
                SPLIT_VIEW,
                (found,),
                f"Split view: {known.label} is signed for the first {found[1]} events, and they are not those of this"
                f" bundle, which is signed too: history was rewritten, at {at((found,))}, and signed again.",
            )

    def _contradictions(self, known: Sequence[Known]) -> Iterator[Finding]:
        """Two that are signed, of one size, and not the same, where the exported leaves do not judge between them."""
        told: dict[tuple[str, int], Known] = {}
        for each in known:
            other = told.setdefault((each.checkpoint.origin, each.checkpoint.size), each)
            if other.checkpoint.root != each.checkpoint.root and each.checkpoint.size not in self.roots:
                said = f"{other.label} and {each.label} are both signed for {each.checkpoint.size} events, and differ."
                yield Finding(SPLIT_VIEW, ((self.agreed + 1, each.checkpoint.size),), f"Split view: {said}")


def _rolled_back(known: Known, size: int) -> Finding:
    places = ((size + 1, known.checkpoint.size),)
    said = f"{known.label} covers {known.checkpoint.size} events, and this bundle's checkpoint {size}"
    return Finding(ROLLED_BACK, places, f"Rolled back: {said}: {at(places)} {were(places)} cut off.")

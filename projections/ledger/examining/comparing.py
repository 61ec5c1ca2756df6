"""The log's roots against the checkpoints that were signed of it."""

from collections.abc import Callable, Iterator

from projections.ledger.examining.hashing import Hash
from projections.ledger.examining.memory import Known
from projections.ledger.verifier.finding import Range

MOST_TOLD = 20

Roots = Callable[[int], Hash]
"""The root at a size that lies in the page."""


class Comparing:
    """`agreed` is the greatest size at which the events give what was signed, `signed` the greatest of those that has
    the signer's own signature, `seen` the greatest that has it, whether the events agree or not. `broken` are the
    positions between the last that agreed and the first that did not, though the stored leaf hashes do not give it
    either. `beyond` and `beyond_kept` are the greatest sizes that the log does not reach: of the signer's own, and of
    those that the database keeps. `twice` are sizes with two roots.
    """

    def __init__(self, checkpoints: Iterator[Known]) -> None:
        self._checkpoints = checkpoints
        self._next = next(checkpoints, None)
        self._last: Known | None = None
        self.count = 0
        self.newest: int | None = None
        self.agreed = self.signed = self.seen = 0
        self.broken: Range | None = None
        self.beyond = self.beyond_kept = 0
        self.twice: list[int] = []
        self.wrong: list[str] = []

    def page(self, last: int, derived: Roots, stored: Roots) -> None:
        """Those with sizes up to `last`. `derived` comes of the events, `stored` of the leaf hashes beside them."""
        for each in self._up_to(last):
            if derived(each.size) == each.root:
                self.agreed = each.size
                self.signed = each.size if each.is_signed else self.signed
            elif self.broken is None and stored(each.size) != each.root:
                self.broken = (min(self.agreed + 1, each.size), each.size)

    def end(self) -> None:
        """What is left is of more events than there are."""
        for each in self._up_to(None):
            if each.is_kept:
                self.beyond_kept = each.size
            else:
                self.beyond = each.size

    def _up_to(self, last: int | None) -> Iterator[Known]:
        while self._next is not None and (last is None or self._next.size <= last):
            each, self._next = self._next, next(self._checkpoints, None)
            if each.root is None:
                self.wrong.append(f"{each.size:,}: {each.wrong}")
                del self.wrong[MOST_TOLD:]
                continue
            self._count(each)
            yield each

    def _count(self, each: Known) -> None:
        before = self._last
        if before is not None and (before.origin, before.size) == (each.origin, each.size):
            if before.root != each.root and before.is_signed and each.is_signed and len(self.twice) < MOST_TOLD:
                self.twice.append(each.size)
        else:
            self.count += 1
        self.seen = each.size if each.is_signed else self.seen
        self.newest, self._last = each.size, each

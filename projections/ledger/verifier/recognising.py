"""Which event is which: each is sought among the leaves there were, wherever it stands now.

What is recognised is certain, since nobody finds two events with one leaf. What is not recognised is a stranger.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile

from projections.ledger.verifier.claims import Claimed, Leaves, leaf_by_position
from projections.ledger.verifier.finding import Range

NEAR = 512
"""Positions further on at which an event is sought first."""
PATIENCE = 8
"""Strangers in a row after which one is sought everywhere; twice as many after each time in vain."""
MOST_TRIALS = 2_000_000
"""Hashes that are tried in all: some seconds."""
LATEST = 64
"""Positions that are held, to see which of them is not in its turn."""
MOST_RUNS = 20_000
MOST_KEPT = 1_000
"""Strangers that are sought once more when everything has been seen."""


@dataclass(slots=True)
class Run:
    """Neighbouring events: their place from 0, what they claim, and the true position of the first, 0 for strangers.

    `last` is the true position of the last one.
    """

    place: int
    claimed: int
    first: int
    last: int
    count: int

    @property
    def stands(self) -> int:
        """The position it claims, or the one that its place would give it."""
        return self.claimed or self.place + 1


class Recogniser:
    """`dense` says that events are to be there for all leaves; otherwise only some have been chosen."""

    def __init__(self, leaves: Leaves, workspace_id: str, *, dense: bool = True, trials: int = MOST_TRIALS) -> None:
        self._leaves, self._workspace_id, self._dense, self._trials = leaves, workspace_id, dense, trials
        self._runs: list[Run] = []
        self._kept: dict[int, Claimed] = {}
        self._line = self._strange = 0
        self._patience = PATIENCE
        self._chosen = Chosen(len(leaves))
        self.places = 0
        self.too_much = False
        """More was changed than is told apart."""

    @property
    def twice(self) -> set[int]:
        """Where only some were chosen: the true positions that were seen more than once."""
        return self._chosen.twice

    @property
    def expected(self) -> int:
        """The true position of what comes next, if nothing was done."""
        return self._runs[-1].last + 1 if self._runs and self._runs[-1].first else self._line + 1

    def right(self, first: int, count: int) -> None:
        """The next `count` events have the leaves of `first` and the positions that follow, and claim these."""
        self._add(Run(self.places, first, first, first + count - 1, count))

    def saw(self, claim: Claimed) -> None:
        """The next event."""
        found = 0 if self.too_much else self._sought(claim)
        if found:
            self._strange, self._patience = 0, PATIENCE
        else:
            self._strange += 1
            if len(self._kept) < MOST_KEPT:
                self._kept[self.places] = claim
        self._add(Run(self.places, claim.position, found, found, 1))

    def runs(self) -> list[Run]:
        """All that was seen, in its order, once nothing more comes."""
        lost = missing(self._runs, len(self._leaves)) if self._kept else []
        return [each for run in self._runs for each in self._once_more(run, lost)]

    def _add(self, run: Run) -> None:
        self.places += run.count
        if run.first and not self._dense:
            self._chosen.add(run.first)
            self._cut(run.first)
        if self._runs and self._continues(self._runs[-1], run):
            before = self._runs[-1]
            before.count += run.count
            before.last = run.last
        elif len(self._runs) == MOST_RUNS:
            self.too_much = True
        else:
            self._runs.append(run)
        if run.first and self._runs[-1].count > 1:
            self._line = run.last

    def _continues(self, before: Run, run: Run) -> bool:
        if not before.first or not run.first:
            return before.first == run.first and run.claimed == before.claimed + before.count
        if self._dense:
            return run.first == before.last + 1 and run.claimed - run.first == before.claimed - before.first
        in_turn = before.last == self._chosen.highest or run.first < self._chosen.highest
        return in_turn and run.first > before.last and run.claimed == run.first and before.claimed == before.first

    def _cut(self, position: int) -> None:
        """What stands just before and comes only after `position` is a run of its own: it may be what was moved."""
        before = self._runs[-1] if self._runs else None
        if before is None or before.last <= position:
            return
        after = self._chosen.after(position)
        if before.first and 0 < len(after) < before.count:
            place = before.place + before.count - len(after)
            before.count -= len(after)
            before.last = self._chosen.before(position, before.first)
            self._runs.append(Run(place, after[0], after[0], after[-1], len(after)))

    def _sought(self, claim: Claimed) -> int:
        """The true position; 0 for a stranger."""
        last = self._runs[-1].last if self._runs else 0
        quick = [last + 1, claim.position, self._line + 1, claim.position + len(self._leaves) - self.places]
        near: Iterable[int] = range(self._line + 1, self._line + 1 + NEAR) if self._dense else ()
        everywhere: Iterable[int] = ()
        if self._strange >= self._patience:
            everywhere, self._patience, self._strange = range(1, len(self._leaves) + 1), self._patience * 2, 0
        return self._tried(claim, chain(quick, near, everywhere))

    def _tried(self, claim: Claimed, positions: Iterable[int]) -> int:
        leaf_at, size = leaf_by_position(claim, self._workspace_id), len(self._leaves)
        for n, position in enumerate(positions):
            if n > 4 and self._trials <= 0:
                break
            self._trials -= 1
            if 0 < position <= size and leaf_at(position) == self._leaves[position - 1]:
                return position
        return 0

    def _once_more(self, run: Run, lost: Sequence[Range]) -> Iterator[Run]:
        if run.first or run.place not in self._kept:
            yield run
            return
        for n in range(run.count):
            one = Run(run.place + n, run.claimed + n if run.claimed else 0, 0, 0, 1)
            claim = self._kept.get(one.place)
            if claim is None:
                yield replace(one, count=run.count - n)
                return
            likely = chain.from_iterable(range(a, b + 1) for a, b in lost)
            found = self._tried(claim, chain(likely, range(1, len(self._leaves) + 1)))
            yield replace(one, first=found, last=found)


class Chosen:
    """The true positions that were seen of some that were chosen, in flat memory."""

    def __init__(self, size: int) -> None:
        self._there = bytearray(size // 8 + 1)
        self._latest: deque[int] = deque(maxlen=LATEST)
        self.highest = 0
        self.twice: set[int] = set()

    def add(self, position: int) -> None:
        """The next one."""
        at, bit = position >> 3, 1 << (position & 7)
        if self._there[at] & bit:
            self.twice.add(position)
        self._there[at] |= bit
        self._latest.append(position)
        self.highest = max(self.highest, position)

    def after(self, position: int) -> list[int]:
        """Those that came just before the last one, and are greater than `position`."""
        older = list(self._latest)[:-1]
        return list(takewhile(lambda each: each > position, reversed(older)))[::-1]

    def before(self, position: int, least: int) -> int:
        """The last one that came before these; `least` where that is forgotten."""
        older = [each for each in list(self._latest)[:-1] if each < position]
        return older[-1] if older else least


def missing(runs: Iterable[Run], size: int) -> list[Range]:
    """The positions up to `size` at which nobody was recognised, as ranges."""
    found, after = [], 0
    for run in sorted((run for run in runs if run.first), key=lambda run: run.first):
        if run.first > after + 1:
            found.append((after + 1, run.first - 1))
        after = max(after, run.last)
    return [*found, (after + 1, size)] if after < size else found

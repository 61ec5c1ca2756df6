"""Where each event stood when it was recorded: its leaf hash, which moves with it, says so by agreeing with one place.

Where an event is taken out of the log and the rest moved up, or one is put in and the rest moved down, all that follows
agrees with a place that is so many further on or back: its shift.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from projections.ledger.examining.hashing import leaf
from projections.ledger.examining.stored import Event
from projections.ledger.verifier.finding import ALTERED, DELETED, INSERTED, REORDERED, Range

NEAR = 16
"""Places tried on either side."""
MOST_TRIED = 5_000
MOST_REMEMBERED = 64
"""Events that agree with no place near by, and are tried in each other's."""
MOST_RUNS = 10_000
MOST_TURNED = 64

Run = tuple[int | None, int, int]
"""A shift, None where no place agrees, and the first and last of neighbours that share it."""
Named = tuple[str, int, int]
"""What was done, and to which positions."""


class Moves:
    def __init__(self, workspace_id: str) -> None:
        self._workspace_id = workspace_id
        self._runs: list[Run] = []
        self._last = 0
        self._failed = 0
        self._strangers: dict[int, tuple[Event, bytes]] = {}

    def saw(self, events: Sequence[Event], derived: Sequence[bytes], stored: Sequence[bytes]) -> None:
        """A page: what its events give, and what is stored with them."""
        if not events:
            return
        if derived == stored and events[-1].position - events[0].position == len(events) - 1:
            return self._went_on(0, events[0].position, events[-1].position)
        for event, ours, theirs in zip(events, derived, stored, strict=True):
            self._went_on(0 if ours == theirs else self._shift(event, theirs), event.position, event.position)

    def is_unmoved(self) -> bool:
        """Whether all agreed with their own place."""
        return all(shift == 0 for shift, _, _ in self._runs)

    @property
    def shift(self) -> int:
        """By how much the end of the log was moved up, below 0 if down."""
        return next((shift for shift, _, _ in reversed(self._runs) if shift is not None), 0)

    def named(self) -> list[Named]:
        met = self._met()
        return list(_named(_joined([(met.get(first, shift), first, last) for shift, first, last in self._runs])))

    def _went_on(self, shift: int | None, first: int, last: int) -> None:
        runs = self._runs
        stands_alone = shift is None and first in self._strangers
        if runs and runs[-1][0] == shift and runs[-1][2] == first - 1 and not stands_alone:
            runs[-1] = (shift, runs[-1][1], last)
        elif len(runs) < MOST_RUNS:
            runs.append((shift, first, last))
        else:
            runs[-1] = (None, runs[-1][1], last)

    def _shift(self, event: Event, stored: bytes) -> int | None:
        near = [self._last, *(each for n in range(1, NEAR + 1) for each in (n, -n))]
        for shift in near if self._failed < MOST_TRIED else near[:1]:
            if stored and leaf(self._workspace_id, event, event.position + shift) == stored:
                self._last = shift
                return shift
        self._failed += 1
        if len(self._strangers) < MOST_REMEMBERED:
            self._strangers[event.position] = (event, stored)
        return None

    def _met(self) -> dict[int, int]:
        """The shifts of those events that agree with each other's places."""
        return {
            event.position: place - event.position
            for event, stored in self._strangers.values()
            for place in self._strangers
            if stored and leaf(self._workspace_id, event, place) == stored
        }


def _joined(runs: list[Run]) -> list[Run]:
    """Neighbours that share a shift put together."""
    found: list[Run] = []
    for shift, first, last in runs:
        if found and found[-1][0] == shift and found[-1][2] == first - 1:
            found[-1] = (shift, found[-1][1], last)
        else:
            found.append((shift, first, last))
    return found


def _named(runs: list[Run]) -> Iterator[Named]:
    """What was done, from the first event to the last: `expected` is the shift of what is to follow."""
    expected, n = 0, 0
    while n < len(runs):
        shift, first, last = runs[n]
        after = runs[n + 1][0] if n + 1 < len(runs) else None
        turned = _turned(runs, n, expected)
        if shift == expected:
            n += 1
        elif turned:
            yield from ((REORDERED, low, high) for by, low, high in runs[n : n + turned] if by != expected)
            n += turned
        elif after is not None and after == expected - (last - first + 1):
            yield INSERTED, first, last
            expected, n = after, n + 1
        elif shift is None or (after == expected and shift == 0):
            yield ALTERED, first, last
            n += 1
        elif after == expected:
            yield REORDERED, first, last
            n += 1
        else:
            yield _slipped(shift, first, expected)
            expected, n = shift, n + 1


def _slipped(shift: int, first: int, expected: int) -> Named:
    """What came before `first` and moved all that follows: events that are gone, or that agree with their own place."""
    if shift > expected:
        return DELETED, first + expected, first + shift - 1
    return INSERTED, first - (expected - shift), first - 1


def _turned(runs: list[Run], n: int, expected: int) -> int:
    """How many runs from here on hold the same events as they should, in another order; 0 if it is not so."""
    stand: set[int] = set()
    stood: set[int] = set()
    for count, (shift, first, last) in enumerate(runs[n:], 1):
        if shift is None or last - first >= MOST_TURNED or count > MOST_TURNED or runs[n][0] == expected:
            return 0
        stand.update(range(first + expected, last + expected + 1))
        stood.update(range(first + shift, last + shift + 1))
        if stand == stood:
            return count
    return 0


def ranges(named: list[Named]) -> dict[str, list[Range]]:
    """By what was done."""
    ordered = sorted(named)
    return {what: [(first, last) for _, first, last in each] for what, each in groupby(ordered, lambda one: one[0])}

"""What was done to events whose leaf hashes were written anew, where the rows of the tree above still know them."""

from collections.abc import Sequence
from itertools import combinations

from goals.database import Database
from goals.ledger import merkle
from goals.ledger.tree import GROUP, LOWEST
from projections.ledger.examining import stored
from projections.ledger.examining.hashing import leaf
from projections.ledger.examining.moves import NEAR, Named
from projections.ledger.examining.stored import Event
from projections.ledger.verifier.finding import DELETED, INSERTED, REORDERED, Range

MOST_GROUPS = 4
"""Groups of eight in which two events are tried in each other's places."""


class Guessing:
    """`shift` is by how much the end of the log was moved up, as far as that was found out."""

    def __init__(self, database: Database, workspace_id: str, size: int) -> None:
        self._database, self._workspace_id, self._size = database, workspace_id, size
        self.shift = 0
        self._rows: dict[int, bytes | None] = {}

    def named(self, rewritten: Sequence[Range]) -> list[Named]:
        """What explains all of `rewritten`; nothing where that is not to be found out."""
        first, last = rewritten[0][0], rewritten[-1][1]
        if len(rewritten) == 1 and last >= self._size - self._size % GROUP and last - first >= 2 * GROUP - 1:
            return self._moved(first)
        groups = [place for low, high in rewritten for place in range(low, high + 1, GROUP)][: MOST_GROUPS + 1]
        if len(groups) > MOST_GROUPS or any((high - low + 1) % GROUP for low, high in rewritten):
            return []
        return self._turned(groups)

    def _moved(self, first: int) -> list[Named]:
        """Whether the group after the first is what the tree knows, some places on or back."""
        second = first + GROUP
        events = self._events(second - NEAR, second + GROUP + NEAR)
        for shift in (each for n in range(1, NEAR + 1) for each in (n, -n)):
            if self._is_known(second, [events.get(place - shift) for place in range(second, second + GROUP)]):
                self.shift = shift
                return [self._where(first, shift, events)]
        return []

    def _where(self, first: int, shift: int, events: dict[int, Event]) -> Named:
        """Which of the first group were put in; of what was taken out no more is known than the group."""
        events = {**self._events(first, first + GROUP - 1 - min(shift, 0)), **events}
        for place in range(first, first + GROUP) if shift < 0 else ():
            left = [*range(first, place), *range(place - shift, first + GROUP - shift)]
            if self._is_known(first, [events.get(each) for each in left]):
                return INSERTED, place, place - shift - 1
        return (DELETED if shift > 0 else INSERTED), first, first + GROUP - 1

    def _turned(self, groups: Sequence[int]) -> list[Named]:
        """Two events of these groups in each other's places."""
        events: dict[int, Event] = {}
        for group in groups:
            events.update(self._events(group, group + GROUP - 1))
        for one, other in combinations(sorted(events), 2):
            tried = {**events, one: events[other], other: events[one]}
            if all(self._is_known(each, [tried.get(place) for place in range(each, each + GROUP)]) for each in groups):
                return [(REORDERED, one, one), (REORDERED, other, other)]
        return []

    def _is_known(self, first: int, events: Sequence[Event | None]) -> bool:
        """Whether the tree's row of the group at `first` is made of these, in this order."""
        if any(event is None for event in events):
            return False
        leaves = [leaf(self._workspace_id, event, first + n) for n, event in enumerate(events) if event is not None]
        return merkle.root(leaves) == self._known(first)

    def _known(self, first: int) -> bytes | None:
        if first not in self._rows:
            self._rows[first] = stored.node(self._database, self._workspace_id, LOWEST, (first - 1) // GROUP)
        return self._rows[first]

    def _events(self, first: int, last: int) -> dict[int, Event]:
        found = stored.placed(self._database, self._workspace_id, after=first - 1, last=min(last, self._size))
        return {event.position: event for event in found}

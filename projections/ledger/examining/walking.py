"""A log from its first event to its last, page by page; what is remembered of the pages does not grow with them."""

from collections.abc import Callable, Iterator
from functools import cached_property, partial

from goals.database import Database
from goals.ledger.tree import GROUP, LOWEST
from projections.ledger.examining import hashing, stored
from projections.ledger.examining.above import Above, Subtree
from projections.ledger.examining.comparing import Comparing
from projections.ledger.examining.hashing import Hash, in_places, levels
from projections.ledger.examining.moves import Moves
from projections.ledger.examining.places import Places
from projections.ledger.examining.served import Served
from projections.ledger.examining.stored import PAGE, PAGE_LEVEL, Page

Told = Callable[[int, int], None]


class Hashed:
    """A page's subtrees, level by level: `derived` from the events, `stored` from the leaf hashes beside them."""

    def __init__(self, workspace_id: str, page: Page) -> None:
        self.page = page
        events, after, last = page.events, page.after, page.last
        self.leaves = [hashing.leaf(workspace_id, event, event.position) for event in events]
        self.leaves_stored = [hashing.stored_leaf(event) for event in events]
        self.derived = levels(in_places(events, self.leaves, after=after, last=last))
        self.stored = self.derived
        if self.leaves != self.leaves_stored:
            self.stored = levels(in_places(events, self.leaves_stored, after=after, last=last))

    @cached_property
    def differing(self) -> dict[int, set[int]]:
        """By level the places of the subtrees whose row is there, and is another than the events give."""
        return {
            level: {
                index
                for index, node in enumerate(self.derived[level])
                if node is not None and self._row(level, index) not in (None, node)
            }
            for level in range(LOWEST, PAGE_LEVEL + 1)
        }

    def lacking(self) -> Iterator[tuple[int, int]]:
        """The subtrees, by level and place, that have no row, though no event lacks."""
        for level in range(LOWEST, PAGE_LEVEL + 1):
            for index in range(self.page.last - self.page.after >> level):
                if self._row(level, index) is None and self.derived[level][index] is not None:
                    yield level, index

    def lowest(self) -> Iterator[tuple[int, int, bool]]:
        """The subtrees whose rows differ, though those below do not; and whether it is only that row which is wrong,
        since the one above it is what the events give."""
        for level, places in self.differing.items():
            below = self.differing.get(level - 1, set())
            for index in sorted(places):
                if not {2 * index, 2 * index + 1} & below and self._row(level, index) != self.stored[level][index]:
                    yield level, index, self._is_above_right(level + 1, index >> 1)

    def are_events_right(self, index: int) -> bool:
        """Of a group of eight: whether its row is what the events give."""
        known = self.derived[LOWEST]
        return index < len(known) and known[index] is not None and self._row(LOWEST, index) == known[index]

    def _is_above_right(self, level: int, index: int) -> bool:
        if level > PAGE_LEVEL or index >= len(self.derived[level]):
            return False
        node = self.derived[level][index]
        return node is not None and self._row(level, index) == node

    def _row(self, level: int, index: int) -> bytes | None:
        return self.page.nodes.get((level, (self.page.after >> level) + index))


class Walk:
    """What a log shows of itself. `missing` are positions without an event, `columns` those whose stored leaf hash is
    wrong though the event is right, `rewritten` those under a row of the tree that neither gives, `rows` those under a
    row that alone is wrong or lacks, `unordered` those recorded before the one before. `between` is how many events
    stand between two positions."""

    def __init__(self, database: Database, workspace_id: str, size: int, comparing: Comparing) -> None:
        self._database, self._workspace_id, self.size = database, workspace_id, size
        self.comparing = comparing
        self.above = Above(partial(stored.node, database, workspace_id))
        self.moves = Moves(workspace_id)
        self.missing, self.columns, self.rewritten = Places(), Places(), Places()
        self.rows, self.unordered = Places(), Places()
        self.between = 0
        self.served = Served(database, workspace_id)
        self.root: Hash = hashing.root([], [[]], 0)
        self._recorded_at: int | None = None

    def walk(self, told: Told) -> None:
        after = 0
        while after < self.size:
            page = stored.page(self._database, self._workspace_id, after=after, size=self.size)
            if page.events or page.between or after == 0:
                self._saw(Hashed(self._workspace_id, page))
                after = page.last
            else:
                after = self._skipped(after)
            told(min(after, self.size), self.size)
        self.comparing.end()

    def _skipped(self, after: int) -> int:
        """Where the next page with an event begins; however far it is, it is one step."""
        found = stored.following(self._database, self._workspace_id, after=after, last=self.size)
        begin = self.size if found is None else (found - 1) // PAGE * PAGE
        self.missing.add(after + 1, begin)
        self.above.lose()
        self.root = None
        return begin

    def _saw(self, hashed: Hashed) -> None:
        page = hashed.page
        self.between += page.between
        self._miss(page)
        self._order(page)
        self._recognise(hashed)
        self._hold_against_rows(hashed)
        self.served.page(page)
        derived, kept = self.above.derived, self.above.stored
        self.comparing.page(
            page.last,
            lambda size: hashing.root(derived, hashed.derived, size - page.after),
            lambda size: hashing.root(kept, hashed.stored, size - page.after),
        )
        self.root = hashing.root(derived, hashed.derived, page.last - page.after)
        if page.last - page.after == PAGE:
            differs = 0 in hashed.differing[PAGE_LEVEL]
            whole = Subtree(hashed.derived[PAGE_LEVEL][0], hashed.stored[PAGE_LEVEL][0], differs)
            for level, index in self.above.add(whole):
                self.rewritten.add((index << level) + 1, (index + 1) << level)

    def _miss(self, page: Page) -> None:
        if page.is_dense:
            return
        expected = page.after + 1
        for event in page.events:
            if event.position > expected:
                self.missing.add(expected, event.position - 1)
            expected = event.position + 1
        if expected <= page.last:
            self.missing.add(expected, page.last)

    def _order(self, page: Page) -> None:
        for event in page.events:
            if isinstance(event.recorded_at, int):
                if self._recorded_at is not None and event.recorded_at < self._recorded_at:
                    self.unordered.add(event.position, event.position)
                self._recorded_at = event.recorded_at

    def _recognise(self, hashed: Hashed) -> None:
        """Where the group's row says that the event is right, only its stored hash is wrong: it was not moved."""
        page, theirs = hashed.page, list(hashed.leaves_stored)
        for n, event in enumerate(page.events) if theirs != hashed.leaves else ():
            group = (event.position - page.after - 1) // GROUP
            if theirs[n] != hashed.leaves[n] and hashed.are_events_right(group):
                self.columns.add(event.position, event.position)
                theirs[n] = hashed.leaves[n]
        self.moves.saw(page.events, hashed.leaves, theirs)

    def _hold_against_rows(self, hashed: Hashed) -> None:
        after = hashed.page.after
        for level, index, is_alone in sorted(hashed.lowest(), key=lambda each: each[1] << each[0]):
            places = self.rows if is_alone else self.rewritten
            places.add(after + (index << level) + 1, after + ((index + 1) << level))
        if len(hashed.page.nodes) < sum(hashed.page.last - after >> each for each in range(LOWEST, PAGE_LEVEL + 1)):
            for level, index in sorted(hashed.lacking(), key=lambda each: each[1] << each[0]):
                self.rows.add(after + (index << level) + 1, after + ((index + 1) << level))

"""The tree above the pages: their subtrees put together as far as they are full, and held against the tree's rows."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from projections.ledger.examining.hashing import Hash, joined
from projections.ledger.examining.stored import PAGE_LEVEL

Row = Callable[[int, int], bytes | None]
"""The stored hash of the subtree of a level and index."""


class Subtree(NamedTuple):
    """What the events give, what the leaf hashes give that are stored with them, and whether the row is another."""

    derived: Hash
    stored: Hash
    differs: bool


class Above:
    """At most one subtree a level."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self._pages = 0
        self._subtrees: list[Subtree] = []
        self._is_lost = False

    @property
    def derived(self) -> list[Hash]:
        return [None] if self._is_lost else [each.derived for each in self._subtrees]

    @property
    def stored(self) -> list[Hash]:
        return [None] if self._is_lost else [each.stored for each in self._subtrees]

    def lose(self) -> None:
        """Whole pages lack: from here on no root is known."""
        self._is_lost = True

    def add(self, page: Subtree) -> Iterator[tuple[int, int]]:
        """The subtrees above it whose rows differ while those of both their parts do not, by level and index."""
        if self._is_lost:
            return
        node, size, level = page, self._pages, PAGE_LEVEL
        while size & 1:
            left = self._subtrees.pop()
            level, size = level + 1, size >> 1
            derived, stored = joined(left.derived, node.derived), joined(left.stored, node.stored)
            row = None if derived is None else self._row(level, size)
            differs = row is not None and row != derived
            if differs and row != stored and not (left.differs or node.differs):
                yield level, size
            node = Subtree(derived, stored, differs)
        self._subtrees.append(node)
        self._pages += 1

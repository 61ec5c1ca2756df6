"""Proofs of many leaves of one tree, in rising order: what neighbours share is found once."""

from binascii import b2a_base64
from collections.abc import Sequence

from goals.database import Rows
from goals.ledger import merkle, tree
from goals.ledger.merkle import Span
from goals.ledger.tree import LEAVES, LOWEST

WIDE = 10
"""So many levels of the tree are hashed from 1,024 leaves where most of those are asked about."""
NEAR = 64
"""Leaves that may lie between two that are asked about one after the other, for the next ones to be near, too."""
MOST_KNOWN = 4_096


class Proofs:
    """That leaves are in the tree of the first `size` events.

    Neighbours are in a subtree: within it their proofs are hashed from its leaves, above it they are the same.
    """

    def __init__(self, workspace_id: str, size: int) -> None:
        self._workspace_id = workspace_id
        self._size = size
        self._known: dict[Span, str] = {}
        self._subtree: Span = (0, 0)
        self._levels: list[list[str]] = []
        self._far: list[str] = []

    def proof(self, rows: Rows, position: int) -> list[str]:
        """The hashes, in base64, from the leaf upwards. Raises TreeLacks."""
        index = position - 1
        first, last = self._subtree
        if not first <= index < last:
            self._enter(rows, index)
            first, last = self._subtree
        if not self._levels:
            return self._above(rows, merkle.inclusion(index, self._size))
        place = index - first
        return [*(hashes[(place >> level) ^ 1] for level, hashes in enumerate(self._levels)), *self._far]

    def _enter(self, rows: Rows, index: int) -> None:
        """The subtree that a leaf is in: a small one, unless much of it is asked about; none at the end of the log."""
        is_next = self._subtree[0] <= index < self._subtree[1] + NEAR
        first, last = _aligned(index, WIDE if is_next else LOWEST)
        if last > self._size:
            first, last = _aligned(index, LOWEST)
        self._subtree = (first, min(last, self._size))
        self._levels = []
        if last <= self._size:
            leaves = rows.all(LEAVES, workspace_id=self._workspace_id, after=first, last=last)
            self._levels = _hashed([bytes(row[0]) for row in leaves])
            self._far = self._above(rows, merkle.inclusion(first, self._size)[len(self._levels) :])

    def _above(self, rows: Rows, spans: list[Span]) -> list[str]:
        missing = [span for span in spans if span not in self._known]
        if missing:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
                missing = spans
            self._known.update(zip(missing, map(_told, tree.hashes(rows, self._workspace_id, missing)), strict=True))
        return [self._known[span] for span in spans]


def _aligned(index: int, level: int) -> Span:
    first = index >> level << level
    return first, first + (1 << level)


def _hashed(nodes: Sequence[bytes]) -> list[list[str]]:
    """The hashes on each level below the root, the leaves first."""
    levels = []
    while len(nodes) > 1:
        levels.append([_told(node) for node in nodes])
        nodes = [merkle.joined(nodes[n], nodes[n + 1]) for n in range(0, len(nodes), 2)]
    return levels


def _told(node: bytes) -> str:
    return b2a_base64(node, newline=False).decode()

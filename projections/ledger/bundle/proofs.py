"""Proofs of many leaves of one tree, in rising order: what neighbours share is read once."""

from base64 import b64encode

from goals.database import Rows
from goals.ledger import merkle, tree
from goals.ledger.merkle import Span
from goals.ledger.tree import GROUP, LEAVES

MOST_KNOWN = 4_096


class Proofs:
    """That leaves are in the tree of the first `size` events."""

    def __init__(self, workspace_id: str, size: int) -> None:
        self._workspace_id = workspace_id
        self._size = size
        self._known: dict[Span, str] = {}
        self._group: tuple[int, list[bytes]] = (-1, [])

    def proof(self, rows: Rows, position: int) -> list[str]:
        """The hashes, in base64, from the leaf upwards. Raises TreeLacks."""
        spans = merkle.inclusion(position - 1, self._size)
        group = (position - 1) // GROUP
        near = [span for span in spans if span[0] // GROUP == (span[1] - 1) // GROUP == group]
        return [*self._in_group(rows, group, near), *self._outside(rows, spans[len(near) :])]

    def _in_group(self, rows: Rows, group: int, spans: list[Span]) -> list[str]:
        first = group * GROUP
        if self._group[0] != group:
            last = min(first + GROUP, self._size)
            found = rows.all(LEAVES, workspace_id=self._workspace_id, after=first, last=last)
            self._group = (group, [bytes(row[0]) for row in found])
        leaves = self._group[1]
        return [_told(merkle.root(leaves[span[0] - first : span[1] - first])) for span in spans]

    def _outside(self, rows: Rows, spans: list[Span]) -> list[str]:
        missing = [span for span in spans if span not in self._known]
        if missing:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
                missing = spans
            self._known.update(zip(missing, map(_told, tree.hashes(rows, self._workspace_id, missing)), strict=True))
        return [self._known[span] for span in spans]


def _told(node: bytes) -> str:
    return b64encode(node).decode()

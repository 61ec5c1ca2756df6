"""The rows of a log's tree: the full subtrees of eight leaves and more. Smaller ones are hashed again when needed."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, insert, select

from goals.database import Prepared, Rows
from goals.ledger import merkle
from goals.ledger.merkle import Span, Subtree
from goals.tables import events, tree_nodes

LOWEST = 3
GROUP = 1 << LOWEST
"""Leaves in the smallest subtree that has a row: one row an eighth event, for at most seven hashes more a proof."""

INSERT = Prepared(insert(tree_nodes).values({c.name: bindparam(c.name) for c in tree_nodes.c}))
NODE = Prepared(
    select(tree_nodes.c.hash).where(
        tree_nodes.c.workspace_id == bindparam("workspace_id"),
        tree_nodes.c.level == bindparam("level"),
        tree_nodes.c.idx == bindparam("idx", type_=BigInteger),
    )
)
LEAVES = Prepared(
    select(events.c.leaf_hash)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position > bindparam("after"),
        events.c.position <= bindparam("last"),
    )
    .order_by(events.c.position)
)


def append(rows: Rows, workspace_id: str, size: int, leaves: Sequence[bytes]) -> None:
    """Write the rows of the subtrees that `leaves` complete in the tree of `size`, whose own leaves are stored."""
    begun = size % GROUP
    if begun + len(leaves) < GROUP:
        return
    older = _leaves(rows, workspace_id, (size - begun, size)) if begun else []
    assert len(older) == begun, f"the log of {workspace_id} lacks leaves before {size}"
    found = grown((size - begun) // GROUP, [*older, *leaves], lambda node: _node(rows, workspace_id, node))
    rows.run_many(INSERT, [_row(workspace_id, node, each) for node, each in found])


def grown(first: int, leaves: Sequence[bytes], stored: Callable[[Subtree], bytes]) -> Iterator[tuple[Subtree, bytes]]:
    """The subtrees that are completed where `leaves` follow the first `first` groups; `stored` finds older ones."""
    left: dict[int, bytes] = {}
    for n in range(len(leaves) // GROUP):
        node, level, index = merkle.root(leaves[n * GROUP : (n + 1) * GROUP]), LOWEST, first + n
        yield (level, index), node
        while index & 1:
            node = merkle.joined(left.pop(level, b"") or stored((level, index - 1)), node)
            level, index = level + 1, index >> 1
            yield (level, index), node
        left[level] = node


def inclusion(rows: Rows, workspace_id: str, index: int, size: int) -> list[bytes]:
    """The proof that the leaf at `index`, that of position `index + 1`, is in the tree of the first `size` events."""
    return [_hash(rows, workspace_id, span) for span in merkle.inclusion(index, size)]


def consistency(rows: Rows, workspace_id: str, old: int, size: int) -> list[bytes]:
    """The proof that the log of `size` events goes on from that of `old`."""
    return [_hash(rows, workspace_id, span) for span in merkle.consistency(old, size)]


def root(rows: Rows, workspace_id: str, size: int) -> bytes:
    """The root above the first `size` events, as the rows have it."""
    return _hash(rows, workspace_id, (0, size))


def _hash(rows: Rows, workspace_id: str, span: Span) -> bytes:
    return merkle.folded([_subtree(rows, workspace_id, each) for each in merkle.full(*span)])


def _subtree(rows: Rows, workspace_id: str, node: Subtree) -> bytes:
    level, index = node
    if level >= LOWEST:
        return _node(rows, workspace_id, node)
    return merkle.root(_leaves(rows, workspace_id, (index << level, (index + 1) << level)))


def _node(rows: Rows, workspace_id: str, node: Subtree) -> bytes:
    level, index = node
    found = rows.one(NODE, workspace_id=workspace_id, level=level, idx=index)
    assert found is not None, f"the tree of {workspace_id} lacks {node}: `goalpost doctor` tells more"
    return bytes(found[0])


def _leaves(rows: Rows, workspace_id: str, span: Span) -> list[bytes]:
    first, last = span
    return [bytes(row[0]) for row in rows.all(LEAVES, workspace_id=workspace_id, after=first, last=last)]


def _row(workspace_id: str, node: Subtree, hashed: bytes) -> dict[str, Any]:
    return {"workspace_id": workspace_id, "level": node[0], "idx": node[1], "hash": hashed}

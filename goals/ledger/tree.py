"""The rows of a log's tree: the full subtrees of eight leaves and more. Smaller ones are hashed again when needed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, bindparam, insert, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from goals.database import Prepared, Rows
from goals.errors import Refused
from goals.ledger import merkle
from goals.ledger.merkle import Span, Subtree
from goals.tables import events, tree_nodes

LOWEST = 3
GROUP = 1 << LOWEST
"""Leaves in the smallest subtree that has a row: one row an eighth event, for at most seven hashes more a proof."""
TOGETHER = 24
GROUPS = 2
"""Rows, and groups of leaves, that are asked for at once: as many as a proof in a log of millions needs."""
PAGE = 512 * GROUP
NOTHING: Subtree = (-1, -1)

_row: dict[str, Any] = {c.name: bindparam(c.name) for c in tree_nodes.c}
INSERT = Prepared(insert(tree_nodes).values(_row))
FILL = {
    "sqlite": Prepared(sqlite.insert(tree_nodes).values(_row).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(tree_nodes).values(_row).on_conflict_do_nothing()),
}
LEAVES = Prepared(
    select(events.c.leaf_hash)
    .where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position > bindparam("after"),
        events.c.position <= bindparam("last"),
    )
    .order_by(events.c.position)
)


def _node(n: int) -> Select[Any]:
    return select(tree_nodes.c.level, tree_nodes.c.idx, tree_nodes.c.hash).where(
        tree_nodes.c.workspace_id == bindparam("workspace_id"),
        tree_nodes.c.level == bindparam(f"level{n}", type_=Integer),
        tree_nodes.c.idx == bindparam(f"idx{n}", type_=BigInteger),
    )


def _group(n: int) -> Select[Any]:
    first = bindparam(f"first{n}", type_=BigInteger)
    return select(literal_column("0"), events.c.position - literal_column("1"), events.c.leaf_hash).where(
        events.c.workspace_id == bindparam("workspace_id"),
        events.c.position > first,
        events.c.position <= first + literal_column(str(GROUP)),
    )


NODES = Prepared(union_all(*map(_node, range(TOGETHER)), *map(_group, range(GROUPS))))


class TreeLacks(Refused):
    """The rows of the log's tree are not all there, so nothing can be proved by them."""

    mend = "Run `goalpost ledger rebuild`."

    def __init__(self) -> None:
        super().__init__(f"Rows of this workspace's tree are missing. {self.mend}")


def append(rows: Rows, workspace_id: str, size: int, leaves: Sequence[bytes]) -> None:
    """Write the rows of the subtrees that `leaves` complete in the tree of `size`, whose own leaves are stored.

    Where a release that knew no tree has added events, theirs are written first.
    """
    begun = size % GROUP
    if begun + len(leaves) < GROUP:
        return
    older = _leaves(rows, workspace_id, size - begun, size) if begun else []
    assert len(older) == begun, f"the log of {workspace_id} lacks leaves before {size}"

    def stored(node: Subtree) -> bytes:
        try:
            return _found(rows, workspace_id, [node])[node]
        except KeyError:
            fill(rows, workspace_id, after=0, to=size - begun)
            return _found(rows, workspace_id, [node])[node]

    found = grown((size - begun) // GROUP, [*older, *leaves], stored, {})
    rows.run_many(INSERT, [named(workspace_id, node, each) for node, each in found])


def fill(rows: Rows, workspace_id: str, *, after: int, to: int) -> None:
    """Write the rows that the leaves from `after` to before `to`, both whole groups, complete, where there are none."""
    left: dict[int, bytes] = {}
    for first in range(after, to, PAGE):
        last = min(first + PAGE, to)
        leaves = _leaves(rows, workspace_id, first, last)
        assert len(leaves) == last - first, f"the log of {workspace_id} has gaps after {first}"
        found = grown(first // GROUP, leaves, lambda node: _found(rows, workspace_id, [node])[node], left)
        rows.run_many(FILL[rows.dialect.name], [named(workspace_id, node, each) for node, each in found])


def grown(
    first: int, leaves: Sequence[bytes], stored: Callable[[Subtree], bytes], left: dict[int, bytes]
) -> Iterator[tuple[Subtree, bytes]]:
    """The subtrees that are completed where `leaves` follow the first `first` groups.

    `left` keeps those that wait for their right neighbours, by level, for the leaves that follow; `stored` finds older.
    """
    for index, node in enumerate(_groups(leaves), start=first):
        level = LOWEST
        yield (level, index), node
        while index & 1:
            node = merkle.joined(left.pop(level, b"") or stored((level, index - 1)), node)
            level, index = level + 1, index >> 1
            yield (level, index), node
        left[level] = node


def _groups(leaves: Sequence[bytes]) -> Sequence[bytes]:
    """The roots of the whole groups that `leaves` begin with."""
    nodes = leaves[: len(leaves) - len(leaves) % GROUP]
    for _ in range(LOWEST):
        nodes = [sha256(b"\x01" + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes


def inclusion(rows: Rows, workspace_id: str, index: int, size: int) -> list[bytes]:
    """The proof that the leaf at `index`, that of position `index + 1`, is in the tree of the first `size` events.

    Raises TreeLacks; ValueError if there is no such leaf.
    """
    return hashes(rows, workspace_id, merkle.inclusion(index, size))


def consistency(rows: Rows, workspace_id: str, old: int, size: int) -> list[bytes]:
    """The proof that the log of `size` events goes on from that of `old`. Raises TreeLacks, ValueError."""
    return hashes(rows, workspace_id, merkle.consistency(old, size))


def root(rows: Rows, workspace_id: str, size: int) -> bytes:
    """The root above the first `size` events, as the rows have it. Raises TreeLacks."""
    (found,) = hashes(rows, workspace_id, [(0, size)])
    return found


def hashes(rows: Rows, workspace_id: str, spans: Sequence[Span]) -> list[bytes]:
    """The root above each of the spans, all of them asked for at once. Raises TreeLacks."""
    parts = [merkle.full(*span) for span in spans]
    known = _found(rows, workspace_id, list(chain.from_iterable(parts)))
    try:
        return [merkle.folded([_hash(known, node) for node in part]) for part in parts]
    except KeyError:
        raise TreeLacks() from None


def named(workspace_id: str, node: Subtree, hashed: bytes) -> dict[str, Any]:
    """A row of the tree."""
    return {"workspace_id": workspace_id, "level": node[0], "idx": node[1], "hash": hashed}


def _hash(known: Mapping[Subtree, bytes], node: Subtree) -> bytes:
    level, index = node
    if level == 0 or level >= LOWEST:
        return known[node]
    return merkle.root(known[0, leaf] for leaf in range(index << level, (index + 1) << level))


def _found(rows: Rows, workspace_id: str, nodes: Sequence[Subtree]) -> dict[Subtree, bytes]:
    """Those of `nodes` that have rows, and the leaves of the groups that the others are in."""
    stored = [node for node in nodes if node[0] >= LOWEST]
    groups = sorted({index << level >> LOWEST << LOWEST for level, index in nodes if level < LOWEST})
    found: dict[Subtree, bytes] = {}
    while stored or groups:
        asked = {**_asked_nodes(stored[:TOGETHER]), **_asked_groups(groups[:GROUPS])}
        for level, index, hashed in rows.all(NODES, workspace_id=workspace_id, **asked):
            found[level, index] = bytes(hashed)
        stored, groups = stored[TOGETHER:], groups[GROUPS:]
    return found


def _asked_nodes(nodes: Sequence[Subtree]) -> dict[str, int]:
    padded = [*nodes, *[NOTHING] * (TOGETHER - len(nodes))]
    return {
        f"{name}{n}": value for n, node in enumerate(padded) for name, value in zip(("level", "idx"), node, strict=True)
    }


def _asked_groups(groups: Sequence[int]) -> dict[str, int]:
    padded = [*groups, *[-GROUP] * (GROUPS - len(groups))]
    return {f"first{n}": first for n, first in enumerate(padded)}


def _leaves(rows: Rows, workspace_id: str, first: int, last: int) -> list[bytes]:
    """Those from `first` to before `last`, counted from 0."""
    return [bytes(row[0]) for row in rows.all(LEAVES, workspace_id=workspace_id, after=first, last=last)]

"""Merkle trees as in RFC 6962: roots, and proofs that a leaf is in one, or that one tree goes on where another ended.

A tree of `size` leaves is cut where its left part is the largest full one. A full subtree of 2^level leaves is named by
its level and its index on that level, leaves being level 0. Hashes are 32 bytes of SHA-256.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""

Subtree = tuple[int, int]
"""Level and index."""
Span = tuple[int, int]
"""Leaves from the first to before the last, counted from 0."""


def joined(left: bytes, right: bytes) -> bytes:
    """The hash of the subtree that has these two below it."""
    return sha256(b"\x01" + left + right).digest()


class Growing:
    """A tree that leaves are appended to, of which only the largest full subtrees are kept: at most one a level."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        """`subtrees` are those that `full(0, size)` names."""
        self.size = size
        self._subtrees = list(subtrees)
        assert len(self._subtrees) == size.bit_count(), f"{size} leaves are {size.bit_count()} full subtrees"

    def append(self, leaf: bytes) -> None:
        node, size = leaf, self.size
        while size & 1:
            node = sha256(b"\x01" + self._subtrees.pop() + node).digest()
            size >>= 1
        self._subtrees.append(node)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """The same for many, a level of the tree after the other."""
        nodes, old, alone = list(leaves), self.size, []
        self.size += len(nodes)
        while nodes:
            if old & 1:
                nodes.insert(0, self._subtrees.pop())
            if len(nodes) & 1:
                alone.append(nodes.pop())
            nodes = list(map(joined, nodes[::2], nodes[1::2]))
            old >>= 1
        self._subtrees += reversed(alone)

    @property
    def subtrees(self) -> tuple[bytes, ...]:
        return tuple(self._subtrees)

    def root(self) -> bytes:
        return folded(self._subtrees)

    def copy(self) -> "Growing":
        return Growing(self.size, self._subtrees)


def folded(subtrees: Sequence[bytes]) -> bytes:
    """The root above neighbouring full subtrees, each smaller than the one before."""
    if not subtrees:
        return EMPTY
    root = subtrees[-1]
    for each in reversed(subtrees[:-1]):
        root = joined(each, root)
    return root


def root(leaves: Iterable[bytes]) -> bytes:
    tree = Growing()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def full(first: int, last: int) -> list[Subtree]:
    """The largest full subtrees that together hold the leaves from `first` to before `last`."""
    found = []
    while first < last:
        level = min((last - first).bit_length() - 1, (first & -first).bit_length() - 1 if first else 64)
        found.append((level, first >> level))
        first += 1 << level
    return found


def inclusion(index: int, size: int) -> list[Span]:
    """The parts of the tree whose roots prove that leaf `index` is in it, from the leaf upwards.

    Raises ValueError if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    found: list[Span] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _left(last - first)
        if index < middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first = middle
    return found[::-1]


def consistency(old: int, size: int) -> list[Span]:
    """The parts whose roots prove that the tree of `size` leaves begins with the tree of `old`; none for the same one.

    Raises ValueError if `old` is 0, or greater than `size`.
    """
    if not 0 < old <= size:
        raise ValueError(f"a tree of {size} is not proved to go on from one of {old}")
    found: list[Span] = []
    first, last = 0, size
    while old < last:
        middle = first + _left(last - first)
        if old <= middle:
            found.append((middle, last))
            last = middle
        else:
            found.append((first, middle))
            first = middle
    return ([(first, last)] if first > 0 else []) + found[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root of the tree in which `proof` shows the leaf at `index`: to be compared with one that is trusted.

    Raises ValueError where the proof has not as many hashes as it needs.
    """
    node = leaf
    for (first, _), sibling in _matched(inclusion(index, size), proof):
        node = joined(sibling, node) if first < index else joined(node, sibling)
    return node


def root_by_consistency(old: int, size: int, old_root: bytes, proof: Sequence[bytes]) -> bytes:
    """The root of the tree of `size` leaves that `proof` shows to begin with the tree of `old`.

    Raises ValueError where the proof has not as many hashes as it needs, or does not show `old_root`.
    """
    steps = _matched(consistency(old, size), proof)
    before = after = old_root
    if steps and steps[0][0][1] == old:
        before = after = steps.pop(0)[1]
    for (first, _), sibling in steps:
        after = joined(sibling, after) if first < old else joined(after, sibling)
        before = joined(sibling, before) if first < old else before
    if before != old_root:
        raise ValueError(f"the proof begins with another tree of {old}")
    return after


def _matched(spans: Sequence[Span], proof: Sequence[bytes]) -> list[tuple[Span, bytes]]:
    if len(proof) != len(spans):
        raise ValueError(f"the proof has {len(proof)} hashes, and needs {len(spans)}")
    return list(zip(spans, proof, strict=True))


def _left(size: int) -> int:
    """The largest power of two below `size`, at least 2."""
    return 1 << (size - 1).bit_length() - 1

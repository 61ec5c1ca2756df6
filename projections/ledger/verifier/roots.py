"""The roots of a list of leaf hashes, at its end and wherever a checkpoint was made, in one reading."""

from collections.abc import Iterable
from typing import BinaryIO

from goals.ledger.merkle import EMPTY, Growing
from projections.ledger.verifier.claims import LEAF_BYTES

PIECE = LEAF_BYTES << 11


def roots(file: BinaryIO, count: int, sizes: Iterable[int]) -> dict[int, bytes]:
    """By size, for those of `sizes` that are not more than `count`, and for `count` itself."""
    wanted = sorted({size for size in sizes if 0 < size < count} | {count}) if count else []
    found, tree, held = {0: EMPTY}, Growing(), b""
    for size in wanted:
        while tree.size < size:
            if not held:
                held = _exactly(file, min(PIECE, (count - tree.size) * LEAF_BYTES))
            most = min(len(held), (size - tree.size) * LEAF_BYTES)
            tree.extend(held[at : at + LEAF_BYTES] for at in range(0, most, LEAF_BYTES))
            held = held[most:]
        found[size] = tree.root()
    return found


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    assert len(found) == size, "the container says how much there is"
    return found

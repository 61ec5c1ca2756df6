"""A log's tree as anybody would compute it, from the definition alone."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from goals.ledger.merkle import Subtree
from goals.ledger.tree import LOWEST


def defined_rows(leaves: Sequence[bytes]) -> Mapping[Subtree, bytes]:
    """Each full subtree of LOWEST and above."""
    found: dict[Subtree, bytes] = {}
    nodes, level = list(leaves), 0
    while nodes:
        if level >= LOWEST:
            found.update({(level, index): node for index, node in enumerate(nodes)})
        nodes = [_joined(nodes[n], nodes[n + 1]) for n in range(0, len(nodes) - 1, 2)]
        level += 1
    return found


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """As RFC 6962 defines it, section 2.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    left = 1
    while 2 * left < len(leaves):
        left *= 2
    return _joined(defined_root(leaves[:left]), defined_root(leaves[left:]))


def _joined(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()

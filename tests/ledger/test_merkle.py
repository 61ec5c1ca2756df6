"""Roots and proofs as RFC 6962 has them: its test vectors, another implementation, and any tree there is."""

from hashlib import sha256

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.ledger import merkle
from tests.ledger.defined import defined_root

INPUTS = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the first none, one, two … of INPUTS, as the reference logs of Certificate Transparency have them."""
INCLUSIONS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCIES = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
LEAVES = [sha256(b"\x00" + each).digest() for each in INPUTS]
MOST = 257


def subroot(leaves: list[bytes], span: merkle.Span) -> bytes:
    return defined_root(leaves[slice(*span)])


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size: int):
    assert merkle.root(LEAVES[:size]).hex() == ROOTS[size]
    assert defined_root(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSIONS)
def test_inclusion_is_proved_as_the_reference_does(index: int, size: int):
    proof = [subroot(LEAVES, span) for span in merkle.inclusion(index, size)]
    assert [each.hex() for each in proof] == INCLUSIONS[index, size]
    assert merkle.root_by_inclusion(LEAVES[index], index, size, proof).hex() == ROOTS[size]


@pytest.mark.parametrize(("old", "size"), CONSISTENCIES)
def test_consistency_is_proved_as_the_reference_does(old: int, size: int):
    proof = [subroot(LEAVES, span) for span in merkle.consistency(old, size)]
    assert [each.hex() for each in proof] == CONSISTENCIES[old, size]
    after = merkle.root_by_consistency(old, size, bytes.fromhex(ROOTS[old]), proof)
    assert after.hex() == ROOTS[size]


class Others:
    """Another implementation's tree, and the same leaves."""

    def __init__(self) -> None:
        self.tree = pymerkle.InmemoryTree(algorithm="sha256")
        self.leaves: list[bytes] = []
        self._nodes: dict[merkle.Span, bytes] = {}
        for n in range(MOST):
            entry = str(n).encode()
            self.tree.append_entry(entry)
            self.leaves.append(sha256(b"\x00" + entry).digest())

    def node(self, span: merkle.Span) -> bytes:
        if span not in self._nodes:
            self._nodes[span] = merkle.root(self.leaves[slice(*span)])
        return self._nodes[span]


@pytest.fixture(scope="module")
def others() -> Others:
    return Others()


def test_roots_are_those_of_another_implementation(others: Others):
    growing = merkle.Growing()
    for size, leaf in enumerate(others.leaves, start=1):
        growing.append(leaf)
        assert growing.root() == others.tree.get_root(size)


def test_leaves_appended_together_make_the_tree_that_they_make_one_by_one(others: Others):
    for size in range(1, 66):
        for old in range(size + 1):
            growing = merkle.Growing()
            growing.extend(others.leaves[:old])
            growing.extend(others.leaves[old:size])
            assert (growing.size, growing.root()) == (size, others.tree.get_root(size))


def test_proofs_of_inclusion_are_those_of_another_implementation(others: Others):
    for size in range(1, MOST + 1):
        for index in range(size):
            theirs = others.tree.prove_inclusion(index + 1, size)
            ours = [others.node(span) for span in merkle.inclusion(index, size)]
            assert [others.leaves[index], *ours] == theirs.path


def test_proofs_of_consistency_are_those_of_another_implementation(others: Others):
    """Theirs is in another form: it has smaller parts of the earlier tree and of what was added, from which ours are
    joined."""
    for size in range(1, MOST + 1):
        for old in range(1, size):
            theirs = set(others.tree.prove_consistency(old, size).path)
            spans = merkle.consistency(old, size)
            ours = [others.node(span) for span in spans]
            assert ours == [joined_from(theirs, others, span) for span in spans]
            after = merkle.root_by_consistency(old, size, others.tree.get_root(old), ours)
            assert after == others.tree.get_root(size)


def joined_from(known: set[bytes], others: Others, span: merkle.Span) -> bytes | None:
    """The root above `span` from hashes that are `known`; None where they do not tell."""
    first, last = span
    if others.node(span) in known:
        return others.node(span)
    if last - first == 1:
        return None
    middle = first + 2 ** ((last - first - 1).bit_length() - 1)
    left, right = joined_from(known, others, (first, middle)), joined_from(known, others, (middle, last))
    return None if left is None or right is None else merkle.joined(left, right)


sizes = st.integers(1, 200)


@given(sizes, st.data())
def test_a_proof_of_inclusion_leads_to_the_root_and_another_leaf_to_another(size: int, data: st.DataObject):
    leaves = [sha256(bytes([n])).digest() for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = [subroot(leaves, span) for span in merkle.inclusion(index, size)]
    assert merkle.root_by_inclusion(leaves[index], index, size, proof) == defined_root(leaves)
    assert merkle.root_by_inclusion(sha256(b"another").digest(), index, size, proof) != defined_root(leaves)
    for other in {0, size - 1} - {index}:
        with_it = (
            [merkle.root_by_inclusion(leaves[index], other, size, proof)] if same_length(other, index, size) else []
        )
        assert defined_root(leaves) not in with_it


def same_length(one: int, other: int, size: int) -> bool:
    return len(merkle.inclusion(one, size)) == len(merkle.inclusion(other, size))


@given(sizes, st.data())
def test_a_proof_of_consistency_leads_to_the_later_root_and_from_another_earlier_one_nowhere(
    size: int, data: st.DataObject
):
    leaves = [sha256(bytes([n])).digest() for n in range(size)]
    old = data.draw(st.integers(1, size))
    proof = [subroot(leaves, span) for span in merkle.consistency(old, size)]
    assert merkle.root_by_consistency(old, size, defined_root(leaves[:old]), proof) == defined_root(leaves)
    assert defined_root(leaves) not in reached(old, size, sha256(b"another").digest(), proof)


def reached(old: int, size: int, before: bytes, proof: list[bytes]) -> list[bytes]:
    """None where the proof does not show the earlier root."""
    try:
        return [merkle.root_by_consistency(old, size, before, proof)]
    except ValueError:
        return []


@given(sizes, st.data())
def test_a_proof_with_a_hash_too_many_or_too_few_is_none(size: int, data: st.DataObject):
    index = data.draw(st.integers(0, size - 1))
    needed = len(merkle.inclusion(index, size))
    for count in {max(needed - 1, 0), needed + 1} - {needed}:
        with pytest.raises(ValueError, match="hashes"):
            merkle.root_by_inclusion(bytes(32), index, size, [bytes(32)] * count)
    old = index + 1
    needed = len(merkle.consistency(old, size))
    for count in {max(needed - 1, 0), needed + 1} - {needed}:
        with pytest.raises(ValueError, match="hashes"):
            merkle.root_by_consistency(old, size, bytes(32), [bytes(32)] * count)


@pytest.mark.parametrize(("index", "size"), [(-1, 1), (0, 0), (1, 1), (9, 8)])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion(index, size)


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 1), (2, 1), (-1, 1)])
def test_no_tree_is_proved_to_go_on_from_nothing_or_from_a_longer_one(old: int, size: int):
    with pytest.raises(ValueError, match="not proved"):
        merkle.consistency(old, size)


@given(st.integers(0, 300))
def test_a_tree_is_taken_up_again_where_it_was_left(size: int):
    leaves = [sha256(bytes([n % 256])).digest() for n in range(300)]
    kept = [defined_root(leaves[index << level : (index + 1) << level]) for level, index in merkle.full(0, size)]
    growing = merkle.Growing(size, kept)
    assert growing.root() == defined_root(leaves[:size])
    aside = growing.copy()
    for leaf in leaves[size:]:
        growing.append(leaf)
    assert growing.root() == defined_root(leaves)
    assert aside.root() == defined_root(leaves[:size])

"""A proof as a file: in one form only."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.ledger.proof import ProofUnusable, TlogProof, tlog_proof

ONE, TWO = sha256(b"1").digest(), sha256(b"2").digest()
PLAIN = TlogProof(index=5, hashes=(ONE, TWO), note="origin\n6\nroot\n\n— origin c2ln\n")
WRITTEN = """c2sp.org/tlog-proof@v1
index 5
a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=
1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU=

origin
6
root

— origin c2ln
"""


def test_it_is_written_as_others_read_it():
    assert str(PLAIN) == WRITTEN
    assert tlog_proof(WRITTEN) == PLAIN


def test_what_nobody_signed_may_come_with_it():
    with_extra = WRITTEN.replace("index", "extra b25seSBtZQ==\nindex")
    assert tlog_proof(with_extra).extra == b"only me"
    assert str(tlog_proof(with_extra)) == with_extra


def test_the_only_leaf_needs_no_hashes():
    alone = "c2sp.org/tlog-proof@v1\nindex 0\n\norigin\n"
    assert tlog_proof(alone) == TlogProof(index=0, hashes=(), note="origin\n")
    assert str(tlog_proof(alone)) == alone


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("@v1", "@v2"),
        ("c2sp.org", " c2sp.org"),
        ("index 5", "index 05"),
        ("index 5", "index -5"),
        ("index 5", "index ٥"),
        ("index 5", "index 5 "),
        ("index 5", "index " + "9" * 19),
        ("index 5", "index 5\nindex 5"),
        ("index 5\n", ""),
        ("index 5", "extra b25seSBtZQ\nindex 5"),
        ("index 5", "index 5\nextra b25seSBtZQ=="),
        ("W0s=", "W0t="),
        ("W0s=", "W0s"),
        ("W0s=", "W0s=\r"),
        ("W0s=\n", "W0s=\n" + "YQ==\n"),
        ("W0s=\n", ("a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=\n") * 63),
    ],
)
def test_every_other_form_is_refused(said: str, instead: str):
    with pytest.raises(ProofUnusable):
        tlog_proof(WRITTEN.replace(said, instead, 1))


@pytest.mark.parametrize(
    "text", ["", "\n", "c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v1\nindex 5\n", WRITTEN[:60]]
)
def test_what_has_no_checkpoint_is_no_proof(text: str):
    with pytest.raises(ProofUnusable):
        tlog_proof(text)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_read_is_written_the_same(text: str):
    for candidate in (text, f"c2sp.org/tlog-proof@v1\n{text}", f"c2sp.org/tlog-proof@v1\nindex 3\n{text}\n\n{text}"):
        try:
            found = tlog_proof(candidate)
        except ProofUnusable:
            continue
        assert str(found) == candidate

"""RFC 3161 tokens over a checkpoint: somebody else's word that it was there, and when.

Those in tests/data/rfc3161 were given once, by an authority made with openssl: of the checkpoint of LOG, and of the
bytes `something else`. The certificates are good for a hundred years.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from projections.ledger.verifier import ages
from projections.ledger.verifier.result import Result
from tests.ledger.made import Auditor, Made, events

LOG = Made(events(20))
GIVEN = Path(__file__).parents[1] / "data" / "rfc3161"
TOKEN = (GIVEN / "checkpoint.tsr").read_bytes()
SHOWN = "An RFC 3161 token shows that the checkpoint was there at 2026-11-22T"


def stamped(home: Path, given: bytes, *, certificate: str = "root.pem", max_age: timedelta | None = None) -> Result:
    root = (GIVEN / certificate).read_bytes()
    asked = replace(Auditor(home).trust, tokens=(given,), authorities=(root,), max_age=max_age)
    return Auditor(home, asked).verify(LOG.files)


def test_a_token_says_when_the_checkpoint_was_there(tmp_path: Path):
    result = stamped(tmp_path, TOKEN)
    assert [each.said for each in result.findings] == []
    assert any(each.startswith(SHOWN) for each in result.checked)
    assert not any("only the signer's clock" in each for each in result.unknown)


def test_an_old_checkpoint_is_no_younger_for_a_token_of_today(tmp_path: Path):
    """Made.time is half an hour before NOW; the token was given after both."""
    found = stamped(tmp_path, TOKEN, max_age=timedelta(minutes=20)).findings
    assert [each.what for each in found] == ["stale"]
    assert stamped(tmp_path, TOKEN, max_age=timedelta(minutes=40)).verdict == "sound"
    assert "2026-11-22T09:00:00Z" in found[0].said


def test_a_token_of_something_else_is_not_believed(tmp_path: Path):
    given = (GIVEN / "something_else.tsr").read_bytes()
    assert "signature" in [each.what for each in stamped(tmp_path, given).findings]


def test_a_token_by_nobody_who_is_trusted_is_not_believed(tmp_path: Path):
    found = stamped(tmp_path, TOKEN, certificate="stamps.pem").findings
    assert "signature" in [each.what for each in found]


@pytest.mark.parametrize("given", [b"", b"x", bytes(1000)])
def test_what_is_no_token_is_not_believed(tmp_path: Path, given: bytes):
    assert "signature" in [each.what for each in stamped(tmp_path, given).findings]


def test_without_the_library_it_is_said_that_no_token_was_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ages, "LIBRARY", "not_installed_here")
    assert any("was not looked at" in each for each in stamped(tmp_path, TOKEN).unknown)

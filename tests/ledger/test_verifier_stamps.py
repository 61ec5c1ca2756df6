"""RFC 3161 tokens over a checkpoint: somebody else's word that it was there, and when."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import which

import pytest

from projections.ledger.verifier import ages
from projections.ledger.verifier.result import Result
from tests.ledger.made import Auditor, Made, events

LOG = Made(events(20))
CONFIGURATION = """
[req]
distinguished_name = name
x509_extensions = root
prompt = no
[name]
CN = An authority
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = given
[given]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
MADE = (
    "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -days 30 -config c -extensions root",
    "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -config c -subj /CN=Stamps",
    "x509 -req -in tsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out tsa.pem -extfile c -extensions leaf",
)
pytestmark = pytest.mark.skipif(which("openssl") is None, reason="there is no openssl here to give tokens")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("authority")
    (home / "c").write_text(CONFIGURATION, encoding="utf-8")
    (home / "serial").write_text("01\n", encoding="utf-8")
    for command in MADE:
        run(home, command)
    return home


def run(home: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=home, check=True, capture_output=True)


def token(authority: Path, content: bytes) -> bytes:
    (authority / "content").write_bytes(content)
    run(authority, "ts -query -data content -sha256 -cert -out query")
    run(authority, "ts -reply -queryfile query -config c -signer tsa.pem -inkey tsa.key -out token")
    return (authority / "token").read_bytes()


def stamped(home: Path, authority: Path, given: bytes, *, certificate: str = "root.pem") -> Result:
    auditor, root = Auditor(home), (authority / certificate).read_bytes()
    trust = replace(auditor.trust, now=datetime.now(UTC) + timedelta(minutes=1), max_age=timedelta(hours=1))
    asked = replace(trust, tokens=(given,), authorities=(root,))
    return Auditor(home, asked).verify(LOG.files)


def test_a_token_says_when_the_checkpoint_was_there(tmp_path: Path, authority: Path):
    result = stamped(tmp_path, authority, token(authority, LOG.files["checkpoint"]))
    assert [each.said for each in result.findings] == []
    assert any("RFC 3161 token shows" in each for each in result.checked)


def test_a_token_of_something_else_is_not_believed(tmp_path: Path, authority: Path):
    result = stamped(tmp_path, authority, token(authority, b"something else"))
    assert "signature" in [each.what for each in result.findings]


def test_a_token_by_nobody_who_is_trusted_is_not_believed(tmp_path: Path, authority: Path):
    given = token(authority, LOG.files["checkpoint"])
    assert "signature" in [each.what for each in stamped(tmp_path, authority, given, certificate="tsa.pem").findings]


@pytest.mark.parametrize("given", [b"", b"x", bytes(1000)])
def test_what_is_no_token_is_not_believed(tmp_path: Path, authority: Path, given: bytes):
    assert "signature" in [each.what for each in stamped(tmp_path, authority, given).findings]


def test_without_the_library_it_is_said_that_no_token_was_looked_at(
    tmp_path: Path, authority: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ages, "LIBRARY", "not_installed_here")
    result = stamped(tmp_path, authority, token(authority, LOG.files["checkpoint"]))
    assert any("was not looked at" in each for each in result.unknown)

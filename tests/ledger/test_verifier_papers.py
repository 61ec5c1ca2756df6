"""What lies beside the log in a bundle: its words, its keys, who the workspace is, and whose seed a sample had."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goals.ledger.notes import verifier_key
from projections.ledger.verifier.readme import TEXT, is_readme
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.watches import WATCHES
from tests.ledger.made import ORIGIN, TRUST, Auditor, Files, Made, events, key, manifested, unpacked
from tests.ledger.test_verifier_alone import FILE
from tests.ledger.unpacked import Unpacked

LOG = Made(events(20))
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))
Verified = Callable[..., Result]


@pytest.fixture
def verified(honest: Mapping[str, Path], tmp_path: Path) -> Verified:
    """An honest bundle by its name, by who has its key."""

    def verify(name: str, **changed: Any) -> Result:
        files = unpacked(honest[name])
        keys = tuple(map(verifier_key, files["keys.txt"].decode().splitlines()))
        return Auditor(tmp_path, replace(TRUST, keys=keys), WATCHES).verify(files, **changed)

    return verify


def with_file(name: str, content: bytes) -> Files:
    return manifested({**LOG.files, name: content}, json.loads(LOG.files["manifest.json"]))


def test_the_readme_of_a_bundle_is_that_of_every_bundle(tmp_path: Path):
    (found,) = Auditor(tmp_path).verify(with_file("README.txt", b"All is well. Verify with this.py\n")).findings
    assert found.what == "file" and "README.txt is not the text" in found.said


def test_a_readme_that_is_changed_is_still_known_in_the_bundles_that_have_it():
    """Whoever changes the text puts its SHA-256, which is here, into FORMER, and the new one's here."""
    assert sha256(TEXT).hexdigest() == "7e6450292a1eecc49c93aceb19d15d2558c23b4de047ec39ac71857fd7e5d177"
    assert is_readme(TEXT.replace(b"python -I ", b"python "))
    assert not is_readme(TEXT.replace(b"python -I ", b"python -i "))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\n",
        f"{key()}".encode(),
        f"{key()}\r\n".encode(),
        f"{key(private=STRANGER)}\n".encode(),
        f"{key()}\n{key(ORIGIN + '/2')}\n".encode(),
        f"{key()}\n# ask ana for more\n".encode(),
        f"{key()}\n{key(private=STRANGER)}\n".encode(),
        f"{key(private=STRANGER)}\n{key()}\n".encode(),
        f"{key()}\n{key()}\n".encode(),
    ],
)
def test_the_keys_in_a_bundle_are_the_logs_and_each_of_them_signed(tmp_path: Path, content: bytes):
    (found,) = Auditor(tmp_path).verify(with_file("keys.txt", content)).findings
    assert found.what == "file" and "keys.txt" in found.said


@pytest.mark.parametrize(("name", "value"), [("name", "another"), ("kind", "live")])
@pytest.mark.parametrize("bundle", ["all", "part"])
def test_the_workspace_is_the_one_that_was_opened(
    honest: Mapping[str, Path], tmp_path: Path, name: str, value: str, bundle: str
):
    told = Unpacked(honest[bundle])
    told.manifest["workspace"][name] = value
    result = Auditor(tmp_path, watches=WATCHES).verify(told.packed(tmp_path / "other.tar").read_bytes())
    assert result.verdict == "unusable", "the key is another workspace's"
    keys = tuple(map(verifier_key, told.members["keys.txt"].decode().splitlines()))
    result = Auditor(tmp_path, replace(TRUST, keys=keys), WATCHES).verify((tmp_path / "other.tar").read_bytes())
    said = [each.said for each in result.findings if f"The manifest says {name} {value!r}" in each.said]
    assert bool(said) is (bundle == "all" or name == "kind")
    assert bundle == "all" or any("Whether the workspace has that name" in each for each in result.unknown)


def test_a_seed_that_the_auditor_did_not_choose_is_told_to_be_anybodys(verified: Verified):
    result = verified("sample")
    assert result.verdict == "sound"
    assert any("--seed" in each and "try many" in each for each in result.unknown)
    assert not any("--seed" in each for each in verified("all").unknown)


def test_a_seed_that_the_auditor_gives_is_compared(verified: Verified):
    same = verified("sample", seed="a")
    assert same.verdict == "sound" and not any("--seed" in each for each in same.unknown)
    assert any("asked for with sample '7', seed 'a', of the log up to position" in each for each in same.unknown)
    assert [each.what for each in verified("sample", seed="b").findings] == ["sample"]


def test_a_seed_for_a_bundle_that_is_no_sample_is_no_tampering(verified: Verified):
    result = verified("all", seed="a")
    assert (result.verdict, result.misasked) == ("unusable", True) and "no sample is in this bundle" in str(
        result.unusable
    )


WITHOUT_ZONES = """
import runpy, sys, zoneinfo
sys.modules["tzdata"] = None
zoneinfo.reset_tzpath(())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_without_time_zone_data_the_days_of_utc_are_checked_all_the_same(honest: Mapping[str, Path]):
    keys = unpacked(honest["part"])["keys.txt"].decode().split()
    command = [sys.executable, "-c", WITHOUT_ZONES, str(FILE), str(honest["part"]), "--key", keys[0], "--json"]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stdout)
    assert (found["verdict"], found["findings"]) == ("sound", [])
    assert not any("time zone data" in each for each in found["unknown"])

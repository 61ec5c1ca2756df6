"""A bundle made to do harm is told in a sentence, in bounded time and memory."""

import gzip
import json
import resource
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from projections.ledger.verifier.container import BLOCK, END, header
from projections.ledger.verifier.watches import WATCHES
from tests.ledger.made import ORIGIN, Auditor, Files, Made, events, key, lines, manifested, packed, parts
from tests.test_architecture import ROOT

LOG = Made(events(30), earlier=(10,))
PART = "events/000001.ndjson.gz"
MEMORY = 400 << 20
"""Bytes of address space: a program that unpacks a bomb needs more."""


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path)


def signed(**changed: bytes) -> Files:
    """With other files, and a manifest that is signed for them: as by an operator who means harm."""
    files = {**LOG.files, **changed}
    return manifested(files, json.loads(LOG.files["manifest.json"]))


def with_part(content: bytes) -> Files:
    return signed(**{PART: content})


def told(**changed: Any) -> Files:
    return manifested(LOG.files, {**json.loads(LOG.files["manifest.json"]), **changed})


DEEP = b"[" * 200_000
HARMFUL = {
    "bomb": gzip.compress(bytes(200 << 20), 9, mtime=0),
    "one long line": gzip.compress(b"[" + b"1," * (8 << 20) + b"1]\n", 1, mtime=0),
    "too many lines": gzip.compress(b"{}\n" * 5_000, 1, mtime=0),
    "lines that are nothing": gzip.compress(b"\n" * 3_000, 1, mtime=0),
    "deep": gzip.compress(DEEP + b"\n", 1, mtime=0),
    "no text": gzip.compress(b"\xff\xfe\n", 1, mtime=0),
    "no end": gzip.compress(lines(LOG.events), 1, mtime=0)[:-9],
    "no end of a line": gzip.compress(lines(LOG.events)[:-1], 1, mtime=0),
    "twice": gzip.compress(lines(LOG.events), 1, mtime=0) * 2,
    "not compressed": lines(LOG.events),
    "deflated alone": zlib.compress(lines(LOG.events)),
    "nothing": b"",
    "numbers": gzip.compress(b"1\n" * 30, 1, mtime=0),
    "long number": gzip.compress(b"9" * 100_000 + b"\n", 1, mtime=0),
    "other types": parts("events", [{**each, "position": "1", "state": 5} for each in LOG.events])[PART],
    "no number": parts("events", [{**each, "version": 1e400} for each in LOG.events])[PART],
    "great": parts("events", [{**each, "position": 10**30, "recorded_at": -(10**30)} for each in LOG.events])[PART],
    "long topic": parts("events", [{**each, "topic": "x" * 70_000} for each in LOG.events])[PART],
    "half a character": gzip.compress(lines(LOG.events).replace(b"n\xc2\xb0", b"\\\\ud800"), 1, mtime=0),
}


@pytest.mark.parametrize("name", list(HARMFUL))
def test_events_that_are_none_are_told_in_a_sentence(auditor: Auditor, name: str):
    result = auditor.verify(with_part(HARMFUL[name]))
    assert result.verdict in ("tampered", "unusable")
    assert all(each.said.endswith(".") for each in result.findings)


@pytest.mark.parametrize("name", list(HARMFUL))
def test_observers_outlive_events_that_are_none(tmp_path: Path, name: str):
    assert Auditor(tmp_path, watches=WATCHES).verify(with_part(HARMFUL[name])).verdict != "sound"


@pytest.mark.parametrize(
    "changed",
    [
        {"position": 10**17},
        {"position": -1},
        {"position": True},
        {"position": 30.0},
        {"position": 0},
        {"root": "?"},
        {"root": 5},
        {"consistency": ["x"]},
        {"consistency": 7},
        {"consistency": ["A" * 43 + "="] * 100_000},
        {"workspace": None},
        {"workspace": {"id": [1]}},
        {"format": "goalpost-bundle/v9"},
        {"origin": "x"},
        {"kinds": 5},
        {"trail": []},
        {"selection": "all"},
        {"redactions": {}},
    ],
)
def test_a_manifest_that_is_none_is_told_in_a_sentence(tmp_path: Path, changed: dict[str, Any]):
    assert Auditor(tmp_path, watches=WATCHES).verify(told(**changed)).verdict in ("tampered", "unusable")


@pytest.mark.parametrize("name", [name for name in LOG.files if name != "README.txt"])
@pytest.mark.parametrize("content", [b"", b"\xff", b"{}", DEEP, b"{" * 100, b"null", b"\n\n\n", b'{"note":5}\n'])
def test_any_file_may_be_anything(tmp_path: Path, name: str, content: bytes):
    files = {**LOG.files, name: content}
    if name not in ("manifest.json", "manifest.note"):
        files = manifested(files, json.loads(LOG.files["manifest.json"]))
    assert Auditor(tmp_path, watches=WATCHES).verify(files).verdict in ("sound", "tampered", "unusable")


def test_a_size_that_is_not_there_is_told(auditor: Auditor):
    assert auditor.verify(header("README.txt", (8 << 30) - 1) + bytes(BLOCK)).verdict == "unusable"


@pytest.mark.parametrize("changed", [b"\0" * 10, b"-1", b"\x80\0\0\0\xff\xff\xff\xff", b"99999999999"])
def test_a_size_that_is_none_is_told(auditor: Auditor, changed: bytes):
    block = bytearray(header("README.txt", 5))
    block[124 : 124 + len(changed)] = changed
    assert auditor.verify(bytes(block) + bytes(BLOCK) + END).verdict == "unusable"


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_SPARSE])
def test_a_tar_file_of_another_form_is_none(auditor: Auditor, kind: bytes):
    member = tarfile.TarInfo("checkpoint")
    member.type = kind
    assert auditor.verify(member.tobuf(tarfile.USTAR_FORMAT) + END).verdict == "unusable"


@pytest.mark.parametrize("names", [("../etc", "a"), ("README.txt", "README.txt"), ("checkpoint", "README.txt")])
def test_files_that_no_bundle_has_are_told(auditor: Auditor, names: tuple[str, str]):
    assert auditor.verify(b"".join(header(name, 0) for name in names) + END).verdict == "unusable"
    more = packed(LOG.files).removesuffix(END) + header(names[0] + "x", 0) + END
    assert auditor.verify(more).verdict == "tampered"


def test_as_many_files_as_there_can_be_are_told_in_bounded_time(auditor: Auditor):
    many = b"".join(header(f"events/{n}", 0) for n in range(33_000))
    assert auditor.verify(many + END).verdict == "unusable"


def test_no_file_at_all_is_told(auditor: Auditor, tmp_path: Path):
    for content in (b"", b"x", END, bytes(10_000)):
        assert auditor.verify(content).verdict == "unusable"


def test_a_bomb_is_told_without_unpacking_it_in_memory(tmp_path: Path):
    path = tmp_path / "bundle.tar"
    path.write_bytes(packed(with_part(HARMFUL["bomb"])))
    command = [sys.executable, str(ROOT / "deploy" / "goalpost_verify.py"), str(path), "--key", str(key(ORIGIN))]
    found = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    assert (found.returncode, found.stderr) == (2, "")
    assert "line of more than" in found.stdout


def test_a_million_things_that_are_wrong_are_told_in_bounded_space(auditor: Auditor):
    wrong = [{**each, "version": each["version"] + n % 2} for n, each in enumerate(events(40_000))]
    made = Made(events(40_000))
    files = {name: content for name, content in made.files.items() if not name.startswith("events/")}
    result = auditor.verify({**files, **parts("events", wrong)})
    assert result.verdict == "tampered"
    assert len(json.dumps(result.told)) < 200_000


def test_what_a_bundle_says_does_nothing_to_a_terminal(auditor: Auditor):
    origin = f"{ORIGIN}\x1b[2J"
    assert auditor.verify(told(origin=origin)).verdict == "unusable"

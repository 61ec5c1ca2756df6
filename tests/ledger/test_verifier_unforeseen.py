"""What nobody foresaw is no verdict on the log: exit code 1 and 0 are for what was found out."""

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from goals.ledger.notes import NoteUnusable, note, verifier_key
from projections.ledger.verifier.asking import told
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.watches import WATCHES
from tests.ledger.made import KEY, ORIGIN, Auditor, Files, Made, events, in_bundle, key, manifested, packed, with_events
from tests.test_architecture import ROOT

LOG = Made(events(20), earlier=(5,))
FILE = ROOT / "deploy" / "goalpost_verify.py"
HALF = "\ud800"
"""Of a character: JSON can say it, and UTF-8 cannot."""
UNSIGNED = f"{ORIGIN}/{HALF}\n5\n{b64encode(bytes(32)).decode()}\n\n\u2014 x {b64encode(bytes(68)).decode()}\n"
LINE = json.dumps({"note": UNSIGNED})


def bundle(home: Path, files: Files) -> str:
    path = home / "bundle.tar"
    path.write_bytes(packed(files))
    return str(path)


def changed(**named: bytes) -> Files:
    files = {**LOG.files, **named}
    return manifested(files, json.loads(LOG.files["manifest.json"]))


@pytest.mark.parametrize("name", ["checkpoints.ndjson", "restores.ndjson"])
def test_half_a_character_in_a_note_of_the_bundle_is_told(tmp_path: Path, name: str):
    result = Auditor(tmp_path, watches=WATCHES).verify(changed(**{name: f"{LINE}\n".encode()}))
    assert any(f"{name} cannot be believed" in each.said for each in result.findings)


def test_half_a_character_in_the_manifests_origin_is_told(tmp_path: Path):
    content = LOG.files["manifest.json"].replace(ORIGIN.encode(), f"{ORIGIN}/\\ud800".encode())
    assert json.loads(content)["origin"] == f"{ORIGIN}/{HALF}"
    assert Auditor(tmp_path).verify({**LOG.files, "manifest.json": content}).verdict != "sound"


@pytest.mark.parametrize("text", [LINE, UNSIGNED.replace(HALF, "\x07"), '{"a":' * 100_000, "[" * 100_000])
def test_what_is_trusted_and_is_no_text_cannot_be_used(tmp_path: Path, text: str):
    result = Auditor(tmp_path).verify(LOG.files, trusted=[text])
    assert result.verdict == "unusable" and "trusted checkpoint" in str(result.unusable)


def test_half_a_character_is_in_no_note_and_no_key():
    with pytest.raises(NoteUnusable):
        note(UNSIGNED)
    with pytest.raises(NoteUnusable):
        verifier_key(f"{ORIGIN}/{HALF}+00000000+{b64encode(b'1' + KEY.public_key().public_bytes_raw()).decode()}")


@pytest.mark.parametrize(
    "wrong", [RuntimeError("so\ud800"), MemoryError(), KeyboardInterrupt(), RecursionError("deep")]
)
def test_what_nobody_foresaw_is_told_as_unusable(wrong: BaseException):
    def asked() -> Result:
        raise wrong

    text, code = told(asked, as_json=True)
    document = json.loads(text)
    assert (code, document["verdict"], document["findings"]) == (2, "unusable", [])
    assert document["unusable"].endswith(".")
    assert isinstance(wrong, KeyboardInterrupt | MemoryError) or type(wrong).__name__ in document["unusable"]
    assert told(asked, as_json=False)[0].startswith("UNUSABLE")


def test_an_answer_that_cannot_be_written_down_is_told_as_unusable():
    text, code = told(lambda: Result(about={"origin": object()}), as_json=True)
    assert (code, json.loads(text)["verdict"]) == (2, "unusable")


def test_what_a_bundle_says_in_halves_of_characters_is_told_in_json():
    text, code = told(lambda: Result(about={"purpose": HALF}), as_json=True)
    assert (code, json.loads(text.encode())["bundle"]) == (0, {"purpose": HALF})


def test_what_lies_beside_the_one_file_is_not_run(tmp_path: Path):
    shutil.copy(FILE, tmp_path)
    for name in ("heapq", "types", "cryptography", "json"):
        (tmp_path / f"{name}.py").write_text("import os\nos._exit(0)\n")
    first = in_bundle(LOG.files)[0]
    path = bundle(tmp_path, with_events(LOG.files, [{**first, "version": 2}, *in_bundle(LOG.files)[1:]]))
    for options in ((), ("-I",)):
        command = [sys.executable, *options, FILE.name, path, "--key", str(key())]
        found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert (found.returncode, found.stderr) == (1, "")
        assert found.stdout.startswith("TAMPERED")


def test_an_answer_that_nobody_can_read_is_no_verdict(tmp_path: Path):
    read, write = os.pipe()
    os.close(read)
    command = [sys.executable, str(FILE), bundle(tmp_path, LOG.files), "--key", str(key())]
    found = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(write)
    assert (found.returncode, found.stderr) == (2, "What was found cannot be written: Broken pipe.\n")

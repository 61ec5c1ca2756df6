"""What a person hands over is understood as an editor or a shell saved it, and said to be at fault where it is."""

import codecs
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from projections.ledger.verifier.asking import Question, answered, told
from tests.ledger.made import NOW, Made, events, key, manifested, packed

LOG = Made(events(20))
SAVED = {
    "as it was": lambda text: text.encode(),
    "lines of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "by Notepad": lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
    "by PowerShell": lambda text: codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le"),
}


def asked(home: Path, files: Mapping[str, bytes] = LOG.files, **question: Any) -> tuple[str, int]:
    path = home / "bundle.tar"
    path.write_bytes(packed(dict(files)))
    whole = Question(**{"bundle": str(path), "key": [str(key())], **question})
    return told(lambda: answered(whole, NOW), as_json=False)


def put(home: Path, name: str, content: bytes) -> list[str]:
    (home / name).write_bytes(content)
    return [str(home / name)]


@pytest.mark.parametrize("saved", SAVED)
def test_keys_and_checkpoints_are_understood_as_they_were_saved(tmp_path: Path, saved: str):
    keys = put(tmp_path, "audit.key", SAVED[saved](f"# of our log\n{key()}\n"))
    agreeing, longer = LOG.note(10), Made(events(30)).note(30)
    text, _ = asked(tmp_path, key=keys, witness=keys, trusted=put(tmp_path, "kept", SAVED[saved](agreeing)))
    assert "The log agrees with 1 earlier checkpoints." in text
    text, _ = asked(tmp_path, key=keys, trusted=put(tmp_path, "kept", SAVED[saved](longer)))
    assert "[rolled-back]" in text


@pytest.mark.parametrize(
    "question", [{"max_age": "soon"}, {"key": ["x+y"]}, {"key": ["/none"]}, {"trusted": ["/none"]}]
)
def test_what_was_given_beside_the_bundle_is_no_fault_of_the_bundle(tmp_path: Path, question: dict[str, Any]):
    text, code = asked(tmp_path, **question)
    assert code == 2
    assert "Mend what was given beside it" in text and "whole file" not in text


def test_nobody_is_told_how_to_program(tmp_path: Path):
    (path,) = put(tmp_path, "receipt", b'{"position": ' + b"9" * 5000 + b"}")
    result = answered(Question(bundle=path, key=[str(key())]), NOW)
    assert result.verdict == "unusable"
    assert "digits" in str(result.unusable) and "sys." not in str(result.unusable)


def test_it_is_told_what_was_asked_for_and_what_is_only_claimed(tmp_path: Path):
    manifest = {
        **json.loads(LOG.files["manifest.json"]),
        "filters": {"types": "goalpost.goal.closed.v1", "as_of": "20"},
        "exporter": {"type": "user", "id": "the-auditor-general", "on_behalf_of": "board"},
        "purpose": "Q4\nSOUND: all of it",
        "exported_at": "2031-01-01T00:00:00Z",
        "software": {"name": "audited", "version": "99.9"},
    }
    text, _ = asked(tmp_path, manifested(LOG.files, manifest))
    assert "types 'goalpost.goal.closed.v1', as_of '20'" in text and "20 events are in it" in text
    assert "exporter claims, and nothing shows it: exported at '2031-01-01T00:00:00Z'" in text
    assert "by 'user' 'the-auditor-general' on behalf of 'board'" in text
    assert "with 'audited' '99.9'; and whether that moment was asked for." in text
    assert "\nSOUND: all of it" not in text
    assert "When it was exported: its exporter says at '2031-01-01T00:00:00Z'" in text

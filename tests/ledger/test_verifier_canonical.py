"""Whatever is read in a bundle is written in one form: nothing is said twice, and nothing stands there unread."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from goals.ledger.notes import signed as signed_note
from projections.ledger.bundle import lines as exported
from projections.ledger.bundle.stored import Record
from projections.ledger.verifier.canonical import fit, pretty, written
from projections.ledger.verifier.manifest import SHAPE
from projections.ledger.verifier.reading import Lined
from tests.ledger.made import KEY, ORIGIN, WORKSPACE, Auditor, Files, Made, events, lines, manifested, unpacked

LOG = Made(events(30), earlier=(10,))
PARTIAL = Made(events(30), chosen=lambda event: event["position"] % 4 == 0)
AT = 4
"""A position that both bundles have an event of."""
Changing = Callable[[str], str]

LINES: Mapping[str, Changing] = {
    "a member twice": lambda line: line.replace('"version":', '"version":7,"version":'),
    "a false state before the true one": lambda line: line.replace('"state', '"state":"{}","state', 1),
    "a member that nobody reads": lambda line: line.replace("{", '{"approved":"by all",', 1),
    "a blank": lambda line: line.replace(",", ", ", 1),
    "a blank at the end": lambda line: f"{line} ",
    "more at the end": lambda line: f"{line}{{}}",
    "a letter in another form": lambda line: line.replace("goal", "\\u0067oal", 1),
    "a slash in another form": lambda line: line.replace("-", "\\u002d", 1),
    "true for 1": lambda line: line.replace('"version":1', '"version":true'),
    "a number in another form": lambda line: line.replace(f'"position":{AT}', f'"position":{AT}.0'),
    "another number in another form": lambda line: line.replace(f'"position":{AT}', f'"position":{AT}e0'),
}


def changed(made: Made, folder: str, change: Changing) -> Files:
    """With one line written otherwise, and a manifest signed of it."""
    name = f"{folder}/000001.ndjson.gz"
    told = gzip.decompress(made.files[name]).decode().splitlines()
    place = next(n for n, line in enumerate(told) if f'"position":{AT},' in line)
    assert change(told[place]) != told[place]
    told[place] = change(told[place])
    files = {**made.files, name: gzip.compress("".join(f"{line}\n" for line in told).encode(), 1, mtime=0)}
    return manifested(files, json.loads(made.files["manifest.json"]))


@pytest.mark.parametrize("name", LINES)
def test_an_event_that_is_written_otherwise_is_told(tmp_path: Path, name: str):
    result = Auditor(tmp_path).verify(changed(LOG, "events", LINES[name]))
    assert [(each.positions, each.what in ("file", "altered")) for each in result.findings] == [(((AT, AT),), True)]


@pytest.mark.parametrize("folder", ["events", "headers"])
@pytest.mark.parametrize("name", LINES)
def test_a_chosen_event_or_a_header_that_is_written_otherwise_is_told(tmp_path: Path, folder: str, name: str):
    result = Auditor(tmp_path).verify(changed(PARTIAL, folder, LINES[name]))
    assert ((AT, AT),) in [each.positions for each in result.findings]


def test_a_proof_is_written_in_one_form(tmp_path: Path):
    files = changed(PARTIAL, "events", lambda line: line.replace('="', "=\\u0022".replace("0022", "003d") + '"', 1))
    assert Auditor(tmp_path).verify(files).verdict == "tampered"


def test_a_part_has_no_room_for_a_name_or_a_comment(tmp_path: Path):
    name = "events/000001.ndjson.gz"
    packed = LOG.files[name]
    named = packed[:3] + b"\x08" + packed[4:10] + b"Approved by all\0" + packed[10:]
    files = manifested({**LOG.files, name: named}, json.loads(LOG.files["manifest.json"]))
    assert Auditor(tmp_path).verify(files).verdict == "unusable"


def test_every_character_is_written_as_whoever_exports_writes_it():
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000), 0x1F600]))
    told = Record(1, WORKSPACE, 1, "goal.commented.v1", 5, text.encode())
    line, proved = exported.line(told), exported.proved(told, ["A" * 43 + "="])
    for proof, struct in ((False, line), (True, proved)):
        lined = Lined(WORKSPACE, proof=proof)
        (stored,), _ = lined.events([msgspec.json.encode(struct).decode()])
        assert (stored.state, lined.odd) == (text, [])
    assert written({"note": text}).encode() == msgspec.json.encode({"note": text})
    assert (
        pretty({"a": [text, {}, []]}).encode()
        == msgspec.json.format(msgspec.json.encode({"a": [text, {}, []]}), indent=1) + b"\n"
    )


def resigned(content: bytes) -> Files:
    """With a manifest.json of these bytes, signed."""
    told = json.loads(content)
    digest = b64encode(sha256(content).digest()).decode()
    text = f"goalpost-manifest/v1\n{ORIGIN}\n{told['checkpoint_size']}\n{digest}\n2026-11-22T09:00:00Z\n"
    return {**LOG.files, "manifest.json": content, "manifest.note": str(signed_note(text, [(ORIGIN, KEY)])).encode()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"position": 30', b'"position": 10, "position": 30'),
        (b'"complete": true', b'"approved": true,\n "complete": true'),
        (b'"redactions": 0', b'"redactions": 0.0'),
        (b'"redactions": 0', b'"redactions": false'),
        (b'"id": "ana"', b'"id": {"name": "ana"}'),
        (b'"purpose": "a test"', b'"purpose": "a \\u0074est"'),
        (b'"purpose": "a test",\n', b""),
        (b"\n}", b"}"),
    ],
)
def test_a_manifest_is_written_in_one_form(tmp_path: Path, old: bytes, new: bytes):
    content = LOG.files["manifest.json"]
    assert old in content
    result = Auditor(tmp_path).verify(resigned(content.replace(old, new, 1)))
    assert [each.what for each in result.findings] == ["manifest"]


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace(b'{"note"', b'{"note":"x","note"'),
        lambda line: line.replace(b"}", b',"approved":true}'),
        lambda line: line.replace(b":", b": ", 1),
        lambda line: line + b"\n",
        lambda line: line[:-1],
    ],
)
@pytest.mark.parametrize("name", ["checkpoints.ndjson"])
def test_notes_are_written_in_one_form(tmp_path: Path, name: str, change: Callable[[bytes], bytes]):
    told = json.loads(LOG.files["manifest.json"])
    files = manifested({**LOG.files, name: change(LOG.files[name])}, told)
    assert [each.what for each in Auditor(tmp_path).verify(files).findings] == ["signature"]


def test_a_manifest_of_whoever_exports_has_the_shape_that_is_known(honest: Mapping[str, Path]):
    for path in honest.values():
        files = unpacked(path)
        told: Any = json.loads(files["manifest.json"])
        fit(told, SHAPE)
        assert pretty(told).encode() == files["manifest.json"]


def test_lines_made_by_hand_are_those_of_whoever_exports():
    told = LOG.events[0]
    record = Record(**{**told, "state": told["state"].encode()})
    assert lines([told]) == msgspec.json.encode(exported.line(record)) + b"\n"

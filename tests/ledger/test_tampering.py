"""Whatever is done to a bundle is noticed, and called by its name."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from goals.ledger import merkle
from goals.ledger.notes import verifier_key
from projections.ledger.verifier.finding import DELETED, INSERTED, TRUNCATED
from projections.ledger.verifier.watches import WATCHES
from tests.ledger.made import TRUST, Auditor, Files, Made, events, in_bundle, packed, unpacked, unsigned, with_events
from tests.ledger.tampering import TAMPERINGS, as_it_is, renumbered, rewritten, tampered
from tests.soak import scale

SIZE = 120
TIMES, PARTS = 1_000, 5
FLIPS = 2_000


@pytest.fixture(scope="module")
def files() -> Files:
    return Made(events(SIZE), earlier=(30, 60, 90)).files


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path)


def test_a_bundle_that_nobody_changed_is_sound(auditor: Auditor, files: Files):
    result = auditor.verify(files)
    assert (result.verdict, result.findings) == ("sound", [])


@pytest.fixture(scope="module")
def real(honest: Mapping[str, Path]) -> Files:
    """As it was exported."""
    return unpacked(honest["all"])


@pytest.mark.parametrize("seed", range(PARTS))
def test_each_of_a_thousand_random_tamperings_is_detected_and_rightly_named(tmp_path: Path, real: Files, seed: int):
    keys = tuple(map(verifier_key, real["keys.txt"].decode().splitlines()))
    auditor, random, wrong = Auditor(tmp_path, replace(TRUST, keys=keys), WATCHES), Random(seed), []
    assert auditor.verify(real).verdict == "sound"
    for n in range(TIMES // PARTS):
        name = list(TAMPERINGS)[n % len(TAMPERINGS)]
        covering = as_it_is if name == "altered position" else random.choice((as_it_is, renumbered))
        changed, done = tampered(random, real, name, covering=covering, again=random.random() < 0.5)
        result = auditor.verify(changed)
        if result.verdict != "tampered" or not done.is_named(result.findings):
            wrong.append((n, name, done.what, done.places, [(e.what, e.positions, e.said) for e in result.findings]))
    assert wrong == []


@pytest.mark.soak
def test_any_byte_that_is_changed_is_noticed(auditor: Auditor, files: Files):
    content, random = packed(files), Random(6)
    positions = random.sample(range(len(content)), min(len(content), scale(FLIPS, len(content))))
    missed = []
    for at in positions:
        changed = bytearray(content)
        changed[at] ^= 1 << random.randrange(8)
        if auditor.verify(bytes(changed)).verdict == "sound":
            missed.append(at)
    assert missed == []


@pytest.mark.parametrize("left", [0, 1, 511, 512, 5_000, -1, -512, -1_024])
def test_a_file_that_is_cut_off_is_noticed(auditor: Auditor, files: Files, left: int):
    assert auditor.verify(packed(files)[:left]).verdict == "unusable"


@pytest.mark.parametrize("more", [b"\0", b"x", bytes(512), bytes(10_240)])
def test_bytes_behind_the_end_are_noticed(auditor: Auditor, files: Files, more: bytes):
    assert auditor.verify(packed(files) + more).verdict == "tampered"


@pytest.mark.parametrize("name", [name for name in TAMPERINGS if name.startswith("altered") or name == "reordered"])
def test_leaves_rewritten_with_the_events_are_told_between_the_checkpoints_that_agree(
    auditor: Auditor, files: Files, name: str
):
    random = Random(7)
    for _ in range(10):
        done = TAMPERINGS[name](random, in_bundle(files))
        if name == "altered position":
            continue
        found = auditor.verify(rewritten(files, done.events)).findings
        ranges = [each.positions[0] for each in found if each.what == "altered"]
        first = min(n for n in range(len(done.events)) if done.events[n] != in_bundle(files)[n]) + 1
        assert [a <= first <= b and b - a < 30 for a, b in ranges] == [True], (done.places, found)


@pytest.mark.parametrize(("name", "what"), [("deleted", DELETED), ("inserted", INSERTED), ("replayed", INSERTED)])
def test_leaves_rewritten_with_more_or_fewer_events_are_told_as_such(
    auditor: Auditor, files: Files, name: str, what: str
):
    random = Random(8)
    for _ in range(10):
        done = TAMPERINGS[name](random, in_bundle(files))
        found = auditor.verify(rewritten(files, done.events)).findings
        (first, last) = next(each.positions[0] for each in found if each.what == what)
        assert first <= done.places[0] <= last


def test_a_log_cut_off_with_its_leaves_is_truncated(auditor: Auditor, files: Files):
    kept = {**with_events(files, in_bundle(files)[:70]), "leaves.bin": files["leaves.bin"][: 70 * 32]}
    proof = Made(events(SIZE)).hashes(merkle.consistency(70, SIZE))
    found = auditor.verify(unsigned(kept, proof)).findings
    assert [each.positions for each in found if each.what == TRUNCATED] == [((71, SIZE),)]

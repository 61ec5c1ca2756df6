"""Has the bundle the files it should have, in their order, and is each what the manifest says?"""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby

from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import FILE, Finding
from projections.ledger.verifier.manifest import Listed, Manifest

README, CHECKPOINT, CHECKPOINTS, RESTORES = "README.txt", "checkpoint", "checkpoints.ndjson", "restores.ndjson"
KEYS, LEAVES, EVENTS, HEADERS = "keys.txt", "leaves.bin", "events/", "headers/"
SAMPLE, REDACTIONS, CSV, SHEET = "sample.json", "redactions.ndjson", "trail.csv", "trail.xlsx"
MANIFEST, NOTE = "manifest.json", "manifest.note"
ORDER = (
    *(README, CHECKPOINT, CHECKPOINTS, RESTORES, KEYS, LEAVES),
    *(EVENTS, HEADERS, SAMPLE, REDACTIONS, CSV, SHEET, MANIFEST, NOTE),
)
SOMETIMES = {EVENTS, HEADERS, SAMPLE}
SIGNING = {MANIFEST, NOTE}
PIECE = 1 << 20
MOST_TOLD = 20
"""Files that are named."""
_PART = re.compile(r"((?:events|headers)/)([0-9]{6})\.ndjson\.gz")


def files(bundle: Bundle, manifest: Manifest) -> Iterator[Finding]:
    """Whatever is there that should not be, is missing, or is another file than was listed."""
    yield from (Finding(FILE, (), each) for each in bundle.strays)
    yield from _ordered(bundle.names)
    listed = {each.name: each for each in manifest.files}
    if [each.name for each in manifest.files] != [name for name in bundle.names if name not in SIGNING]:
        yield Finding(FILE, (), "The files are not those that the manifest lists, in its order.")
    others = [name for name in bundle.names if name in listed and not _is(bundle, listed[name])]
    if others:
        more = f" and {len(others) - MOST_TOLD} more" if len(others) > MOST_TOLD else ""
        said = f"Not the files that the manifest lists, by their SHA-256: {', '.join(others[:MOST_TOLD])}{more}."
        yield Finding(FILE, (), said)


def _ordered(names: tuple[str, ...]) -> Iterator[Finding]:
    kinds = [kind for kind, _ in groupby(names, _kind)]
    if [kind for kind in ORDER if kind in kinds or kind not in SOMETIMES] != kinds:
        yield Finding(FILE, (), "The bundle has not the files that a bundle has, in their order.")
    for folder in (EVENTS, HEADERS):
        numbers = [found[2] for found in map(_PART.fullmatch, names) if found is not None and found[1] == folder]
        if numbers != [f"{n:06d}" for n in range(1, len(numbers) + 1)]:
            yield Finding(FILE, (), f"The parts in {folder} are not numbered without a gap.")


def _kind(name: str) -> str:
    part = _PART.fullmatch(name)
    return name if part is None else part[1]


def _is(bundle: Bundle, listed: Listed) -> bool:
    digest = sha256()
    with bundle.open(listed.name) as file:
        for piece in iter(lambda: file.read(PIECE), b""):
            digest.update(piece)
    return (bundle.size(listed.name), digest.hexdigest()) == (listed.bytes, listed.sha256)

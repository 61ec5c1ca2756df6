"""A bundle taken apart, changed, and put together again, every hash in its manifest right: as its exporter could."""

import csv
import gzip
import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from api.contract.zipping import Zipping
from goals.ledger.leaf import leaf_hash
from projections.ledger.verifier.canonical import pretty, written
from projections.ledger.verifier.container import END, Bundle, header
from projections.ledger.verifier.finding import Finding
from projections.ledger.verifier.observing import Header, Observer, Stored, Watch
from projections.ledger.verifier.redactions import Redactions
from projections.ledger.verifier.sampled import sampled
from projections.ledger.verifier.selection import Selecting
from projections.ledger.verifier.totals import Totals
from projections.ledger.verifier.trail import Trail
from projections.ledger.verifier.until import Until
from projections.ledger.verifier.zones import Zones

BLOCK = 512
TOGETHER = 7
"""Events that observers are shown at once."""
SHEET, ASKED_SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
"""Parts of the trail's spreadsheet."""
WATCHES: Mapping[str, Watch] = {
    "totals": Totals,
    "trail": Trail,
    "selection": Selecting,
    "redactions": Redactions,
    "sample": sampled,
    "until": Until,
    "zones": Zones,
}


class Unpacked:
    """Members by name, in their order; `manifest` as it is read."""

    def __init__(self, path: Path) -> None:
        with Bundle(path) as bundle:
            self.members = {name: bundle.read(name) for name in bundle.names}
        self.manifest = json.loads(self.members["manifest.json"])

    def change(self, name: str, old: str, new: str, *, count: int = 1) -> None:
        """Text that is there, in one of the members."""
        content = self.members[name].decode()
        assert old in content, f"{name} has no {old!r}"
        self.members[name] = content.replace(old, new, count).encode()

    def rows(self) -> list[dict[str, str]]:
        """Of the trail as CSV."""
        return list(csv.DictReader(StringIO(self.members["trail.csv"].decode(), newline="")))

    def lines(self, folder: str) -> list[Any]:
        """What the compressed parts of a folder say."""
        parts = (gzip.decompress(content) for name, content in self.members.items() if name.startswith(f"{folder}/"))
        return [json.loads(line) for part in parts for line in part.splitlines()]

    def put_lines(self, folder: str, lines: Iterable[Any]) -> None:
        """In the first part; the bundle had no other."""
        text = "".join(f"{written(line)}\n" for line in lines)
        self.members[f"{folder}/000001.ndjson.gz"] = gzip.compress(text.encode(), mtime=0)

    def packed(self, path: Path) -> Path:
        files = [
            {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in self.members.items()
            if not name.startswith("manifest")
        ]
        self.members["manifest.json"] = pretty({**self.manifest, "files": files}).encode()
        with path.open("wb") as file:
            for name, content in self.members.items():
                file.write(header(name, len(content)) + content + bytes(-len(content) % BLOCK))
            file.write(END)
        return path

    def findings(self, path: Path, *watches: str) -> list[Finding]:
        """By the observers named, all if none is, over the bundle put together at `path`."""
        with Bundle(self.packed(path)) as bundle:
            found = (WATCHES[name](bundle, self.manifest) for name in watches or WATCHES)
            observers = [each for each in found if each is not None]
            self._show(observers)
            return [finding for observer in observers for finding in observer.ended()]

    def _show(self, observers: list[Observer]) -> None:
        headers = [self._header(told) for told in self.lines("headers")]
        events = [self._stored(told) for told in self.lines("events")]
        for first in range(0, self.manifest["position"], TOGETHER):
            span = range(first + 1, first + 1 + TOGETHER)
            for observer in observers:
                observer.headed([each for each in headers if each.position in span])
                observer.saw([each for each in events if each.position in span])

    def _stored(self, told: Mapping[str, Any]) -> Stored:
        leaf = leaf_hash(
            workspace_id=self.manifest["workspace"]["id"],
            position=told["position"],
            stream_id=told["stream_id"],
            version=told["version"],
            recorded_at_us=told["recorded_at"],
            topic=told["topic"],
            state=told["state"].encode(),
        )
        return Stored._make([*(told[name] for name in Stored._fields[:-1]), leaf])

    def _header(self, told: Mapping[str, Any]) -> Header:
        place = (told["position"] - 1) * 32
        leaf = self.members["leaves.bin"][place : place + 32]
        digest = bytes.fromhex(told["state_sha256"])
        return Header._make([*(told[name] for name in Header._fields[:5]), digest, leaf])


class Spreadsheet:
    """A spreadsheet's parts as text, by name; put back into the bundle when it is left."""

    def __init__(self, unpacked: Unpacked) -> None:
        self._unpacked = unpacked

    def __enter__(self) -> dict[str, str]:
        with ZipFile(BytesIO(self._unpacked.members["trail.xlsx"])) as found:
            self._parts = {name: found.read(name).decode() for name in found.namelist()}
        return self._parts

    def __exit__(self, *raised: object) -> None:
        file = BytesIO()
        made = Zipping(file)
        for name, text in self._parts.items():
            made.add(name, text.encode())
        made.close()
        self._unpacked.members["trail.xlsx"] = file.getvalue()

"""A bundle opened with nothing but the standard library."""

import csv
import gzip
import json
import tarfile
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any


@dataclass(frozen=True)
class Opened:
    """Members by name, in their order."""

    members: dict[str, bytes]

    @property
    def manifest(self) -> Any:
        return json.loads(self.members["manifest.json"])

    @property
    def events(self) -> list[Any]:
        return self._parts("events/")

    @property
    def headers(self) -> list[Any]:
        return self._parts("headers/")

    @property
    def trail(self) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(self.members["trail.csv"].decode(), newline="")))

    @property
    def sample(self) -> Any:
        return json.loads(self.members["sample.json"])

    @property
    def leaves(self) -> list[bytes]:
        told = self.members["leaves.bin"]
        return [told[n : n + 32] for n in range(0, len(told), 32)]

    @property
    def redactions(self) -> list[Any]:
        return self.lines("redactions.ndjson")

    def lines(self, name: str) -> list[Any]:
        return [json.loads(line) for line in self.members[name].splitlines()]

    def positions(self) -> list[int]:
        return [event["position"] for event in self.events]

    def _parts(self, folder: str) -> list[Any]:
        parts = (content for name, content in self.members.items() if name.startswith(folder))
        return [json.loads(line) for part in parts for line in gzip.decompress(part).splitlines()]


def opened(bundle: bytes) -> Opened:
    with tarfile.open(fileobj=BytesIO(bundle), mode="r:") as tar:
        return Opened({member.name: _content(tar, member) for member in tar.getmembers()})


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = tar.extractfile(member)
    assert file is not None, f"{member.name} is no file"
    return file.read()

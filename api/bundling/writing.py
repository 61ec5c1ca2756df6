"""The bundle, piece by piece: read page by page, in memory that does not grow with the log."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO

import msgspec
from msgspec import Struct

from api.bundling.ending import settled
from api.bundling.export import Export
from api.bundling.manifest import manifest
from api.bundling.signed import Signed, signed
from api.bundling.trail import Trail
from projections.ledger.bundle import lines, stored
from projections.ledger.bundle.container import END, Container
from projections.ledger.bundle.drawn import Sample
from projections.ledger.bundle.erasures import Erasures
from projections.ledger.bundle.kinds import Totals
from projections.ledger.bundle.population import Population
from projections.ledger.bundle.proofs import Proofs
from projections.ledger.bundle.redactions import redactions
from projections.ledger.bundle.stored import LEAF_BYTES, Record
from projections.ledger.verifier import readme

Told = Callable[[int, int], None]
"""Hears how far the log was read, and how far it goes."""


def pieces(export: Export, *, told: Told = lambda done, of: None) -> Generator[bytes, None, None]:
    """The file. Nothing is left of what was kept on a disk meanwhile, whether it is read to its end or closed before.

    Raises SignerUnreachable, SignerRefuses, TreeLacks and GrownMeanwhile before the first piece.
    """
    found = signed(export)
    export = settled(export, found.checkpoint.size)
    with ExitStack() as kept:
        yield from _Bundle(export, found, kept, told).pieces()


class _Bundle:
    def __init__(self, export: Export, signed: Signed, kept: ExitStack, told: Told) -> None:
        self._export = export
        self._signed = signed
        self._kept = kept
        self._told = told
        self._container = Container()
        self._totals = Totals()
        self._erasures = Erasures(export.reading, export.workspace_id, export.position)
        self._redacted = self._spool()
        self._redactions = 0
        self._csv, self._xlsx = self._spool(), self._spool()
        self._trail = Trail(export, self._erasures, csv=self._csv, xlsx=self._xlsx)

    def pieces(self) -> Iterator[bytes]:
        yield from self._beginning()
        sample = self._sample()
        yield from self._events(sample)
        if not self._export.is_complete:
            yield from self._parts("headers", self._heads())
        if sample is not None:
            spool = self._spool()
            sample.write(spool)
            yield from self._container.spooled("sample.json", spool)
        yield from self._derived()
        yield from self._end(sample)

    def _beginning(self) -> Iterator[bytes]:
        signed, export = self._signed, self._export
        yield from self._container.member("README.txt", readme.TEXT)
        yield from self._container.member("checkpoint", signed.note.encode())
        yield from self._container.member("checkpoints.ndjson", _notes(signed.earlier))
        yield from self._container.member("restores.ndjson", _notes(signed.restores))
        yield from self._container.member("keys.txt", "".join(f"{key}\n" for key in signed.keys).encode())
        leaves = stored.leaves(export.reading, export.workspace_id, export.position)
        yield from self._container.written("leaves.bin", LEAF_BYTES * export.position, leaves)

    def _sample(self) -> Sample | None:
        export = self._export
        if export.drawing is None:
            return None
        population = Population(self._spool())
        population.fill(export.reading, export.workspace_id, export.selection)
        return Sample(population, size=export.drawing.size, seed=export.drawing.seed)

    def _events(self, sample: Sample | None) -> Iterator[bytes]:
        export = self._export
        if sample is None:
            pages = stored.selected(export.reading, export.workspace_id, export.selection)
        else:
            pages = stored.drawn(export.reading, export.workspace_id, sample.positions)
        to_line = self._plain if export.is_complete else self._proved()
        yield from self._parts("events", (to_line(page) for page in self._watched(pages)))

    def _watched(self, pages: Iterator[list[Record]]) -> Iterator[list[Record]]:
        """Everything else that follows from an exported event is written while it passes."""
        for page in pages:
            self._totals.add(page)
            for redaction in redactions(page, self._erasures):
                self._redactions += 1
                self._redacted.write(msgspec.json.encode(redaction) + b"\n")
            self._trail.add(page)
            if page:
                self._told(page[-1].position, self._export.position)
            yield page

    def _plain(self, page: list[Record]) -> Sequence[Struct]:
        return [lines.line(record) for record in page]

    def _proved(self) -> Callable[[list[Record]], Sequence[Struct]]:
        export = self._export
        proofs = Proofs(export.workspace_id, export.position)

        def proved(page: list[Record]) -> Sequence[Struct]:
            with export.reading() as rows:
                return [lines.proved(record, proofs.proof(rows, record.position)) for record in page]

        return proved

    def _heads(self) -> Iterator[Sequence[Struct]]:
        export = self._export
        for page in stored.everything(export.reading, export.workspace_id, after=0, last=export.position):
            self._told(page[-1].position, export.position)
            yield [lines.head(record) for record in page]

    def _parts(self, folder: str, pages: Iterator[Sequence[Struct]]) -> Iterator[bytes]:
        for name, content in lines.parts(folder, pages):
            yield from self._container.member(name, content)

    def _derived(self) -> Iterator[bytes]:
        self._trail.end()
        yield from self._container.spooled("redactions.ndjson", self._redacted)
        yield from self._container.spooled("trail.csv", self._csv)
        yield from self._container.spooled("trail.xlsx", self._xlsx)

    def _end(self, sample: Sample | None) -> Iterator[bytes]:
        export = self._export
        written = manifest(
            export,
            self._signed,
            self._container,
            totals=self._totals,
            trail=self._trail,
            sample=sample,
            redactions=self._redactions,
        )
        under = self._signed.checkpoint
        note = export.doors.signer.manifest(
            export.workspace_id, origin=under.origin, size=under.size, digest=sha256(written).digest()
        )
        yield from self._container.member("manifest.json", written)
        yield from self._container.member("manifest.note", note.encode())
        yield END

    def _spool(self) -> IO[bytes]:
        return self._kept.enter_context(TemporaryFile())


def _notes(notes: Sequence[str]) -> bytes:
    return b"".join(msgspec.json.encode({"note": note}) + b"\n" for note in notes)

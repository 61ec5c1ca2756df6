"""The trail of the exported retargets, as the files that `GET /v1/trail` would give: but no personal text is opened."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import IO, Any

import msgspec

from api.bundling.export import PATH, Export
from api.contract import comma_separated, spreadsheets
from api.contract.sheets import Cell
from api.schemas.trail_sheet import TRAIL
from goals.keyring import ERASED
from goals.sealing import Text
from projections.answers import forms, trail
from projections.ledger.bundle.erasures import Erasures
from projections.ledger.bundle.population import TOPIC
from projections.ledger.bundle.sealed import SealedText, digest
from projections.ledger.bundle.stored import Record

PERSONAL = "[personal]"
SEALED = "\0"
"""A sealed text, until it is known whether it is erased: no text that was given begins like this."""
TOGETHER = 1_000


class Trail:
    """Both files, which grow with the events."""

    def __init__(self, export: Export, erasures: Erasures, *, csv: IO[bytes], xlsx: IO[bytes]) -> None:
        self._export = export
        self._erasures = erasures
        self._csv = csv
        self._xlsx = spreadsheets.Growing(xlsx, TRAIL.name, TRAIL.columns)
        self.rows = self.retargets = 0
        self._header = b"".join(comma_separated.pieces(TRAIL.columns, ()))
        csv.write(self._header)

    def add(self, page: Sequence[Record]) -> None:
        positions = iter([record.position for record in page if record.topic == TOPIC])
        while some := list(islice(positions, TOGETHER)):
            rows = [row for item in self._items(some) for row in TRAIL.rows(item)]
            self._write(rows)

    def end(self) -> None:
        self._xlsx.end(self._about)

    def _write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self.rows += len(rows)
        for row in rows:
            self._xlsx.add(row)
        written = b"".join(comma_separated.pieces(TRAIL.columns, rows))
        self._csv.write(written[len(self._header) :])

    def _items(self, positions: list[int]) -> Iterator[Mapping[str, Any]]:
        """Of some of the retargets: what the trail shows of them; with a day, of those in effect by it."""
        with self._export.asking() as asking:
            found = trail.among(replace(asking, open_text=_as_sealed), positions)
        for item in msgspec.json.decode(msgspec.json.encode(found)):
            self.retargets += 1
            yield {**item, "reason": self._readable(item)}

    def _readable(self, item: Mapping[str, Any]) -> str:
        reason: str = item["reason"]
        if not reason.startswith(SEALED):
            return reason
        nonce, ciphertext, subject = reason.removeprefix(SEALED).split(" ", 2)
        text = SealedText("/reason", subject, digest(nonce, ciphertext))
        erased_at = self._erasures.of(text, stream_id=item["goal_id"], position=item["position"])
        return PERSONAL if erased_at is None else ERASED

    @property
    def _about(self) -> dict[str, str]:
        export = self._export
        return {
            "path": PATH,
            **export.said,
            "workspace": export.workspace_id,
            "position": str(export.position),
            "as_of": forms.instant(export.moment.as_of) or "",
        }


def _as_sealed(text: Text | None) -> str | None:
    if text is None or isinstance(text, str):
        return text
    return f"{SEALED}{b64encode(text.nonce).decode()} {b64encode(text.ciphertext).decode()} {text.subject}"

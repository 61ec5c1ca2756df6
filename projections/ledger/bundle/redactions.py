"""Which texts of the exported events are sealed, and on what ground?"""

from collections.abc import Iterator, Sequence
from typing import Any

from projections.ledger.bundle.erasures import Erasures
from projections.ledger.bundle.sealed import sealed_texts
from projections.ledger.bundle.stored import Record

PERSONAL, ERASED = "personal", "erased"


def redactions(page: Sequence[Record], erasures: Erasures) -> Iterator[dict[str, Any]]:
    """One for each sealed text: where it stands in the fact, whose it is, and why it cannot be read."""
    for record in page:
        for text in sealed_texts(record.state):
            erased_at = erasures.of(text, stream_id=record.stream_id, position=record.position)
            told = {"position": record.position, "field": text.field, "subject": text.subject}
            yield {**told, **_ground(erased_at)}


def _ground(position: int | None) -> dict[str, Any]:
    return {"ground": PERSONAL} if position is None else {"ground": ERASED, "erased_at": position}

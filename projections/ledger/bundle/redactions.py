"""Which texts of the exported events are sealed, and on what ground?"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from projections.ledger.bundle.erasures import Erasures
from projections.ledger.bundle.stored import Record

MARK = b'"ciphertext":'
"""Without it in its stored form, nothing in an event is sealed."""
SEALED = frozenset(("subject", "nonce", "ciphertext"))
PERSONAL, ERASED = "personal", "erased"


def redactions(page: Sequence[Record], erasures: Erasures) -> Iterator[dict[str, Any]]:
    """One for each sealed text: where it stands in the fact, whose it is, and why it cannot be read."""
    for record in page:
        if MARK in record.state:
            for field, subject in sealed(msgspec.json.decode(record.state)["fact"], ""):
                erased_at = erasures.after(subject, record.position)
                yield {"position": record.position, "field": field, "subject": subject, **_ground(erased_at)}


def sealed(told: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """The JSON pointer and the subject of each sealed text below a value."""
    if isinstance(told, dict):
        if told.keys() == SEALED:
            yield pointer, told["subject"]
            return
        for name, value in told.items():
            yield from sealed(value, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(told, list):
        for n, value in enumerate(told):
            yield from sealed(value, f"{pointer}/{n}")


def _ground(position: int | None) -> dict[str, Any]:
    return {"ground": PERSONAL} if position is None else {"ground": ERASED, "erased_at": position}

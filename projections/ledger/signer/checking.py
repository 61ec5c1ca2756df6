"""Whether a log goes on from what was signed of it: every new event, and the old ones in turn."""

from collections.abc import Iterable, Iterator

from goals.database import Rows
from projections.ledger.signer import reading
from projections.ledger.signer.kept import Kept
from projections.ledger.signer.reading import Found, Log


class NotAsSigned(Exception):
    """A sentence: what is otherwise, and at which positions."""


def unchanged(rows: Rows, log: Log, kept: Kept, first: int, last: int) -> None:
    """Raises NotAsSigned unless the events from position `first` to `last` are those that were signed."""
    leaves = kept.leaves(first - 1, last)
    for position, event in _dense(reading.found(rows, log.workspace_id, first, last), first, last):
        if event.leaf != next(leaves) or event.stored != event.leaf:
            raise NotAsSigned(f"altered: position {position} is not as it was signed.")


def new(rows: Rows, log: Log, size: int) -> Iterator[bytes]:
    """The leaves after the first `size`. Raises NotAsSigned where they cannot follow."""
    before = next(iter(reading.found(rows, log.workspace_id, size, size)), None) if size else None
    recorded_at = before.recorded_at if before is not None else None
    for position, event in _dense(reading.found(rows, log.workspace_id, size + 1, log.size), size + 1, log.size):
        if event.leaf is None or event.leaf != event.stored:
            raise NotAsSigned(f"altered: the state at position {position} is not what its leaf hash was made of.")
        if recorded_at is not None and event.recorded_at < recorded_at:
            raise NotAsSigned(f"order: position {position} was recorded before the one before it.")
        recorded_at = event.recorded_at
        yield event.leaf


def _dense(events: Iterable[Found], first: int, last: int) -> Iterator[tuple[int, Found]]:
    expected = first
    for event in events:
        if event.position != expected:
            raise NotAsSigned(f"deleted: there is no event at position {expected}.")
        yield expected, event
        expected += 1
    if expected <= last:
        raise NotAsSigned(f"deleted: there is no event at position {expected}.")

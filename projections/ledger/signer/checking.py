"""Whether a log goes on from what was signed of it: every new event, and the old ones in turn."""

from collections.abc import Iterator

from projections.ledger.leaves import NO_LEAF, leaf_above
from projections.ledger.signer import reading
from projections.ledger.signer.kept import Kept
from projections.ledger.signer.paging import Asked
from projections.ledger.signer.reading import Found, Log
from projections.ledger.verifier.claims import Claimed
from projections.ledger.verifier.finding import at


class NotAsSigned(Exception):
    """A sentence: what is otherwise, and at which positions."""


def reaches(log: Log, kept: Kept) -> None:
    """Raises NotAsSigned where the log ends before what was signed of it."""
    if log.size < kept.size:
        gone = at(((log.size + 1, kept.size),))
        raise NotAsSigned(f"Truncated: the log ends at position {log.size}; {gone} had been signed.")


def of_origin(origin: str, kept: Kept) -> None:
    """Raises NotAsSigned where the log was signed under another origin: its workspace's kind is part of it."""
    if kept.last is not None and kept.last.origin != origin:
        raise NotAsSigned(f"Altered: the workspace is of another kind than it was: {origin}, not {kept.last.origin}.")


def unchanged(rows: Asked, log: Log, kept: Kept, first: int, last: int) -> None:
    """Raises NotAsSigned unless the events from position `first` to `last` are those that were signed."""
    leaves = kept.leaves(first - 1, last)
    for event in dense(rows, log, first, last):
        position = event.claimed.position
        if leaf(log.workspace_id, event.claimed) != next(leaves):
            raise NotAsSigned(f"Altered at position {position}: it is not as it was signed.")
        require_its_leaf(log, event)


def new(rows: Asked, log: Log, first: int) -> Iterator[bytes]:
    """The leaves from position `first` on, that one being new. Raises NotAsSigned where they cannot follow."""
    before = next(reading.found(rows, log.workspace_id, first - 1, first - 1), None)
    recorded_at = None if before is None else before.claimed.recorded_at
    for event in dense(rows, log, first, log.size):
        found = require_its_leaf(log, event)
        if recorded_at is not None and event.claimed.recorded_at < recorded_at:
            said = "it says that it was recorded before the one before it."
            raise NotAsSigned(f"Out of order at position {event.claimed.position}: {said}")
        recorded_at = event.claimed.recorded_at
        yield found
    wrong = reading.out_of_turn(rows, log.workspace_id, first, log.size)
    if wrong is not None:
        raise NotAsSigned(f"Out of order at position {wrong}: it does not follow the version before it in its stream.")


def require_its_leaf(log: Log, event: Found) -> bytes:
    """The leaf of the event. Raises NotAsSigned where another is stored with it."""
    found = leaf(log.workspace_id, event.claimed)
    if found == NO_LEAF or found != event.stored:
        position = event.claimed.position
        raise NotAsSigned(f"Altered at position {position}: it is not what the leaf hash beside it was made of.")
    return found


def dense(rows: Asked, log: Log, first: int, last: int) -> Iterator[Found]:
    """The events from `first` to `last`. Raises NotAsSigned where one is missing."""
    expected = first
    for event in reading.found(rows, log.workspace_id, first, last):
        if event.claimed.position != expected:
            break
        yield event
        expected += 1
    if expected <= last:
        raise NotAsSigned(f"Deleted at position {expected}: there is no event.")


def leaf(workspace_id: str, claimed: Claimed) -> bytes:
    """NO_LEAF of what no event can be."""
    position, stream_id, version, topic, recorded_at, digest = claimed
    return leaf_above(
        workspace_id=workspace_id,
        position=position,
        stream_id=stream_id,
        version=version,
        recorded_at=recorded_at,
        topic=topic,
        digest=digest,
    )

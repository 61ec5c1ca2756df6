"""The subtrees of a page: from the events as they are stored, and from the hashes that are stored with them."""

from collections.abc import Sequence
from hashlib import sha256

from goals.ledger import merkle
from projections.ledger import leaves
from projections.ledger.examining.stored import PAGE_LEVEL, Event, is_dense

Hash = bytes | None
"""None where an event lacks, and so above it."""


def leaf(workspace_id: str, event: Event, position: int) -> bytes:
    """The hash of an event at a position; NO_LEAF of what could not have been recorded."""
    return leaves.leaf(
        workspace_id=workspace_id,
        position=position,
        stream_id=event.stream_id,
        version=event.version,
        recorded_at=event.recorded_at,
        topic=event.topic,
        state=event.state,
    )


def stored_leaf(event: Event) -> bytes:
    """As it is stored with the event."""
    return leaves.stored(event.leaf)


def in_places(events: Sequence[Event], hashes: Sequence[bytes], *, after: int, last: int) -> list[Hash]:
    """Each hash at its event's place; None where there is no event."""
    if is_dense(events, after=after, last=last):
        return list(hashes)
    known = {event.position: each for event, each in zip(events, hashes, strict=True)}
    return [known.get(position) for position in range(after + 1, last + 1)]


def levels(lowest: list[Hash]) -> list[list[Hash]]:
    """All full subtrees above them, level by level."""
    found = [lowest]
    for _ in range(PAGE_LEVEL):
        below = found[-1]
        found.append([joined(left, right) for left, right in zip(below[::2], below[1::2], strict=False)])
    return found


def joined(left: Hash, right: Hash) -> Hash:
    return None if left is None or right is None else sha256(b"\x01" + left + right).digest()


def root(above: Sequence[Hash], within: list[list[Hash]], count: int) -> Hash:
    """The root at `count` leaves of the page whose subtrees are `within`, after those of the pages before it."""
    subtrees = [*above, *(within[level][index] for level, index in merkle.full(0, count))]
    return None if any(each is None for each in subtrees) else merkle.folded([each for each in subtrees if each])

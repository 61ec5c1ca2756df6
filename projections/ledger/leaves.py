"""An event as it is stored, and its leaf, where nobody says that it was this program that stored it."""

from hashlib import sha256
from struct import error as Unpackable
from typing import Any

from goals.ledger.leaf import leaf_of
from goals.tables import events

EVENT = (
    events.c.position,
    events.c.stream_id,
    events.c.version,
    events.c.topic,
    events.c.recorded_at,
    events.c.state,
)
"""What a leaf is made of, beside the workspace."""
HASHED = (*EVENT, events.c.leaf_hash)
"""And the leaf hash beside it."""

NO_LEAF = b""
"""Of what no event can be: equal to no leaf hash."""


def leaf(
    *, workspace_id: str, position: int, stream_id: Any, version: Any, recorded_at: Any, topic: Any, state: Any
) -> bytes:
    """NO_LEAF where a value is of another type or range than an event's."""
    if not isinstance(state, bytes | memoryview):
        return NO_LEAF
    return leaf_above(
        workspace_id=workspace_id,
        position=position,
        stream_id=stream_id,
        version=version,
        recorded_at=recorded_at,
        topic=topic,
        digest=sha256(state).digest(),
    )


def leaf_above(
    *, workspace_id: str, position: int, stream_id: Any, version: Any, recorded_at: Any, topic: Any, digest: bytes
) -> bytes:
    """The same, where no more than the SHA-256 of the state is known."""
    try:
        return leaf_of(
            workspace_id=workspace_id,
            position=position,
            stream_id=stream_id,
            version=version,
            recorded_at_us=recorded_at,
            topic=topic,
            digest=digest,
        )
    except (ValueError, TypeError, AttributeError, OverflowError, Unpackable):
        return NO_LEAF


def stored(kept: Any) -> bytes:
    """The leaf hash beside an event; NO_LEAF where it is no bytes."""
    return bytes(kept) if isinstance(kept, bytes | memoryview) else NO_LEAF

"""Why the signer refuses: what was done to the events that it had signed, as a verifier names it."""

from collections.abc import Iterator
from itertools import chain

from projections.ledger.signer import reading
from projections.ledger.signer.kept import Kept
from projections.ledger.signer.paging import Asked
from projections.ledger.signer.reading import Log
from projections.ledger.verifier.claims import Claimed, Leaves, leaf_by_position
from projections.ledger.verifier.finding import Finding
from projections.ledger.verifier.naming import named

MOST_TOLD = 20


def told(rows: Asked, log: Log, kept: Kept) -> str | None:
    """What was done to the part that was signed; None if nothing was."""
    with kept.leaf_file() as leaves:
        found = named(_signed(rows, log, leaves), leaves, log.workspace_id)
    if not found:
        return None
    more = f" And {len(found) - MOST_TOLD} findings more." if len(found) > MOST_TOLD else ""
    return " ".join(map(_sentence, found[:MOST_TOLD])) + more


def _sentence(each: Finding) -> str:
    """It has the name of what was done in it."""
    return each.said if each.what in each.said.lower() else f"{each.what.capitalize()}. {each.said}"


def _signed(rows: Asked, log: Log, leaves: Leaves) -> Iterator[Claimed]:
    """As many as were signed, and those after them that were moved there: what follows is new."""
    size = len(leaves)
    events = reading.found(rows, log.workspace_id, 1, log.size)
    shift = 0
    for event in events:
        if event.claimed.position > size:
            found = _stood(event.claimed, log, leaves, shift)
            if not found:
                return
            shift = event.claimed.position - found
        yield event.claimed


def _stood(claimed: Claimed, log: Log, leaves: Leaves, shift: int) -> int:
    """Where an event was signed that stands behind the part that was; 0 if nowhere near its end."""
    leaf_at, size = leaf_by_position(claimed, log.workspace_id), len(leaves)
    near = range(size, max(0, 2 * size - log.size), -1)
    for position in chain((claimed.position - shift,), near):
        if 0 < position <= size and leaf_at(position) == leaves[position - 1]:
            return position
    return 0

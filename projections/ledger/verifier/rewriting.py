"""What was done where the leaf hashes themselves are not the signed ones: as narrow as signed notes allow."""

from goals.ledger.checkpoint import Checkpoint
from projections.ledger.verifier.finding import ALTERED, DELETED, INSERTED, TRUNCATED, Finding, at
from projections.ledger.verifier.memory import Memory

TELLS = "The leaf hashes of the bundle are not the signed ones"


def rewritten(memory: Memory, *, expected: int, count: int) -> Finding:
    """`expected` is how many leaves there should be, `count` how many there are."""
    first = memory.agreed + 1
    last = max(first, min((size for size in memory.differing), default=max(expected, count)))
    places = ((first, last),)
    if count < expected:
        said = f"{TELLS}: {expected - count} events are gone from {at(places)}"
        return Finding(DELETED, places, f"Deleted: {said}; the rest was covered up.")
    if count > expected:
        said = f"{TELLS}: {count - expected} events that never were are among {at(places)}"
        return Finding(INSERTED, places, f"Inserted: {said}; this was covered up.")
    said = f"{TELLS}: at {at(places)} events were altered or moved, and this was covered up."
    return Finding(ALTERED, places, f"Altered: {said}")


def truncated(checkpoint: Checkpoint, count: int) -> Finding:
    """The leaves are the signed ones, only not all of those the bundle is about."""
    places = ((count + 1, checkpoint.size),)
    return Finding(
        TRUNCATED, places, f"Truncated: the bundle ends before {at(places)}, and its manifest was made anew."
    )

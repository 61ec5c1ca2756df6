"""Why the signer refuses: what was done to the events that it had signed, as a verifier names it."""

from collections.abc import Iterable, Iterator

from goals.database import Rows
from projections.ledger.signer import reading
from projections.ledger.signer.kept import Kept
from projections.ledger.signer.reading import Log
from projections.ledger.verifier.finding import INSERTED, Finding
from projections.ledger.verifier.naming import named

MOST_TOLD = 20


def told(rows: Rows, log: Log, kept: Kept) -> str | None:
    """What was done to the part that was signed; None if nothing was."""
    claims = (each.claimed for each in reading.found(rows, log.workspace_id, 1, log.size))
    with kept.leaf_file() as leaves:
        found = list(_signed_part(named(claims, leaves, log.workspace_id), kept.size))
    if not found:
        return None
    more = f" And {len(found) - MOST_TOLD} findings more." if len(found) > MOST_TOLD else ""
    return " ".join(f"{each.what}: {each.said}" for each in found[:MOST_TOLD]) + more


def _signed_part(findings: Iterable[Finding], size: int) -> Iterator[Finding]:
    """What follows the part that was signed is new, not inserted."""
    for each in findings:
        if each.what != INSERTED or not each.positions or each.positions[0][0] <= size:
            yield each

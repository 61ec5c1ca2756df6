"""What a receipt says, each member of it once: an answer about inclusion, or a tlog-proof beside its event."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from goals.ledger.checkpoint import Checkpoint
from goals.ledger.proof import HEAD, TlogProof, tlog_proof
from projections.ledger.verifier.canonical import fit, once
from projections.ledger.verifier.finding import Unusable

EVENT = {
    "workspace_id": str,
    "position": int,
    "stream_id": str,
    "version": int,
    "topic": str,
    "recorded_at_us": int,
    "state": str,
}
CHECKPOINT = {"origin": str, "size": int, "root": str, "note": str}
ANSWER = {
    "position": int,
    "index": int,
    "leaf_hash": str,
    "event": EVENT,
    "proof": [str],
    "checkpoint": CHECKPOINT,
    "tlog_proof": str,
}


class Receipt(NamedTuple):
    """`told` is all of an answer; None of a tlog-proof."""

    event: Mapping[str, Any]
    proof: TlogProof
    told: Mapping[str, Any] | None

    def others(self, leaf: bytes, point: Checkpoint) -> list[str]:
        """The members that say something else than the event and the proof show."""
        if self.told is None:
            return []
        proof, root = self.proof, b64encode(point.root).decode()
        shown = {
            "position": proof.index + 1,
            "index": proof.index,
            "leaf_hash": b64encode(leaf).decode(),
            "proof": [b64encode(each).decode() for each in proof.hashes],
            "checkpoint": {"origin": point.origin, "size": point.size, "root": root, "note": proof.note},
        }
        return [name for name, value in shown.items() if self.told[name] != value]


def read(content: bytes, event: bytes | None) -> Receipt:
    """Raises ValueError, RecursionError and the like where it is none."""
    if content.startswith(HEAD.encode()):
        if event is None:
            raise Unusable("A tlog-proof has no event in it: give the event's JSON with --event.")
        found = once(event)
        found = found.get("event", found)
        fit(found, EVENT)
        return Receipt(found, tlog_proof(content.decode()), None)
    answer = once(content)
    fit(answer, ANSWER)
    return Receipt(answer["event"], tlog_proof(answer["tlog_proof"]), answer)

"""What proves to somebody who trusts nobody that the log is whole: checkpoints, and proofs that lead to them."""

from base64 import b64encode
from typing import Any

from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.ledger import (
    CheckpointAnswer,
    ConsistencyAnswer,
    ConsistencyParams,
    InclusionAnswer,
    InclusionParams,
)
from projections.ledger.kept import Signed
from projections.ledger.proofs import Included, Proving

routes = Routes("ledger", "Checkpoints and receipts")


@routes.proof("/v1/ledger/checkpoint", Role.VIEWER, answer=CheckpointAnswer(), text="note")
def checkpoint(proving: Proving, params: dict[str, Any]) -> dict[str, Any]:
    """The signed note of all that is recorded: which log, how many events, and the root above them.

    With `Accept: text/plain` the note alone, as C2SP has it. Keep it: whoever has an earlier one can be told that the
    log only grew since, and notices when it did not.
    """
    found = proving.newest()
    return {**_told(found.signed), "is_newest": found.reached, "keys": list(found.keys)}


@routes.proof(
    "/v1/ledger/inclusion",
    Role.VIEWER,
    answer=InclusionAnswer(),
    params=InclusionParams,
    text="tlog_proof",
    accessed=Action.TRAIL,
)
def inclusion(proving: Proving, params: dict[str, Any]) -> dict[str, Any]:
    """The receipt for an event: what was hashed of it, and the hashes that lead from there to a signed checkpoint.

    The position is the one that the answer of any write told. With `Accept: text/plain` it is a file as C2SP's
    tlog-proof has it, which is checked offline with the event, the log's public key, and nothing else.
    """
    found = proving.included(params["position"])
    return {
        "position": found.position,
        "index": found.position - 1,
        "leaf_hash": _base64(found.leaf),
        "event": _hashed(found),
        "proof": list(map(_base64, found.hashes)),
        "checkpoint": _told(found.signed),
        "tlog_proof": found.tlog_proof,
    }


@routes.proof("/v1/ledger/consistency", Role.VIEWER, answer=ConsistencyAnswer(), params=ConsistencyParams)
def consistency(proving: Proving, params: dict[str, Any]) -> dict[str, Any]:
    """That the log of `to` events goes on from that of `from`: nothing before was altered, taken out or put in."""
    found = proving.grown(params["from_"], params.get("to"))
    return {
        "from": found.first,
        "to": found.last,
        "from_root": _base64(found.first_root),
        "to_root": _base64(found.last_root),
        "proof": list(map(_base64, found.hashes)),
        "checkpoint": None if found.signed is None else _told(found.signed),
    }


def _told(signed: Signed) -> dict[str, Any]:
    about = signed.checkpoint
    return {"origin": about.origin, "size": about.size, "root": _base64(about.root), "note": signed.note}


def _hashed(found: Included) -> dict[str, Any]:
    return {
        "workspace_id": found.workspace_id,
        "position": found.position,
        "stream_id": found.stream_id,
        "version": found.version,
        "topic": found.topic,
        "recorded_at_us": found.recorded_at_us,
        "state": found.state.decode(),
    }


def _base64(hashed: bytes) -> str:
    return b64encode(hashed).decode()

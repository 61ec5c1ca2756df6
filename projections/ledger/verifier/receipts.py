"""A receipt is verified: one event, shown to be in the signed log."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from goals.ledger.leaf import leaf_hash
from goals.ledger.merkle import root_by_inclusion
from goals.ledger.notes import NoteUnusable
from goals.ledger.proof import HEAD, ProofUnusable, TlogProof, tlog_proof
from projections.ledger.verifier.finding import ALTERED, PROOF, SIGNATURE, SPLIT_VIEW, Finding, Unusable
from projections.ledger.verifier.reading import NOT_UNDERSTOOD
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.signatures import trusted_of
from projections.ledger.verifier.times import judged_times
from projections.ledger.verifier.trust import Known, Trust, log_of, unsigned

MOST_BYTES = 1 << 24
LABEL = "The receipt's checkpoint"
ONE_ONLY = "Anything about the other events of the log: a receipt is about one."


def is_receipt(beginning: bytes) -> bool:
    """By what a file begins with."""
    return beginning.startswith(HEAD.encode()) or beginning.lstrip()[:1] == b"{"


def verify_receipt(content: bytes, event: bytes | None, trust: Trust) -> Result:
    """`content` is an answer about inclusion, or a tlog-proof; then `event` is the event as such an answer has it."""
    result = Result()
    try:
        _verify(content, event, trust, result)
    except Unusable as wrong:
        result.unusable = str(wrong)
    return result


def _verify(content: bytes, event: bytes | None, trust: Trust, result: Result) -> None:
    told, proof = _read(content, event)
    known = _known(proof, trust, result)
    point = known.checkpoint
    result.about = {
        "origin": point.origin,
        "position": proof.index + 1,
        "checkpoint_size": point.size,
        "root": b64encode(point.root).decode(),
    }
    _included(told, proof, known, result)
    trusted = trusted_of(trust, point.origin, result)
    result.findings += _differing(known, trusted)
    result.unknown.append(ONE_ONLY)
    judged_times(known, trusted, None, trust, result)


def _read(content: bytes, event: bytes | None) -> tuple[Mapping[str, Any], TlogProof]:
    try:
        if content.startswith(HEAD.encode()):
            if event is None:
                raise Unusable("A tlog-proof has no event in it: give the event's JSON with --event.")
            told = json.loads(event)
            return told.get("event", told), tlog_proof(content.decode())
        answer = json.loads(content)
        return answer["event"], tlog_proof(answer["tlog_proof"])
    except (ProofUnusable, *NOT_UNDERSTOOD) as wrong:
        reason = str(wrong) if isinstance(wrong, ProofUnusable | Unusable) else "it is no answer about inclusion"
        raise Unusable(f"It is no bundle, and no receipt: {reason}") from None


def _known(proof: TlogProof, trust: Trust, result: Result) -> Known:
    try:
        found = trust.known(LABEL, proof.note)
    except NoteUnusable as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{LABEL} is not signed: {wrong}"))
        return _bare(proof.note)
    if not found.signed:
        result.findings.append(Finding(SIGNATURE, (), f"{LABEL} is not signed by a key given."))
    return found


def _bare(text: str) -> Known:
    try:
        return unsigned(LABEL, text)
    except NoteUnusable as wrong:
        raise Unusable(f"{LABEL} is none: {wrong}") from None


def _included(told: Mapping[str, Any], proof: TlogProof, known: Known, result: Result) -> None:
    """The event's leaf, computed from what it is said to be, leads to the signed root."""
    position, point = proof.index + 1, known.checkpoint
    places = ((position, position),)
    try:
        leaf = leaf_hash(**{**told, "state": told["state"].encode()})
        root = root_by_inclusion(leaf, proof.index, point.size, proof.hashes)
    except NOT_UNDERSTOOD:
        said = f"What is said to be position {position} is no event, or no position of {point.size}."
        result.findings.append(Finding(PROOF, places, said))
        return
    if root != point.root or told["position"] != position or told["workspace_id"] != log_of(point.origin)[-1]:
        said = f"The event at position {position} is not shown to be in the signed log: it, or its proof, was altered."
        result.findings.append(Finding(ALTERED, places, said))
    else:
        result.checked.append(f"The event at position {position} is in the signed log of {point.size} events.")


def _differing(known: Known, trusted: Sequence[Known]) -> list[Finding]:
    point = known.checkpoint
    differ = [
        each
        for each in trusted
        if (each.checkpoint.origin, each.checkpoint.size) == (point.origin, point.size)
        and each.checkpoint.root != point.root
    ]
    return [
        Finding(
            SPLIT_VIEW,
            ((1, point.size),),
            f"Split view: {each.label} and {LABEL.lower()} are both signed for {point.size} events, and differ.",
        )
        for each in differ
    ]

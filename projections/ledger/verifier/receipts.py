"""A receipt is verified: one event, shown to be in the signed log."""

from base64 import b64encode

from goals.ledger.leaf import leaf_hash
from goals.ledger.merkle import root_by_inclusion
from goals.ledger.notes import NoteUnusable
from goals.ledger.proof import HEAD, TlogProof
from projections.ledger.verifier.finding import ALTERED, PROOF, SIGNATURE, Finding, Unusable, reason
from projections.ledger.verifier.growing import compared
from projections.ledger.verifier.memory import NO_MEMORY, NOT_TRUE
from projections.ledger.verifier.reading import NOT_UNDERSTOOD
from projections.ledger.verifier.receipt import Receipt, read
from projections.ledger.verifier.restores import Declared
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.signatures import by_nobody_known, trusted_of
from projections.ledger.verifier.times import judged_times
from projections.ledger.verifier.trust import Known, Trust, log_of, unsigned

MOST_BYTES = 1 << 24
LABEL = "The receipt's checkpoint"
RESTORES_UNTOLD = (
    "What was lost when the log was restored from a backup, by its name {often}: the signed statements of it are"
    " in each bundle, and not in a receipt."
)
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
        result.refuse(wrong)
    return result


def _verify(content: bytes, event: bytes | None, trust: Trust, result: Result) -> None:
    receipt = _read(content, event)
    known = _known(receipt.proof, trust, result)
    point = known.checkpoint
    result.about = {
        "origin": point.origin,
        "position": receipt.proof.index + 1,
        "checkpoint_size": point.size,
        "root": b64encode(point.root).decode(),
    }
    _included(receipt, known, result)
    trusted = trusted_of(trust, point.origin, result)
    compared(LABEL, known.checkpoint, trusted, trust.grown, result)
    declared = Declared(origin=point.origin)
    result.unknown += [RESTORES_UNTOLD.format(often=declared.often)] if declared.times else []
    result.unknown += [ONE_ONLY, *([] if trusted else [NO_MEMORY]), NOT_TRUE]
    judged_times(known, trusted, None, trust, result)


def _read(content: bytes, event: bytes | None) -> Receipt:
    """Raises Unusable."""
    try:
        return read(content, event)
    except NOT_UNDERSTOOD as wrong:
        said = reason(wrong) if isinstance(wrong, ValueError) else "it is no answer about inclusion"
        raise Unusable(f"It is no bundle, and no receipt: {said}") from None


def _known(proof: TlogProof, trust: Trust, result: Result) -> Known:
    try:
        found = trust.known(LABEL, proof.note)
    except NoteUnusable as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{LABEL} is not signed: {wrong}"))
        return _bare(proof.note)
    if not found.signed:
        raise Unusable(by_nobody_known(LABEL, found.note))
    return found


def _bare(text: str) -> Known:
    try:
        return unsigned(LABEL, text)
    except NoteUnusable as wrong:
        raise Unusable(f"{LABEL} is none: {wrong}") from None


def _included(receipt: Receipt, known: Known, result: Result) -> None:
    """The event's leaf, computed from what it is said to be, leads to the signed root; and so do all other members."""
    told, proof, point = receipt.event, receipt.proof, known.checkpoint
    position = proof.index + 1
    places = ((position, position),)
    try:
        leaf = leaf_hash(**{**told, "state": told["state"].encode()})
        root = root_by_inclusion(leaf, proof.index, point.size, proof.hashes)
    except NOT_UNDERSTOOD:
        said = f"What is said to be position {position} is no event, or no position of {point.size}."
        result.findings.append(Finding(PROOF, places, said))
        return
    others = receipt.others(leaf, point)
    if root != point.root or told["position"] != position or told["workspace_id"] != log_of(point.origin)[-1]:
        said = f"The event at position {position} is not shown to be in the signed log: it, or its proof, was altered."
        result.findings.append(Finding(ALTERED, places, said))
    elif others:
        said = f"The receipt says another {', '.join(others)} than the proof in it shows."
        result.findings.append(Finding(PROOF, places, said))
    else:
        result.checked.append(f"The event at position {position} is in the signed log of {point.size} events.")

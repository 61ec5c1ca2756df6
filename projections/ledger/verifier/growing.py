"""Does a log go on from a checkpoint that is remembered, where no leaves are there to tell?"""

from collections.abc import Iterator, Sequence

from goals.ledger.checkpoint import Checkpoint
from goals.ledger.merkle import root_by_consistency
from projections.ledger.verifier.canonical import fit, once
from projections.ledger.verifier.finding import SPLIT_VIEW, Finding, Misasked, reason
from projections.ledger.verifier.manifest import MOST_PROOF, NOT_READ, hashed
from projections.ledger.verifier.receipt import CHECKPOINT
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Known

ANSWER = {
    "from": int,
    "to": int,
    "from_root": str,
    "to_root": str,
    "proof": [str],
    "checkpoint": (CHECKPOINT, None),
}
Proofs = dict[tuple[int, int], list[bytes]]


def compared(label: str, own: Checkpoint, trusted: Sequence[Known], answers: Sequence[bytes], result: Result) -> None:
    """What each that is remembered says of `own`, and what it cannot say. Raises Misasked for what is no answer."""
    proofs: Proofs = dict(map(_proof, answers))
    for each in trusted:
        result.findings += _against(label, own, each, proofs, result)


def _against(label: str, own: Checkpoint, known: Known, proofs: Proofs, result: Result) -> Iterator[Finding]:
    other = known.checkpoint
    first, last = sorted((own, other), key=lambda each: each.size)
    proof = [] if first.size == last.size else proofs.get((first.size, last.size))
    if other.origin != own.origin:
        result.unknown.append(
            f"{known.label} is of {other.origin}, and was not compared: only a bundle tells whether {own.origin} came"
            " of it, or was rolled back to before it."
        )
    elif proof is None:
        result.unknown.append(
            f"{known.label} is of {other.size} events and was not compared: {label.lower()} is of {own.size}, and two"
            " sizes are compared by a bundle, or by a proof of consistency: give with --consistency what"
            f" GET /v1/ledger/consistency?from={first.size}&to={last.size} answers. Without it, history may have been"
            " rewritten and signed again with the real key, or events cut off (rolled back)."
        )
    elif _goes_on(first, last, proof):
        result.checked.append(f"The log agrees with {known.label[0].lower()}{known.label[1:]}.")
    else:
        said = f"Split view: {known.label}, of {other.size} events, and {label.lower()}, of {own.size}, are both signed"
        yield Finding(SPLIT_VIEW, ((1, first.size),), f"{said}, and the one does not go on from the other.")


def _goes_on(first: Checkpoint, last: Checkpoint, proof: Sequence[bytes]) -> bool:
    if first.size == last.size:
        return first.root == last.root
    try:
        return root_by_consistency(first.size, last.size, first.root, proof) == last.root
    except ValueError:
        return False


def _proof(content: bytes) -> tuple[tuple[int, int], list[bytes]]:
    try:
        told = once(content)
        fit(told, ANSWER)
        return (told["from"], told["to"]), list(map(hashed, told["proof"][:MOST_PROOF]))
    except NOT_READ as wrong:
        raise Misasked(f"What was given with --consistency is no answer about it: {reason(wrong)}.") from None

"""A proof that an event is in the log, as one file that is checked offline: C2SP's tlog-proof.

It has the index of the leaf, the hashes from there up, and the checkpoint they lead to. Who checks it computes the hash
of the leaf from the event.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass

HEAD = "c2sp.org/tlog-proof@v1"
HASH_BYTES = 32
MOST_HASHES = 63
MOST_DIGITS = 18
EXTRA, INDEX = "extra ", "index "


class ProofUnusable(ValueError):
    """It is no tlog-proof."""


@dataclass(frozen=True, kw_only=True)
class TlogProof:
    """`note` is the signed checkpoint, verbatim; `extra` is what nobody signed."""

    index: int
    hashes: tuple[bytes, ...]
    note: str
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [EXTRA + b64encode(self.extra).decode()]
        hashes = [b64encode(each).decode() for each in self.hashes]
        return "\n".join([HEAD, *extra, f"{INDEX}{self.index}", *hashes, "", self.note])


def tlog_proof(text: str) -> TlogProof:
    """Raises ProofUnusable. The checkpoint is not looked at."""
    above, blank, note = text.partition("\n\n")
    head, *lines = above.split("\n")
    if head != HEAD or not blank or not note or not lines:
        raise ProofUnusable(f"It is no proof: it begins with {HEAD}, and a checkpoint follows an empty line.")
    extra = _decoded(lines.pop(0).removeprefix(EXTRA)) if lines[0].startswith(EXTRA) else None
    if not lines or not lines[0].startswith(INDEX):
        raise ProofUnusable("The index of the leaf is missing.")
    return TlogProof(index=_index(lines[0].removeprefix(INDEX)), hashes=_hashes(lines[1:]), note=note, extra=extra)


def _index(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    if not is_number or text != str(int(text)):
        raise ProofUnusable(f"The index of a leaf is a number, not {text[:40]!r}.")
    return int(text)


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    found = tuple(map(_decoded, lines))
    if len(found) > MOST_HASHES or any(len(each) != HASH_BYTES for each in found):
        raise ProofUnusable(f"A proof has up to {MOST_HASHES} hashes of {HASH_BYTES} bytes.")
    return found


def _decoded(text: str) -> bytes:
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise ProofUnusable(f"{text[:80]!r} is not written in base64.") from None
    if b64encode(found).decode() != text:
        raise ProofUnusable(f"{text[:80]!r} is not written in base64.")
    return found

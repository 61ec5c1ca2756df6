"""What is asked for at a shell, whichever program it was: files are read, and what is brought along is understood."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from goals.ledger.notes import NoteUnusable, VerifierKey, verifier_key
from projections.ledger.verifier.container import BLOCK
from projections.ledger.verifier.finding import Misasked, Unusable
from projections.ledger.verifier.handed import handed
from projections.ledger.verifier.receipts import MOST_BYTES, is_receipt, verify_receipt
from projections.ledger.verifier.report import written
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Trust
from projections.ledger.verifier.verifying import verify

HOURS = {"m": 1 / 60, "h": 1, "d": 24, "w": 7 * 24}
MOST_HOURS = 24 * 366 * 1000
_AGE = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)([mhdw])")

OPTIONS = {
    "key": ("FILE|VKEY", "The log's verifier key, or a file of them. Get it from somebody else than the bundle."),
    "trusted": ("CHECKPOINT-FILE", "A checkpoint of the log that you, or somebody you trust, kept."),
    "witness": ("VKEY", "The verifier key of a witness that signs checkpoints, or a file of them."),
    "timestamp": ("TOKEN", "An RFC 3161 token over the checkpoint. Needs rfc3161-client."),
    "tsa": ("CERT", "The root certificate of who gave the token, in PEM."),
    "max-age": ("AGE", "How old it may be at most, such as 24h, 90m or 7d."),
    "seed": ("TEXT", "The seed of your own that the sample in the bundle was to be drawn by."),
    "consistency": ("FILE", "What GET /v1/ledger/consistency answers, where a receipt is not of --trusted's size."),
    "event": ("FILE", "The event's JSON, where BUNDLE is a receipt without it: a tlog-proof."),
}
MANY = ("key", "trusted", "witness", "timestamp", "tsa", "consistency")
ABOUT = "Verify a bundle or a receipt, offline: no network, no database, no trust in whoever made it."
CODES = "Exit codes: 0 sound; 1 tampered with; 2 cannot be used, or used wrongly."


@dataclass(frozen=True, kw_only=True)
class Question:
    """Each field is an option, as it was written."""

    bundle: str
    key: Sequence[str] = ()
    trusted: Sequence[str] = ()
    witness: Sequence[str] = ()
    timestamp: Sequence[str] = ()
    tsa: Sequence[str] = ()
    max_age: str | None = None
    event: str | None = None
    seed: str | None = None
    consistency: Sequence[str] = ()


def told(ask: Callable[[], Result], *, as_json: bool) -> tuple[str, int]:
    """What is printed, and the exit code: what nobody foresaw is told as well, and is never a verdict on the log."""
    try:
        result = ask()
        return _legible(written(result, as_json=as_json)), result.exit_code
    except (Exception, KeyboardInterrupt) as wrong:
        result = Result(unusable=_unforeseen(wrong))
    return _legible(written(result, as_json=as_json)), result.exit_code


def answered(question: Question, now: datetime) -> Result:
    """Whatever is wrong with the question is told as a result too."""
    try:
        trust = trust_of(question, now)
        path = Path(question.bundle)
        if is_receipt(handed(_read(path, BLOCK))):
            event = None if question.event is None else _given(question.event)
            return verify_receipt(handed(_read(path, MOST_BYTES)), event, trust)
        return verify(path, trust)
    except Unusable as wrong:
        result = Result()
        result.refuse(wrong)
        return result


def _unforeseen(wrong: BaseException) -> str:
    if isinstance(wrong, KeyboardInterrupt):
        return "It was interrupted: nothing is known."
    if isinstance(wrong, MemoryError):
        return "There was not enough memory to check it: nothing is known."
    said = f"{type(wrong).__name__}: {wrong}"[:200]
    return (
        f"The verifier met what it did not foresee, and knows nothing: {said}. Whoever made the bundle may want that."
    )


def _legible(text: str) -> str:
    """Halves of characters are escaped, as they are in JSON."""
    return text.encode(errors="backslashreplace").decode()


def trust_of(question: Question, now: datetime) -> Trust:
    """Raises Misasked."""
    if not question.key:
        raise Misasked("Whose signature is to be believed? Give the log's verifier key with --key.")
    return Trust(
        keys=tuple(key for text in question.key for key in _keys(text)),
        trusted=tuple((path, _given(path).decode(errors="replace")) for path in question.trusted),
        witnesses=tuple(key for text in question.witness for key in _keys(text)),
        tokens=tuple(_brought(path) for path in question.timestamp),
        authorities=tuple(_given(path) for path in question.tsa),
        max_age=None if question.max_age is None else _age(question.max_age),
        seed=question.seed,
        grown=tuple(_given(path) for path in question.consistency),
        now=now,
    )


def _keys(text: str) -> list[VerifierKey]:
    """From a verifier key, or a file with one a line; an empty line, or one with #, is passed over."""
    written = [text] if "+" in text and not Path(text).is_file() else _lines(text)
    try:
        return [verifier_key(each) for each in written]
    except NoteUnusable as wrong:
        raise Misasked(str(wrong)) from None


def _lines(path: str) -> list[str]:
    lines = _given(path).decode(errors="replace").splitlines()
    found = [line for line in lines if line.strip() and not line.startswith("#")]
    if not found:
        raise Misasked(f"{path} has no verifier key in it.")
    return found


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text)
    hours = 0 if found is None else float(found[1]) * HOURS[found[2]]
    if found is None or hours > MOST_HOURS:
        raise Misasked(f"{text[:40]!r} is no age, such as 24h, 90m or 7d.")
    return timedelta(hours=hours)


def _given(path: str) -> bytes:
    """A text, as it was before an editor or a shell saved it. Raises Misasked."""
    return handed(_brought(path))


def _brought(path: str) -> bytes:
    try:
        return _read(Path(path), MOST_BYTES)
    except Unusable as wrong:
        raise Misasked(str(wrong)) from None


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as wrong:
        raise Unusable(f"{path} cannot be read: {getattr(wrong, 'strerror', None) or wrong}.") from None

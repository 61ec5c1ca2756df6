"""Restores from a backup that were declared: what the log was, and from which event on it was recorded anew."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from goals.ledger.checkpoint import Checkpoint, checkpoint
from goals.ledger.notes import Note, NoteUnusable, note, verified
from projections.ledger.verifier.canonical import line
from projections.ledger.verifier.finding import reason
from projections.ledger.verifier.trust import Known, Trust, incarnation, log_of

FORMAT = "goalpost-restore/v1"
LINES = 9
MOST_NOTES = 1 << 14
"""In a file: one a day for forty years."""

Step = tuple[str, str]
"""From an origin to the one that followed it."""


@dataclass(frozen=True, kw_only=True)
class Restore:
    """`before` is the last checkpoint of the old log; `after` the new one where it goes on from the backup."""

    before: Checkpoint
    after: Checkpoint
    time: str
    reason: str
    note: Note

    @property
    def step(self) -> Step:
        return self.before.origin, self.after.origin

    @property
    def known(self) -> Known:
        """What both logs have in common, as a checkpoint."""
        return Known(label="The statement of the restore", note=self.note, checkpoint=self.after, signed=(), seen=())

    @property
    def said(self) -> str:
        lost = f"what was recorded after position {self.after.size}, up to {self.before.size}, is not in this log"
        kept = "nothing is known to have been lost"
        return (
            f"DECLARED RESTORE: the log {self.before.origin} was restored from a backup at {self.time} and goes on as"
            f" {self.after.origin}: {lost if self.before.size > self.after.size else kept}. Reason: {self.reason}"
        )

    @property
    def told(self) -> dict[str, object]:
        """Ready for JSON."""
        return {
            "old_origin": self.before.origin,
            "old_size": self.before.size,
            "new_origin": self.after.origin,
            "new_size": self.after.size,
            "time": self.time,
            "reason": self.reason,
            "said": self.said,
        }


class NotByYours(NoteUnusable):
    """It is signed, and by no key that is known here: that says nothing, true or false."""

    def __init__(self, step: Step) -> None:
        super().__init__(f"The statement of a restore from {step[0]} to {step[1]} is not signed by a key given.")
        self.step = step


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The restores that a log's name tells of: those that are believed, and those that no key given has signed."""

    origin: str
    believed: Sequence[Restore] = ()
    doubted: Sequence[NotByYours] = ()

    @property
    def times(self) -> int:
        """How often the log was restored."""
        return max(0, incarnation(self.origin) - 1)

    @property
    def often(self) -> str:
        return "once" if self.times == 1 else f"{self.times} times"

    @property
    def untold(self) -> Step | None:
        """The first that there is no statement of."""
        return self._lacking({*(each.step for each in self.believed), *(each.step for each in self.doubted)})

    @property
    def unread(self) -> Step | None:
        """The first that no statement is believed of."""
        return self._lacking({each.step for each in self.believed})

    def _lacking(self, told: Set[Step]) -> Step | None:
        first = "/".join(log_of(self.origin))
        named = (first if n == 1 else f"{first}/{n}" for n in range(1, self.times + 2))
        return next((step for step in pairwise(named) if step not in told), None)


def restore(text: str, trust: Trust) -> Restore:
    """Raises NoteUnusable where it is none, NotByYours where the log's key did not sign it under both names."""
    found = note(text)
    lines = found.text.split("\n")
    if len(lines) != LINES + 1 or lines[0] != FORMAT:
        raise NoteUnusable("It is no statement of a restore.")
    before, after = (checkpoint("\n".join([*lines[n : n + 3], ""])) for n in (1, 4))
    if log_of(before.origin) != log_of(after.origin):
        raise NoteUnusable("The statement of a restore leads to another log.")
    for origin in (before.origin, after.origin):
        if not verified(found, trust.of(origin)):
            raise NotByYours((before.origin, after.origin))
    return Restore(before=before, after=after, time=lines[7], reason=lines[8], note=found)


def texts(content: bytes) -> list[str]:
    """The notes in a file of lines of JSON. Raises NoteUnusable."""
    try:
        *lines, end = content.decode().split("\n", MOST_NOTES)
        if end:
            raise ValueError(f"it ends within a line, or has more than {MOST_NOTES}: {end[:80]!r}")
        return [str(line(each, {"note": str})["note"]) for each in lines]
    except (ValueError, RecursionError) as wrong:
        raise NoteUnusable(f"It does not hold notes, one a line: {reason(wrong)}.") from None


def shared(restores: Sequence[Restore], old: str, new: str) -> int | None:
    """How many events the log `new` has in common with its former incarnation `old`; None where nothing leads there."""
    following = {each.before.origin: each for each in restores}
    size: int | None = None
    for _ in range(len(restores)):
        step = following.get(old)
        if step is None:
            return None
        size, old = step.after.size if size is None else min(size, step.after.size), step.after.origin
        if old == new:
            return size
    return None

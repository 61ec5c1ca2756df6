"""What a log showed, put into findings: each thing that was done is told once, where it was done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from goals.database import Database
from projections.ledger.examining import logs
from projections.ledger.examining.guessing import Guessing
from projections.ledger.examining.memory import Memory
from projections.ledger.examining.moves import Named
from projections.ledger.examining.places import Places, sorted_out
from projections.ledger.examining.served import Served
from projections.ledger.examining.stored import MOST, Extent
from projections.ledger.examining.walking import Walk
from projections.ledger.verifier.finding import (
    ALTERED,
    DELETED,
    INSERTED,
    ORDER,
    REORDERED,
    ROLLED_BACK,
    SIGNATURE,
    SPLIT_VIEW,
    TRUNCATED,
    WHATS,
    Finding,
    Range,
    at,
)

TREE = "tree"
"""Hashes that are stored beside the events, or above them, are wrong; the events are not."""
UNCOMPARED = "uncompared"
"""Some of it may have been signed that nobody told of: no verdict about the log, and none that it is sound."""
SILENT = "The signer did not say what it signed"
MOST_TOLD = 1_000
"""Ranges in a finding; past them, the last one takes in the rest."""

SAID = {
    ALTERED: "What stands at {at} is not what was recorded there.",
    DELETED: "What was recorded at {at} is gone.",
    INSERTED: "What stands at {at} was put in; it was not recorded by the log.",
    REORDERED: "What stands at {at} was recorded at other positions.",
    TRUNCATED: "The log was cut off: what was recorded at {at} is no longer part of it.",
    ROLLED_BACK: "The log was put back to an older state: the signer signed it as far as {at}.",
    TREE: "Hashes stored beside or above {at} are wrong or gone: `goalpost ledger rebuild` writes them anew.",
    ORDER: "What stands at {at} does not follow: by its stream's version, or recorded before the one before it.",
}


@dataclass(frozen=True)
class Told:
    findings: tuple[Finding, ...]
    unknown: tuple[str, ...]

    def with_order(self, unordered: Places, versions: Sequence[Range]) -> "Told":
        ranges = sorted_out([*unordered.ranges, *versions])
        return replace(self, findings=(_finding(ORDER, ranges),)) if ranges else self

    def with_served(self, served: Served) -> "Told":
        return replace(self, findings=tuple(served.findings))

    def without_memory(self, memory: Memory) -> "Told":
        said = f"The log agrees with itself, and was not compared with all that was signed of it ({memory.lacks})."
        return replace(self, findings=(Finding(UNCOMPARED, (), said),))


def told(database: Database, workspace_id: str, walk: Walk, reach: Extent, memory: Memory) -> Told:
    named, shift = walk.moves.named(), walk.moves.shift
    rewritten = _unexplained(walk, named)
    if rewritten and not named:
        guessing = Guessing(database, workspace_id, reach.size)
        guessed = guessing.named(rewritten)
        named, shift, rewritten = guessed, guessing.shift, [] if guessed else rewritten
    done = _done(walk, named, rewritten, shifted=shift != 0)
    _add_ends(done, walk, reach, expected=reach.size + shift)
    _add_broken(done, walk)
    findings = [_finding(what, sorted_out(ranges)) for what, ranges in done.items() if ranges]
    ordered = sorted(findings, key=lambda each: [*WHATS, TREE].index(each.what))
    before, after = logs.unlike(database, workspace_id), (*_of_checkpoints(walk), *_nowhere(walk, reach))
    return Told((*before, *ordered, *after), tuple(_unknown(walk, reach, memory)))


def _unexplained(walk: Walk, named: Sequence[Named]) -> list[Range]:
    """The rows that differ, but for those over what was named, and those behind what moved the rest of the log."""
    moved = min((first for what, first, _ in named if what in (INSERTED, DELETED)), default=walk.size + 1)
    return [
        (low, high)
        for low, high in walk.rewritten.ranges
        if high < moved and not any(low <= last and first <= high for _, first, last in named)
    ]


def _done(walk: Walk, named: Sequence[Named], rewritten: Sequence[Range], *, shifted: bool) -> dict[str, list[Range]]:
    """By what was done. What the signer signed and the events still give is right, whatever is stored beside it."""
    done: dict[str, list[Range]] = {TREE: list(walk.columns.ranges) if shifted else _hashes(walk)}
    events = [*named, *((ALTERED, *each) for each in rewritten)]
    events += [(DELETED if each[1] < walk.size else TRUNCATED, *each) for each in walk.missing.ranges]
    for what, first, last in events:
        done.setdefault(what if last > walk.comparing.signed else TREE, []).append((first, last))
    return done


def _hashes(walk: Walk) -> list[Range]:
    return [*walk.columns.ranges, *walk.rows.ranges]


def _add_ends(done: dict[str, list[Range]], walk: Walk, reach: Extent, *, expected: int) -> None:
    """Before the first event, and after the last. `expected` is how long the log would be, had nothing moved."""
    if reach.first is not None and reach.first < 1:
        done.setdefault(INSERTED, []).append((reach.first, 0))
    reached = (min(most + 1 << level, MOST) for level, (_, most) in reach.rows.items())
    known = max(
        reach.last or 0,
        *reached,
        walk.comparing.beyond_kept,
    )
    if known > max(expected, reach.size):
        done.setdefault(TRUNCATED, []).append((reach.size + 1, max(known, walk.comparing.beyond)))
    elif walk.comparing.beyond > max(expected, reach.size):
        done.setdefault(ROLLED_BACK, []).append((reach.size + 1, walk.comparing.beyond))


def _add_broken(done: dict[str, list[Range]], walk: Walk) -> None:
    """Where nothing else explains that a checkpoint does not agree."""
    broken = walk.comparing.broken
    before = [first for what, ranges in done.items() if what != TREE for first, _ in ranges]
    if broken is not None and not any(first <= broken[1] for first in before):
        done.setdefault(ALTERED, []).append(broken)


def _of_checkpoints(walk: Walk) -> list[Finding]:
    found = []
    if walk.comparing.twice:
        sizes = ", ".join(f"{each:,}" for each in walk.comparing.twice)
        found.append(Finding(SPLIT_VIEW, (), f"Two logs were signed as one: checkpoints of {sizes} have two roots."))
    if walk.comparing.wrong:
        said = "; ".join(walk.comparing.wrong)
        found.append(Finding(SIGNATURE, (), f"Kept checkpoints are not what was signed: {said}."))
    return found


def _nowhere(walk: Walk, reach: Extent) -> Iterator[Finding]:
    """What stands where nothing can: text in place of a position, a fraction, or nothing."""
    count, levels, notes = reach.nowhere
    if count + walk.between:
        said = f"Put in, or moved there: rows of events that stand at no position, {count + walk.between} in number."
        yield Finding(INSERTED, (), said)
    if levels:
        yield Finding(TREE, (), "Rows are stored for the tree that stand at no place in it.")
    if notes:
        yield Finding(SIGNATURE, (), f"Kept checkpoints that have no origin or no size: {notes}.")
    if reach.size == 0 and reach.last is None:
        yield Finding(DELETED, ((1, 1),), SAID[DELETED].format(at="position 1, the opening of the workspace,"))


def _unknown(walk: Walk, reach: Extent, memory: Memory) -> list[str]:
    found = []
    if memory.lacks:
        found.append(f"{SILENT} ({memory.lacks}): kept checkpoints were compared without looking at their signatures.")
    if walk.comparing.seen < reach.size:
        after = walk.comparing.seen
        found.append(
            f"{'Nothing' if after == 0 else f'Nothing after position {after}'} is under a checkpoint whose signature"
            " was seen: whoever owns the database could have written it anew, hashes and all."
        )
    return [*found, walk.served.unknown]


def _finding(what: str, ranges: tuple[Range, ...]) -> Finding:
    if len(ranges) > MOST_TOLD:
        ranges = (*ranges[: MOST_TOLD - 1], (ranges[MOST_TOLD - 1][0], ranges[-1][1]))
    return Finding(what, ranges, SAID[what].format(at=at(ranges)))

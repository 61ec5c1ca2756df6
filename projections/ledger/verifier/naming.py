"""What was done to a log: the events as they are claimed to be, against the leaf hashes there were.

Most of the events that are recognised stand in their old order: they are the line. One that is off the line was moved,
or is a copy. Strangers stand for what is missing from the line where they stand: altered; the rest of either is
inserted, or deleted.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from projections.ledger.verifier import finding
from projections.ledger.verifier.claims import Claimed, Leaves
from projections.ledger.verifier.finding import Finding, Range, at, ranges, were
from projections.ledger.verifier.line import heaviest
from projections.ledger.verifier.recognising import Recogniser, Run, missing

MOST_PAIRED = 50_000
"""Strangers, and missing ones, in one place that are still told from each other one by one."""
MOST_TOLD = 50
"""Findings about single events of one kind; the rest are told together."""


def named(claims: Iterable[Claimed], leaves: Leaves, workspace_id: str) -> list[Finding]:
    """Of a whole log, in the order in which it has its events; nothing where each has its leaf. In flat memory."""
    recogniser = Recogniser(leaves, workspace_id)
    for claim in claims:
        recogniser.saw(claim)
    return judged(recogniser, leaves)


def judged(recogniser: Recogniser, leaves: Leaves, *, dense: bool = True) -> list[Finding]:
    """What was done, once all events were seen."""
    runs, size = recogniser.runs(), len(leaves)
    if recogniser.too_much:
        first = min((a for a, _ in missing(runs, size)), default=1)
        said = "So much was changed that it cannot be told apart; what is before was not changed."
        return [Finding(finding.ALTERED, ((first, max(size, recogniser.places)),), said)]
    line = heaviest(runs)
    return [
        *_off_the_line(runs, line, None if dense else recogniser.twice),
        *_renumbered([runs[n] for n in line], dense=dense),
        *_between(runs, line, size, dense=dense),
    ]


def _off_the_line(runs: Sequence[Run], line: Sequence[int], twice: set[int] | None) -> Iterator[Finding]:
    """Those that were moved, and those that are there again; `twice` says which, where only some were chosen."""
    there = [(runs[n].first, runs[n].last) for n in line]
    on_line = set(line)
    moved: list[Finding] = []
    copied: list[Finding] = []
    for n, run in enumerate(runs):
        if n in on_line or not run.first:
            continue
        stands = run.place + 1 if twice is None and run.claimed == run.first else run.claimed
        again = any(first <= run.last and run.first <= last for first, last in there)
        if again if twice is None else run.first in twice:
            copied.append(_copy(run, stands))
        else:
            there.append((run.first, run.last))
            moved.append(_moved(run, stands))
    yield from _together(moved, finding.REORDERED, "were moved from where they stood")
    yield from _together(copied, finding.INSERTED, "are there again")


def _copy(run: Run, stands: int) -> Finding:
    said = f"Inserted at {at(_span(stands, run.count))}: a copy of {at(((run.first, run.last),))}, replayed."
    return Finding(finding.INSERTED, _span(stands, run.count), said)


def _moved(run: Run, stands: int) -> Finding:
    said = f"Moved: what stood at {at(((run.first, run.last),))} stands at {at(_span(stands, run.count))} now."
    return Finding(finding.REORDERED, ((run.first, run.last),), said)


def _together(found: list[Finding], what: str, words: str) -> list[Finding]:
    if len(found) <= MOST_TOLD:
        return found
    rest = tuple(sorted(each for one in found[MOST_TOLD:] for each in one.positions))
    return [*found[:MOST_TOLD], Finding(what, rest, f"And {len(rest)} more {words}: {at(rest)}.")]


def _renumbered(line: Sequence[Run], *, dense: bool) -> Iterator[Finding]:
    """Events in their place that claim another position; not those counted anew because of what is before them."""
    wrong = [run for run in line if run.claimed != run.first and not (dense and run.claimed == run.place + 1)]
    told = [
        Finding(finding.ALTERED, ((run.first, run.last),), f"{_at(run.first, run.last)}: says position {run.claimed}.")
        for run in wrong
    ]
    yield from _together(told, finding.ALTERED, "say another position")


def _between(runs: Sequence[Run], line: Sequence[int], size: int, *, dense: bool) -> Iterator[Finding]:
    """What is missing between those on the line, and the strangers that stand there."""
    firsts = [runs[n].first for n in line]
    lost: dict[int, list[Range]] = {}
    for each in missing(runs, size) if dense else ():
        lost.setdefault(bisect(firsts, each[0]), []).append(each)
    found = _Done([], [], [])
    for gap, (n, m) in enumerate(pairwise((-1, *line, len(runs)))):
        strangers = [run for run in runs[n + 1 : m] if not run.first]
        if dense:
            found.pair(strangers, lost.get(gap, []))
        else:
            found.place(strangers, runs[n].last if n >= 0 else 0, runs[m].first if m < len(runs) else size + 1)
    yield from found.findings(size)


class _Done(NamedTuple):
    """Where something was done, as ranges."""

    altered: list[Range]
    deleted: list[Range]
    inserted: list[Range]

    def pair(self, strangers: Sequence[Run], lost: Sequence[Range]) -> None:
        """Strangers and missing ones in the same place: as many as can be are the same events, altered."""
        strange, gone = sum(run.count for run in strangers), sum(b - a + 1 for a, b in lost)
        if strange and gone and (max(strange, gone) > MOST_PAIRED or strange == gone):
            self.altered.extend(lost)
        elif not strangers:
            self.deleted.extend(lost)
        elif not lost:
            self.inserted.extend((run.stands, run.stands + run.count - 1) for run in strangers)
        else:
            self._pair_each([run.stands + n for run in strangers for n in range(run.count)], _each(lost))

    def _pair_each(self, claims: Sequence[int], lost: Sequence[int]) -> None:
        told = set(claims) & set(lost)
        claims, lost = [n for n in claims if n not in told], [n for n in lost if n not in told]
        both = min(len(claims), len(lost))
        self.altered.extend(ranges([*told, *lost[:both]]))
        self.deleted.extend(ranges(lost[both:]))
        self.inserted.extend(ranges(claims[both:]))

    def place(self, strangers: Sequence[Run], low: int, high: int) -> None:
        """Where only some events were chosen: a stranger is altered if its position can be where it stands."""
        for run in strangers:
            into = self.altered if low < run.claimed < high else self.inserted
            into.append((run.claimed, run.claimed + run.count - 1))

    def findings(self, size: int) -> Iterator[Finding]:
        altered, deleted, inserted = (tuple(sorted(each)) for each in self)
        if altered:
            yield Finding(
                finding.ALTERED, altered, f"Altered at {at(altered)}: the signed log has another event there."
            )
        if deleted and deleted[-1][1] == size:
            said = f"Truncated: {at(deleted[-1:])} {were(deleted[-1:])} cut off the end."
            yield Finding(finding.TRUNCATED, deleted[-1:], said)
            deleted = deleted[:-1]
        if deleted:
            yield Finding(finding.DELETED, deleted, f"Deleted at {at(deleted)}: the signed log has an event there.")
        if inserted:
            yield Finding(finding.INSERTED, inserted, f"Inserted at {at(inserted)}: the signed log has no such event.")


def _each(lost: Sequence[Range]) -> list[int]:
    return [n for a, b in lost for n in range(a, b + 1)]


def _span(first: int, count: int) -> tuple[Range, ...]:
    return ((first, first + count - 1),)


def _at(first: int, last: int) -> str:
    said = at(((first, last),))
    return said[0].upper() + said[1:]

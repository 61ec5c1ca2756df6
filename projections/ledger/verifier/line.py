"""The events that stand in their old order, as many as possible: what is off this line was moved, or is a copy."""

from collections.abc import Sequence

from projections.ledger.verifier.recognising import Run

Best = tuple[int, int]
"""How many events a line has, and the index of the run it ends with; -1 for none."""


def heaviest(runs: Sequence[Run]) -> list[int]:
    """Indexes of recognised runs, ascending in place and in true position, that hold the most events."""
    ordered = sorted({run.first for run in runs if run.first})
    rank = {first: n + 1 for n, first in enumerate(ordered)}
    ends = sorted((run.last, n) for n, run in enumerate(runs) if run.first)
    below = _below(ordered, [last for last, _ in ends])
    until = {n: reached for (_, n), reached in zip(ends, below, strict=True)}
    best: list[Best] = [(0, -1)] * (len(ordered) + 2)
    before: dict[int, int] = {}
    for n, run in enumerate(runs):
        if run.first:
            count, previous = _most(best, rank[run.first])
            before[n] = previous
            _raise(best, until[n] + 1, (count + run.count, n))
    return _followed(before, max(best)[1] if before else -1)


def _below(firsts: Sequence[int], lasts: Sequence[int]) -> list[int]:
    """For each of the ascending `lasts`, how many of the ascending `firsts` are not above it."""
    found, n = [], 0
    for last in lasts:
        while n < len(firsts) and firsts[n] <= last:
            n += 1
        found.append(n)
    return found


def _most(best: Sequence[Best], rank: int) -> Best:
    """The longest of the lines after which a run of this rank may come."""
    found = best[0]
    while rank > 0:
        found = max(found, best[rank], key=lambda each: each[0])
        rank &= rank - 1
    return found


def _raise(best: list[Best], rank: int, line: Best) -> None:
    while rank < len(best):
        if line[0] > best[rank][0]:
            best[rank] = line
        rank += rank & -rank


def _followed(before: dict[int, int], last: int) -> list[int]:
    found = []
    while last >= 0:
        found.append(last)
        last = before[last]
    return found[::-1]

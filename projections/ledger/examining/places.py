"""Positions put together in ranges, as many as fit in a bounded memory."""

from projections.ledger.verifier.finding import Range

MOST = 10_000


class Places:
    """Ascending ranges of positions; past MOST of them, the last one takes in what follows."""

    def __init__(self) -> None:
        self.ranges: list[Range] = []

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def add(self, first: int, last: int) -> None:
        """Not before what was added last."""
        if self.ranges and (self.ranges[-1][1] >= first - 1 or len(self.ranges) == MOST):
            self.ranges[-1] = (self.ranges[-1][0], max(last, self.ranges[-1][1]))
        else:
            self.ranges.append((first, last))

    def within(self, first: int, last: int) -> bool:
        """Whether any of them has a position from `first` to `last`."""
        return any(first <= high and low <= last for low, high in self.ranges)


def sorted_out(ranges: list[Range]) -> tuple[Range, ...]:
    """Ascending, what touches put together."""
    found = Places()
    for first, last in sorted(ranges):
        found.add(first, last)
    return tuple(found.ranges)

"""What do values in a fixed order come to, while one after another comes, changes or goes?

Values are whole numbers: whoever counts readings counts billionths.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Neighbouring values. `number` is how many; `lowest` and `highest` are of their running total after each."""

    number: int
    total: int
    lowest: int
    highest: int
    first: int
    last: int
    least: int
    greatest: int


def joined(one: Run | None, other: Run | None) -> Run | None:
    """Two runs, one after the other; None is one of nothing."""
    if one is None or other is None:
        return other if one is None else one
    number, total, lowest, highest, first, _, least, greatest = one
    low, high = total + other.lowest, total + other.highest
    return Run(
        number + other.number,
        total + other.total,
        low if low < lowest else lowest,
        high if high > highest else highest,
        first,
        other.last,
        other.least if other.least < least else least,
        other.greatest if other.greatest > greatest else greatest,
    )


class Tally:
    """A value or none at each place. To put one, or to ask for a run, takes steps by the logarithm of the places."""

    def __init__(self, values: Sequence[int | None]) -> None:
        self._leaves = 1 << max(len(values) - 1, 0).bit_length()
        self._runs: list[Run | None] = [None] * (2 * self._leaves)
        self._runs[self._leaves : self._leaves + len(values)] = map(_run, values)
        for place in range(self._leaves - 1, 0, -1):
            self._runs[place] = joined(self._runs[2 * place], self._runs[2 * place + 1])

    def put(self, place: int, value: int | None) -> None:
        runs, at = self._runs, place + self._leaves
        runs[at] = _run(value)
        while at > 1:
            at >>= 1
            runs[at] = joined(runs[2 * at], runs[2 * at + 1])

    def between(self, first: int, until: int) -> Run | None:
        """The run of the places from `first` up to, and not including, `until`."""
        before: Run | None = None
        after: Run | None = None
        left, right = first + self._leaves, until + self._leaves
        while left < right:
            if left & 1:
                before = joined(before, self._runs[left])
                left += 1
            if right & 1:
                right -= 1
                after = joined(self._runs[right], after)
            left >>= 1
            right >>= 1
        return joined(before, after)


def _run(value: int | None) -> Run | None:
    return None if value is None else Run(1, value, value, value, value, value, value, value)

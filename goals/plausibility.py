"""Which values jump further than their KPI ever did?"""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from goals.quantity import EXACT

STEPS = 12
FEWEST_STEPS = 3
TIMES = Decimal(3)


class Steps:
    """The last STEPS steps from one value of a KPI to the next, in the order of their observation."""

    def __init__(self, earlier: Sequence[Decimal]) -> None:
        """`earlier` are values already known, oldest first."""
        self._last = earlier[-1] if earlier else None
        self._sizes = deque((_size(a, b) for a, b in pairwise(earlier)), maxlen=STEPS)

    def jump(self, value: Decimal) -> tuple[Decimal, Decimal] | None:
        """How far the next value is from the last, and the largest step before it, where that is implausible.

        More than TIMES the largest of at least FEWEST_STEPS steps, which were not all nothing; else None.
        """
        last, self._last = self._last, value
        if last is None:
            return None
        size = _size(last, value)
        largest = max(self._sizes) if len(self._sizes) >= FEWEST_STEPS else None
        self._sizes.append(size)
        if largest is None or largest == 0 or size <= EXACT.multiply(largest, TIMES):
            return None
        return size, largest


def _size(one: Decimal, other: Decimal) -> Decimal:
    return EXACT.abs(EXACT.subtract(one, other))

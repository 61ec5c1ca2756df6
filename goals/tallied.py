"""Is a target met by a tally of what was read? As `goals.achievement` says it of the readings one by one."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction

from msgspec import Struct

from goals.progress import UNPACED, Yardstick, bounds_of
from goals.quantity import EXACT
from goals.tally import Run, joined
from goals.target import Bounds
from goals.vocabulary import Aggregation, Direction

DOWNWARD = (Direction.DECREASE, Direction.AT_MOST)


class Mark(Struct, frozen=True, kw_only=True):
    """What is aimed at, in billionths: from `low` to `high`, None where any value is. Levels are aggregated by LAST.

    Each value is told to the tally as `weighed`: a mean meets the target where what was weighed sums to `enough`.
    """

    aggregation: Aggregation
    is_paced: bool
    low: int | None
    high: int | None

    @property
    def is_mean(self) -> bool:
        """Whether it is met by a running mean."""
        return self.is_paced and self.aggregation is Aggregation.AVG

    @property
    def slope(self) -> int | None:
        """What makes the tally one of this mark's alone; None where it is one of plain values.

        A mean is rounded half-even to billionths: it meets a floor from half a billionth below it.
        """
        if not self.is_mean:
            return None
        return 2 * self._edge + (1 if self.low is None else -1)

    @property
    def enough(self) -> int:
        """The least running total that meets a floor, the greatest that meets a ceiling."""
        if not self.is_mean:
            return self._edge
        off = self._edge % 2
        return -off if self.low is None else off

    @property
    def _edge(self) -> int:
        edge = self.high if self.low is None else self.low
        assert edge is not None, "a mark has an edge"
        return edge


def weighed(value: int, slope: int | None) -> int:
    return value if slope is None else 2 * value - slope


def mark_of(yardstick: Yardstick, aggregation: Aggregation) -> Mark | None:
    """None while the target is pending, or is not one to be met in its direction."""
    bounds = bounds_of(yardstick)
    if bounds is None or (yardstick.direction is not Direction.MAINTAIN and isinstance(yardstick.target, Bounds)):
        return None
    low = None if yardstick.direction in DOWNWARD else _billionths(bounds.low, ROUND_CEILING)
    high = None if yardstick.direction not in (*DOWNWARD, Direction.MAINTAIN) else _billionths(bounds.high, ROUND_FLOOR)
    is_paced = yardstick.direction not in UNPACED
    return Mark(aggregation=aggregation, is_paced=is_paced, low=low, high=high)


def is_reached(mark: Mark, head: Run | None, tail: Run | None) -> bool:
    """Whether a running value met the target after the head's last, or after any of the tail's."""
    if head is None and tail is None:
        return False
    lowest, highest = _extremes(mark.aggregation, head, tail)
    return lowest <= mark.enough if mark.low is None else highest >= mark.enough


def is_kept(mark: Mark, run: Run | None) -> bool:
    """Whether the value all of them come to is what was aimed at."""
    if run is None:
        return False
    value = _value(mark.aggregation, run)
    return (mark.low is None or mark.low <= value) and (mark.high is None or value <= mark.high)


def _value(aggregation: Aggregation, run: Run) -> int:
    match aggregation:
        case Aggregation.LAST:
            return run.last
        case Aggregation.SUM:
            return run.total
        case Aggregation.AVG:
            return round(Fraction(run.total, run.number))
        case Aggregation.MIN:
            return run.least
        case Aggregation.MAX:
            return run.greatest


def _extremes(aggregation: Aggregation, head: Run | None, tail: Run | None) -> tuple[int, int]:
    """The lowest and the highest running value; a mean's are those of its sums."""
    both = joined(head, tail)
    assert both is not None, "there is a value"
    since = tail if head is None else head
    assert since is not None, "there is a value"
    match aggregation:
        case Aggregation.MIN:
            return both.least, since.least if head is not None else since.first
        case Aggregation.MAX:
            return since.greatest if head is not None else since.first, both.greatest
        case Aggregation.LAST:
            ends = [*(() if head is None else (head.last,)), *(() if tail is None else (tail.least, tail.greatest))]
        case _:
            before = 0 if head is None else head.total
            ends = [
                *(() if head is None else (before,)),
                *(() if tail is None else (before + tail.lowest, before + tail.highest)),
            ]
    return min(ends), max(ends)


def _billionths(value: Decimal, rounding: str) -> int:
    return int(EXACT.scaleb(value, 9).to_integral_value(rounding))

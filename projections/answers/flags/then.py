"""What was a goal measured by, as it was known at each position?"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goals.goal.definition import Definition
from projections.answers.achievement import Measured
from projections.answers.asking import Asking
from projections.lives import placed
from projections.standing import version_of
from projections.versions import Placed, counted_of, effective_by


@dataclass(frozen=True, slots=True)
class Known:
    """What was known from one position on, up to the next at which the goal was defined anew.

    `number` is how many definitions it had had. `counted` is empty of a goal that was not committed; `last` is then by
    what it is calibrated.
    """

    number: int
    counted: Sequence[Placed]
    measured: Sequence[Measured]
    last: Definition

    def in_force(self, day: date) -> Definition:
        return effective_by(self.counted, day).definition if self.counted else self.last


class Then:
    """All that was ever known of it up to the position asked about, read once."""

    def __init__(self, asking: Asking, goal_id: str) -> None:
        self._placed = placed(asking.question, goal_id)
        self._since = [each.from_position for each in self._placed]
        self._known: dict[int, Known] = {}

    @property
    def definitions(self) -> list[Definition]:
        """All it ever had since it was activated, as they were recorded."""
        return [each.definition for each in self._placed]

    @property
    def positions(self) -> Sequence[int]:
        """At which it was defined anew."""
        return self._since

    def at(self, position: int) -> Known | None:
        """None before it was activated."""
        count = bisect_right(self._since, position)
        if count == 0:
            return None
        if count not in self._known:
            self._known[count] = _known(self._placed[:count])
        return self._known[count]


def _known(placed: Sequence[Placed]) -> Known:
    last = placed[-1]
    counted = counted_of(placed) if last.n > 0 else []
    told = [(each.definition, version_of(each.definition, each.effective_on)) for each in counted]
    measured = [Measured(definition, version) for definition, version in told if version is not None]
    return Known(len(placed), counted, measured, last.definition)

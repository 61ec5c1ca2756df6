"""From which moment to which, along which time, and in what steps?"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from goals.window import day_end, local_day
from projections.answers.axes import Axis
from projections.answers.marks import INSTANT
from projections.answers.scope import Scope

WEEK = 7


class Step(StrEnum):
    """EVENT: a frame for each that happened. DAY, WEEK: one for each, though nothing did; a week ends on Sunday."""

    EVENT = "event"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Point:
    """Where a frame stands: what was known up to `position`, at `moment`, about the day `on`."""

    position: int
    moment: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Course:
    """What is replayed. Days are those of `tz`. `is_settled` if nothing can be recorded any more that it would show,
    `is_lasting` if the question also means the same for ever: a day is another, once the workspace has another zone."""

    scope: Scope
    axis: Axis
    step: Step
    tz: str
    opening: Point
    closing: Point
    is_settled: bool = False
    is_lasting: bool = False

    def is_over(self, point: Point) -> bool:
        if self.axis is Axis.EFFECTIVE:
            return point.on >= self.closing.on
        return (point.moment, point.position) >= (self.closing.moment, self.closing.position)

    def day_after(self, point: Point) -> date:
        """The last day of the next frame by day or week, be it the last of all or not."""
        following = self._day(point) + timedelta(days=1)
        if self.step is Step.DAY:
            return following
        return date.fromordinal(min(following.toordinal() + WEEK - following.isoweekday(), date.max.toordinal()))

    def moment_of(self, day: date) -> datetime:
        """The last instant of a day, or of all where that comes first."""
        return min(day_end(day, self.tz) - INSTANT, self.closing.moment)

    @property
    def most_frames(self) -> int:
        """How many there will be at most, by day or week; 0 by event, of which there are as many as there are."""
        if self.step is Step.EVENT:
            return 0
        first, last = (self._is_on(point) for point in (self.opening, self.closing))
        days = (last - first).days + 1
        return days if self.step is Step.DAY else days // WEEK + 1

    def _is_on(self, point: Point) -> date:
        """Its day, as days go by along the axis."""
        return point.on if self.axis is Axis.EFFECTIVE else local_day(point.moment, self.tz)

    def _day(self, point: Point) -> date:
        """The last one that was over at a point."""
        if self.axis is Axis.EFFECTIVE:
            return point.on
        return local_day(point.moment + INSTANT, self.tz) - timedelta(days=1)

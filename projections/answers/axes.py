"""Which of the two times goes by while something is replayed?"""

from datetime import date
from enum import StrEnum

from goals.instants import to_us
from goals.window import day_end
from projections.answers.asking import Asking
from projections.answers.marks import INSTANT, before
from projections.answers.periods import last_before


class Axis(StrEnum):
    """RECORDED: each day as it was known at its end. EFFECTIVE: each day of the world, by all that is known."""

    RECORDED = "recorded"
    EFFECTIVE = "effective"


def at_start_of(asking: Asking, day: date, axis: Axis) -> Asking:
    """The question as it stood before the day began; nothing is known before the workspace was opened."""
    if axis is Axis.EFFECTIVE:
        return asking.about(date.fromordinal(max(day.toordinal() - 1, 1)))
    instant = before(day, asking.workspace.policy.tz)
    return asking.known_at(last_before(asking, to_us(instant) + 1), instant)


def at_end_of(asking: Asking, day: date, axis: Axis) -> Asking:
    """The question as it stood when the day was over, or so far if it is not. The day has begun."""
    if axis is Axis.EFFECTIVE:
        return asking.about(min(day, asking.on))
    instant = min(day_end(day, asking.workspace.policy.tz) - INSTANT, asking.as_of)
    return asking.known_at(last_before(asking, to_us(instant) + 1), instant)

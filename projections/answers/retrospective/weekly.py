"""What was there at each week's end?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from projections.answers.asking import Asking
from projections.answers.assembled import Assembled
from projections.answers.integrity.considered import was_pursued
from projections.answers.retrospective.seen import Seen


@dataclass(frozen=True, slots=True)
class WeekEnd:
    """`asking` is the question as it stood when the day was over; `pursued` are those `there` that had been pursued on
    a day of the period by then."""

    day: date
    asking: Asking
    there: Assembled
    pursued: Assembled


def week_ends(seen: Seen) -> Iterator[WeekEnd]:
    """By the axis of the report."""
    for day in seen.week_ends:
        asking = seen.ended(day)
        there = seen.scope.goals(asking)
        so_far = replace(seen.stretch, last=day)
        yield WeekEnd(day, asking, there, [each for each in there if was_pursued(each[1].lives, so_far)])

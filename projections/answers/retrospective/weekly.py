"""What was there at each week's end?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from projections.answers.asking import Asking
from projections.answers.assembled import Assembled
from projections.answers.held import held
from projections.answers.integrity.considered import was_pursued
from projections.answers.retrospective.seen import Seen
from projections.goals import View
from projections.standing import Standing


@dataclass(frozen=True, slots=True)
class Stood:
    """A goal as it was held, the question in its own days, and where it stood by its readings."""

    goal_id: str
    asking: Asking
    view: View
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class WeekEnd:
    """`asking` is the question as it stood when the day was over; `pursued` are those `there` that had been pursued on
    a day of the period by then."""

    day: date
    asking: Asking
    there: Assembled
    pursued: Sequence[Stood]


def week_ends(seen: Seen) -> Iterator[WeekEnd]:
    """By the axis of the report."""
    for day in seen.week_ends:
        asking = seen.ended(day)
        there = seen.scope.goals(asking)
        so_far = replace(seen.stretch, last=day)
        yield WeekEnd(
            day, asking, there, [_stood(asking, *each) for each in there if was_pursued(each[1].lives, so_far)]
        )


def _stood(asking: Asking, goal_id: str, view: View) -> Stood:
    asking, view = held(asking, goal_id, view)
    return Stood(goal_id, asking, view, asking.question.standing(view.goal.definition))

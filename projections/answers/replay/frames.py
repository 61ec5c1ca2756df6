"""What does each frame of a replay show?"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from projections.answers import feed, forms
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.replay import by_effect, by_record
from projections.answers.replay.course import Course
from projections.answers.replay.following import Following
from projections.answers.replay.turn import Turn
from projections.answers.supposing import is_left_out, what_if
from projections.answers.what_changed import what_changed

Snapshot = Callable[[], AbstractContextManager[Asking]]
"""Opens the question anew, each time of the same position, moment and day."""


def frames(course: Course, snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    """Each read in a snapshot of its own; and last a line that says that these were all."""
    along = by_effect if course.axis is Axis.EFFECTIVE else by_record
    following = Following(course.scope)
    with snapshot() as asking:
        opened = along.opening(asking, course, following)
        shown = _frame(asking, course, following, opened, 0)
    turn: Turn | None = opened
    n = 0
    while turn is not None:
        yield shown
        n += 1
        with snapshot() as asking:
            turn = along.turn(asking, course, following, turn)
            if turn is not None:
                shown = _frame(asking, course, following, turn, n)
    yield {"end": True, "frames": n, "position": course.closing.position}


def _frame(asking: Asking, course: Course, following: Following, turn: Turn, n: int) -> dict[str, Any]:
    there, happened = turn.there, turn.happened
    return {
        "frame": n,
        "axis": course.axis.value,
        "moment": forms.instant(turn.moment),
        "on": forms.day(there.on),
        "position": there.position,
        **({"what_if": what_if(asking)} if n == 0 and asking.supposing is not None else {}),
        "events": [_told(there, position) for position in happened.positions],
        "events_left_out": happened.left_out,
        "goals": following.lines(there),
    }


def _told(there: Asking, position: int) -> dict[str, Any]:
    told = what_changed(there, feed.at(there, position))
    return told if there.supposing is None else {**told, "left_out": is_left_out(there, position)}

"""What is the next frame, as the days of the world go by?"""

from projections.answers.asking import Asking
from projections.answers.replay.course import Course, Point
from projections.answers.replay.following import Following
from projections.answers.replay.turn import Turn


def opening(asking: Asking, course: Course, following: Following) -> Turn:
    there = asking.about(course.opening.on)
    following.learn(there, after=0)
    return Turn(there, course.opening.moment)


def turn(asking: Asking, course: Course, following: Following, last: Turn) -> Turn | None:
    """None after the last one."""
    before = Point(last.there.position, last.moment, last.there.on)
    if course.is_over(before):
        return None
    day = min(course.day_after(before), course.closing.on)
    return Turn(asking.about(day), course.moment_of(day))

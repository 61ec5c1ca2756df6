"""What is the next frame, as the days of the world go by?

All is told by what is known at the moment asked about.
"""

from goals.instants import from_us, to_us
from goals.window import day_end, local_day
from projections.answers.asking import Asking
from projections.answers.replay.course import Course, Point, Step
from projections.answers.replay.effective import EVER, between, sources
from projections.answers.replay.following import Following
from projections.answers.replay.turn import Happened, Place, Turn, happened


def opening(asking: Asking, course: Course, following: Following) -> Turn:
    there = asking.about(course.opening.on)
    following.begin(asking.about(course.closing.on))
    following.move_on(there)
    return Turn(there, course.opening.moment, place=_end_of(course, course.opening))


def turn(asking: Asking, course: Course, following: Following, last: Turn) -> Turn | None:
    """None after the last one."""
    before = Point(last.there.position, last.moment, last.there.on)
    if course.step is Step.EVENT:
        return _by_event(asking, course, following, last.place or EVER)
    if course.is_over(before):
        return None
    there = asking.about(min(course.day_after(before), course.closing.on))
    following.move_on(there)
    of = sources(asking, following.members)
    point = Point(there.position, course.moment_of(there.on), there.on)
    after, (until, _) = _end_of(course, before), _end_of(course, point)
    found = between(asking, of, after=after, before=until)
    return Turn(there, point.moment, happened(position for _, position in found))


def _by_event(asking: Asking, course: Course, following: Following, after: Place) -> Turn | None:
    until, _ = _end_of(course, course.closing)
    found = next(between(asking, sources(asking, following.members), after=after, before=until), None)
    if found is None:
        return None
    instant = from_us(found[0])
    there = asking.about(local_day(instant, course.tz))
    following.move_on(there)
    return Turn(there, instant, Happened((found[1],)), place=found)


def _end_of(course: Course, point: Point) -> Place:
    """Where the next day begins."""
    return to_us(day_end(point.on, course.tz)), 0

"""What is the next frame, as recorded time goes by?"""

from dataclasses import replace
from datetime import datetime

from goals.instants import to_us
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.periods import last_before
from projections.answers.replay.course import Course, Point, Step
from projections.answers.replay.following import Following
from projections.answers.replay.members import Members
from projections.answers.replay.recorded import Recorded, recorded
from projections.answers.replay.turn import Happened, Turn, happened


def opening(asking: Asking, course: Course, following: Following) -> Turn:
    there = _known_at(asking, course.opening.position, course.opening.moment)
    following.begin(there)
    return Turn(there, course.opening.moment)


def turn(asking: Asking, course: Course, following: Following, last: Turn) -> Turn | None:
    """None after the last one."""
    if course.step is Step.EVENT:
        return _by_event(asking, course, following, last)
    before = Point(last.there.position, last.moment, last.there.on)
    if course.is_over(before):
        return None
    moment = course.moment_of(course.day_after(before))
    there = _known_at(asking, _position_at(asking, course, moment), moment)
    was = following.members
    following.learn(there, after=before.position)
    since = recorded(there, after=before.position, through=there.position)
    return Turn(there, moment, happened(each.position for each in since if _is_of(each, was, following.members)))


def _by_event(asking: Asking, course: Course, following: Following, last: Turn) -> Turn | None:
    was = following.members
    for each in recorded(asking, after=last.there.position, through=course.closing.position):
        if not _is_of(each, was) and not each.may_join:
            continue
        event = feed.at(asking, each.position)
        assert event.recorded_at is not None
        there = _known_at(asking, each.position, event.recorded_at)
        following.learn(there, after=last.there.position)
        if _is_of(each, was, following.members):
            return Turn(there, event.recorded_at, Happened((each.position,)))
        was = following.members
        last = replace(last, there=there)
    return None


def _is_of(each: Recorded, *members: Members) -> bool:
    return any(those.has(each.stream_id, each.kpi_id) for those in members)


def _position_at(asking: Asking, course: Course, moment: datetime) -> int:
    """What was recorded in the same microsecond as a position that was named may have come after it."""
    if moment == course.closing.moment:
        return course.closing.position
    return last_before(asking, to_us(moment) + 1)


def _known_at(asking: Asking, position: int, moment: datetime) -> Asking:
    """About the day of then, unless a day was named."""
    there = asking.known_at(position, moment)
    return there.about(asking.on) if asking.is_on_given else there

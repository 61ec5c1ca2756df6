"""Would there be too many frames, one for each event?"""

from itertools import islice

from goals.instants import to_us
from goals.window import day_end
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.replay.course import Course, Point
from projections.answers.replay.effective import between, sources
from projections.answers.replay.members import Members, members_of
from projections.answers.replay.recorded import recorded
from projections.answers.scope import Scope


def are_more(asking: Asking, course: Course, *, than: int) -> bool:
    """Whether more events are of a course than so many, which is as far as they are counted.

    Of a container, they are those of the goals that are in it where the course begins, or where it ends.
    """
    found = _by_effect(asking, course, than) if course.axis is Axis.EFFECTIVE else _by_record(asking, course, than)
    return found > than


def _by_record(asking: Asking, course: Course, most: int) -> int:
    after, through = course.opening.position, course.closing.position
    if through - after <= most or course.scope == Scope():
        return through - after
    members = _members(course, _known_at(asking, course.opening), _known_at(asking, course.closing))
    found = recorded(asking, after=after, through=through)
    return sum(1 for _ in islice((each for each in found if members.has(each.stream_id, each.kpi_id)), most + 1))


def _known_at(asking: Asking, point: Point) -> Asking:
    there = asking.known_at(point.position, point.moment)
    return there.about(asking.on) if asking.is_on_given else there


def _by_effect(asking: Asking, course: Course, most: int) -> int:
    members = _members(course, asking.about(course.opening.on), asking.about(course.closing.on))
    after, before = (to_us(day_end(each.on, course.tz)) for each in (course.opening, course.closing))
    found = between(asking, sources(asking, members), after=(after, 0), before=before)
    return sum(1 for _ in islice(found, most + 1))


def _members(course: Course, *ends: Asking) -> Members:
    opening, closing = (members_of(there, course.scope, course.scope.goals(there)) for there in ends)
    return opening.and_those_of(closing)

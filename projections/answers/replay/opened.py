"""Between which moments is something replayed, if that can be done?"""

from datetime import date, datetime

from goals.window import local_day
from projections.answers import feed
from projections.answers.asking import Asking
from projections.answers.axes import Axis
from projections.answers.between import day_before
from projections.answers.errors import EndsBeforeItBegins, NoSuchMoment
from projections.answers.marks import Mark, are_reversed, before, began_at, ended_at, is_day, said
from projections.answers.replay import effective
from projections.answers.replay.course import Course, Point, Step
from projections.answers.replay.errors import TooManyFrames
from projections.answers.replay.eventful import are_more
from projections.answers.replay.members import ALL, Members
from projections.answers.scope import Scope

MOST_FRAMES = 4_000
"""Ten years by day, seventy by week; so many events."""


def course_of(
    asking: Asking, scope: Scope, *, axis: Axis, step: Step, first: Mark | None, last: Mark | None
) -> Course | None:
    """None if there is nothing of that name. Without `first`, from the first day on which something of it was recorded,
    or took effect; without `last`, up to the moment asked about.

    Raises NoSuchMoment, EndsBeforeItBegins, TooManyFrames.
    """
    if not scope.is_known(asking):
        return None
    along = _by_effect if axis is Axis.EFFECTIVE else _by_record
    course = along(asking, scope, step, first, last)
    if step is Step.EVENT and are_more(asking, course, than=MOST_FRAMES):
        raise TooManyFrames(MOST_FRAMES, named="step")
    if course.most_frames > MOST_FRAMES:
        raise TooManyFrames(MOST_FRAMES, named="from")
    return course


def _by_record(asking: Asking, scope: Scope, step: Step, first: Mark | None, last: Mark | None) -> Course:
    closing = asking if last is None else ended_at(asking, last)
    tz = closing.workspace.policy.tz
    opening = _recorded_from(asking, scope, tz, first)
    if opening.as_of > closing.as_of or opening.position > closing.position or are_reversed(first, last):
        raise EndsBeforeItBegins(*_said(first, opening, last, closing))
    is_settled = last is not None and closing.position < asking.position
    return Course(
        scope=scope,
        axis=Axis.RECORDED,
        step=step,
        tz=tz,
        opening=_point(opening),
        closing=_point(closing),
        is_settled=is_settled,
        is_lasting=is_settled and last is not None and not is_day(last),
    )


def _recorded_from(asking: Asking, scope: Scope, tz: str, first: Mark | None) -> Asking:
    """A day begins with what was known before it; that of the workspace's opening with the opening."""
    mark = _first_day(asking, scope, tz) if first is None else first
    opened = feed.at(asking, 1)
    assert opened.recorded_at is not None
    if not is_day(mark) or mark != local_day(opened.recorded_at, tz):
        return began_at(asking, mark)
    return asking.known_at(1, opened.recorded_at)


def _first_day(asking: Asking, scope: Scope, tz: str) -> date:
    """Of the workspace, that of the first event after its opening: a test workspace is opened in 1970."""
    named = scope.goal_id or scope.container_id
    first = feed.at(asking, min(2, asking.position)) if named is None else feed.stream(asking, named, most=1)[0]
    assert first.recorded_at is not None
    return local_day(first.recorded_at, tz)


def _by_effect(asking: Asking, scope: Scope, step: Step, first: Mark | None, last: Mark | None) -> Course:
    tz = asking.workspace.policy.tz
    until = asking.on if last is None else _day_of(asking, last, "to")
    since = _first_effect(asking, scope, tz) if first is None else _day_of(asking, first, "from")
    if since > until:
        raise EndsBeforeItBegins(since, until)
    beginning = effective.beginning_of(asking, Axis.EFFECTIVE)
    if since < beginning:
        raise NoSuchMoment("from", f"Nothing had taken effect on {since}: the first that did was on {beginning}.")
    return Course(
        scope=scope,
        axis=Axis.EFFECTIVE,
        step=step,
        tz=tz,
        opening=Point(asking.position, min(before(since, tz), asking.as_of), day_before(since)),
        closing=Point(asking.position, asking.as_of, until),
    )


def _first_effect(asking: Asking, scope: Scope, tz: str) -> date:
    """Of what is named, by its own events: a KPI may have been read long before."""
    named = {goal_id for goal_id, _ in scope.goals(asking)} | {scope.container_id or ""}
    members = ALL if scope == Scope() else Members(frozenset(named), frozenset())
    return min(effective.first_day(asking, members, tz), asking.on)


def _day_of(asking: Asking, mark: Mark, named: str) -> date:
    if isinstance(mark, int):
        return ended_at(asking, mark, named=named).on
    day = local_day(mark, asking.workspace.policy.tz) if isinstance(mark, datetime) else mark
    if day > asking.on:
        raise NoSuchMoment(named, f"{day} is after {asking.on}, the day asked about.")
    return day


def _said(first: Mark | None, opening: Asking, last: Mark | None, closing: Asking) -> tuple[date | int, date | int]:
    """As they were named, where that was in time."""
    ends = said(opening, closing)
    if isinstance(ends[0], int):
        return ends
    named = ((first, ends[0]), (last, ends[1]))
    begins, until = (meant if mark is None or isinstance(mark, int) else mark for mark, meant in named)
    return begins, until


def _point(asking: Asking) -> Point:
    return Point(asking.position, asking.as_of, asking.on)

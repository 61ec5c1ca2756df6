"""When did the readings of a goal first meet a target, by what was known?"""

from datetime import date

from goals.achievement import first_met
from goals.goal.definition import Definition
from goals.observation import current_value, running
from goals.progress import UNPACED, Yardstick, met
from goals.target import number
from goals.vocabulary import Direction, ValueKind
from goals.window import day_end, day_start, local_day
from projections.readings import Observed, Series
from projections.standing import Question, yardstick_of

UPWARD = (Direction.INCREASE, Direction.AT_LEAST)


def first_met_on(question: Question, definition: Definition) -> date | None:
    """The day within its window, up to that of the question, on which a definition's target was first met.

    To maintain and to stay at most is settled on the window's last day.
    """
    yardstick = yardstick_of(definition)
    if yardstick is None or definition.kpi_id is None:
        return None
    if yardstick.direction in UNPACED:
        is_kept = question.on >= yardstick.end and kept_to_the_end(question, definition, yardstick)
        return yardstick.end if is_kept else None
    last_day = min(question.on, yardstick.end)
    return first_met_between(question, definition, yardstick, first_day=yardstick.start, last_day=last_day)


def first_met_between(
    question: Question, definition: Definition, yardstick: Yardstick, *, first_day: date, last_day: date
) -> date | None:
    """The first of these days on which the target was met; the first of all, where what was read before met it."""
    if yardstick.direction in UNPACED or definition.kpi_id is None or definition.series is None:
        return None
    measure = question.measure(definition)
    if measure is None:
        return None
    if measure.value_kind is ValueKind.LEVEL:
        series = Series(question.workspace_id, definition.kpi_id, definition.series, question.position)
        return _first_of_levels(question, series, definition, yardstick, first_day, last_day)
    steps = running(
        question.observations(definition, since=yardstick.start, until=last_day),
        value_kind=measure.value_kind,
        aggregation=measure.aggregation,
        start=yardstick.start,
        end=last_day,
    )
    return first_met(yardstick, steps, first_day)


def kept_to_the_end(question: Question, definition: Definition, yardstick: Yardstick) -> bool:
    """Whether the target was met by how the window's last day ended."""
    measure = question.measure(definition)
    if measure is None:
        return False
    current = current_value(
        question.observations(definition, since=yardstick.start, until=yardstick.end),
        value_kind=measure.value_kind,
        aggregation=measure.aggregation,
        start=yardstick.start,
        end=yardstick.end,
    )
    return current is not None and met(yardstick, current.value)


def _first_of_levels(
    question: Question,
    series: Series,
    definition: Definition,
    yardstick: Yardstick,
    first_day: date,
    last_day: date,
) -> date | None:
    """As `goals.achievement.first_met` says it, but the database does the looking."""
    target = number(yardstick.target)
    if target is None or definition.span is None:
        return None
    tz = definition.span.tz
    if first_day > yardstick.start:
        carried = series.latest(question.rows, before=day_start(first_day, tz))
        if carried and _day(carried[0], tz) >= yardstick.start and met(yardstick, carried[0].value):
            return first_day
    found = series.first_beyond(
        question.rows,
        target,
        upwards=yardstick.direction in UPWARD,
        since=day_start(first_day, tz),
        before=day_end(last_day, tz),
    )
    return None if found is None else _day(found, tz)


def _day(observed: Observed, tz: str) -> date:
    return local_day(observed.observed_at, tz)

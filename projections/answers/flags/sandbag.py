"""Was far more than the target reached before half the time had gone?"""

from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from goals.achievement import reigns
from goals.flags import raised
from goals.flags_of_lives import SANDBAG, sandbagged
from goals.observation import Observation, running
from goals.progress import UNPACED, Yardstick, raw_progress
from goals.quantity import EXACT
from goals.target import number
from goals.vocabulary import FlagId, ValueKind
from goals.window import day_end, day_start, elapsed_days, total_days
from projections.answers.achievement import Measured, measured
from projections.answers.asking import Asking
from projections.answers.flags.sighting import Sighting, sighted
from projections.goals import View
from projections.meeting import UPWARD
from projections.readings import Series
from projections.standing import observation

NINTH_PLACE = Decimal("1E-9")
BEYOND = Decimal(10**18)


def of_goal(asking: Asking, goal_id: str, view: View, *, since: date = date.min) -> list[Sighting]:
    """R17, of the first reading that showed it by the version then in force, looked for from a day on."""
    if view.goal.activated_on is None or _is_too_late(view, since):
        return []
    versions = measured(asking, goal_id, view)
    for place, first_day, last_day in reigns([each.version for each in versions], asking.on):
        yardstick = versions[place].yardstick
        first_day, last_day = max(first_day, since), min(last_day, _half(yardstick.start, yardstick.end))
        found = _beyond(asking, versions[place], first_day, last_day) if first_day <= last_day else None
        if found is not None:
            return _sighted(yardstick, found)
    return []


def _sighted(yardstick: Yardstick, found: Observation) -> list[Sighting]:
    judged = raised(
        FlagId.R17,
        sandbagged,
        (),
        progress=raw_progress(yardstick, found.value),
        elapsed=elapsed_days(start=yardstick.start, end=yardstick.end, today=found.day),
        total=total_days(start=yardstick.start, end=yardstick.end),
    )
    return sighted(judged, found.position)


def _is_too_late(view: View, since: date) -> bool:
    """Whether the first half had passed by then, as far as it can be told without asking for the goal's versions."""
    goal = view.goal
    if goal.retargets > 1:
        return False
    spans = [each.span for each in (goal.original, goal.definition) if each is not None]
    return all(span is None or since > _half(span.start, span.end) for span in spans)


def _half(start: date, end: date) -> date:
    """The last day of the first half; of an odd number of days, the one in the middle is in the second."""
    days = (total_days(start=start, end=end) - 1) // 2
    return date.fromordinal(max(start.toordinal() + days - 1, 1))


def _beyond(asking: Asking, each: Measured, first_day: date, last_day: date) -> Observation | None:
    bound, definition, yardstick = _bound(each.yardstick), each.definition, each.yardstick
    if bound is None or definition.kpi_id is None or definition.series is None or definition.span is None:
        return None
    tz = definition.span.tz
    measure = asking.question.measure(definition)
    if measure is None:
        return None
    if measure.value_kind is ValueKind.LEVEL:
        series = Series(asking.workspace_id, definition.kpi_id, definition.series, asking.position)
        found = series.first_beyond(
            asking.rows,
            bound,
            upwards=yardstick.direction in UPWARD,
            since=day_start(first_day, tz),
            before=day_end(last_day, tz),
        )
        return None if found is None else observation(found, tz)
    steps = running(
        asking.question.observations(definition, since=yardstick.start, until=last_day),
        value_kind=measure.value_kind,
        aggregation=measure.aggregation,
        start=yardstick.start,
        end=last_day,
    )
    shown = (step for step in steps if step.day >= first_day and _is_far(yardstick, step.value))
    return next(shown, None)


def _bound(yardstick: Yardstick) -> Decimal | None:
    """The least value, of nine places, whose progress is that far; None where no value's is."""
    baseline, target = yardstick.baseline, number(yardstick.target)
    if yardstick.direction in UNPACED or baseline is None or target is None:
        return None
    if not _is_far(yardstick, EXACT.add(target, EXACT.subtract(target, baseline))):
        return None
    exact = EXACT.add(baseline, EXACT.multiply(SANDBAG, EXACT.subtract(target, baseline)))
    rounding = ROUND_CEILING if yardstick.direction in UPWARD else ROUND_FLOOR
    bound = exact.quantize(NINTH_PLACE, rounding, EXACT)
    return bound if abs(bound) < BEYOND else None


def _is_far(yardstick: Yardstick, value: Decimal) -> bool:
    progress = raw_progress(yardstick, value)
    return progress is not None and progress >= SANDBAG

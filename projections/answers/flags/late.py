"""Which readings, recorded after the deadline then in force, changed whether the goal counts as achieved?

A goal that is not committed is calibrated freely, and has no outcome that could be turned.
"""

from collections.abc import Sequence
from dataclasses import replace

from goals.achievement import outcome_by_readings
from goals.flags import raised
from goals.flags_of_lives import flipped
from goals.instants import to_us
from goals.progress import UNPACED, met
from goals.vocabulary import FlagId, ValueKind
from goals.window import day_end, day_start, local_day
from projections.answers.achievement import Measured, day_achieved, measured
from projections.answers.asking import Asking
from projections.answers.flags.changed import Reported, changed, known_at
from projections.answers.flags.sighting import Sighting, sighted
from projections.goals import View

EVER = -(2**62)


def of_goal(asking: Asking, goal_id: str, view: View) -> list[Sighting]:
    """R13, each time the outcome was turned by a reading."""
    if view.goal.activated_on is None or not _may_be_past(asking, view):
        return []
    versions = measured(asking, goal_id, view)
    ends = [each.yardstick.end for each in versions]
    if not versions or asking.on <= min(ends):
        return []
    return [
        each
        for report in _reports(asking, versions)
        if _matters(asking, versions, report)
        for each in _flips(asking, goal_id, versions[-1], report)
    ]


def _may_be_past(asking: Asking, view: View) -> bool:
    """Whether one of the goal's deadlines has passed, as far as it can be told without asking for them."""
    spans = (view.goal.definition.span, None if view.goal.original is None else view.goal.original.span)
    return view.goal.retargets > 1 or any(span is not None and asking.on > span.end for span in spans)


def _reports(asking: Asking, versions: Sequence[Measured]) -> list[Reported]:
    """Those that may have changed an outcome: to keep within a limit, what was read before the window counts too."""
    tz = _zone(versions[-1])
    yardsticks = [each.yardstick for each in versions]
    is_carried = any(each.direction in UNPACED for each in yardsticks)
    return changed(
        asking,
        versions,
        since=EVER if is_carried else to_us(day_start(min(each.start for each in yardsticks), tz)),
        before=to_us(day_end(max(each.end for each in yardsticks), tz)),
        recorded_since=to_us(day_end(min(each.end for each in yardsticks), tz)),
    )


def _matters(asking: Asking, versions: Sequence[Measured], report: Reported) -> bool:
    """A level that does not meet the only target there was achieves nothing by being told."""
    first, *later = versions
    if later or report.version > 1 or first.yardstick.direction in UNPACED:
        return True
    return not _is_level(asking, first) or met(first.yardstick, report.value)


def _flips(asking: Asking, goal_id: str, last: Measured, report: Reported) -> list[Sighting]:
    day = local_day(report.recorded_at, _zone(last))
    known = known_at(asking, goal_id, report.position, day)
    if known is None or day > asking.on:
        return []
    there, view, definition = known
    if view.goal.original is None or definition.span is None or day <= definition.span.end:
        return []
    before = outcome_by_readings(day_achieved(replace(there, position=report.position - 1), goal_id, view))
    after = outcome_by_readings(day_achieved(there, goal_id, view))
    found = raised(
        FlagId.R13,
        flipped,
        (),
        outcome_before=before,
        outcome_after=after,
        deadline=definition.span.end,
        recorded_on=day,
    )
    return sighted(found, report.position)


def _is_level(asking: Asking, each: Measured) -> bool:
    measure = asking.question.measure(each.definition)
    return measure is not None and measure.value_kind is ValueKind.LEVEL


def _zone(each: Measured) -> str:
    return "UTC" if each.definition.span is None else each.definition.span.tz

"""Which readings, recorded after the deadline then in force, changed whether the goal counts as achieved?

A goal that is not committed is calibrated freely, and has no outcome that could be turned.
"""

from collections.abc import Iterator, Sequence

from goals.flags import raised
from goals.flags_of_lives import flipped
from goals.instants import to_us
from goals.progress import UNPACED
from goals.vocabulary import FlagId, ValueKind
from goals.window import day_end, day_start
from projections.answers.achievement import Measured, measured
from projections.answers.asking import Asking
from projections.answers.flags.changed import EVER, Wanted, changed, has_changed, lasting
from projections.answers.flags.replay import Replay, Turn
from projections.answers.flags.sighting import Sighting, sighted
from projections.answers.flags.then import Then
from projections.goals import View


def of_goal(asking: Asking, goal_id: str, view: View) -> Iterator[Sighting]:
    """R13, each time the outcome was turned by a reading. Whoever asks for the first alone looks no further."""
    if view.goal.activated_on is None or not _may_be_past(asking, view):
        return
    versions = measured(asking, goal_id, view)
    ends = [each.yardstick.end for each in versions]
    if not versions or asking.on <= min(ends):
        return
    recorded_since = to_us(day_end(min(ends), _zone(versions[-1])))
    of_series = wanted(asking, versions, recorded_since)
    if not has_changed(asking, of_series, recorded_since=recorded_since):
        return
    reports = changed(asking, of_series)
    replay = Replay(asking, Then(asking, goal_id), _zone(versions[-1]), reports)
    for report in reports:
        if report.recorded_at < recorded_since:
            replay.put(report)
        else:
            yield from _flips(replay.turn(report))


def _may_be_past(asking: Asking, view: View) -> bool:
    """Whether one of the goal's deadlines has passed, as far as it can be told without asking for them."""
    spans = (view.goal.definition.span, None if view.goal.original is None else view.goal.original.span)
    return view.goal.retargets > 1 or any(span is not None and asking.on > span.end for span in spans)


def wanted(asking: Asking, versions: Sequence[Measured], recorded_since: int) -> list[Wanted]:
    """By series, what an outcome may have depended on since an instant."""
    found: dict[tuple[str, int], list[Measured]] = {}
    for each in versions:
        if each.definition.kpi_id is not None and each.definition.series is not None:
            found.setdefault((each.definition.kpi_id, each.definition.series), []).append(each)
    return [
        Wanted(
            *series,
            since=min(_since(asking, series, each, recorded_since) for each in mine),
            before=max(_end(each) for each in mine),
        )
        for series, mine in found.items()
    ]


def _since(asking: Asking, series: tuple[str, int], each: Measured, recorded_since: int) -> int:
    """A limit is kept by what was read last, be it before the window: the last of what has stood since is enough."""
    measure = asking.question.measure(each.definition)
    if each.yardstick.direction not in UNPACED or measure is None or measure.value_kind is not ValueKind.LEVEL:
        return to_us(day_start(each.yardstick.start, _zone(each)))
    found = lasting(asking, series, before=_end(each), recorded_before=recorded_since)
    return EVER if found is None else found


def _flips(turn: Turn | None) -> list[Sighting]:
    if turn is None:
        return []
    found = raised(
        FlagId.R13,
        flipped,
        (),
        outcome_before=turn.before,
        outcome_after=turn.after,
        deadline=turn.deadline,
        recorded_on=turn.recorded_on,
    )
    return sighted(found, turn.position)


def _end(each: Measured) -> int:
    return to_us(day_end(each.yardstick.end, _zone(each)))


def _zone(each: Measured) -> str:
    return "UTC" if each.definition.span is None else each.definition.span.tz

"""Was a goal achieved by a deadline, as it was known when that had passed, and ever since?

As `goals.achievement` says it of the deadline's day; each reading is looked at once, in the order in which it was
recorded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from goals.achievement import outcome_by_readings, reigns
from goals.instants import to_us
from goals.vocabulary import Outcome
from goals.window import Window, day_end
from projections.answers.achievement import day_achieved, measured
from projections.answers.asking import Asking
from projections.answers.flags import late
from projections.answers.flags.changed import Reported, changed, has_changed
from projections.answers.flags.reign import Readings, Reign, Series, reigning
from projections.answers.flags.then import Known, Then
from projections.answers.held import held
from projections.answers.periods import last_before
from projections.goals import View
from projections.lives import view_of


@dataclass(frozen=True, slots=True)
class Turned:
    """What was recorded at a position changed what was to be said."""

    position: int
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """`first` is what was to be said when the window had ended, `last` what is at the moment asked about."""

    window: Window
    first: Outcome
    turned: tuple[Turned, ...]

    @property
    def last(self) -> Outcome:
        return self.turned[-1].after if self.turned else self.first


def verdicts(asking: Asking, goal_id: str, view: View, *, until: date) -> Iterator[Verdict]:
    """One for each deadline up to a day that has passed, and was in force when it did, of a goal committed by then."""
    if view.goal.activated_on is None:
        return
    then = Then(asking, goal_id)
    known = [then.at(position) for position in then.positions]
    spans = {each.last.span for each in known if each is not None}
    passed = [span for span in spans if span is not None and span.end <= until]
    for span in sorted(passed, key=lambda each: (each.end, each.start, each.tz)):
        if day_end(span.end, span.tz) <= asking.as_of and _was_in_force(asking, then, span):
            yield _verdict(asking, goal_id, view, then, span)


def _was_in_force(asking: Asking, then: Then, span: Window) -> bool:
    known = then.at(last_before(asking, _ended(span)))
    return known is not None and bool(known.counted) and known.in_force(span.end).span == span


def _verdict(asking: Asking, goal_id: str, view: View, then: Then, span: Window) -> Verdict:
    ended = _ended(span)
    since = last_before(asking, ended)
    wanted = late.wanted(asking, measured(asking, goal_id, view), ended)
    defined = [position for position in then.positions if position > since]
    if not defined and not has_changed(asking, wanted, recorded_since=ended):
        return Verdict(span, _outcome_at(asking, goal_id, since, span.end), ())
    reports = changed(asking, wanted)
    judge = _Judge(asking, then, span.end, reports)
    for report in reports:
        if report.position <= since:
            judge.put(report)
    later: dict[int, Reported | None] = dict.fromkeys(defined) | {
        each.position: each for each in reports if each.position > since
    }
    first = judge.outcome(since)
    return Verdict(span, first, tuple(_turns(judge, first, later)))


def _turns(judge: "_Judge", first: Outcome, later: Mapping[int, Reported | None]) -> Iterator[Turned]:
    """`later` is what was recorded after the deadline: a reading by its position, or a definition as None."""
    before = first
    for position in sorted(later):
        report = later[position]
        if report is not None:
            judge.put(report)
        after = judge.outcome(position)
        if after is not before:
            yield Turned(position, before, after)
        before = after


class _Judge:
    """Of one day, by the readings put so far. `reports` are all there are."""

    def __init__(self, asking: Asking, then: Then, day: date, reports: Sequence[Reported]) -> None:
        self._asking, self._then, self._day = asking, then, day
        series = dict.fromkeys(each.series for each in reports)
        self._readings: dict[Series, Readings] = {
            one: Readings(each for each in reports if each.series == one) for one in series
        }
        self._reigning: dict[int, list[Reign]] = {}

    def put(self, report: Reported) -> None:
        self._readings[report.series].put(report)

    def outcome(self, position: int) -> Outcome:
        """By the definitions known at a position."""
        known = self._then.at(position)
        achieved = None
        if known is not None:
            achieved = next((each.last_day for each in self._in_force(known) if each.is_achieved()), None)
        return outcome_by_readings(achieved)

    def _in_force(self, known: Known) -> list[Reign]:
        if known.number not in self._reigning:
            places = reigns([each.version for each in known.measured], self._day) if known.measured else ()
            self._reigning[known.number] = reigning(self._asking, known.measured, places, self._readings)
        return self._reigning[known.number]


def _outcome_at(asking: Asking, goal_id: str, position: int, day: date) -> Outcome:
    there = replace(asking, position=position).about(day)
    view = view_of(there.question, goal_id)
    return outcome_by_readings(None if view is None else day_achieved(there, goal_id, held(there, goal_id, view)[1]))


def _ended(span: Window) -> int:
    return to_us(day_end(span.end, span.tz))

"""What was the outcome by the readings, while one after another was recorded, corrected or voided?

Each reading is looked at once, in the order in which it was recorded; what was read before is not read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goals.achievement import outcome_by_readings, reigns
from goals.instants import from_us
from goals.vocabulary import Outcome
from goals.window import local_day
from projections.answers.asking import Asking
from projections.answers.flags.changed import Reported
from projections.answers.flags.reign import Readings, Reign, reigning
from projections.answers.flags.then import Known, Then


@dataclass(frozen=True, slots=True)
class Turn:
    """A report that came after the deadline then in force, and what was to be said without it, and with it."""

    position: int
    recorded_on: date
    deadline: date
    before: Outcome
    after: Outcome


@dataclass(frozen=True, slots=True, eq=False)
class _Judge:
    deadline: date
    reigning: Sequence[Reign]

    def outcome(self) -> Outcome:
        achieved = next((each.last_day for each in self.reigning if each.is_achieved()), None)
        return outcome_by_readings(achieved)


class Replay:
    """`tz` is that of the days on which reports came; `reports` are all there are, by position."""

    def __init__(self, asking: Asking, then: Then, tz: str, reports: Sequence[Reported]) -> None:
        self._asking, self._then, self._tz = asking, then, tz
        series = dict.fromkeys(each.series for each in reports)
        self._readings = {one: Readings(each for each in reports if each.series == one) for one in series}
        self._days: dict[int, date] = {}
        self._judged_by: dict[tuple[int, date], _Judge | None] = {}
        self._judges: dict[tuple[int, date, tuple[tuple[int, date, date], ...]], _Judge] = {}
        self._last: tuple[_Judge, Outcome] | None = None

    def put(self, report: Reported) -> None:
        self._readings[report.series].put(report)
        self._last = None

    def turn(self, report: Reported) -> Turn | None:
        """None where it did not come after the deadline, or not by the day asked about."""
        day = self._day(report)
        judge = self._judge(report.position, day) if day <= self._asking.on else None
        if judge is None:
            self.put(report)
            return None
        before = self._last[1] if self._last is not None and self._last[0] is judge else judge.outcome()
        self.put(report)
        after = judge.outcome()
        self._last = judge, after
        return Turn(report.position, day, judge.deadline, before, after)

    def _judge(self, position: int, day: date) -> _Judge | None:
        known = self._then.at(position)
        if known is None or not known.counted:
            return None
        if (known.number, day) not in self._judged_by:
            self._judged_by[known.number, day] = self._judge_on(known, day)
        return self._judged_by[known.number, day]

    def _judge_on(self, known: Known, day: date) -> _Judge | None:
        """The same of all days on which the same versions reign."""
        span = known.in_force(day).span
        if span is None or day <= span.end or not known.measured:
            return None
        places = tuple(reigns([each.version for each in known.measured], day))
        key = (known.number, span.end, places)
        if key not in self._judges:
            self._judges[key] = _Judge(span.end, reigning(self._asking, known.measured, places, self._readings))
        return self._judges[key]

    def _day(self, report: Reported) -> date:
        if report.recorded_at not in self._days:
            self._days[report.recorded_at] = local_day(from_us(report.recorded_at), self._tz)
        return self._days[report.recorded_at]

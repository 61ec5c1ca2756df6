"""Was a version met while it was in force, by the readings believed so far?"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goals.instants import to_us
from goals.tallied import Mark, is_kept, is_reached, mark_of, weighed
from goals.tally import Run, Tally
from goals.vocabulary import Aggregation, ValueKind
from goals.window import day_end, day_start
from projections.answers.achievement import Measured
from projections.answers.asking import Asking
from projections.answers.flags.changed import Reported

Series = tuple[str, int]
"""The id of a KPI, and the number of its series."""


class Readings:
    """What was believed of one series of a KPI, of all that is ever known of it."""

    def __init__(self, reports: Iterable[Reported]) -> None:
        self._places = sorted({each.place for each in reports})
        self._at = {place: n for n, place in enumerate(self._places)}
        self._values: list[int | None] = [None] * len(self._places)
        self._tallies: dict[int | None, Tally] = {}

    def put(self, report: Reported) -> None:
        at, value = self._at[report.place], None if report.is_voided else report.billionths
        self._values[at] = value
        for slope, tally in self._tallies.items():
            tally.put(at, None if value is None else weighed(value, slope))

    def between(self, since: int | None, until: int, *, slope: int | None) -> Run | None:
        """Of those observed from `since` (None: ever) up to, and not including, `until`, in microseconds."""
        if slope not in self._tallies:
            self._tallies[slope] = Tally([None if each is None else weighed(each, slope) for each in self._values])
        first = 0 if since is None else bisect_left(self._places, (since,))
        return self._tallies[slope].between(first, max(first, bisect_left(self._places, (until,))))


@dataclass(frozen=True, slots=True)
class Reign:
    """A version while it was in force: met by what was observed from `since` to `until`, from `first` on."""

    readings: Readings
    mark: Mark
    since: int | None
    first: int
    until: int
    last_day: date

    def is_achieved(self) -> bool:
        between, slope = self.readings.between, self.mark.slope
        if not self.mark.is_paced:
            return is_kept(self.mark, between(self.since, self.until, slope=slope))
        head = between(self.since, self.first, slope=slope) if self.since != self.first else None
        return is_reached(self.mark, head, between(self.first, self.until, slope=slope))


def reigning(
    asking: Asking,
    versions: Sequence[Measured],
    places: Iterable[tuple[int, date, date]],
    readings: Mapping[Series, Readings],
) -> list[Reign]:
    """Those of the versions in force, each at its place from a day to a day, that can be met."""
    found = [_reign(asking, versions[place], readings, since, until) for place, since, until in places]
    return [each for each in found if each is not None]


def _reign(
    asking: Asking, each: Measured, readings: Mapping[Series, Readings], first_day: date, last_day: date
) -> Reign | None:
    definition, yardstick = each.definition, each.yardstick
    if definition.kpi_id is None or definition.series is None or definition.span is None:
        return None
    series, tz = (definition.kpi_id, definition.series), definition.span.tz
    measure = asking.question.measure(definition)
    if measure is None or series not in readings:
        return None
    is_level = measure.value_kind is ValueKind.LEVEL
    mark = mark_of(yardstick, Aggregation.LAST if is_level else measure.aggregation)
    if mark is None or not (mark.is_paced or last_day == yardstick.end):
        return None
    return Reign(
        readings=readings[series],
        mark=mark,
        since=None if is_level and not mark.is_paced else to_us(day_start(yardstick.start, tz)),
        first=to_us(day_start(first_day, tz)),
        until=to_us(day_end(last_day, tz)),
        last_day=last_day,
    )

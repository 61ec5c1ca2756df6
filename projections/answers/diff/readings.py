"""Which readings were recorded, corrected or voided between two moments?"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, case, func, literal, select

from goals.database import Prepared
from goals.facts import Event
from goals.tables import events
from projections.answers import feed
from projections.answers.diff.ends import Ends
from projections.answers.what_changed import caused, what_changed
from projections.readings import readings

MOST_TOLD = 100
KINDS = ("recorded", "corrected", "voided")

KpiSeries = tuple[str, int]
Counts = dict[KpiSeries, Counter[str]]

_kind = case(
    (readings.c.version == 1, literal("recorded")),
    (readings.c.voided == 1, literal("voided")),
    else_=literal("corrected"),
)
_between = (
    readings.c.workspace_id == bindparam("workspace_id"),
    readings.c.from_position > bindparam("after", type_=BigInteger),
    readings.c.from_position <= bindparam("through", type_=BigInteger),
)
_of_series = (readings.c.kpi_id == bindparam("kpi_id"), readings.c.series == bindparam("series", type_=Integer))
_counted = (readings.c.kpi_id, readings.c.series, _kind.label("kind"), func.count())
_by = (readings.c.kpi_id, readings.c.series, _kind)
COUNT = Prepared(select(*_counted).where(*_between).group_by(*_by))
COUNT_OF_SERIES = Prepared(select(*_counted).where(*_between, *_of_series).group_by(*_by))
_last_of_series = (
    select(readings.c.from_position)
    .where(*_between, *_of_series)
    .order_by(readings.c.from_position.desc())
    .limit(bindparam("most", type_=Integer))
    .subquery()
)
LAST_OF_SERIES = Prepared(
    select(*feed.COLUMNS)
    .join(_last_of_series, events.c.position == _last_of_series.c.from_position)
    .where(events.c.workspace_id == bindparam("workspace_id"))
)


@dataclass(frozen=True)
class Read:
    """What was recorded, corrected or voided of some series, or of all: how many of each kind, and the last events."""

    ends: Ends
    counts: Counts
    _events: dict[KpiSeries, list[Event]] = field(default_factory=dict)

    def counted(self, of: Collection[KpiSeries]) -> dict[str, int]:
        """How many of each kind there were of these."""
        found = sum((self.counts.get(each, Counter()) for each in of), Counter[str]())
        return {kind: found[kind] for kind in KINDS}

    def causes(self, of: Collection[KpiSeries]) -> dict[str, Any]:
        """As many, and the last of them by name."""
        return {**self.counted(of), "events": [caused(self.ends.after, event) for event in self._last(of)]}

    def told(self, of: Collection[KpiSeries]) -> list[dict[str, Any]]:
        """The last of them, with what each changed."""
        return [what_changed(self.ends.after, event) for event in self._last(of)]

    def _last(self, of: Collection[KpiSeries]) -> list[Event]:
        """No more than MOST_TOLD, in recorded order."""
        found = [event for each in of for event in self._last_of(each)]
        return sorted(found, key=lambda event: event.position)[-MOST_TOLD:]

    def _last_of(self, series: KpiSeries) -> list[Event]:
        if series not in self.counts:
            return []
        if series not in self._events:
            found = self.ends.after.rows.all(LAST_OF_SERIES, **_place(self.ends), **_named(series), most=MOST_TOLD)
            self._events[series] = [feed.decoded(row) for row in found]
        return self._events[series]


def of_all(ends: Ends) -> Read:
    """Of every KPI."""
    return Read(ends, _counts(ends, COUNT))


def of(ends: Ends, series: Collection[KpiSeries]) -> Read:
    """Of these alone."""
    counted: Counts = {}
    for each in series:
        counted |= _counts(ends, COUNT_OF_SERIES, **_named(each))
    return Read(ends, counted)


def _named(series: KpiSeries) -> dict[str, Any]:
    return {"kpi_id": series[0], "series": series[1]}


def _counts(ends: Ends, statement: Prepared, **of: Any) -> Counts:
    found: Counts = {}
    for kpi_id, series, kind, count in ends.after.rows.all(statement, **_place(ends), **of):
        found.setdefault((kpi_id, series), Counter())[kind] += count
    return found


def _place(ends: Ends) -> dict[str, Any]:
    return {
        "workspace_id": ends.after.workspace_id,
        "after": ends.before.position,
        "through": ends.after.position,
    }

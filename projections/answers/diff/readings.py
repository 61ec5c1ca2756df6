"""Which readings were recorded, corrected or voided between two moments?"""

from collections import Counter
from typing import Any

from sqlalchemy import BigInteger, Integer, bindparam, case, func, literal, select

from goals.database import Prepared
from projections.answers import feed
from projections.answers.diff.ends import Ends
from projections.answers.what_changed import what_changed
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
LAST_OF_SERIES = Prepared(
    select(readings.c.from_position)
    .where(*_between, *_of_series)
    .order_by(readings.c.from_position.desc())
    .limit(bindparam("most", type_=Integer))
)


def counts(ends: Ends) -> Counts:
    """How many of each kind were recorded, of every KPI."""
    return _counts(ends, COUNT)


def counts_of(ends: Ends, series: KpiSeries) -> Counts:
    """The same of one."""
    return _counts(ends, COUNT_OF_SERIES, kpi_id=series[0], series=series[1])


def told(counted: Counts, of: set[KpiSeries]) -> dict[str, Any]:
    """How many of each kind there were of these."""
    found = sum((counted.get(each, Counter()) for each in of), Counter[str]())
    return {kind: found[kind] for kind in KINDS}


def last(ends: Ends, of: set[KpiSeries]) -> list[dict[str, Any]]:
    """The last ones recorded, no more than MOST_TOLD, in recorded order."""
    found = sorted(position for each in of for position in _last_of(ends, each))
    return [what_changed(ends.after, feed.at(ends.after, position)) for position in found[-MOST_TOLD:]]


def _last_of(ends: Ends, series: KpiSeries) -> list[int]:
    found = ends.after.rows.all(LAST_OF_SERIES, **_place(ends), kpi_id=series[0], series=series[1], most=MOST_TOLD)
    return [row[0] for row in found]


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

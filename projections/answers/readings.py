"""What was a KPI read to be, and what was believed of it?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Integer, and_, bindparam, or_, select

from goals.database import Prepared, Row
from goals.facts import Envelope
from goals.instants import from_us, to_us
from goals.reading.facts import ReadingCorrected, ReadingRecorded, ReadingVoided
from goals.window import day_end, day_start
from projections import kpis, readings
from projections.answers import forms
from projections.answers.asking import Asking

table = readings.readings
_columns = (
    table.c.reading_id,
    table.c.version,
    table.c.kpi_id,
    table.c.series,
    table.c.key,
    table.c.observed_at,
    table.c.value,
    table.c.voided,
    table.c.first_position,
    table.c.from_position,
    table.c.recorded_at,
    table.c.doc,
)
_observed = bindparam("observed", type_=BigInteger)
PAGE = Prepared(
    select(*_columns)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.kpi_id == bindparam("kpi_id"),
        table.c.series == bindparam("series"),
        table.c.observed_at >= bindparam("since"),
        table.c.observed_at < bindparam("before"),
        table.c.from_position <= bindparam("position"),
        table.c.to_position > bindparam("position"),
        table.c.voided == 0,
        or_(
            table.c.observed_at > _observed,
            and_(table.c.observed_at == _observed, table.c.first_position > bindparam("first")),
        ),
    )
    .order_by(table.c.observed_at, table.c.first_position)
    .limit(bindparam("most", type_=Integer))
)
HISTORY = Prepared(
    select(*_columns)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.reading_id == bindparam("reading_id"),
        table.c.from_position <= bindparam("position"),
    )
    .order_by(table.c.version)
)
BEGINNING = (-(2**62), 0)

_envelope = msgspec.json.Decoder(Envelope)


def page(
    asking: Asking,
    kpi_id: str,
    *,
    series: int | None,
    since: date | None,
    until: date | None,
    after: Sequence[int] | None,
    limit: int,
) -> tuple[list[dict[str, Any]], tuple[int, int] | None] | None:
    """The readings believed, oldest observation first, and what the next page begins after. None if there was no KPI.

    `since` and `until` are days of the workspace; `series` is the KPI's present one unless given.
    """
    kpi = kpis.kpi_at(asking.rows, asking.workspace_id, kpi_id, asking.position)
    if kpi is None:
        return None
    observed, first = BEGINNING if after is None else after
    tz = asking.workspace.policy.tz
    last = asking.on if until is None else min(until, asking.on)
    found = asking.rows.all(
        PAGE,
        workspace_id=asking.workspace_id,
        kpi_id=kpi_id,
        series=kpi.series if series is None else series,
        since=BEGINNING[0] if since is None else to_us(day_start(since, tz)),
        before=to_us(day_end(last, tz)),
        position=asking.position,
        observed=observed,
        first=first,
        most=limit + 1,
    )
    shown = found[:limit]
    return [_standing(asking, row) for row in shown], (shown[-1][5], shown[-1][8]) if len(found) > limit else None


def answer(asking: Asking, reading_id: str) -> dict[str, Any] | None:
    """A reading with every version it had; None if there was none."""
    found = _history(asking, reading_id)
    if not found:
        return None
    return {
        **_told(asking, found),
        "versions": [_version(asking, row) for row in found],
        "position": asking.position,
        "as_of": forms.instant(asking.as_of),
        "on": forms.day(asking.on),
    }


def _standing(asking: Asking, row: Row) -> dict[str, Any]:
    return _told(asking, [row] if row[1] == 1 else _history(asking, row[0]))


def _history(asking: Asking, reading_id: str) -> list[Row]:
    return asking.rows.all(HISTORY, workspace_id=asking.workspace_id, reading_id=reading_id, position=asking.position)


def _told(asking: Asking, history: Sequence[Row]) -> dict[str, Any]:
    last = history[-1]
    recorded = _envelope.decode(history[0][11]).fact
    assert isinstance(recorded, ReadingRecorded)
    return {
        "id": last[0],
        "kpi_id": last[2],
        "series": last[3],
        "key": last[4],
        "observed_at": forms.instant(from_us(last[5])),
        "value": last[6],
        "voided": bool(last[7]),
        "corrected": any(row[6] != history[0][6] for row in history),
        "note": asking.open_text(recorded.note),
        "source": recorded.source,
        "evidence": forms.struct(recorded.evidence),
        "rounded_from": recorded.rounded_from,
        "recorded_at": forms.instant(from_us(history[0][10])),
        "version": last[1],
    }


def _version(asking: Asking, row: Row) -> dict[str, Any]:
    envelope = _envelope.decode(row[11])
    fact = envelope.fact
    reason = fact.reason if isinstance(fact, ReadingCorrected | ReadingVoided) else None
    return {
        "version": row[1],
        "value": row[6],
        "voided": bool(row[7]),
        "reason": asking.open_text(reason),
        "actor": forms.struct(envelope.asked.actor),
        "event_id": envelope.event_id,
        "position": row[9],
        "recorded_at": forms.instant(from_us(row[10])),
    }

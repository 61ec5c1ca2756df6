"""What was a KPI read to be, and what was believed of it?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, and_, bindparam, or_, select

from goals.database import Prepared, Row
from goals.facts import Envelope, Event
from goals.instants import from_us, to_us
from goals.quantity import plain
from goals.reading.facts import ReadingRecorded
from goals.window import day_end, day_start
from projections import kpis, readings
from projections.answers import feed, forms, moment
from projections.answers.asking import Asking, OpenText
from projections.readings import Said

table = readings.readings
_NAMES = tuple(column.name for column in table.c)
_observed = bindparam("observed", type_=BigInteger)
PAGE = Prepared(
    select(table)
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
BEGINNING = (-(2**62), 0)

Place = tuple[int, int]
"""A reading's place in the order of observation: the instant in microseconds, and its first position."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Which readings are asked for.

    `since` and `until` are days of the workspace, both included; `series` is the KPI's present one unless given;
    `after` is the place of the last one shown.
    """

    series: int | None = None
    since: date | None = None
    until: date | None = None
    after: Place | None = None
    limit: int


def page(asking: Asking, kpi_id: str, part: Part) -> tuple[list[dict[str, Any]], Place | None] | None:
    """The readings believed, oldest observation first, and what the next page begins after; None without such a KPI."""
    kpi = kpis.kpi_at(asking.rows, asking.workspace_id, kpi_id, asking.position)
    if kpi is None:
        return None
    observed, first = BEGINNING if part.after is None else part.after
    tz = asking.workspace.policy.tz
    last = asking.on if part.until is None else min(part.until, asking.on)
    found = asking.rows.all(
        PAGE,
        workspace_id=asking.workspace_id,
        kpi_id=kpi_id,
        series=kpi.series if part.series is None else part.series,
        since=BEGINNING[0] if part.since is None else to_us(day_start(part.since, tz)),
        before=to_us(day_end(last, tz)),
        position=asking.position,
        observed=observed,
        first=first,
        most=part.limit + 1,
    )
    shown = [_named(row) for row in found[: part.limit]]
    told = [_told(row, asking.open_text) for row in shown]
    return told, _place(shown[-1]) if len(found) > part.limit else None


def answer(asking: Asking, reading_id: str) -> dict[str, Any] | None:
    """A reading with every version it had; None if there was none."""
    rows = [_named(row) for row in readings.history(asking.rows, asking.workspace_id, reading_id)]
    known = [row for row in rows if row["from_position"] <= asking.position]
    if not known:
        return None
    told = {event.version: event.envelope for event in feed.stream(asking, reading_id)}
    return {
        **_told(known[-1], asking.open_text),
        "versions": [_version(row, told[row["version"]], asking.open_text) for row in known],
        **moment.told(asking),
    }


def recorded(event: Event, *, position: int, recorded_at: datetime, open_text: OpenText) -> dict[str, Any]:
    """A reading as `answer` tells it when it was just recorded, without asking the database."""
    fact = event.fact
    assert isinstance(fact, ReadingRecorded)
    said = Said(note=fact.note, source=fact.source, evidence=fact.evidence, rounded_from=fact.rounded_from)
    row = {
        "reading_id": event.stream_id,
        "kpi_id": fact.kpi_id,
        "series": fact.series,
        "key": fact.key,
        "observed_at": to_us(fact.observed_at),
        "value": plain(fact.value),
        "voided": 0,
        "from_position": position,
        "recorded_at": to_us(recorded_at),
        "version": event.version,
    }
    return {
        **_with(row, said, open_text),
        "versions": [_version_with(row, said, event.envelope, open_text)],
        "position": position,
    }


def _place(row: Mapping[str, Any]) -> Place:
    return row["observed_at"], row["first_position"]


def _named(row: Row) -> dict[str, Any]:
    return dict(zip(_NAMES, row, strict=True))


def _told(row: Mapping[str, Any], open_text: OpenText) -> dict[str, Any]:
    return _with(row, readings.decoded(row["said"]), open_text)


def _with(row: Mapping[str, Any], said: Said, open_text: OpenText) -> dict[str, Any]:
    return {
        "id": row["reading_id"],
        "kpi_id": row["kpi_id"],
        "series": row["series"],
        "key": row["key"],
        "observed_at": forms.instant(from_us(row["observed_at"])),
        "value": row["value"],
        "voided": bool(row["voided"]),
        "corrected": row["version"] > 1 + row["voided"],
        "note": open_text(said.note),
        "source": said.source,
        "evidence": list(forms.struct(said.evidence)),
        "rounded_from": said.rounded_from,
        "recorded_at": forms.instant(from_us(row["recorded_at"])),
        "version": row["version"],
    }


def _version(row: Mapping[str, Any], envelope: Envelope, open_text: OpenText) -> dict[str, Any]:
    return _version_with(row, readings.decoded(row["said"]), envelope, open_text)


def _version_with(row: Mapping[str, Any], said: Said, envelope: Envelope, open_text: OpenText) -> dict[str, Any]:
    return {
        "version": row["version"],
        "value": row["value"],
        "voided": bool(row["voided"]),
        "reason": open_text(said.reason),
        "actor": forms.struct(envelope.asked.actor),
        "event_id": envelope.event_id,
        "position": row["from_position"],
        "recorded_at": forms.instant(from_us(row["recorded_at"])),
    }

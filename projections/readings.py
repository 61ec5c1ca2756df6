"""What was a KPI read to be, and what was believed of it when?

One row per version of a reading. A version is believed from `from_position` up to, and not including, `to_position`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Text,
    and_,
    bindparam,
    insert,
    select,
    update,
)

from goals.database import Prepared, Row, Rows
from goals.facts import Event
from goals.instants import from_us, to_us
from goals.quantity import order_key, plain
from goals.reading.facts import Evidence, ReadingCorrected, ReadingRecorded, ReadingVoided
from goals.sealing import Text as FreeText
from goals.tables import events as log
from projections.tables import read_model
from projections.versioned import OPEN

readings = read_model(
    "readings",
    Column("workspace_id", Text, primary_key=True),
    Column("kpi_id", Text, primary_key=True),
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("observed_at", BigInteger, primary_key=True, autoincrement=False),
    Column("first_position", BigInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("reading_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("value_order", Text, nullable=False),
    Column("voided", Integer, nullable=False),
    Column("from_position", BigInteger, nullable=False),
    Column("to_position", BigInteger, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("said", Text),
    Index("readings_first", "workspace_id", "first_position", "version", unique=True),
    sqlite_with_rowid=False,
)
"""In the order in which they were observed, so that a question about a span of time reads neighbours, and readings that
come in order are appended. `said` is what came with the value, as JSON; NULL for nothing."""

_names = [column.name for column in readings.c]
_mine = readings.c.workspace_id == bindparam("workspace_id")
_believed = and_(readings.c.from_position <= bindparam("position"), readings.c.to_position > bindparam("position"))
_observed = and_(
    _mine,
    readings.c.kpi_id == bindparam("kpi_id"),
    readings.c.series == bindparam("series"),
    readings.c.observed_at >= bindparam("since"),
    readings.c.observed_at < bindparam("before"),
    _believed,
    readings.c.voided == 0,
)
_shown = (
    readings.c.reading_id,
    readings.c.observed_at,
    readings.c.value,
    readings.c.first_position,
)

INSERT = Prepared(insert(readings).values({name: bindparam(name) for name in _names}))
_first = (
    select(log.c.position)
    .where(
        log.c.workspace_id == bindparam("workspace_id"),
        log.c.stream_id == bindparam("reading_id"),
        log.c.version == 1,
    )
    .scalar_subquery()
)
_version = and_(_mine, readings.c.first_position == _first, readings.c.version == bindparam("version"))
CLOSE = Prepared(update(readings).where(_version).values(to_position=bindparam("from_position")))
VERSION = Prepared(select(readings).where(_version))
_opening = readings.alias("opening")
_place = ("workspace_id", "kpi_id", "series", "observed_at", "first_position")
HISTORY = Prepared(
    select(readings)
    .join(_opening, and_(*(readings.c[name] == _opening.c[name] for name in _place)))
    .where(
        _opening.c.workspace_id == bindparam("workspace_id"),
        _opening.c.first_position == _first,
        _opening.c.version == 1,
    )
    .order_by(readings.c.version)
)
_newest = (readings.c.observed_at.desc(), readings.c.first_position.desc())
LATEST = Prepared(select(*_shown).where(_observed).order_by(*_newest).limit(bindparam("most")))
BETWEEN = Prepared(select(*_shown).where(_observed).order_by(readings.c.observed_at, readings.c.first_position))
FIRST_AT_LEAST = Prepared(
    select(*_shown)
    .where(readings.c.value_order >= bindparam("bound"), _observed)
    .order_by(readings.c.observed_at, readings.c.first_position)
    .limit(1)
)
FIRST_AT_MOST = Prepared(
    select(*_shown)
    .where(readings.c.value_order <= bindparam("bound"), _observed)
    .order_by(readings.c.observed_at, readings.c.first_position)
    .limit(1)
)


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came with a value: `reason` is why it was corrected or voided, `rounded_from` the value as it was given."""

    note: FreeText | None = None
    source: str | None = None
    evidence: tuple[Evidence, ...] = ()
    rounded_from: str | None = None
    reason: FreeText | None = None


NOTHING = Said()
_said = msgspec.json.Decoder(Said)


@dataclass(frozen=True, slots=True)
class Observed:
    """A reading as it was believed: `position` is that of its first recording."""

    reading_id: str
    observed_at: datetime
    value: Decimal
    position: int


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, all of them facts of readings."""
    recorded = [_recorded(workspace_id, event) for event in events if isinstance(event.fact, ReadingRecorded)]
    rows.run_many(INSERT, recorded)
    for event in events:
        if isinstance(event.fact, ReadingCorrected | ReadingVoided):
            _change(rows, workspace_id, event)


def _recorded(workspace_id: str, event: Event) -> dict[str, Any]:
    fact = event.fact
    assert isinstance(fact, ReadingRecorded)
    assert event.recorded_at is not None
    return {
        "workspace_id": workspace_id,
        "reading_id": event.stream_id,
        "version": event.version,
        "kpi_id": fact.kpi_id,
        "series": fact.series,
        "key": fact.key,
        "observed_at": to_us(fact.observed_at),
        "value": plain(fact.value),
        "value_order": order_key(fact.value),
        "voided": 0,
        "first_position": event.position,
        "from_position": event.position,
        "to_position": OPEN,
        "recorded_at": to_us(event.recorded_at),
        "said": _said_with(fact),
    }


def _said_with(fact: ReadingRecorded) -> str | None:
    if fact.note is None and fact.source is None and fact.rounded_from is None and not fact.evidence:
        return None
    return _encoded(Said(note=fact.note, source=fact.source, evidence=fact.evidence, rounded_from=fact.rounded_from))


def _encoded(said: Said) -> str | None:
    return None if said == NOTHING else msgspec.json.encode(said).decode()


def decoded(said: str | None) -> Said:
    """What came with a value."""
    return NOTHING if said is None else _said.decode(said)


def _change(rows: Rows, workspace_id: str, event: Event) -> None:
    assert event.recorded_at is not None
    before = {"workspace_id": workspace_id, "reading_id": event.stream_id, "version": event.version - 1}
    row = rows.one(VERSION, **before)
    if row is None:
        return
    rows.run(CLOSE, **before, from_position=event.position)
    changed = dict(zip(_names, row, strict=True)) | {
        "version": event.version,
        "from_position": event.position,
        "recorded_at": to_us(event.recorded_at),
    }
    said = decoded(changed["said"])
    match event.fact:
        case ReadingCorrected(value=value, reason=reason):
            changed |= {"value": plain(value), "value_order": order_key(value)}
            changed["said"] = _encoded(replace(said, reason=reason))
        case ReadingVoided(reason=reason):
            changed |= {"voided": 1, "said": _encoded(replace(said, reason=reason))}
    rows.run(INSERT, **changed)


@dataclass(frozen=True, slots=True)
class Series:
    """The readings of one series of a KPI that were believed at a position."""

    workspace_id: str
    kpi_id: str
    series: int
    position: int

    def latest(self, rows: Rows, *, before: datetime, most: int = 1) -> Sequence[Observed]:
        """The last ones observed before an instant, newest first."""
        return self._few(rows, LATEST, since=-OPEN, before=to_us(before), most=most)

    def between(self, rows: Rows, *, since: datetime, before: datetime) -> list[Observed]:
        """Those observed from `since` up to, and not including, `before`, oldest first."""
        return self._ask(rows, BETWEEN, since=to_us(since), before=to_us(before))

    def first_beyond(
        self, rows: Rows, bound: Decimal, *, upwards: bool, since: datetime, before: datetime
    ) -> Observed | None:
        """The first observed at or above `bound` (at or below it, where not `upwards`)."""
        statement = FIRST_AT_LEAST if upwards else FIRST_AT_MOST
        found = self._few(rows, statement, since=to_us(since), before=to_us(before), bound=order_key(bound))
        return found[0] if found else None

    def _few(self, rows: Rows, statement: Prepared, **values: Any) -> Sequence[Observed]:
        """So few that they can be remembered."""
        question = (statement, self, *values.values())
        known: Sequence[Observed] | None = rows.recalled(question)
        if known is None:
            known = self._ask(rows, statement, **values)
            rows.remember(question, known)
        return known

    def _ask(self, rows: Rows, statement: Prepared, **values: Any) -> list[Observed]:
        found = rows.all(
            statement,
            workspace_id=self.workspace_id,
            kpi_id=self.kpi_id,
            series=self.series,
            position=self.position,
            **values,
        )
        return [Observed(row[0], from_us(row[1]), Decimal(row[2]), row[3]) for row in found]


def history(rows: Rows, workspace_id: str, reading_id: str) -> list[Row]:
    """Every version of a reading, oldest first, as rows of the table."""
    return rows.all(HISTORY, workspace_id=workspace_id, reading_id=reading_id)

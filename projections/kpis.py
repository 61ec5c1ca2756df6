"""What does each KPI measure, and what did each of its series?"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, Column, Index, Integer, Text, bindparam, insert

from goals.database import Prepared, Rows
from goals.facts import Event
from goals.instants import to_us
from goals.kpi import state as kpis_state
from goals.kpi.facts import KpiDefined, KpiEdited, KpiRedefined, KpiRetired, Measure
from goals.kpi.state import Kpi
from goals.sealing import Text as FreeText
from projections.listing import Sortable, sort_text
from projections.tables import read_model
from projections.versioned import Versions, versioned

kpis = versioned(
    "kpis",
    Column("key", Sortable, nullable=False),
    Column("name", Sortable, nullable=False),
    Column("unit_kind", Text, nullable=False),
    Column("value_kind", Text, nullable=False),
    Column("retired", Integer, nullable=False),
    Column("defined_at", BigInteger, nullable=False),
    Index("kpis_key", "workspace_id", "key", "to_position", "id"),
)
versions = Versions(kpis)

kpi_series = read_model(
    "kpi_series",
    Column("workspace_id", Text, primary_key=True),
    Column("kpi_id", Text, primary_key=True),
    Column("series", Integer, primary_key=True, autoincrement=False),
    Column("from_position", BigInteger, nullable=False),
    Column("measure", Text, nullable=False),
    sqlite_with_rowid=False,
)
_ADD_SERIES = Prepared(insert(kpi_series).values({c.name: bindparam(c.name) for c in kpi_series.c}))


class SeriesBegun(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Since when, and why, a series is measured as it is. The first has no reason but the definition."""

    series: int
    measure: Measure
    position: int
    recorded_at: datetime
    reason: FreeText | None = None


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A KPI as it stands, and its series, oldest first."""

    kpi: Kpi
    defined_at: datetime
    series: tuple[SeriesBegun, ...]
    retired_at: datetime | None = None
    retired_for: FreeText | None = None


_decoder = msgspec.json.Decoder(View)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the tables up to date with `events`, all of them facts of KPIs."""
    followed = versions.follow(
        rows, workspace_id, events, opened_by=KpiDefined, decoded=decoded, evolve=evolve, columns=_columns
    )
    for event, view in followed:
        if isinstance(event.fact, KpiDefined | KpiRedefined):
            begun = view.series[-1]
            rows.run(
                _ADD_SERIES,
                workspace_id=workspace_id,
                kpi_id=event.stream_id,
                series=begun.series,
                from_position=event.position,
                measure=msgspec.json.encode(begun.measure).decode(),
            )


def evolve(view: View | None, event: Event) -> View:
    """The view after one more event."""
    assert event.recorded_at is not None
    if view is None:
        assert isinstance(event.fact, KpiDefined)
        kpi = kpis_state.evolve(None, event.fact)
        return View(kpi=kpi, defined_at=event.recorded_at, series=(_begun(kpi, event),))
    match event.fact:
        case KpiRedefined(reason=reason) as redefined:
            kpi = kpis_state.evolve(view.kpi, redefined)
            return replace(view, kpi=kpi, series=(*view.series, _begun(kpi, event, reason)))
        case KpiRetired(reason=reason) as retired:
            kpi = kpis_state.evolve(view.kpi, retired)
            return replace(view, kpi=kpi, retired_at=event.recorded_at, retired_for=reason)
        case KpiEdited() as edited:
            return replace(view, kpi=kpis_state.evolve(view.kpi, edited))
        case other:
            raise TypeError(f"{other} does not follow in the history of a KPI")


def kpi_at(rows: Rows, workspace_id: str, kpi_id: str, position: int | None = None) -> Kpi | None:
    """The KPI as of a position, now if None; None before it was defined."""
    view = view_at(rows, workspace_id, kpi_id, position)
    return None if view is None else view.kpi


def view_at(rows: Rows, workspace_id: str, kpi_id: str, position: int | None = None) -> View | None:
    row = versions.at(rows, workspace_id, kpi_id, position)
    return None if row is None else decoded(row[0])


@lru_cache(maxsize=1024)
def decoded(doc: str) -> View:
    return _decoder.decode(doc)


def measure_at(rows: Rows, workspace_id: str, kpi_id: str, series: int, position: int) -> Measure | None:
    """What is measured in a series of a KPI; None where nobody had defined it by the position.

    History refuses nothing: a goal may have been told to measure what is not there.
    """
    view = view_at(rows, workspace_id, kpi_id, position)
    begun = () if view is None else view.series
    return next((each.measure for each in reversed(begun) if each.series == series), None)


def _begun(kpi: Kpi, event: Event, reason: FreeText | None = None) -> SeriesBegun:
    assert event.recorded_at is not None
    return SeriesBegun(
        series=kpi.series,
        measure=kpi.measure,
        position=event.position,
        recorded_at=event.recorded_at,
        reason=reason,
    )


def _columns(view: View) -> dict[str, str | int]:
    kpi = view.kpi
    return {
        "key": kpi.key,
        "name": sort_text(kpi.name),
        "unit_kind": kpi.measure.unit_kind.value,
        "value_kind": kpi.measure.value_kind.value,
        "retired": int(kpi.retired),
        "defined_at": to_us(view.defined_at),
    }

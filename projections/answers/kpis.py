"""What does a KPI measure?"""

from typing import Any

from goals.kpi.facts import Measure
from projections import kpis
from projections.answers import forms
from projections.answers.asking import Asking
from projections.kpis import SeriesBegun
from projections.listing import Found, Wanted, page


def answer(asking: Asking, kpi_id: str) -> dict[str, Any] | None:
    """None if there was no such KPI at the position asked about."""
    row = kpis.versions.at(asking.rows, asking.workspace_id, kpi_id, asking.position)
    if row is None:
        return None
    return told(asking, kpi_id, row[1], row[0]) | {"position": asking.position}


def listed(asking: Asking, wanted: Wanted) -> tuple[list[dict[str, Any]], Found]:
    found = page(asking.rows, kpis.kpis, asking.workspace_id, asking.position, wanted)
    return [told(asking, row[0], row[1], row[2]) for row in found.rows], found


def told(asking: Asking, kpi_id: str, version: int, doc: str) -> dict[str, Any]:
    view = kpis.decoded(doc)
    kpi = view.kpi
    return {
        "id": kpi_id,
        "key": kpi.key,
        "name": asking.open_text(kpi.name),
        "description": asking.open_text(kpi.description),
        **measured(kpi.measure),
        "series": kpi.series,
        "history": [_series(asking, begun) for begun in view.series],
        "retired": kpi.retired,
        "retired_at": forms.instant(view.retired_at),
        "retired_for": asking.open_text(view.retired_for),
        "defined_at": forms.instant(view.defined_at),
        "version": version,
    }


def measured(measure: Measure) -> dict[str, Any]:
    return {
        "unit": measure.unit,
        "unit_kind": measure.unit_kind.value,
        "currency": measure.currency,
        "scale": measure.scale,
        "value_kind": measure.value_kind.value,
        "aggregation": measure.aggregation.value,
        "cadence": None if measure.cadence is None else measure.cadence.value,
        "absent_means_zero": measure.absent_means_zero,
        "dimensions": dict(measure.dimensions),
    }


def _series(asking: Asking, begun: SeriesBegun) -> dict[str, Any]:
    return {
        "series": begun.series,
        **measured(begun.measure),
        "reason": asking.open_text(begun.reason),
        "recorded_at": forms.instant(begun.recorded_at),
        "position": begun.position,
    }

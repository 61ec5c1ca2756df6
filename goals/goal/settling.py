"""What follows from a definition as it was said: direction, resolved target, days; or why it cannot be."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from goals.goal import consistency
from goals.goal.definition import Definition
from goals.goal.errors import (
    NoSuchReference,
    PathCannotBe,
    PathNeedsFixedDays,
    TargetCannotBe,
    WindowCannotBe,
    WindowEndsBeforeItStarts,
)
from goals.kpi.errors import KpiIsRetired
from goals.kpi.state import Kpi
from goals.surroundings import Surroundings
from goals.target import Path, Resolved, direction_of, path_contradiction, resolve
from goals.vocabulary import Anchor, Direction
from goals.window import AuthoredWindow, Window, resolve_window


def settled(
    said: Definition, around: Surroundings, *, before: Definition, goal_start: date | None = None
) -> Definition:
    """The definition with all that follows from it. `goal_start` is the day the goal was activated.

    Raises an Unprocessable that names the field for what can never be right, NoSuchReference for a KPI that
    is not there, and KpiIsRetired.
    """
    span = _span(said, around, before, goal_start)
    kpi = _kpi(said, around, before)
    consistency.require_sound_baseline(
        said.baseline, today=around.today(None if said.window is None else said.window.tz)
    )
    consistency.require_sound_weight(said.weight)
    if kpi is not None:
        consistency.require_one_unit(said, before, kpi=kpi, was=_kpi_of(before, around))
        consistency.require_unit_allows(said, kpi.measure.unit_kind)
    resolved = _resolved(said)
    after = replace(
        said,
        series=_series(said, before, kpi),
        direction=_direction(said),
        resolved=resolved,
        span=span,
    )
    consistency.require_consistent(after)
    _require_path_fits(after)
    return after


def _kpi(said: Definition, around: Surroundings, before: Definition) -> Kpi | None:
    kpi = _kpi_of(said, around)
    if said.kpi_id is None or said.kpi_id == before.kpi_id:
        return kpi
    if kpi is None:
        raise NoSuchReference("KPI", said.kpi_id, pointer="/kpi_id")
    if kpi.retired:
        raise KpiIsRetired(kpi.key, pointer="/kpi_id")
    return kpi


def _kpi_of(definition: Definition, around: Surroundings) -> Kpi | None:
    return None if definition.kpi_id is None else around.kpi(definition.kpi_id)


def _series(said: Definition, before: Definition, kpi: Kpi | None) -> int | None:
    if kpi is None:
        return None
    return before.series if said.kpi_id == before.kpi_id else kpi.series


def _direction(said: Definition) -> Direction | None:
    if said.direction is not None or said.target is None:
        return said.direction
    return direction_of(said.target, baseline=said.baseline.value)


def _resolved(said: Definition) -> Resolved | None:
    try:
        return None if said.target is None else resolve(said.target, baseline=said.baseline.value)
    except ValueError as wrong:
        raise TargetCannotBe(str(wrong)) from None


def _span(said: Definition, around: Surroundings, before: Definition, goal_start: date | None) -> Window | None:
    if said.window is None:
        return None
    if said.window == before.window and before.span is not None:
        return before.span
    _require_end_after_start(said.window)
    try:
        return resolve_window(
            said.window,
            fiscal_year_start=around.policy.fiscal_year_start,
            anchors=_anchors(around.anchors, goal_start),
        )
    except ValueError as wrong:
        raise WindowCannotBe(str(wrong)) from None


def _require_end_after_start(window: AuthoredWindow) -> None:
    for field in ("end", "deadline"):
        end = getattr(window, field)
        if window.start is not None and end is not None and end < window.start:
            raise WindowEndsBeforeItStarts(start=window.start, end=end, field=field)


def _anchors(recorded: Mapping[Anchor, date], goal_start: date | None) -> Mapping[Anchor, date]:
    return recorded if goal_start is None else {**recorded, Anchor.GOAL_START: goal_start}


def _require_path_fits(definition: Definition) -> None:
    if not isinstance(definition.target, Path) or definition.window is None:
        return
    if definition.window.anchor is not None and definition.window.start is None:
        raise PathNeedsFixedDays(definition.window.anchor)
    if definition.span is None:
        return
    why = path_contradiction(definition.target, start=definition.span.start, end=definition.span.end)
    if why is not None:
        raise PathCannotBe(why)

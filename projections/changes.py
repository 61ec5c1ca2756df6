"""What differs between two definitions, field by field, readably?"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from goals.goal.definition import Definition
from goals.quantity import plain
from goals.target import Bounds, Resolved


class ControlledField(StrEnum):
    """What a retarget can change, as it is called in its changes."""

    KPI = "kpi"
    SERIES = "series"
    DIRECTION = "direction"
    TARGET = "target"
    BASELINE = "baseline"
    START = "start"
    END = "end"
    TZ = "tz"
    WINDOW = "window"
    WEIGHT = "weight"
    LEVELS = "levels"
    TOLERANCE = "tolerance"


Told = Any
"""JSON-ready: decimals as strings, dates as ISO text, what is not one value as an object."""


class Change(Struct, frozen=True, kw_only=True):
    """A field of a goal, as it was and as it is."""

    field: str
    before: Told
    after: Told


def changes(before: Definition, after: Definition) -> tuple[Change, ...]:
    """What moved, in a fixed order."""
    told = (*_measured(before, after), *_window(before, after), *_rest(before, after))
    return tuple(Change(field=field, before=old, after=new) for field, old, new in told if old != new)


def _measured(before: Definition, after: Definition) -> Iterator[tuple[str, Told, Told]]:
    yield "kpi", before.kpi_id, after.kpi_id
    if before.kpi_id == after.kpi_id:
        yield "series", before.series, after.series
    yield "direction", before.direction, after.direction
    if before.target != after.target and before.resolved == after.resolved:
        yield "target", _built(before.target), _built(after.target)
    else:
        yield "target", _target(before), _target(after)
    if before.baseline.value == after.baseline.value:
        yield "baseline", _built(before.baseline), _built(after.baseline)
    else:
        yield "baseline", _number(before.baseline.value), _number(after.baseline.value)


def _window(before: Definition, after: Definition) -> Iterator[tuple[str, Told, Told]]:
    if before.span is not None and after.span is not None:
        yield "start", before.span.start.isoformat(), after.span.start.isoformat()
        yield "end", before.span.end.isoformat(), after.span.end.isoformat()
        yield "tz", before.span.tz, after.span.tz
    if before.span is None or after.span is None or before.span == after.span:
        yield "window", _built(before.window), _built(after.window)


def _rest(before: Definition, after: Definition) -> Iterator[tuple[str, Told, Told]]:
    yield "weight", plain(before.weight), plain(after.weight)
    yield "levels", _built(before.levels), _built(after.levels)
    yield "tolerance", _number(before.tolerance), _number(after.tolerance)


def _target(definition: Definition) -> Told:
    """The number or range it comes to, or while it is pending the way it was said."""
    return _built(definition.target) if definition.resolved is None else _number(definition.resolved)


def _number(value: Resolved | None) -> Told:
    if isinstance(value, Bounds):
        return {"low": plain(value.low), "high": plain(value.high)}
    return None if value is None else plain(value)


def _built(value: Any) -> Told:
    return msgspec.to_builtins(value)

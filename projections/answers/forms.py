"""How values look in an answer."""

from decimal import Decimal
from typing import Any

import msgspec

from goals.goal.definition import Definition
from goals.quantity import clamp, plain, ratio
from goals.target import Bounds, Resolved
from projections.written import day, decimal, instant, share

__all__ = ["day", "decimal", "instant", "progress", "resolved", "share", "struct", "window"]


def progress(raw: Decimal | None) -> dict[str, str] | None:
    return None if raw is None else {"raw": ratio(raw), "clamped": ratio(clamp(raw))}


def resolved(value: Resolved | None) -> Any:
    """A number as a string, a range as its bounds."""
    if isinstance(value, Bounds):
        return {"low": plain(value.low), "high": plain(value.high)}
    return decimal(value)


def struct(value: Any) -> Any:
    """A value type in its stored form: JSON-ready."""
    return None if value is None else msgspec.to_builtins(value)


def window(definition: Definition) -> dict[str, Any] | None:
    """As authored and, once that is known, as days."""
    if definition.window is None:
        return None
    span = definition.span
    return {
        "start": None if span is None else day(span.start),
        "end": None if span is None else day(span.end),
        "tz": definition.window.tz,
        "state": "unresolved" if span is None else "resolved",
        "authored": struct(definition.window),
    }

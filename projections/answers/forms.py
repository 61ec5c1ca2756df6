"""How values look in an answer."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from goals.goal.definition import Definition
from goals.quantity import clamp, plain, ratio
from goals.target import Bounds, Resolved


def decimal(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def share(value: Decimal | None) -> str | None:
    """To four places."""
    return None if value is None else ratio(value)


def progress(raw: Decimal | None) -> dict[str, str] | None:
    return None if raw is None else {"raw": ratio(raw), "clamped": ratio(clamp(raw))}


def instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC, to the microsecond."""
    return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


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

"""Fields, and what differs between two states of them."""

from typing import Any

Fields = dict[str, Any]
"""Told values by name, in the order in which they are told."""


def difference(before: Fields, after: Fields) -> list[Fields]:
    """What differs. A field that one of the two does not have is null there; a new one that is empty says nothing."""
    names = [name for name in before if name not in after] + list(after)
    pairs = ((name, before.get(name, _new(after.get(name))), after.get(name)) for name in names)
    return [changed(name, old, new) for name, old, new in pairs if old != new]


def changed(field: str, before: Any, after: Any) -> Fields:
    return {"field": field, "before": before, "after": after}


def _new(value: Any) -> Any:
    return value if value in ([], {}) else None

"""What differs between the two definitions that a stored retarget has, field by field?

Values are those of the stored JSON: numbers as text, dates as ISO text.
"""

from collections.abc import Iterator, Mapping, Set
from decimal import Decimal
from typing import Any, NamedTuple

from projections.ledger.verifier.cells import plain

_NUMBERS = frozenset(("value", "from", "to", "by", "factor", "low", "high"))
_UNKNOWN = {"state": "unknown"}
"""A baseline of which nothing is said."""

Definition = Mapping[str, Any]


class Change(NamedTuple):
    field: str
    before: Any
    after: Any


def changes(before: Definition, after: Definition) -> list[Change]:
    """What moved, in a fixed order."""
    differ = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    told = (*_measured(before, after, differ), *_window(before, after, differ), *_rest(before, after, differ))
    return [each for each in told if each.before != each.after]


def said_alike(before: Definition, after: Definition) -> bool:
    """Whether the target was said in the same way: 1.0 is 1."""
    return bool(_exact(before.get("target")) == _exact(after.get("target")))


def _measured(before: Definition, after: Definition, differ: Set[str]) -> Iterator[Change]:
    """`differ` are the members that are stored otherwise: what is stored alike is told alike."""
    if "kpi_id" in differ:
        yield _of("kpi", before.get("kpi_id"), after.get("kpi_id"))
    elif "series" in differ:
        yield _of("series", before.get("series"), after.get("series"))
    if "direction" in differ:
        yield _of("direction", before.get("direction"), after.get("direction"))
    if "target" in differ or "resolved" in differ:
        yield _targets(before, after)
    if "baseline" not in differ:
        return
    old, new = before.get("baseline", _UNKNOWN), after.get("baseline", _UNKNOWN)
    if _number(old.get("value")) == _number(new.get("value")):
        yield _of("baseline", old, new)
    else:
        yield _of("baseline", _number(old.get("value")), _number(new.get("value")))


def _targets(before: Definition, after: Definition) -> Change:
    authored = _exact(before.get("target")) != _exact(after.get("target"))
    if authored and _exact_resolved(before) == _exact_resolved(after):
        return _of("target", before.get("target"), after.get("target"))
    return _of("target", _target(before), _target(after))


def _window(before: Definition, after: Definition, differ: Set[str]) -> Iterator[Change]:
    if "span" not in differ and "window" not in differ:
        return
    old, new = before.get("span"), after.get("span")
    if old is not None and new is not None:
        for name in ("start", "end", "tz"):
            yield _of(name, old[name], new[name])
    if old is None or new is None or old == new:
        yield _of("window", before.get("window"), after.get("window"))


def _rest(before: Definition, after: Definition, differ: Set[str]) -> Iterator[Change]:
    if "weight" in differ:
        yield _of("weight", plain(before.get("weight", "1")), plain(after.get("weight", "1")))
    if "levels" in differ:
        yield _of("levels", before.get("levels"), after.get("levels"))
    if "tolerance" in differ:
        yield _of("tolerance", _number(before.get("tolerance")), _number(after.get("tolerance")))


_of = Change


def _target(definition: Definition) -> Any:
    """The number or range it comes to, or while it is pending the way it was said."""
    found = definition.get("resolved")
    return definition.get("target") if found is None else _number(found)


def _number(value: Any) -> Any:
    if isinstance(value, dict):
        return {"low": plain(value["low"]), "high": plain(value["high"])}
    return None if value is None else plain(value)


def _exact_resolved(definition: Definition) -> Any:
    found = definition.get("resolved")
    return Decimal(found) if isinstance(found, str) else _exact(found)


def _exact(value: Any) -> Any:
    """With its numbers as numbers, so that 1.0 is 1."""
    if isinstance(value, dict):
        return {name: Decimal(each) if name in _NUMBERS else _exact(each) for name, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list) else value

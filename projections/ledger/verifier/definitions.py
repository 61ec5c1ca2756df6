"""What differs between the two definitions that a stored retarget has, field by field?

Values are those of the stored JSON: numbers as text, dates as ISO text.
"""

from collections.abc import Iterator, Mapping
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
    told = (*_measured(before, after), *_window(before, after), *_rest(before, after))
    return [each for each in told if each.before != each.after]


def said_alike(before: Definition, after: Definition) -> bool:
    """Whether the target was said in the same way: 1.0 is 1."""
    return bool(_exact(before.get("target")) == _exact(after.get("target")))


def _differ(before: Definition, after: Definition, *names: str) -> bool:
    """Whether they are stored otherwise: what is stored alike is told alike."""
    return any(before.get(name) != after.get(name) for name in names)


def _measured(before: Definition, after: Definition) -> Iterator[Change]:
    yield _of("kpi", before.get("kpi_id"), after.get("kpi_id"))
    if before.get("kpi_id") == after.get("kpi_id"):
        yield _of("series", before.get("series"), after.get("series"))
    yield _of("direction", before.get("direction"), after.get("direction"))
    if _differ(before, after, "target", "resolved"):
        yield _targets(before, after)
    if not _differ(before, after, "baseline"):
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


def _window(before: Definition, after: Definition) -> Iterator[Change]:
    if not _differ(before, after, "span", "window"):
        return
    old, new = before.get("span"), after.get("span")
    if old is not None and new is not None:
        for name in ("start", "end", "tz"):
            yield _of(name, old[name], new[name])
    if old is None or new is None or old == new:
        yield _of("window", before.get("window"), after.get("window"))


def _rest(before: Definition, after: Definition) -> Iterator[Change]:
    if _differ(before, after, "weight"):
        yield _of("weight", plain(before.get("weight", "1")), plain(after.get("weight", "1")))
    yield _of("levels", before.get("levels"), after.get("levels"))
    if _differ(before, after, "tolerance"):
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

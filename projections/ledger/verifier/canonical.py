"""JSON in the one form in which it is written here: no member twice, none unknown, none of another type."""

import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, NamedTuple

from projections.ledger.verifier.finding import Unusable

Shape = Any
"""A type; None; a tuple of shapes of which one fits; a list of the shape that each item has; a mapping of the shapes
that members have, where `?` behind a name says that it may be missing; or Each."""

quoted = encode_basestring
"""A text as JSON."""


class Each(NamedTuple):
    """Members of any name, and of one shape."""

    shape: Shape


def written(told: object) -> str:
    """In one line without blanks."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def pretty(told: object) -> str:
    """As the manifest is written."""
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def line(text: str, shape: Shape) -> Any:
    """What a line says. Raises ValueError where it is not written as it should be, RecursionError where it is deep."""
    found = json.loads(text)
    fit(found, shape)
    if written(found) != text:
        raise ValueError(f"a line is not written as it is written here: {text[:80]!r}")
    return found


def once(content: bytes | str) -> Any:
    """What JSON says that anybody may have written. Raises Unusable where it says something twice, ValueError."""
    return json.loads(content, object_pairs_hook=_once)


def fit(told: object, shape: Shape, name: str = "it") -> None:
    """Raises ValueError, which says where it does not fit."""
    if isinstance(shape, Mapping | Each) and isinstance(told, dict):
        _fit_members(told, shape, name)
    elif isinstance(shape, list) and isinstance(told, list):
        for each in told:
            fit(each, shape[0], f"each of {name}")
    elif isinstance(shape, tuple) and not isinstance(shape, Each):
        _fit_one(told, shape, name)
    elif (told is not None or shape is not None) and type(told) is not shape:
        raise ValueError(f"{name} is {told!r:.40}, which is of another type")


def _fit_members(told: Mapping[str, object], shape: Shape, name: str) -> None:
    if isinstance(shape, Each):
        for member, value in told.items():
            fit(value, shape.shape, f"{member!r:.40} of {name}")
        return
    known = {member.removesuffix("?"): each for member, each in shape.items()}
    for member in told:
        if member not in known:
            raise ValueError(f"{name} has {member!r:.40}, which is not known here")
    for member in shape:
        if member in known and member not in told:
            raise ValueError(f"{name} has no {member}")
    for member, value in told.items():
        fit(value, known[member], f"{member} of {name}")


def _fit_one(told: object, shapes: Sequence[Shape], name: str) -> None:
    for n, shape in enumerate(shapes, 1):
        try:
            return fit(told, shape, name)
        except ValueError:
            if n == len(shapes):
                raise


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise Unusable(f"it says {name[:40]!r} twice")
        found[name] = value
    return found

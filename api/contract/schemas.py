"""What a request, a query string and an answer are made of.

Construct each schema once, where the route is declared.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar

from marshmallow import INCLUDE, RAISE, Schema, missing, post_load

from api.contract.faults import Coded

UNKNOWN: dict[str, str] = {
    "unknown": Coded("unknown-field", "There is no such field here."),
    "type": Coded("wrong-type", "Must be an object."),
}


class Request(Schema):
    """A body, or an object inside one: every member must be known. Loads into a dict of typed values.

    `example` is a body as the manual shows it.
    """

    example: ClassVar[Mapping[str, Any] | None] = None
    error_messages = UNKNOWN

    class Meta:
        unknown = RAISE


class Making(Request):
    """A body that loads into what `makes` makes of its members: a value type, or a command."""

    makes: ClassVar[Callable[..., Any]]

    @post_load
    def _make(self, loaded: dict[str, Any], **_: Any) -> Any:
        return type(self).makes(**loaded)


class Params(Request):
    """A query string: every parameter must be known, and at most once."""

    @cached_property
    def has_defaults(self) -> bool:
        """Whether something is loaded where nothing is sent."""
        return any(field.required or field.load_default is not missing for field in self.fields.values())


class Answer(Schema):
    """What is answered: documentation, never run. More members may be added any time."""

    class Meta:
        unknown = INCLUDE

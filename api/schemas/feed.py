"""The feed: which part of it is asked for, and how an event is told."""

from typing import Any

from api.contract import fields
from api.contract.faults import refused
from api.contract.pages import DEFAULT_LIMIT, Limit
from api.contract.schemas import Answer, Params
from projections.answers.feed import TYPES

MOST_DIGITS = 18
_ONE = "|".join(name.replace(".", "\\.") for name in TYPES)

_POSITION: fields.Form = {"type": "integer", "minimum": 0, "maximum": 10**MOST_DIGITS - 1, "default": 0}
_NAMES: fields.Form = {
    "type": "string",
    "pattern": f"^({_ONE})(,({_ONE}))*$",
    "maxLength": 4_000,
    "examples": ["goalpost.goal.retargeted.v1,goalpost.goal.closed.v1"],
}


class Position(fields.Field):
    """A position of the log, as digits."""

    form: fields.Form = _POSITION

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
            return int(value)
        raise refused("not-a-position", "Must be a position: digits alone.")


class Types(fields.Field):
    """Public names of types, separated by commas."""

    form: fields.Form = _NAMES

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> tuple[str, ...]:
        names = tuple(dict.fromkeys(str(value).split(",")))
        unknown = [name for name in names if name not in TYPES]
        if unknown:
            raise refused("unknown-word", f"There is no event of the type {unknown[0][:80]!r}.")
        return names


class FeedParams(Params):
    after = Position(load_default=0, metadata={"description": "The position after which the page begins."})
    types = Types()
    limit = Limit(load_default=DEFAULT_LIMIT)


class CloudEvent(Answer):
    """CloudEvents 1.0, in its JSON form."""

    specversion = fields.Line(required=True)
    id = fields.Id(required=True)
    source = fields.Line(required=True)
    type = fields.Line(required=True)
    subject = fields.Id(required=True)
    time = fields.Instant(required=True)
    recordedtime = fields.Instant(required=True)
    sequence = fields.Line(required=True, pattern="^[0-9]{20}$")
    streamversion = fields.Whole(required=True)
    actortype = fields.Line(required=True)
    actorid = fields.Line(required=True)
    datacontenttype = fields.Line(required=True)
    data = fields.Anything(required=True)


class FeedAnswer(Answer):
    items = fields.Many(fields.Nested(CloudEvent()), required=True)
    next_after = fields.Whole(required=True, metadata={"description": "What to send as `after` for what comes next."})
    full = fields.Flag(
        required=True, metadata={"description": "A full page never changes: there is more, or will be, after it."}
    )

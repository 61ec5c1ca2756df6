"""Acknowledging a flag."""

from api.contract import fields
from api.contract.schemas import Answer, Request
from api.schemas import examples, values
from goals.vocabulary import FlagId


class AcknowledgeFlag(Request):
    example = examples.ACKNOWLEDGE_FLAG

    event_id = fields.Id(
        allow_none=True,
        metadata={"description": "The event that raised it; it may be left out where only one event did."},
    )
    note = fields.Text(required=True, metadata={"description": "What was looked at, and what was found."})


class NotedAnswer(Answer):
    note = fields.Text(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    recorded_at = fields.Instant(required=True)
    position = fields.Whole(required=True)


class AcknowledgedAnswer(Answer):
    """A flag about an event, and everybody who has seen it. It stays raised."""

    flag = fields.Choice(FlagId, required=True)
    goal_id = fields.Id(required=True)
    event_id = fields.Id(required=True)
    acknowledged = fields.Many(fields.Nested(NotedAnswer()), required=True)
    version = fields.Whole(required=True, metadata={"description": "The goal's."})
    position = fields.Whole(required=True)

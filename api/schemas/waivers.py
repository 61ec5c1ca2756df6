"""Waivers: for how long a goal may be off its way, and why."""

from marshmallow import ValidationError

from api.contract import fields
from api.contract.faults import refused
from api.contract.schemas import Answer, Request
from api.schemas import examples, values
from goals.goal.errors import SHORTEST_REASON


class End(fields.Date):
    """The last day, without which there is no waiver."""

    def make_error(self, key: str, **kwargs: object) -> ValidationError:
        return refused("waiver-needs-an-end", "A waiver has an end: say until which day.")


class GrantWaiver(Request):
    example = examples.GRANT_WAIVER

    until = End(required=True, metadata={"description": "The last day it holds: today or a later one."})
    reason = fields.Text(
        required=True, metadata={"description": f"At least {SHORTEST_REASON} characters after trimming."}
    )
    on = fields.Date(allow_none=True, metadata={"description": "From which day it holds; today unless given."})


class WaiverAnswer(Answer):
    on = fields.Date(required=True)
    until = fields.Date(required=True)
    in_force = fields.Flag(required=True, metadata={"description": "On the day asked about."})
    reason = fields.Text(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    recorded_at = fields.Instant(required=True)
    position = fields.Whole(required=True)

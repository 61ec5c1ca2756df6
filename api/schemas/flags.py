"""Flags: which are asked for, and how one is told."""

from api.contract import fields
from api.contract.schemas import Answer, Params
from api.schemas import values
from goals.vocabulary import FlagId


class FlagParams(Params):
    flag = fields.Choice(FlagId)
    acknowledged = fields.Truth(metadata={"description": "Whether somebody has seen it; both where it is left out."})


class WorkspaceFlagParams(FlagParams):
    goal = fields.Id()
    container = values.within()


class SeenAnswer(Answer):
    note = fields.Text(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    recorded_at = fields.Instant(required=True)
    position = fields.Whole(required=True)
    event_id = fields.Id(required=True)


class FlagAnswer(Answer):
    """A question, never a verdict: what raised it, and the figures it was judged by."""

    flag = fields.Choice(FlagId, required=True)
    name = fields.Line(required=True)
    goal_id = fields.Id(required=True)
    event_ids = fields.Many(
        fields.Id(), required=True, metadata={"description": "What it is about; the last one is acknowledged by."}
    )
    position = fields.Whole(
        required=True, allow_none=True, metadata={"description": "null: no event but the day raised it."}
    )
    raised_at = fields.Instant(required=True, allow_none=True)
    inputs = fields.Anything(required=True, metadata={"description": "By name; shares to four places."})
    policy_version = fields.Whole(required=True, least=1)
    acknowledged = fields.Many(fields.Nested(SeenAnswer()), required=True)

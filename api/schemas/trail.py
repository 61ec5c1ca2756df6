"""The trail of retargets: how it is filtered, and how a move is told."""

from api.contract import fields
from api.contract.schemas import Answer, Params
from api.schemas import values
from goals.vocabulary import Effect, ReasonCode, Trigger


class TrailParams(Params):
    from_ = fields.Date(data_key="from", metadata={"description": "The first day on which a move was recorded."})
    to = fields.Date(metadata={"description": "The last day on which a move was recorded."})
    actor = fields.Line()
    goal = fields.Id()
    container = fields.Id()
    reason_code = fields.Choice(ReasonCode)
    effect = fields.Choice(Effect)


class ChangeAnswer(Answer):
    field = fields.Line(required=True)
    before = fields.Anything(required=True, allow_none=True)
    after = fields.Anything(required=True, allow_none=True)


class MoveAnswer(Answer):
    position = fields.Whole(required=True)
    event_id = fields.Id(required=True)
    type = fields.Line(required=True)
    goal_id = fields.Id(required=True)
    container_id = fields.Id(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    effective_at = fields.Instant(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    approved_by = fields.Anything(required=True, allow_none=True)
    changes = fields.Many(fields.Nested(ChangeAnswer()), required=True)
    reason_code = fields.Choice(ReasonCode, required=True)
    reason = fields.Text(required=True)
    evidence = fields.Many(fields.Nested(values.EvidenceAnswer()), required=True)
    trigger = fields.Choice(Trigger, required=True)
    counted = fields.Flag(
        required=True, metadata={"description": "false: a preliminary goal was calibrated before it was committed."}
    )
    effect = fields.Choice(Effect, required=True)
    ratio = fields.Ratio(required=True, allow_none=True)
    magnitude = fields.Ratio(required=True, allow_none=True)
    days_to_deadline = fields.Whole(required=True, allow_none=True, least=-(10**7))
    window_elapsed = fields.Ratio(required=True, allow_none=True)
    last_reading = fields.Nested(values.ValueReadAnswer(), required=True, allow_none=True)
    progress_then = fields.Ratio(required=True, allow_none=True)
    pace_then = fields.Ratio(required=True, allow_none=True)
    flags = fields.Anything(required=True, allow_none=True, metadata={"description": "null: not judged; []: clean."})


class EventAnswer(Answer):
    """An event of a goal or of one of its milestones."""

    event_id = fields.Id(required=True)
    position = fields.Whole(required=True)
    stream_id = fields.Id(required=True)
    stream_version = fields.Whole(required=True)
    type = fields.Line(required=True)
    recorded_at = fields.Instant(required=True)
    effective_at = fields.Instant(required=True, allow_none=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    request_id = fields.Line(required=True, allow_none=True)
    correlation_id = fields.Line(required=True, allow_none=True)
    causation_id = fields.Line(required=True, allow_none=True)
    source = fields.Anything(required=True)
    data = fields.Anything(required=True)

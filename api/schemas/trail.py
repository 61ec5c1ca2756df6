"""The trail of retargets: how it is filtered, and how a move is told."""

from typing import Any

from api.contract import fields
from api.contract.faults import refused
from api.contract.pages import Sorted
from api.contract.schemas import Answer, Params
from api.schemas import values
from goals.vocabulary import Effect, FlagId, ReasonCode, Trigger
from projections.changes import ControlledField

PERIOD_PATTERN = "^[0-9]{4}(-([QH][1-4]|[0-9]{2}))?$"
MOST_DAYS = 999_999


OF_RETARGETS = tuple(FlagId)[:11]
SORTS = ("position", "recorded_at", "effective_on", "magnitude", "ratio", "days_to_deadline")
MOST_SORTS = 2


class RetargetFlag(fields.Choice):
    """One of the flags a retarget raises."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(FlagId, **kwargs)
        self.form = {"type": "string", "enum": [flag.value for flag in OF_RETARGETS]}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        flag = super()._deserialize(value, attr, data, **kwargs)
        if flag not in OF_RETARGETS:
            raise refused("not-of-a-retarget", f"No retarget raises {flag}: ask /v1/goals?flag={flag} for its goals.")
        return flag


class Days(fields.Field):
    """A number of days, as digits. Loads into an integer."""

    form: fields.Form = fields.json_schema(type="integer", minimum=0, maximum=MOST_DAYS)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 6:
            return int(value)
        raise refused("out-of-range", f"Must be a whole number of days from 0 to {MOST_DAYS}.")


class GoalTrailParams(Params):
    from_ = fields.Date(data_key="from", metadata={"description": "The first day on which a move was recorded."})
    to = fields.Date(metadata={"description": "The last day on which a move was recorded."})
    period = fields.Line(
        pattern=PERIOD_PATTERN,
        looks="a period such as 2023, 2023-H1, 2023-Q1 or 2023-03",
        metadata={"description": "Recorded in this period of the fiscal calendar; instead of `from` and `to`."},
    )
    actor = fields.Line()
    approver = fields.Line()
    reason_code = fields.Choice(ReasonCode)
    effect = fields.Choice(Effect)
    flag = RetargetFlag(metadata={"description": "Raised by the move itself; other flags stand at their goals."})
    field = fields.Choice(ControlledField, metadata={"description": "Among its changes."})
    backdated = Days(metadata={"description": "Took effect more than so many days before it was recorded."})
    evidence = fields.Truth(metadata={"description": "With evidence, or without."})
    counted = fields.Truth(metadata={"description": "false: calibrations of goals not committed yet."})
    since_review = fields.Truth(
        metadata={
            "description": "true: what no review has seen. A review has seen what was recorded on its days, up to its"
            " position, of the workspace, its goal, or the goals that were in its container or one below it then."
        }
    )
    sort = Sorted(SORTS, most=MOST_SORTS)


class TrailParams(GoalTrailParams):
    goal = fields.Id()
    container = values.within()


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
    effective_on = fields.Date(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    approved_by = fields.Nested(values.ActorAnswer(), required=True, allow_none=True)
    proposal_id = fields.Id(required=True, allow_none=True)
    follows = fields.Id(
        required=True,
        allow_none=True,
        metadata={"description": "The KPI that was redefined, or the workspace whose anchor moved."},
    )
    changes = fields.Many(fields.Nested(ChangeAnswer()), required=True)
    reason_code = fields.Choice(ReasonCode, required=True)
    reason = fields.Text(required=True)
    evidence = fields.Many(fields.Nested(values.EvidenceAnswer()), required=True)
    trigger = fields.Choice(Trigger, required=True)
    counted = fields.Flag(
        required=True, metadata={"description": "false: a preliminary goal was calibrated before it was committed."}
    )
    policy_version = fields.Whole(required=True, least=1)
    effect = fields.Choice(Effect, required=True)
    ratio = fields.Ratio(required=True, allow_none=True)
    magnitude = fields.Ratio(required=True, allow_none=True)
    days_to_deadline = fields.Whole(required=True, allow_none=True, least=-(10**7))
    window_elapsed = fields.Ratio(required=True, allow_none=True)
    last_reading = fields.Nested(values.ValueReadAnswer(), required=True, allow_none=True)
    progress_then = fields.Ratio(required=True, allow_none=True)
    expected_then = fields.Ratio(required=True, allow_none=True)
    pace_then = fields.Ratio(required=True, allow_none=True)
    flags = fields.Many(fields.Choice(FlagId), required=True)


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

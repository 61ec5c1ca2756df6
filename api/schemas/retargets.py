"""Retargets by their ids: how they are decided on, and how they are told before and after they are recorded."""

from api.contract import fields
from api.contract.schemas import Answer, Params, Request
from api.schemas import examples, values
from api.schemas.goals import GoalAnswer
from api.schemas.trail import ChangeAnswer, MoveAnswer
from goals.vocabulary import ApprovalGround, Direction, Effect, FlagId, ProposalState, ReasonCode, Trigger


class Approve(Request):
    example = examples.APPROVE_RETARGET

    n = fields.Whole(allow_none=True, metadata={"description": "The version that is meant: another one is refused."})
    note = fields.Text(allow_none=True)


class Reject(Request):
    example = examples.REJECT_RETARGET

    reason = fields.Text(required=True)


class Withdraw(Request):
    example = examples.WITHDRAW_RETARGET

    reason = fields.Text(allow_none=True)


class ProposalParams(Params):
    state = fields.Choice(ProposalState)
    goal = fields.Id()
    container = values.within()
    proposer = fields.Line()


class MeasuredByAnswer(Answer):
    """What a goal is, or would be, measured by."""

    kpi_id = fields.Id(required=True, allow_none=True)
    series = fields.Whole(required=True, allow_none=True)
    direction = fields.Choice(Direction, required=True, allow_none=True)
    baseline = fields.Nested(values.BaselineAnswer(), required=True)
    target = fields.Nested(values.TargetAnswer(), required=True)
    levels = fields.Anything(required=True, allow_none=True)
    tolerance = fields.Decimal(required=True, allow_none=True)
    weight = fields.Decimal(required=True)
    window = fields.Nested(values.WindowAnswer(), required=True, allow_none=True)


class SettledAnswer(Answer):
    """Who ended a proposal, and what was said to it."""

    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    event_id = fields.Id(required=True)
    note = fields.Text(required=True, allow_none=True)


class RetargetAnswer(Answer):
    """A proposed retarget by the id of its proposal, or a recorded one by the id of its event."""

    id = fields.Id(required=True)
    goal_id = fields.Id(required=True)
    container_id = fields.Id(required=True, allow_none=True)
    state = fields.Line(
        required=True,
        metadata={"description": "open, approved, rejected, withdrawn or lapsed; recorded: by its event's id."},
    )
    n = fields.Whole(required=True, metadata={"description": "The goal's version it would make, or made."})
    proposal_id = fields.Id(required=True, allow_none=True)
    retarget_id = fields.Id(
        required=True, allow_none=True, metadata={"description": "The event by which it was done, where it was."}
    )
    recorded_at = fields.Instant(required=True)
    effective_on = fields.Date(required=True, allow_none=True)
    changes = fields.Many(fields.Nested(ChangeAnswer()), required=True)
    before = fields.Nested(MeasuredByAnswer(), required=True)
    after = fields.Nested(MeasuredByAnswer(), required=True)
    reason_code = fields.Choice(ReasonCode, required=True)
    reason = fields.Text(required=True)
    evidence = fields.Many(fields.Nested(values.EvidenceAnswer()), required=True)
    trigger = fields.Choice(Trigger, required=True)
    follows = fields.Id(
        required=True,
        allow_none=True,
        metadata={"description": "The KPI or the workspace whose change it follows, where nobody asked for it."},
    )
    effect = fields.Choice(Effect, required=True)
    ratio = fields.Ratio(required=True, allow_none=True)
    magnitude = fields.Ratio(required=True, allow_none=True)
    days_to_deadline = fields.Whole(required=True, allow_none=True, least=-(10**7))
    window_elapsed = fields.Ratio(required=True, allow_none=True)
    last_reading = fields.Nested(values.ValueReadAnswer(), required=True, allow_none=True)
    progress_then = fields.Ratio(required=True, allow_none=True)
    expected_then = fields.Ratio(required=True, allow_none=True)
    pace_then = fields.Ratio(required=True, allow_none=True)
    grounds = fields.Many(fields.Choice(ApprovalGround), required=True)
    policy_version = fields.Whole(
        required=True, least=1, metadata={"description": "The policy by which it needed approval, or needed none."}
    )
    proposer = fields.Nested(values.ActorAnswer(), required=True)
    proposer_for = fields.Line(required=True, allow_none=True)
    approver = fields.Nested(values.ActorAnswer(), required=True, allow_none=True)
    approver_for = fields.Line(required=True, allow_none=True)
    settled = fields.Nested(SettledAnswer(), required=True, allow_none=True)
    version = fields.Whole(required=True, metadata={"description": "The goal's, to decide on with If-Match."})
    position = fields.Whole(required=True)
    as_of = fields.Instant(required=True)


class AttainmentsAnswer(Answer):
    """The same readings by what was promised, by what holds, and by what would hold."""

    original = fields.Anything(required=True, allow_none=True)
    current = fields.Anything(required=True, allow_none=True)
    proposed = fields.Anything(required=True, allow_none=True)


class NeedAnswer(Answer):
    needed = fields.Flag(required=True)
    grounds = fields.Many(fields.Choice(ApprovalGround), required=True)


class NoticeToGiveAnswer(Answer):
    days = fields.Whole(required=True)
    effective_on = fields.Date(required=True)


class PreviewAnswer(Answer):
    """What a retarget would do, and whom it would have to pass."""

    n = fields.Whole(required=True)
    effect = fields.Choice(Effect, required=True)
    ratio = fields.Ratio(required=True, allow_none=True)
    magnitude = fields.Ratio(required=True, allow_none=True)
    attainment = fields.Nested(AttainmentsAnswer(), required=True)
    flags = fields.Many(fields.Choice(FlagId), required=True)
    approval = fields.Nested(NeedAnswer(), required=True)
    notice = fields.Nested(NoticeToGiveAnswer(), required=True)
    policy_version = fields.Whole(required=True)


class RetargetedAnswer(GoalAnswer):
    """`retarget` is what was done, `proposal` what somebody else has to approve; both null where nothing moved."""

    retarget_id = fields.Id(required=True, allow_none=True)
    retarget = fields.Nested(MoveAnswer(), required=True, allow_none=True)
    proposal = fields.Nested(RetargetAnswer(), required=True, allow_none=True)
    preview = fields.Nested(PreviewAnswer(), allow_none=True, metadata={"description": "In a dry run only."})

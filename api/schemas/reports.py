"""Reports of a period: which days are meant, and how slips and integrity are told."""

from typing import Any

from api.contract import fields
from api.contract.schemas import Answer, Params
from api.schemas import values
from goals.vocabulary import Effect, FlagId, MilestoneState
from projections.answers.slips import Cause

PERIOD_PATTERN = "^[0-9]{4}(-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?$"
MOST_DAYS = 10**7


def days(**more: Any) -> fields.Whole:
    """A number of days, below 0 where it is earlier."""
    return fields.Whole(required=True, allow_none=True, least=-MOST_DAYS, **more)


def share() -> fields.Ratio:
    return fields.Ratio(required=True, allow_none=True)


def whole() -> fields.Whole:
    return fields.Whole(required=True)


class PeriodParams(Params):
    """`period`, or `from` and `to`."""

    period = fields.Line(
        pattern=PERIOD_PATTERN,
        looks="a period such as 2023, 2023-H1, 2023-Q1 or 2023-03",
        most=7,
        metadata={"description": "A year, half or quarter of the workspace's fiscal calendar, or a calendar month."},
    )
    from_ = fields.Date(data_key="from", metadata={"description": "The period's first day, in the workspace's zone."})
    to = fields.Date(metadata={"description": "The period's last day, which belongs to it."})
    container = values.within()


class DueAnswer(Answer):
    due = fields.Date(required=True, allow_none=True)
    authored = fields.Anything(required=True, allow_none=True)
    cause = fields.Choice(
        Cause, required=True, metadata={"description": "window, anchor: it follows what was moved there."}
    )
    recorded_on = fields.Date(required=True)
    recorded_at = fields.Instant(required=True)
    position = whole()
    event_id = fields.Id(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    reason = fields.Text(required=True, allow_none=True)
    slip_days = days(metadata={"description": "Since the due date before; null where one of the two is not known."})
    after_due = fields.Flag(required=True, metadata={"description": "The due date before had passed."})


class PointAnswer(Answer):
    recorded_on = fields.Date(required=True)
    due = fields.Date(required=True, allow_none=True)


class ChartAnswer(Answer):
    """A slip chart: the day it was recorded against the day it was then due."""

    points = fields.Many(fields.Nested(PointAnswer()), required=True)
    end = fields.Nested(
        PointAnswer(),
        required=True,
        allow_none=True,
        metadata={"description": "On the diagonal, the day it was done; null while it is not."},
    )


class SlipAnswer(Answer):
    milestone_id = fields.Id(required=True)
    goal_id = fields.Id(required=True)
    title = fields.Text(required=True)
    state = fields.Choice(MilestoneState, required=True)
    dues = fields.Many(fields.Nested(DueAnswer()), required=True)
    moves = whole()
    slip_days = days(metadata={"description": "From the first due date to the last."})
    moved_after_due = fields.Flag(required=True)
    completed_on = fields.Date(required=True, allow_none=True)
    days_late = days(metadata={"description": "By what it was due when it was told to be done; below 0 is early."})
    dropped_on = fields.Date(required=True, allow_none=True)
    chart = fields.Nested(ChartAnswer(), required=True)


class PeriodAnswer(Answer):
    from_ = fields.Date(required=True, data_key="from")
    to = fields.Date(required=True)
    name = fields.Line(required=True, allow_none=True)


_ByEffect = type("ByEffect", (Answer,), {effect.value: whole() for effect in Effect})


class PeriodGoalsAnswer(_ByEffect):  # type: ignore[misc, valid-type]
    """Committed goals that were pursued on a day of the period; one that was moved both ways counts for both."""

    considered = whole()
    retargeted = whole()
    share_retargeted = share()


class PeriodRetargetsAnswer(_ByEffect):  # type: ignore[misc, valid-type]
    """Those recorded in the period."""

    count = whole()
    churn_gross = fields.Ratio(required=True)
    churn_net = fields.Ratio(required=True)
    backdated = whole()
    without_evidence = whole()
    approved = whole()
    awaiting_approval = whole()


class TogetherAnswer(Answer):
    """`mean` is weighted, over the `n` goals that have a value."""

    mean = share()
    achieved = whole()
    n = whole()


class GoalAttainedAnswer(Answer):
    goal_id = fields.Id(required=True)
    original = share()
    current = share()
    difference = share()
    achieved_by_original = fields.Flag(required=True)
    achieved_by_current = fields.Flag(required=True)


class PeriodAttainmentAnswer(Answer):
    """On the period's last day, by what each goal was committed with and by what was then in force."""

    original = fields.Nested(TogetherAnswer(), required=True)
    current = fields.Nested(TogetherAnswer(), required=True)
    difference = share()
    goals = fields.Many(fields.Nested(GoalAttainedAnswer()), required=True)


class PeriodChurnAnswer(Answer):
    goal_id = fields.Id(required=True)
    count = whole()
    gross = fields.Ratio(required=True)
    net = fields.Ratio(required=True)


class FlagCountAnswer(Answer):
    """Raised by what was recorded in the period; R15 as of its last day."""

    name = fields.Line(required=True)
    count = whole()
    acknowledged = fields.Whole(required=True, metadata={"description": "Of them, how many a reviewer has seen."})
    goals = fields.Many(fields.Id(), required=True)


FlagsAnswer = type(
    "FlagsAnswer", (Answer,), {flag.value: fields.Nested(FlagCountAnswer(), required=True) for flag in FlagId}
)


class FlagRaisedAnswer(Answer):
    goal_id = fields.Id(required=True)
    event_ids = fields.Many(fields.Id(), required=True)
    position = fields.Whole(required=True, allow_none=True, metadata={"description": "null: the day raised it."})
    inputs = fields.Anything(required=True)
    policy_version = whole()
    acknowledged = fields.Whole(required=True, metadata={"description": "How often."})


class MilestoneSlippedAnswer(Answer):
    milestone_id = fields.Id(required=True)
    goal_id = fields.Id(required=True)
    title = fields.Text(required=True)
    moves = whole()
    slip_days = days(metadata={"description": "Of the moves of the period together."})
    moved_after_due = fields.Flag(required=True)
    completed_on = fields.Date(required=True, allow_none=True)
    days_late = days()
    dropped_on = fields.Date(required=True, allow_none=True)


class MilestoneSlipsAnswer(Answer):
    count = whole()
    moved_after_due = whole()
    mean_slip_days = share()
    late = whole()
    dropped = whole()
    milestones = fields.Many(fields.Nested(MilestoneSlippedAnswer()), required=True)


class BinAnswer(Answer):
    from_ = fields.Decimal(required=True, data_key="from")
    to = fields.Decimal(required=True)
    n = whole()
    mean_confidence = share()
    share_achieved = share()


class CalibrationAnswer(Answer):
    """Confidence stated during windows that ended in the period, against what was read by their end."""

    n = whole()
    brier = share()
    histogram = fields.Many(fields.Nested(BinAnswer()), required=True)


class IntegrityAnswer(Answer):
    period = fields.Nested(PeriodAnswer(), required=True)
    container_id = fields.Id(required=True, allow_none=True)
    goals = fields.Nested(PeriodGoalsAnswer(), required=True)
    retargets = fields.Nested(PeriodRetargetsAnswer(), required=True)
    attainment = fields.Nested(PeriodAttainmentAnswer(), required=True)
    churn = fields.Many(fields.Nested(PeriodChurnAnswer()), required=True)
    flags = fields.Nested(FlagsAnswer(), required=True)
    silent = fields.Many(fields.Nested(FlagRaisedAnswer()), required=True)
    quiet_exits = fields.Many(fields.Nested(FlagRaisedAnswer()), required=True)
    thin_reasons = fields.Many(fields.Nested(FlagRaisedAnswer()), required=True)
    milestone_slips = fields.Nested(MilestoneSlipsAnswer(), required=True)
    calibration = fields.Nested(CalibrationAnswer(), required=True)
    policy_version = whole()
    position = whole()
    as_of = fields.Instant(required=True)
    on = fields.Date(required=True)

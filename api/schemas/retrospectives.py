"""Retrospectives: how one is asked for, and how it tells of goals, aims, changes, milestones and lessons."""

from api.contract import fields
from api.contract.schemas import Answer
from api.schemas import values
from api.schemas.analysis import BeginningAt, EndAnswer, ProgressAt, StepAnswer, part
from api.schemas.containers import RollUp
from api.schemas.diff import SharesDiff
from api.schemas.goals import KpiOfGoal, OriginalAnswer
from api.schemas.lenses import MOST_TOLD, Attained, MomentAnswer, reason
from api.schemas.replay import ChangedAnswer, LineAnswer
from api.schemas.reports import PeriodAnswer, SlipAnswer, days, whole
from api.schemas.retrospective_sections import (
    ForecastsAnswer,
    KnownWhenAnswer,
    QuestionAnswer,
    SilentAnswer,
    WeekAnswer,
)
from api.schemas.supposing import SupposingParams, WhatIfAnswer
from api.schemas.trail import MoveAnswer
from goals.vocabulary import AlignmentKind, Direction, Maturity, Outcome
from projections.answers.axes import Axis


def many(of: Answer, said: str) -> fields.Many:
    return fields.Many(fields.Nested(of), most=MOST_TOLD, required=True, metadata={"description": said})


def one(of: Answer, said: str) -> fields.Nested:
    return fields.Nested(of, required=True, metadata={"description": said})


class RetrospectiveParams(SupposingParams):
    goal = fields.Id(metadata={"description": "Of this goal alone."})
    container = values.within()
    axis = fields.Choice(
        Axis,
        load_default=Axis.RECORDED,
        metadata={
            "description": "recorded: the period as it was known then. effective: its days by all that is known, "
            "whenever it was recorded."
        },
    )


class DaysParams(RetrospectiveParams):
    from_ = fields.Date(data_key="from", metadata={"description": "The period's first day, in the workspace's zone."})
    to = fields.Date(metadata={"description": "The period's last day, which belongs to it."})


class LookedBackAt(PeriodAnswer):
    until = fields.Date(required=True, metadata={"description": "The last of its days that had gone by."})


class RetrospectiveScopeAnswer(Answer):
    """null and null is the whole workspace."""

    goal_id = fields.Id(required=True, allow_none=True)
    container_id = fields.Id(required=True, allow_none=True)


class OpeningAnswer(MomentAnswer):
    """Asked with its `as_of` and `on` each goal answers the same."""

    goals = many(LineAnswer(), "Those that were there when the period began.")
    rollup = one(RollUp(), "Of all goals of the scope that counted, pursued in the period or not.")


class KnownSinceAnswer(Answer):
    field = fields.Line(required=True)
    then = fields.Anything(required=True, allow_none=True)
    now = fields.Anything(required=True, allow_none=True)


class ClosingLineAnswer(LineAnswer):
    by_original = one(Attained(), "By what the goal was committed with.")
    by_current = one(Attained(), "By what was in force.")
    differs = many(KnownSinceAnswer(), "Of this day, what was known when it was over and what is known since.")


class AchievedRollUp(RollUp):
    achieved = fields.Whole(required=True, metadata={"description": "How many of the goals."})


class ByLensAnswer(Answer):
    original = fields.Nested(AchievedRollUp(), required=True)
    current = fields.Nested(AchievedRollUp(), required=True)


class ClosingAnswer(MomentAnswer):
    """Asked with its `as_of` and `on` each goal answers the same."""

    goals = many(ClosingLineAnswer(), "Those that were there when the period was over.")
    rollup = one(ByLensAnswer(), "Of all goals of the scope that counted, by each goal's original and current version.")


class ServedAnswer(Answer):
    parent_id = fields.Id(required=True)
    kind = fields.Choice(AlignmentKind, required=True)
    weight = fields.Decimal(allow_none=True)


class AimAnswer(Answer):
    """What was in force when the period began; of a goal that was pursued only later, since then."""

    goal_id = fields.Id(required=True)
    since = fields.Date(required=True, metadata={"description": "The first day of the period on which it was pursued."})
    version = fields.Whole(required=True, allow_none=True)
    title = fields.Text(required=True)
    aim = fields.Text(required=True, allow_none=True)
    why = fields.Text(required=True, allow_none=True)
    owner = fields.Line(required=True, allow_none=True)
    container_id = fields.Id(required=True, allow_none=True)
    parents = fields.Many(fields.Nested(ServedAnswer()), required=True)
    maturity = fields.Choice(Maturity, required=True)
    kpi = fields.Nested(KpiOfGoal(), required=True, allow_none=True)
    kpi_id = fields.Id(required=True, allow_none=True)
    series = fields.Whole(required=True, allow_none=True)
    direction = fields.Choice(Direction, required=True, allow_none=True)
    baseline = fields.Nested(values.BaselineAnswer(), required=True)
    target = fields.Nested(values.TargetAnswer(), required=True)
    levels = fields.Anything(required=True, allow_none=True)
    tolerance = fields.Decimal(required=True, allow_none=True)
    weight = fields.Decimal(required=True)
    window = fields.Nested(values.WindowAnswer(), required=True, allow_none=True)
    original = fields.Nested(OriginalAnswer(), required=True, allow_none=True)


class ChangeInPeriodAnswer(ChangedAnswer):
    title = fields.Text(required=True, allow_none=True, metadata={"description": "Of the goal, where it is one's."})
    milestone_title = fields.Text(required=True, allow_none=True)
    retarget = fields.Nested(
        MoveAnswer(),
        required=True,
        allow_none=True,
        metadata={"description": "Of a retarget, what the trail tells of it."},
    )
    announced = fields.Flag(
        required=True,
        metadata={"description": "true: a retarget that was recorded before the period and took effect in it."},
    )
    left_out = fields.Flag(required=True, metadata={"description": "true: it is supposed never to have been made."})


class MilestoneCompletedAnswer(Answer):
    """Who said that it was done."""

    event_id = fields.Id(required=True)
    position = whole()
    recorded_at = fields.Instant(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    note = fields.Text(required=True, allow_none=True)


class MilestoneInPeriodAnswer(SlipAnswer):
    moved_days = days(metadata={"description": "By the moves of the period together; below 0 it is due earlier."})
    completed = fields.Nested(
        MilestoneCompletedAnswer(),
        required=True,
        allow_none=True,
        metadata={"description": "null while it is not done."},
    )
    said = fields.Text(
        required=True,
        allow_none=True,
        metadata={"description": "What was last said of completing, dropping, reopening or rescoping it."},
    )


class MilestonesInPeriodAnswer(Answer):
    """One may be in several lists."""

    done = many(MilestoneInPeriodAnswer(), "Done in the period.")
    slipped = many(MilestoneInPeriodAnswer(), "Due later than when the period began, or they were added in it.")
    pulled_forward = many(MilestoneInPeriodAnswer(), "Due earlier than when the period began.")
    dropped = many(MilestoneInPeriodAnswer(), "Dropped in the period.")
    added = many(MilestoneInPeriodAnswer(), "Added in the period.")
    overdue = many(MilestoneInPeriodAnswer(), "Open and overdue when it was over.")


class DecomposedTogether(Answer):
    """Every figure is rounded by itself. `from` is the roll-up of the opening, unless `began`; `to` that of the closing
    by the current targets."""

    from_ = fields.Nested(BeginningAt(), data_key="from", required=True)
    to = fields.Nested(ProgressAt(), required=True)
    revision = part("What was learnt in the period about the opening's day: late, corrected and voided readings.")
    performance = part("What the readings did, of the goals that counted throughout.")
    retarget = part("What moved goalposts and changed weights did.")
    composition = part("What came of goals that began or ceased to count, or to have a value.")
    total = part("The change in progress: the sum of the four.")
    goals = many(SharesDiff(), "What each contributed.")
    reason = reason()


class DecomposedGoal(Answer):
    """Every figure is rounded by itself."""

    goal_id = fields.Id(required=True)
    began = fields.Flag(
        required=True,
        metadata={"description": "true: it was activated in the period, and is taken from its own beginning."},
    )
    from_ = fields.Nested(
        EndAnswer(),
        data_key="from",
        required=True,
        metadata={"description": "As at the opening; at the baseline, if nothing was read."},
    )
    learnt = one(EndAnswer(), "Where it had stood on that same day, as is known at the closing.")
    to = one(EndAnswer(), "As at the closing.")
    revision = part("What was learnt in the period about the opening's day.")
    performance = part("What the readings did, by the version in force at the beginning.")
    retarget = part("What moving the goalposts did to the value at the end: the sum of the steps.")
    total = part("The change in progress: the sum of the three.")
    steps = many(StepAnswer(), "The retargets that came into force, in the order in which they were recorded.")
    reason = reason()


class DecomposedAnswer(Answer):
    """From the opening to the closing. By all that is known now, on the effective axis, there is no revision."""

    together = fields.Nested(
        DecomposedTogether(),
        required=True,
        allow_none=True,
        metadata={"description": "Of all goals of the scope; null of a single one."},
    )
    goals = many(DecomposedGoal(), "Goal by goal, retarget by retarget.")


class LessonAnswer(Answer):
    """What was written when a goal was closed or superseded."""

    goal_id = fields.Id(required=True)
    title = fields.Text(required=True, allow_none=True)
    event_id = fields.Id(required=True)
    position = whole()
    recorded_at = fields.Instant(required=True)
    on = fields.Date(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    outcome = fields.Choice(Outcome, required=True)
    reason = fields.Text(required=True, allow_none=True)
    lessons = fields.Text(required=True, allow_none=True)
    withdrawn = fields.Flag(
        required=True, metadata={"description": "The goal was reopened later, as known at the end."}
    )


class RetrospectiveAnswer(MomentAnswer):
    period = fields.Nested(LookedBackAt(), required=True)
    axis = fields.Choice(Axis, required=True)
    scope = fields.Nested(RetrospectiveScopeAnswer(), required=True)
    what_if = fields.Nested(WhatIfAnswer(), required=True, allow_none=True)
    opening = fields.Nested(OpeningAnswer(), required=True)
    aims = many(AimAnswer(), "What was pursued on a day of the period.")
    changes = many(
        ChangeInPeriodAnswer(), "Of these goals, their KPIs, readings and containers, and the workspace's rules."
    )
    milestones = fields.Nested(MilestonesInPeriodAnswer(), required=True)
    closing = fields.Nested(ClosingAnswer(), required=True)
    decomposition = fields.Nested(DecomposedAnswer(), required=True)
    known_when = fields.Nested(KnownWhenAnswer(), required=True)
    weeks = many(WeekAnswer(), "What would have been reported at each week's end, and at the period's.")
    forecasts = fields.Nested(ForecastsAnswer(), required=True)
    silent = many(SilentAnswer(), "Goals of which nothing was heard.")
    lessons = many(LessonAnswer(), "Closing reasons and lessons written in the period.")
    questions = many(QuestionAnswer(), "What it suggests to ask.")

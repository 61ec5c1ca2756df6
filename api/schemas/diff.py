"""What is different between two moments: how it is asked, and how it is told."""

from api.contract import fields
from api.contract.moments import Marked
from api.contract.schemas import Answer, Params
from api.schemas import values
from api.schemas.analysis import EndAnswer, StepAnswer, part
from api.schemas.goals import CompletionAnswer, ProgressAnswer
from api.schemas.lenses import MOST_TOLD, MomentAnswer, reason
from api.schemas.replay import ChangedAnswer
from goals.vocabulary import FlagId, Health, Outcome, ReasonCode
from projections.answers.diff.things import Change


class DiffParams(Params):
    from_ = Marked(
        data_key="from",
        required=True,
        metadata={
            "description": "Where it begins: an instant, a day, which begins before anything was recorded on it, or a "
            "position of the log (digits alone)."
        },
    )
    to = Marked(
        metadata={"description": "Where it ends, a day with its end; the moment asked about, `as_of`, unless given."}
    )


class DiffNestedParams(DiffParams):
    nested = fields.Truth(
        load_default=False, metadata={"description": "With the goals of the containers below it too."}
    )


class CauseAnswer(Answer):
    """An event that made a difference."""

    position = fields.Whole(required=True)
    event_id = fields.Id(required=True)
    type = fields.Line(required=True)
    recorded_at = fields.Instant(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    reason_code = fields.Choice(ReasonCode, required=True, allow_none=True)
    reason = fields.Text(required=True, allow_none=True)


class FieldDifference(Answer):
    field = fields.Line(required=True)
    before = fields.Anything(required=True, allow_none=True)
    after = fields.Anything(required=True, allow_none=True)
    events = fields.Many(
        fields.Nested(CauseAnswer()),
        most=MOST_TOLD,
        required=True,
        metadata={
            "description": "All that changed the field, in recorded order. A retarget that was announced before `from` "
            "is among them where it came into force in between."
        },
    )


def differences() -> fields.Many:
    return fields.Many(fields.Nested(FieldDifference()), data_key="fields", required=True)


class MilestoneDiff(Answer):
    milestone_id = fields.Id(required=True)
    title = fields.Text(required=True, allow_none=True)
    fields_ = differences()


class DerivedAnswer(Answer):
    """The figures of a goal, as it was answered with them."""

    current = fields.Nested(values.ValueReadAnswer(), required=True, allow_none=True)
    progress = fields.Nested(ProgressAnswer(), required=True, allow_none=True)
    expected = fields.Ratio(required=True, allow_none=True)
    pace = fields.Ratio(required=True, allow_none=True)
    health = fields.Choice(Health, required=True, allow_none=True)
    achieved = fields.Flag(required=True)
    achieved_on = fields.Date(required=True, allow_none=True)
    outcome_by_readings = fields.Choice(Outcome, required=True, allow_none=True)
    milestones = fields.Nested(CompletionAnswer(), required=True)
    flags = fields.Many(fields.Choice(FlagId), required=True)


class ReadingCounts(Answer):
    recorded = fields.Whole(required=True)
    corrected = fields.Whole(required=True)
    voided = fields.Whole(required=True)


class ReadingCauses(ReadingCounts):
    events = fields.Many(
        fields.Nested(CauseAnswer()),
        required=True,
        metadata={"description": "By name, the last hundred of them, in recorded order."},
    )


class CausesAnswer(Answer):
    """What figures can have changed by."""

    readings = fields.Nested(ReadingCauses(), required=True, metadata={"description": "Of its KPI."})
    retargets = fields.Many(
        fields.Whole(), required=True, metadata={"description": "The positions of those that came into force."}
    )
    policies = fields.Many(
        fields.Whole(),
        required=True,
        metadata={
            "description": "The positions of the changes of policy that touch what is judged: thresholds, days of "
            "grace, time zone, fiscal calendar."
        },
    )
    days = fields.Whole(required=True, least=-(10**7), metadata={"description": "So many days went by."})


class FiguresDiff(Answer):
    before = fields.Nested(
        DerivedAnswer(), required=True, allow_none=True, metadata={"description": "null: it was not there yet."}
    )
    after = fields.Nested(DerivedAnswer(), required=True)
    causes = fields.Nested(CausesAnswer(), required=True)


class ProgressDiff(Answer):
    """Every figure is rounded by itself, from unrounded ones."""

    before = fields.Nested(
        EndAnswer(), required=True, allow_none=True, metadata={"description": "Where it stood, as was known then."}
    )
    learnt = fields.Nested(
        EndAnswer(),
        required=True,
        allow_none=True,
        metadata={"description": "Where it had stood on that same day, as is known at `to`."},
    )
    after = fields.Nested(EndAnswer(), required=True, allow_none=True)
    revision = part("What was learnt later about the first day: late, corrected and voided readings.")
    performance = part("What the readings since did, by the version in force at the beginning.")
    retarget = part("What moving the goalposts did to the value at the end: the sum of the steps.")
    total = part("The change in progress: the sum of the three.")
    steps = fields.Many(
        fields.Nested(StepAnswer()),
        most=MOST_TOLD,
        required=True,
        metadata={"description": "The retargets that came into force, in the order in which they were recorded."},
    )
    reason = reason()


class GoalDiffPart(Answer):
    goal_id = fields.Id(required=True)
    title = fields.Text(required=True, allow_none=True)
    fields_ = differences()
    milestones = fields.Many(fields.Nested(MilestoneDiff()), required=True)
    also = fields.Many(
        fields.Nested(ChangedAnswer()),
        most=MOST_TOLD,
        required=True,
        metadata={
            "description": "What else was recorded of it: what left no field different, was changed back, or only said."
        },
    )
    derived = fields.Nested(FiguresDiff(), required=True)
    progress = fields.Nested(ProgressDiff(), required=True)


class BetweenMoments(MomentAnswer):
    from_ = fields.Nested(MomentAnswer(), data_key="from", required=True)
    to = fields.Nested(MomentAnswer(), required=True)
    policies = fields.Many(
        fields.Nested(CauseAnswer()), required=True, metadata={"description": "The changes of policy in between."}
    )


class GoalDiff(GoalDiffPart, BetweenMoments):
    readings = fields.Many(
        fields.Nested(ChangedAnswer()),
        required=True,
        metadata={"description": "The last hundred readings of its KPI that were recorded, corrected or voided."},
    )


class GoalOfMany(GoalDiffPart):
    change = fields.Choice(Change, required=True)


class ContainerOfMany(Answer):
    container_id = fields.Id(required=True)
    name = fields.Text(required=True, allow_none=True)
    change = fields.Choice(Change, required=True)
    fields_ = differences()


class KpiOfMany(Answer):
    kpi_id = fields.Id(required=True)
    key = fields.Line(required=True)
    change = fields.Choice(Change, required=True)
    fields_ = differences()


class SharesDiff(Answer):
    """What a goal contributed to each part."""

    goal_id = fields.Id(required=True)
    throughout = fields.Flag(required=True)
    revision = fields.Ratio(required=True)
    performance = fields.Ratio(required=True)
    retarget = fields.Ratio(required=True)
    composition = fields.Ratio(required=True)


class RollupDiff(Answer):
    """Every figure is rounded by itself. A goal without a value at an end does not count there, as in a roll-up."""

    before = part("The mean by weight, as was known then; as the roll-up answered, unless `began`.")
    after = part("The mean by weight at the end; as the roll-up answered.")
    began = fields.Flag(
        required=True,
        metadata={"description": "true: nothing counted then, and goals are taken from their own beginning."},
    )
    revision = part("What was learnt later about the first day.")
    performance = part("What the readings since did, of the goals that counted throughout.")
    retarget = part("What moved goalposts and changed weights did.")
    composition = part("What came of goals that began or ceased to count.")
    total = part("The change in progress: the sum of the four.")
    goals = fields.Many(fields.Nested(SharesDiff()), most=MOST_TOLD, required=True)
    reason = reason()


class ManyDiff(BetweenMoments):
    fields_ = differences()
    containers = fields.Many(fields.Nested(ContainerOfMany()), required=True)
    goals = fields.Many(
        fields.Nested(GoalOfMany()),
        most=MOST_TOLD,
        required=True,
        metadata={
            "description": "Those that came, went or changed, be it in their figures alone; but not by days that went "
            "by where they were active at neither moment."
        },
    )
    readings = fields.Nested(
        ReadingCounts(), required=True, metadata={"description": "Of all their KPIs; each goal names its own."}
    )
    rollup = fields.Nested(RollupDiff(), required=True)


class ContainerDiff(ManyDiff):
    container_id = fields.Id(required=True)
    nested = fields.Flag(required=True)


class WorkspaceDiff(ManyDiff):
    kpis = fields.Many(fields.Nested(KpiOfMany()), required=True)

"""What of a change was achieved and what moved, and whether all moves add up: how it is asked, and how it is told."""

from api.contract import fields
from api.contract.schemas import Answer, Params
from api.schemas import values
from api.schemas.lenses import MOST_TOLD, MomentAnswer, reason
from api.schemas.trail import ChangeAnswer
from goals.vocabulary import Direction, Effect, ReasonCode

PERIOD_PATTERN = "^[0-9]{4}(-(Q[1-4]|H[12]|0[1-9]|1[0-2]))?$"


class BetweenParams(Params):
    from_ = fields.Date(
        data_key="from", metadata={"description": "The day at whose end the change begins: what it saw is not in it."}
    )
    to = fields.Date(metadata={"description": "The day at whose end the change ends; that of `on` unless given."})
    period = fields.Line(
        pattern=PERIOD_PATTERN,
        looks="a period such as 2023-Q1",
        most=7,
        metadata={
            "description": "Instead of days: 2023, 2023-H1 or 2023-Q1 of the fiscal calendar, or the month 2023-03. "
            "One that is still running goes up to `on`."
        },
    )


class BetweenNestedParams(BetweenParams):
    nested = fields.Truth(
        load_default=False, metadata={"description": "With the goals of the containers below it too."}
    )


class EndAnswer(Answer):
    """Where a goal stood at the end of a day, by the version in force then; at the baseline, if nothing was read."""

    at = fields.Date(required=True)
    version = fields.Whole(required=True, allow_none=True)
    value = fields.Decimal(required=True, allow_none=True)
    observed_at = fields.Instant(
        required=True, allow_none=True, metadata={"description": "null: nothing was read, the value is the baseline."}
    )
    raw = fields.Ratio(required=True, allow_none=True)


class StepAnswer(Answer):
    version = fields.Whole(required=True, metadata={"description": "The version that the retarget made."})
    event_id = fields.Id(required=True)
    position = fields.Whole(required=True)
    recorded_at = fields.Instant(required=True)
    effective_on = fields.Date(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    reason_code = fields.Choice(ReasonCode, required=True)
    retarget = fields.Ratio(required=True, allow_none=True)
    reason = reason()


def part(said: str) -> fields.Ratio:
    return fields.Ratio(required=True, allow_none=True, metadata={"description": said})


class DecompositionAnswer(MomentAnswer):
    """Every figure is rounded by itself, from unrounded ones: a sum of served parts may be off by half a unit of the
    last place for each of them."""

    goal_id = fields.Id(required=True)
    from_ = fields.Nested(EndAnswer(), data_key="from", required=True)
    to = fields.Nested(EndAnswer(), required=True)
    performance = part("What the readings did, by the version in force at the beginning.")
    retarget = part("What moving the goalposts did to the value at the end: the sum of the steps.")
    total = part("The change in progress: performance and retarget.")
    steps = fields.Many(
        fields.Nested(StepAnswer()),
        most=MOST_TOLD,
        required=True,
        metadata={"description": "The retargets between, in the order in which they were recorded."},
    )
    reason = reason()


class ProgressAt(Answer):
    at = fields.Date(required=True)
    progress = fields.Ratio(
        required=True,
        allow_none=True,
        metadata={"description": "The mean by weight of the goals that had a value: the roll-up of that day."},
    )


class BeginningAt(ProgressAt):
    began = fields.Flag(
        required=True,
        metadata={
            "description": "true: nothing counted then, and there was no roll-up; the goals are taken from their own "
            "beginning, at the last value read by that day or their baseline."
        },
    )


class BroughtAnswer(Answer):
    weight = fields.Decimal(required=True)
    clamped = fields.Ratio(required=True)


class ContributionAnswer(Answer):
    """What a goal contributed to each part; null where the whole is."""

    goal_id = fields.Id(required=True)
    from_ = fields.Nested(BroughtAnswer(), data_key="from", required=True, allow_none=True)
    to = fields.Nested(BroughtAnswer(), required=True, allow_none=True)
    throughout = fields.Flag(
        required=True,
        metadata={
            "description": "false: it began or ceased to count or to have a value, was moved in or out, or its "
            "versions cannot be compared. Its weight does not matter."
        },
    )
    performance = fields.Ratio(required=True, allow_none=True)
    retarget = fields.Ratio(required=True, allow_none=True)
    composition = fields.Ratio(required=True, allow_none=True)


class DecompositionOfMany(MomentAnswer):
    """Every figure is rounded by itself, as in the decomposition of a goal."""

    from_ = fields.Nested(BeginningAt(), data_key="from", required=True)
    to = fields.Nested(ProgressAt(), required=True)
    performance = part("What the readings did, of the goals that counted throughout.")
    retarget = part(
        "What moved goalposts and changed weights did, also to and from 0, in the order in which they were recorded."
    )
    composition = part(
        "What came of goals that began or ceased to count, to be there, to have a value, or to be comparable."
    )
    total = part("The change in progress: the sum of the three.")
    goals = fields.Many(fields.Nested(ContributionAnswer()), most=MOST_TOLD, required=True)
    reason = reason()


class DecompositionOfContainer(DecompositionOfMany):
    container_id = fields.Id(required=True)
    nested = fields.Flag(required=True)


class CumulativeAnswer(Answer):
    net = fields.Ratio(required=True)
    gross = fields.Ratio(required=True)


class ReconcilingStep(Answer):
    n = fields.Whole(required=True, metadata={"description": "The version it made."})
    event_id = fields.Id(required=True)
    position = fields.Whole(required=True)
    recorded_at = fields.Instant(required=True)
    effective_on = fields.Date(required=True)
    in_force = fields.Flag(
        required=True,
        metadata={"description": "Whether `current` has it in it; false: its notice is still running on that day."},
    )
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    approved_by = fields.Nested(values.ActorAnswer(), required=True, allow_none=True)
    reason_code = fields.Choice(ReasonCode, required=True)
    reason = fields.Text(required=True)
    changes = fields.Many(fields.Nested(ChangeAnswer()), required=True)
    effect = fields.Choice(Effect, required=True)
    magnitude = fields.Ratio(required=True, allow_none=True)
    target_after = fields.Anything(required=True, allow_none=True)
    end_after = fields.Date(required=True, allow_none=True)
    cumulative = fields.Nested(
        CumulativeAnswer(), required=True, metadata={"description": "The magnitudes so far; null adds nothing."}
    )


class EstablishedAnswer(Answer):
    """What was waited for came to be known: no retarget."""

    event_id = fields.Id(required=True)
    type = fields.Line(required=True)
    position = fields.Whole(required=True)
    recorded_at = fields.Instant(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    changes = fields.Many(fields.Nested(ChangeAnswer()), required=True)


class DefinedAnswer(Answer):
    kpi_id = fields.Id(required=True, allow_none=True)
    series = fields.Whole(required=True, allow_none=True)
    direction = fields.Choice(Direction, required=True, allow_none=True)
    baseline = fields.Nested(values.BaselineAnswer(), required=True)
    target = fields.Nested(values.TargetAnswer(), required=True)
    levels = fields.Anything(required=True, allow_none=True)
    tolerance = fields.Decimal(required=True, allow_none=True)
    weight = fields.Decimal(required=True)
    window = fields.Nested(values.WindowAnswer(), required=True, allow_none=True)


class AnnouncedAnswer(DefinedAnswer):
    n = fields.Whole(required=True, metadata={"description": "The version that it is."})
    effective_on = fields.Date(required=True)


class ReconciliationAnswer(MomentAnswer):
    goal_id = fields.Id(required=True)
    original = fields.Nested(
        DefinedAnswer(), required=True, allow_none=True, metadata={"description": "As it was committed with."}
    )
    current = fields.Nested(
        DefinedAnswer(),
        required=True,
        metadata={"description": "In force on that day, as by lens=current."},
    )
    announced = fields.Nested(
        AnnouncedAnswer(),
        required=True,
        allow_none=True,
        metadata={"description": "As it was last recorded, where that is not in force yet on that day."},
    )
    steps = fields.Many(fields.Nested(ReconcilingStep()), most=MOST_TOLD, required=True)
    established = fields.Many(fields.Nested(EstablishedAnswer()), most=MOST_TOLD, required=True)
    is_reconciled = fields.Flag(
        required=True,
        allow_none=True,
        metadata={
            "description": "Whether the original, with what each step in force says it changed, is `current`, and with "
            "what all steps say, the definition as it was last recorded."
        },
    )
    unexplained = fields.Many(
        fields.Nested(ChangeAnswer()),
        required=True,
        metadata={"description": "Where they differ: as reconciled, and as it is."},
    )
    reason = reason()

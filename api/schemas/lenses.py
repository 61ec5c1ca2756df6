"""Looking at goals by the versions they had: how it is asked, and how it is told."""

from typing import Any

from api.contract import fields
from api.contract.faults import refused
from api.contract.schemas import Answer, Params
from goals.vocabulary import Direction
from projections.answers.lenses import DAY_PATTERN, FORMS, PATTERN, lens_of

MOST_TOLD = 1_000_000


class Lens(fields.Field):
    """Which version to look through. Loads into a Lens."""

    form: fields.Form = fields.json_schema(
        anyOf=[
            {"type": "string", "pattern": PATTERN, "maxLength": 14},
            {"type": "string", "format": "date", "pattern": DAY_PATTERN, "maxLength": 10},
        ],
        examples=["original"],
        description=f"The version whose KPI, baseline, target and window are measured by: {FORMS}. "
        "`at_deadline` is the one in force on the original's last day, a date the one in force on that day.",
    )

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> Any:
        try:
            return lens_of(value)
        except ValueError:
            raise refused("not-a-lens", f"A lens is one of {FORMS}.") from None


class LensParams(Params):
    lens = Lens(load_default=lambda: lens_of("current"))


class ReasonAnswer(Answer):
    """Why there is no figure."""

    code = fields.Line(required=True, metadata={"description": "A stable name."})
    detail = fields.Line(required=True)


class SpanAnswer(Answer):
    start = fields.Date(required=True)
    end = fields.Date(required=True)
    tz = fields.Line(required=True)


def reason() -> fields.Nested:
    return fields.Nested(
        ReasonAnswer(), required=True, allow_none=True, metadata={"description": "Why a figure is null; else null."}
    )


class Attained(Answer):
    """How far a goal has come by one of its versions, had that been in force all along."""

    lens = fields.Line(required=True)
    version = fields.Whole(
        required=True,
        allow_none=True,
        metadata={"description": "1 as committed; 0 of a goal that is not, null if none."},
    )
    kpi_id = fields.Id(required=True, allow_none=True)
    series = fields.Whole(required=True, allow_none=True)
    direction = fields.Choice(Direction, required=True, allow_none=True)
    baseline = fields.Decimal(required=True, allow_none=True)
    target = fields.Anything(
        required=True, allow_none=True, metadata={"description": "The number, or a range's low and high."}
    )
    weight = fields.Decimal(required=True, allow_none=True)
    window = fields.Nested(SpanAnswer(), required=True, allow_none=True)
    value = fields.Decimal(required=True, allow_none=True)
    observed_at = fields.Instant(required=True, allow_none=True)
    raw = fields.Ratio(required=True, allow_none=True)
    clamped = fields.Ratio(required=True, allow_none=True)
    achieved = fields.Flag(
        required=True,
        metadata={
            "description": "Whether that version's target was met on some day of its window; "
            "to maintain and to stay at most, at its end."
        },
    )
    reason = reason()


class MomentAnswer(Answer):
    position = fields.Whole(required=True)
    as_of = fields.Instant(required=True)
    on = fields.Date(required=True)


class AttainmentAnswer(Attained, MomentAnswer):
    goal_id = fields.Id(required=True)


class AttainedOfGoal(Attained):
    goal_id = fields.Id(required=True)


class WithoutValue(Answer):
    goal_id = fields.Id(required=True)
    reason = reason()


class RolledUp(Answer):
    progress = fields.Ratio(
        required=True,
        allow_none=True,
        metadata={"description": "The mean by weight of the goals that have a value; null without any weight."},
    )
    weight = fields.Decimal(required=True)
    goals = fields.Many(fields.Nested(AttainedOfGoal()), most=MOST_TOLD, required=True)
    without_value = fields.Many(fields.Nested(WithoutValue()), most=MOST_TOLD, required=True)


class RolledUpAnswer(RolledUp, MomentAnswer):
    container_id = fields.Id(required=True)
    lens = fields.Line(required=True)
    nested = fields.Nested(
        RolledUp(), required=True, metadata={"description": "The same over the containers below it too."}
    )

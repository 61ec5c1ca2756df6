"""What was said about a goal, and how it stood then."""

from api.contract import fields
from api.contract.schemas import Answer
from api.schemas import values
from api.schemas.goals import GoalAnswer, ProgressAnswer
from goals.vocabulary import GoalState, Health, ReviewVerdict


class SaidAnswer(Answer):
    position = fields.Whole(required=True)
    event_id = fields.Id(required=True)
    recorded_at = fields.Instant(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)


class SnapshotAnswer(Answer):
    """The goal on the day of the check-in, by what was known when it was made."""

    state = fields.Choice(GoalState, required=True)
    target = fields.Anything(required=True, allow_none=True)
    end = fields.Date(required=True, allow_none=True)
    value = fields.Decimal(required=True, allow_none=True)
    progress = fields.Nested(ProgressAnswer(), required=True, allow_none=True)
    expected = fields.Ratio(required=True, allow_none=True)
    pace = fields.Ratio(required=True, allow_none=True)
    health = fields.Choice(Health, required=True, allow_none=True)


class HealthsAnswer(Answer):
    before = fields.Choice(Health, required=True, allow_none=True)
    after = fields.Choice(Health, required=True, allow_none=True)


class DifferenceAnswer(Answer):
    """Since the check-in before. Null where a side is unknown or no number, or another KPI was measured."""

    value = fields.Decimal(required=True, allow_none=True)
    progress = fields.Ratio(required=True, allow_none=True, metadata={"description": "Of the raw progress."})
    target = fields.Decimal(required=True, allow_none=True)
    end_days = fields.Whole(required=True, allow_none=True, least=-(10**7))
    health = fields.Nested(HealthsAnswer(), required=True)


class CheckInAnswer(SaidAnswer):
    on = fields.Date(required=True)
    confidence = fields.Decimal(required=True, allow_none=True)
    status = fields.Choice(Health, required=True, allow_none=True)
    story = fields.Text(required=True, allow_none=True)
    snapshot = fields.Nested(SnapshotAnswer(), required=True)
    difference = fields.Nested(
        DifferenceAnswer(), required=True, allow_none=True, metadata={"description": "null: the first one."}
    )
    disagrees = fields.Flag(
        required=True,
        allow_none=True,
        metadata={"description": "Whether the status said is another than the derived health; null without either."},
    )


class CheckedInAnswer(GoalAnswer):
    check_in = fields.Nested(CheckInAnswer(), required=True)


class ReviewAnswer(SaidAnswer):
    on = fields.Date(required=True)
    verdict = fields.Choice(ReviewVerdict, required=True)
    note = fields.Text(required=True, allow_none=True)


class CommentAnswer(SaidAnswer):
    text = fields.Text(required=True)

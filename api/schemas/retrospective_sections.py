"""What a retrospective tells of what was known when: verdicts, weeks, forecasts, silence, and the questions it asks."""

from api.contract import fields
from api.contract.schemas import Answer
from api.schemas import values
from api.schemas.containers import RollUp
from api.schemas.goals import ProgressAnswer
from api.schemas.reports import days, share, whole
from goals.forecast_error import Horizon
from goals.vocabulary import Cadence, FlagId, GoalState, Health, Outcome
from projections.answers.retrospective.figures import MOST_EVENTS
from projections.answers.retrospective.question import Code
from projections.answers.retrospective.silent import Cause


def amount() -> fields.Decimal:
    return fields.Decimal(required=True, allow_none=True)


def progress() -> fields.Nested:
    return fields.Nested(ProgressAnswer(), required=True, allow_none=True)


class BecameKnownAnswer(Answer):
    """An event recorded later; of a reading, its value before and after it, null while it was not believed."""

    position = whole()
    recorded_at = fields.Instant(required=True)
    event_id = fields.Id(required=True)
    type = fields.Line(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    reading_id = fields.Id(required=True, allow_none=True)
    observed_at = fields.Instant(required=True, allow_none=True)
    value_before = amount()
    value_after = amount()
    days_late = fields.Whole(
        required=True, metadata={"description": "From the deadline, or the period's last day, to its recording."}
    )


class TurnedAnswer(BecameKnownAnswer):
    """It changed whether the goal counts as achieved by its deadline."""

    verdict_before = fields.Choice(Outcome, required=True)
    verdict_after = fields.Choice(Outcome, required=True)


class OutcomeKnownAnswer(Answer):
    """By the readings, about the deadline that was in force when it passed."""

    goal_id = fields.Id(required=True)
    title = fields.Text(required=True, allow_none=True)
    deadline = fields.Date(required=True)
    at_deadline = fields.Choice(
        Outcome, required=True, metadata={"description": "As it was known when the deadline's day was over."}
    )
    now = fields.Choice(Outcome, required=True, metadata={"description": "By all that is known since."})
    known = fields.Many(
        fields.Nested(TurnedAnswer()),
        required=True,
        metadata={"description": "Every later event that turned it, in the order they were recorded."},
    )


class FiguresKnownAnswer(Answer):
    """On the period's last day: what was known of it when it was over, and what is known of it since."""

    goal_id = fields.Id(required=True)
    title = fields.Text(required=True, allow_none=True)
    on = fields.Date(required=True)
    value_then = amount()
    value_now = amount()
    progress_then = progress()
    progress_now = progress()
    count = fields.Whole(required=True, metadata={"description": "Of the events recorded later that bear on it."})
    events = fields.Many(
        fields.Nested(BecameKnownAnswer()),
        most=MOST_EVENTS,
        required=True,
        metadata={"description": "The last of them."},
    )


class KnownWhenAnswer(Answer):
    outcomes = fields.Many(fields.Nested(OutcomeKnownAnswer()), required=True)
    figures = fields.Many(fields.Nested(FiguresKnownAnswer()), required=True)


class WeekGoalAnswer(Answer):
    goal_id = fields.Id(required=True)
    on = fields.Date(required=True, metadata={"description": "The day it is about, in the goal's own time zone."})
    state = fields.Choice(GoalState, required=True)
    value = amount()
    progress = progress()
    expected = share()
    pace = share()
    health = fields.Choice(Health, required=True, allow_none=True)
    achieved = fields.Flag(required=True)
    flags = fields.Many(fields.Choice(FlagId), required=True)


WeekHealthAnswer = type("WeekHealthAnswer", (Answer,), {health.value: whole() for health in Health})


class WeekAnswer(Answer):
    """As it would have been reported at the end of a Sunday, or of the last day."""

    on = fields.Date(required=True)
    position = whole()
    as_of = fields.Instant(required=True)
    goals = fields.Many(
        fields.Nested(WeekGoalAnswer()),
        required=True,
        metadata={"description": "Those that had been pursued on a day of the period by then."},
    )
    rollup = fields.Nested(RollUp(), required=True, metadata={"description": "Of all goals that counted then."})
    health = fields.Nested(
        WeekHealthAnswer(), required=True, metadata={"description": "How many of these goals were of which health."}
    )


class ForecastThenAnswer(Answer):
    """What was forecast for the deadline then in force, and what came."""

    goal_id = fields.Id(required=True)
    made_on = fields.Date(required=True)
    position = whole()
    as_of = fields.Instant(required=True)
    deadline = fields.Date(required=True)
    days_ahead = whole()
    value = amount()
    method = fields.Line(required=True)
    n = whole()
    slope_per_day = amount()
    at_deadline = amount()
    low = amount()
    high = amount()
    interval = share()
    attainment = share()
    reached_on = fields.Date(required=True, allow_none=True)
    why_none = fields.Line(required=True, allow_none=True)
    actual = fields.Decimal(
        required=True, allow_none=True, metadata={"description": "The value at that deadline, as it is known now."}
    )
    observed_at = fields.Instant(
        required=True, allow_none=True, metadata={"description": "When the actual value was observed."}
    )
    why_unjudged = fields.Line(required=True, allow_none=True)
    error = fields.Decimal(
        required=True, allow_none=True, metadata={"description": "Above 0: more was forecast than came."}
    )
    error_share = fields.Ratio(
        required=True,
        allow_none=True,
        metadata={"description": "Of the way from baseline to target; above 0: more progress was forecast than came."},
    )
    inside = fields.Flag(
        required=True, allow_none=True, metadata={"description": "What came lies between `low` and `high`."}
    )
    retargeted_since = fields.Flag(required=True)


class ForecastErrorAnswer(Answer):
    """Of the forecasts that can be judged; `bias` and `mean_absolute` of those with a share of a way."""

    n = whole()
    n_shares = whole()
    bias = fields.Ratio(
        required=True, allow_none=True, metadata={"description": "The mean share; above 0: too hopeful."}
    )
    mean_absolute = share()
    coverage = fields.Ratio(
        required=True,
        allow_none=True,
        metadata={"description": "The share of forecasts whose 80 % interval holds what came."},
    )


class HorizonErrorAnswer(ForecastErrorAnswer):
    horizon = fields.Choice(
        Horizon, required=True, metadata={"description": "Made up to so many days before the deadline."}
    )


class GoalErrorAnswer(ForecastErrorAnswer):
    goal_id = fields.Id(required=True)
    mean_error = fields.Decimal(
        required=True,
        allow_none=True,
        metadata={"description": "In the KPI's unit; null where the forecasts were of more than one KPI."},
    )


class ForecastErrorsAnswer(ForecastErrorAnswer):
    by_horizon = fields.Many(fields.Nested(HorizonErrorAnswer()), required=True)
    by_goal = fields.Many(fields.Nested(GoalErrorAnswer()), required=True)


class ForecastsAnswer(Answer):
    ledger = fields.Many(fields.Nested(ForecastThenAnswer()), required=True)
    error = fields.Nested(ForecastErrorsAnswer(), required=True)


class SilentAnswer(Answer):
    """As known at the period's end."""

    goal_id = fields.Id(required=True)
    title = fields.Text(required=True, allow_none=True)
    owner = fields.Line(required=True, allow_none=True)
    state = fields.Choice(GoalState, required=True)
    cause = fields.Choice(
        Cause,
        required=True,
        metadata={
            "description": "unheard: nothing was read while its window ran. unclosed: that is over, and it is open."
        },
    )
    days_past_end = days(metadata={"description": "Of a goal that is still open after its window's end."})
    last_read_on = fields.Date(required=True, allow_none=True)
    days_silent = days(metadata={"description": "Since the last reading, or since its beginning where none was read."})
    cadence = fields.Choice(Cadence, required=True, allow_none=True)
    last_check_in_on = fields.Date(required=True, allow_none=True)
    read_in_period = fields.Flag(required=True)
    checked_in_in_period = fields.Flag(required=True)
    flagged = fields.Flag(required=True, metadata={"description": "R15 on the period's last day."})


class QuestionAnswer(Answer):
    """A prompt for a question, never a verdict. `because` are the figures that prompt it."""

    code = fields.Choice(Code, required=True)
    goal_id = fields.Id(required=True, allow_none=True)
    question = fields.Text(required=True)
    because = fields.Anything(required=True)
    event_ids = fields.Many(fields.Id(), required=True)

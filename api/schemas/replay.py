"""A replay: how it is asked for, and how a frame is told."""

from api.contract import fields
from api.contract.moments import Marked
from api.contract.schemas import Answer
from api.schemas import values
from api.schemas.goals import ProgressAnswer
from api.schemas.supposing import SupposingParams, WhatIfAnswer
from api.schemas.trail import ChangeAnswer
from goals.vocabulary import FlagId, GoalState, Health, Outcome
from projections.answers.axes import Axis
from projections.answers.replay import Step


class ReplayParams(SupposingParams):
    from_ = Marked(
        data_key="from",
        metadata={
            "description": "Where it begins: an instant, a position, or a day, which begins with how it stood before. "
            "Else the first day on which something was recorded of it, or took effect."
        },
    )
    to = Marked(metadata={"description": "Where it ends, a day with its end; else at the moment asked about."})
    step = fields.Choice(
        Step,
        load_default=Step.DAY,
        metadata={"description": "A frame for each event, for each day, or for each week: that ends on Sunday."},
    )
    goal = fields.Id(metadata={"description": "Of this goal alone."})
    container = values.within()
    axis = fields.Choice(
        Axis,
        load_default=Axis.RECORDED,
        metadata={
            "description": "recorded: each day as it was known then. effective: each day of the world by all that is "
            "known, whenever it was recorded."
        },
    )


class ChangedAnswer(Answer):
    """An event, and the fields it changed."""

    position = fields.Whole(required=True)
    event_id = fields.Id(required=True)
    type = fields.Line(required=True)
    subject = fields.Id(required=True, metadata={"description": "The stream it was recorded in."})
    goal_id = fields.Id(required=True, allow_none=True)
    kpi_id = fields.Id(required=True, allow_none=True)
    container_id = fields.Id(required=True, allow_none=True)
    milestone_id = fields.Id(required=True, allow_none=True)
    observed_at = fields.Instant(required=True, allow_none=True, metadata={"description": "Of a reading."})
    recorded_at = fields.Instant(required=True)
    effective_at = fields.Instant(required=True, allow_none=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    reason_code = fields.Line(required=True, allow_none=True)
    reason = fields.Text(required=True, allow_none=True)
    changes = fields.Many(fields.Nested(ChangeAnswer()), required=True)
    left_out = fields.Flag(metadata={"description": "A retarget that is supposed never to have been made."})


class LineAnswer(Answer):
    """A goal in one line."""

    goal_id = fields.Id(required=True)
    on = fields.Date(required=True, metadata={"description": "The day it is about, in the goal's own time zone."})
    title = fields.Text(required=True, allow_none=True)
    owner = fields.Line(required=True, allow_none=True)
    state = fields.Choice(GoalState, required=True)
    outcome = fields.Choice(Outcome, required=True, allow_none=True)
    baseline = fields.Decimal(required=True, allow_none=True)
    target = fields.Anything(required=True, allow_none=True)
    end = fields.Date(required=True, allow_none=True)
    value = fields.Decimal(required=True, allow_none=True)
    progress = fields.Nested(ProgressAnswer(), required=True, allow_none=True)
    expected = fields.Ratio(required=True, allow_none=True)
    pace = fields.Ratio(required=True, allow_none=True)
    health = fields.Choice(Health, required=True, allow_none=True)
    achieved = fields.Flag(required=True)
    flags = fields.Many(fields.Choice(FlagId), required=True)
    version = fields.Whole(required=True)


class FrameAnswer(Answer):
    """A line of a replay. The last one is `{"end": true, "frames": …, "position": …}` instead."""

    frame = fields.Whole(metadata={"description": "From 0 on: that is how it stood at the beginning."})
    axis = fields.Choice(Axis)
    moment = fields.Instant(metadata={"description": "The last instant of the day, or that of the event."})
    on = fields.Date()
    position = fields.Whole(required=True, metadata={"description": "The last one known to the frame."})
    what_if = fields.Nested(WhatIfAnswer(), metadata={"description": "On the first line, where something is supposed."})
    events = fields.Many(fields.Nested(ChangedAnswer()))
    events_left_out = fields.Whole(metadata={"description": "How many more there were, where they are too many."})
    goals = fields.Many(fields.Nested(LineAnswer()))
    end = fields.Flag(metadata={"description": "true: this is the last line, and no frame."})
    frames = fields.Whole(metadata={"description": "On the last line: how many there were."})

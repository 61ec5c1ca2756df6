"""Cycles: named periods, and until when the goals in them change."""

from api.contract import fields
from api.contract.schemas import Answer, Request
from api.schemas import examples, values
from goals.vocabulary import CycleState
from goals.workspace.cycles import FREE_NAME

LONGEST_PERIOD = 20


class OpenCycle(Request):
    """A `period` of the fiscal calendar, or else `name`, `start` and `end`."""

    example = examples.OPEN_CYCLE

    period = fields.Line(
        most=LONGEST_PERIOD,
        allow_none=True,
        metadata={"description": "2023, 2023-H1 or 2023-Q1 of the fiscal calendar, or the month 2023-03."},
    )
    name = fields.Line(
        most=64,
        pattern=f"^{FREE_NAME}$",
        looks="1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit",
        allow_none=True,
    )
    start = fields.Date(allow_none=True)
    end = fields.Date(allow_none=True)
    edit_until = fields.Date(
        required=True, metadata={"description": "The last day on which a goal in it is retargeted without approval."}
    )
    update_until = fields.Date(
        required=True, metadata={"description": "The last day on which a goal in it changes at all."}
    )
    reason = fields.Text(
        allow_none=True, metadata={"description": "Needed to open a cycle again that was locked or closed."}
    )


class TurnCycle(Request):
    example = examples.TURN_CYCLE

    reason = fields.Text(allow_none=True)


class CycleItem(Answer):
    name = fields.Line(required=True)
    start = fields.Date(required=True)
    end = fields.Date(required=True)
    edit_until = fields.Date(required=True)
    update_until = fields.Date(required=True)
    state = fields.Choice(CycleState, required=True, metadata={"description": "On the day asked about."})
    said = fields.Choice(
        CycleState,
        required=True,
        metadata={"description": "What it was put into; its days may have brought it further."},
    )
    actor = fields.Nested(values.ActorAnswer(), required=True, metadata={"description": "Who put it there."})
    on_behalf_of = fields.Line(required=True, allow_none=True)
    reason = fields.Text(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    recorded_position = fields.Whole(required=True)


class CycleAnswer(CycleItem):
    version = fields.Whole(required=True)
    position = fields.Whole(required=True)

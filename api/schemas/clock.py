"""The workspace's clock."""

from api.contract import fields
from api.contract.schemas import Answer, Request
from api.schemas import examples
from goals.vocabulary import WorkspaceKind


class MoveClock(Request):
    example = examples.MOVE_CLOCK

    now = fields.Instant(required=True)


class ClockAnswer(Answer):
    now = fields.Instant(required=True)
    kind = fields.Choice(WorkspaceKind, required=True)
    position = fields.Whole(required=True)

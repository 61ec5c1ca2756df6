"""The workspace's clock."""

from api.contract import fields
from api.contract.schemas import Answer, Request
from goals.vocabulary import WorkspaceKind


class MoveClock(Request):
    now = fields.Instant(required=True)


class ClockAnswer(Answer):
    now = fields.Instant(required=True)
    kind = fields.Choice(WorkspaceKind, required=True)
    position = fields.Whole(required=True)

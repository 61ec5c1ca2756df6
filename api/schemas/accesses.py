"""The access log: how it is filtered, and how an entry is told."""

from api.contract import fields
from api.contract.accesses import Action
from api.contract.roles import Role
from api.contract.schemas import Answer, Params
from api.schemas import values


class AccessParams(Params):
    from_ = fields.Date(data_key="from", metadata={"description": "The first day, in the workspace's time zone."})
    to = fields.Date(metadata={"description": "The last day, in the workspace's time zone."})
    actor = fields.Line()
    action = fields.Choice(Action)
    denied = fields.Truth(metadata={"description": "true: what was refused for want of a right; false: all else."})


class AccessAnswer(Answer):
    id = fields.Id(required=True)
    at = fields.Instant(required=True, metadata={"description": "By the machine's clock, in a test workspace as well."})
    action = fields.Choice(Action, required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    credential = fields.Line(
        required=True, allow_none=True, metadata={"description": "The id of the key; null at the shell."}
    )
    role = fields.Choice(Role, required=True, allow_none=True)
    channel = fields.Line(required=True)
    ip = fields.Line(required=True, allow_none=True)
    request_id = fields.Line(required=True, allow_none=True)
    method = fields.Line(required=True, allow_none=True)
    path = fields.Line(required=True)
    asked = fields.Anything(
        required=True,
        metadata={"description": "The parameters as they were sent; none where one of them was unknown or wrong."},
    )
    status = fields.Whole(required=True, metadata={"description": "What was answered; 200 at the shell."})

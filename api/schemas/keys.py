"""Keys: what making one takes, and how one is told."""

from api.contract import fields
from api.contract.keys import ID_PATTERN
from api.contract.roles import Role
from api.contract.schemas import Answer, Request
from api.schemas import examples
from goals.vocabulary import ActorType


class NewKey(Request):
    example = examples.NEW_KEY

    role = fields.Choice(Role, required=True)
    actor = fields.Line(metadata={"description": "An opaque id of whom it is for; else the role's name."})
    actor_type = fields.Choice(ActorType)
    expires_at = fields.Instant(allow_none=True)


class KeyAnswer(Answer):
    id = fields.Line(pattern=ID_PATTERN, required=True)
    role = fields.Choice(Role, required=True)
    actor = fields.Line(required=True)
    actor_type = fields.Choice(ActorType, required=True)
    created_at = fields.Instant(required=True)
    created_by = fields.Line(required=True)
    expires_at = fields.Instant(required=True, allow_none=True)
    revoked_at = fields.Instant(required=True, allow_none=True)
    last_used_at = fields.Instant(required=True, allow_none=True)


class NewKeyAnswer(KeyAnswer):
    key = fields.Line(required=True, metadata={"description": "The key itself, shown this once."})

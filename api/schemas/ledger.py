"""What proves the log: checkpoints, and proofs that lead to them."""

from api.contract import fields
from api.contract.schemas import Answer, Params
from api.schemas.feed import MOST_DIGITS, Position

_HASH = "^[A-Za-z0-9+/]{43}=$"
_RECORDED: fields.Form = {"type": "integer", "minimum": 1, "maximum": 10**MOST_DIGITS - 1}


class Recorded(Position):
    """Of an event."""

    form: fields.Form = _RECORDED


class InclusionParams(Params):
    position = Recorded(
        required=True, metadata={"description": "Of the event, as Goalpost-Position told it in the answer of a write."}
    )


class ConsistencyParams(Params):
    from_ = Recorded(
        required=True, data_key="from", metadata={"description": "The events of the earlier tree: its last position."}
    )
    to = Recorded(metadata={"description": "The events of the later one; of the newest checkpoint unless given."})


class CheckpointTold(Answer):
    origin = fields.Line(required=True, metadata={"description": "Which log; also the name of the key that signs."})
    size = fields.Whole(required=True, metadata={"description": "Events it covers: those up to this position."})
    root = fields.Line(required=True, pattern=_HASH, metadata={"description": "Above the leaves, in base64."})
    note = fields.Line(required=True, metadata={"description": "The signed note, as the signer gave it."})


class CheckpointAnswer(CheckpointTold):
    is_newest = fields.Flag(
        required=True,
        metadata={"description": "False where the signer is not reached: then it is the last one that was kept."},
    )
    keys = fields.Many(
        fields.Line(),
        required=True,
        metadata={"description": "Of the signer, as it says; none where it is not reached. Have yours from elsewhere."},
    )


class HashedEvent(Answer):
    """All that the hash of the leaf is made from."""

    workspace_id = fields.Id(required=True)
    position = fields.Whole(required=True)
    stream_id = fields.Id(required=True)
    version = fields.Whole(required=True)
    topic = fields.Line(required=True)
    recorded_at_us = fields.Whole(required=True, metadata={"description": "Microseconds since 1970."})
    state = fields.Line(required=True, metadata={"description": "The stored bytes, exactly, as UTF-8."})


class InclusionAnswer(Answer):
    position = fields.Whole(required=True)
    index = fields.Whole(required=True, metadata={"description": "Of the leaf: one less than the position."})
    leaf_hash = fields.Line(required=True, pattern=_HASH)
    event = fields.Nested(HashedEvent(), required=True)
    proof = fields.Many(fields.Line(pattern=_HASH), required=True, metadata={"description": "From the leaf upwards."})
    checkpoint = fields.Nested(CheckpointTold(), required=True)
    tlog_proof = fields.Line(required=True, metadata={"description": "The same as a file, as C2SP has it."})


class ConsistencyAnswer(Answer):
    from_ = fields.Whole(required=True, data_key="from")
    to = fields.Whole(required=True)
    from_root = fields.Line(required=True, pattern=_HASH)
    to_root = fields.Line(required=True, pattern=_HASH)
    proof = fields.Many(fields.Line(pattern=_HASH), required=True)
    checkpoint = fields.Nested(
        CheckpointTold(), allow_none=True, required=True, metadata={"description": "Of `to`, where one was kept."}
    )

"""Subjects: who they are, and what is done with their text."""

from api.contract import fields
from api.contract.schemas import Answer, Request
from api.contract.text import SUBJECT_LOOKS, SUBJECT_PATTERN
from api.schemas import examples, values
from goals.vocabulary import ErasureGround

LONGEST_NAME = 200
LONGEST_EMAIL = 320
LEAST_REASON = 10


def subject_id() -> fields.Line:
    said = "An opaque id: it stays in the log for ever, and is never erased."
    return fields.Line(required=True, pattern=SUBJECT_PATTERN, looks=SUBJECT_LOOKS, metadata={"description": said})


class NewSubject(Request):
    """Who a subject is. Kept outside the log, under the subject's key; what is not said is not kept."""

    example = examples.NEW_SUBJECT

    id = subject_id()
    name = fields.Line(most=LONGEST_NAME, allow_none=True)
    email = fields.Line(most=LONGEST_EMAIL, allow_none=True)
    about = fields.Line(
        most=fields.LONGEST_TEXT, allow_none=True, metadata={"description": "Anything else to know them by."}
    )


class Reasoned(Request):
    example = examples.HOLD_SUBJECT

    reason = fields.Text(required=True, least=LEAST_REASON, metadata={"description": "Kept for ever: name nobody."})


class EraseSubject(Reasoned):
    example = examples.ERASE_SUBJECT

    ground = fields.Choice(ErasureGround, required=True)
    asked_by = fields.Line(
        required=True,
        pattern=SUBJECT_PATTERN,
        looks=SUBJECT_LOOKS,
        metadata={"description": "Who wanted it, by an opaque id: the subject itself, or whoever speaks for it."},
    )


class RecordedOfSubject(Answer):
    reason = fields.Text(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    on_behalf_of = fields.Line(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    recorded_position = fields.Whole(required=True)


class ErasureAnswer(RecordedOfSubject):
    ground = fields.Choice(ErasureGround, required=True)
    asked_by = fields.Line(required=True)


class SubjectItem(Answer):
    id = fields.Line(required=True)
    name = fields.Line(required=True, allow_none=True)
    email = fields.Line(required=True, allow_none=True)
    about = fields.Line(required=True, allow_none=True)
    has_entry = fields.Flag(required=True, metadata={"description": "Whether the directory says who it is."})
    is_readable = fields.Flag(
        required=True,
        metadata={
            "description": "Whether there is a key that opens text of it: text sealed since it was"
            " last erased, if it was."
        },
    )
    hold = fields.Nested(
        RecordedOfSubject(), required=True, allow_none=True, metadata={"description": "The legal hold on it."}
    )
    erasures = fields.Many(fields.Nested(ErasureAnswer()), required=True, metadata={"description": "The newest last."})


class SubjectAnswer(SubjectItem):
    position = fields.Whole(required=True)

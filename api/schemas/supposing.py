"""What if retargets had never been made: how that is asked for, and how it is told."""

from enum import StrEnum
from typing import Any

from api.contract import fields
from api.contract.faults import refused
from api.contract.schemas import Answer, Params
from api.schemas.lenses import MOST_TOLD
from api.schemas.trail import MoveAnswer

MOST_LEFT_OUT = 50
_ONE = fields.ID_PATTERN.removeprefix("^").removesuffix("$")


class Targets(StrEnum):
    """Those by which goals are measured where it is asked what if."""

    ORIGINAL = "original"


class Retargets(fields.Field):
    """Ids of events, separated by commas. Loads into a tuple."""

    form: fields.Form = fields.json_schema(
        type="string", pattern=f"^{_ONE}(,{_ONE}){{0,{MOST_LEFT_OUT - 1}}}$", maxLength=37 * MOST_LEFT_OUT - 1
    )

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> tuple[str, ...]:
        ids = str(value).split(",")
        if len(ids) > MOST_LEFT_OUT:
            raise refused("wrong-length", f"At most {MOST_LEFT_OUT} retargets are left out at once.")
        each = fields.Id()
        return tuple(dict.fromkeys(each.deserialize(one) for one in ids))


class SupposingParams(Params):
    """`projections.answers.supposing.suppose` takes what comes of them."""

    without = Retargets(
        metadata={"description": "What if these retargets had never been made? The ids of their events."}
    )
    targets = fields.Choice(Targets, metadata={"description": "original: what if no retarget had been made at all?"})


class WhatIfAnswer(Answer):
    """What is supposed never to have been; what was recorded stays so."""

    without = fields.Many(
        fields.Nested(MoveAnswer()),
        most=MOST_TOLD,
        required=True,
        metadata={"description": "The retargets left out by name."},
    )
    targets = fields.Line(required=True, allow_none=True, metadata={"description": "original: all are left out."})
    note = fields.Line(required=True, metadata={"description": "What stays as it was recorded."})

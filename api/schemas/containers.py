"""Containers: what opening and changing one takes, and how one is told."""

from typing import Any

from api.contract import fields
from api.contract.schemas import Answer, Params, Request
from api.schemas import examples
from goals.vocabulary import ContainerKind
from projections import containers

LONGEST_NAME = 200
AT_THE_TOP = "top"
MOST_TOLD = 1_000_000


def limit(**more: Any) -> fields.Whole:
    return fields.Whole(
        least=1,
        most=1_000_000,
        allow_none=True,
        metadata={"description": "How many goals may be active in it at once; null is any number."},
        **more,
    )


class NewContainer(Request):
    example = examples.NEW_CONTAINER

    name = fields.Text(required=True, most=LONGEST_NAME)
    kind = fields.Choice(ContainerKind, required=True)
    parent_id = fields.Id(allow_none=True)
    description = fields.Text(allow_none=True)
    max_active_goals = limit()


class EditContainer(Request):
    example = examples.EDIT_CONTAINER

    name = fields.Text(most=LONGEST_NAME)
    description = fields.Text(allow_none=True)
    max_active_goals = limit()


class MoveContainer(Request):
    example = examples.MOVE_CONTAINER

    parent_id = fields.Id(required=True, allow_none=True)


class ArchiveContainer(Request):
    example = examples.ARCHIVE_CONTAINER

    reason = fields.Text(allow_none=True)


class Parent(fields.Id):
    """The id of a container, or `top` for those that hang under none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.form = {
            "anyOf": [fields.Id.form, {"type": "string", "const": AT_THE_TOP}],
            "description": "The container directly above, or `top` for those under none.",
        }

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> str:
        return containers.TOP if value == AT_THE_TOP else super()._deserialize(value, attr, data, **more)


class ContainerParams(Params):
    parent_id = Parent()
    kind = fields.Choice(ContainerKind)
    archived = fields.Truth()


class RollUp(Answer):
    progress = fields.Ratio(
        required=True,
        allow_none=True,
        metadata={"description": "The mean by weight of what its goals have covered; null without any weight."},
    )
    weight = fields.Decimal(required=True)
    goals = fields.Whole(required=True)
    without_value = fields.Many(
        fields.Id(),
        most=MOST_TOLD,
        required=True,
        metadata={"description": "Goals that could not count: nothing was read."},
    )


class ContainerItem(Answer):
    id = fields.Id(required=True)
    name = fields.Text(required=True)
    kind = fields.Choice(ContainerKind, required=True)
    description = fields.Text(required=True, allow_none=True)
    parent_id = fields.Id(required=True, allow_none=True)
    max_active_goals = limit(required=True)
    archived = fields.Flag(required=True)
    archived_at = fields.Instant(required=True, allow_none=True)
    archived_for = fields.Text(required=True, allow_none=True)
    opened_at = fields.Instant(required=True)
    version = fields.Whole(required=True)


class ContainerAnswer(ContainerItem):
    containers = fields.Many(fields.Id(), most=MOST_TOLD, required=True)
    rollup = fields.Nested(RollUp(), required=True)
    rollup_nested = fields.Nested(
        RollUp(), required=True, metadata={"description": "The same over the containers below it too."}
    )
    position = fields.Whole(required=True)
    as_of = fields.Instant(required=True)
    on = fields.Date(required=True)

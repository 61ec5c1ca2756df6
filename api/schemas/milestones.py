"""Milestones: what each change takes, and how a milestone is told."""

from typing import Any

from marshmallow import ValidationError

from api.contract import fields
from api.contract.faults import Coded
from api.contract.schemas import Answer, Making, Request
from api.schemas import examples, values
from goals.milestone.shape import Constraint, Counted, Deliverable, Measured, Rhythm, Shape, Stage, Staged
from goals.target import Baseline
from goals.vocabulary import BaselineState, CadencePeriod, Comparator, Direction, MilestoneKind, MilestoneState

LONGEST_UNIT = 40

UNMEASURED = Baseline(state=BaselineState.UNKNOWN)
SHAPES: dict[MilestoneKind, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    MilestoneKind.DELIVERABLE: (Deliverable, (), ()),
    MilestoneKind.COUNTED: (Counted, (), ("required_count", "unit")),
    MilestoneKind.STAGED: (Staged, ("stages",), ()),
    MilestoneKind.MEASURED: (Measured, ("kpi_id", "target"), ("direction", "baseline")),
    MilestoneKind.CADENCE: (Rhythm, ("comparator", "count", "period"), ("unit",)),
}
"""What each kind is made of: the members it must have, and those it may have."""

_MEMBERS = frozenset(name for _, needed, allowed in SHAPES.values() for name in (*needed, *allowed))


def shaped(**said: Any) -> dict[str, Any]:
    """The members of a body, those of its shape put together as `shape`. Raises ValidationError."""
    shape = shape_of(said)
    others = {name: value for name, value in said.items() if name not in _MEMBERS and name != "kind"}
    return values.tupled(others) | {"shape": shape}


def shape_of(said: dict[str, Any]) -> Shape:
    make, needed, allowed = SHAPES[said["kind"]]
    given = {name for name in _MEMBERS if said.get(name) is not None}
    wrong = {name: [_missing(said["kind"])] for name in needed if name not in given}
    wrong |= {name: [_foreign(said["kind"])] for name in sorted(given.difference(needed, allowed))}
    if wrong:
        raise ValidationError(wrong)
    members = values.tupled({name: said[name] for name in given})
    if make is Measured:
        members.setdefault("baseline", UNMEASURED)
    shape: Shape = make(**members)
    return shape


def _missing(kind: str) -> Coded:
    return Coded("required", f"A milestone of the kind {kind} needs it.")


def _foreign(kind: str) -> Coded:
    return Coded("unknown-field", f"A milestone of the kind {kind} has no such field.")


class NewStage(Making):
    makes = Stage
    name = fields.Line(required=True)
    weight = fields.Decimal()


class NewConstraint(Making):
    makes = Constraint
    name = fields.Line(required=True)
    comparator = fields.Choice(Comparator, required=True)
    value = fields.Decimal(required=True)
    unit = fields.Line(allow_none=True, most=LONGEST_UNIT)


class ShapeFields(Making):
    """What has to be done. Each kind takes its own members only."""

    makes = staticmethod(shaped)

    kind = fields.Choice(MilestoneKind, required=True)
    required_count = fields.Decimal(
        allow_none=True, metadata={"description": "counted: how many; null while nobody knows."}
    )
    unit = fields.Line(allow_none=True, most=LONGEST_UNIT, metadata={"description": "counted, cadence"})
    stages = fields.Many(fields.Nested(NewStage()), least=1, metadata={"description": "staged"})
    kpi_id = fields.Id(metadata={"description": "measured"})
    direction = fields.Choice(Direction, allow_none=True, metadata={"description": "measured"})
    baseline = fields.Nested(values.NewBaseline(), metadata={"description": "measured"})
    target = values.target(metadata={"description": "measured"})
    comparator = fields.Choice(Comparator, metadata={"description": "cadence"})
    count = fields.Decimal(metadata={"description": "cadence: how many in a period"})
    period = fields.Choice(CadencePeriod, metadata={"description": "cadence"})


class NewMilestone(ShapeFields):
    example = examples.NEW_MILESTONE

    title = fields.Text(required=True, most=values.LONGEST_TITLE)
    description = fields.Text(allow_none=True)
    due = values.DueField(
        allow_none=True, metadata={"description": "A day, an anchor's month, or null: the goal's window."}
    )
    constraints = fields.Many(fields.Nested(NewConstraint()))
    quote = fields.Line(allow_none=True, most=values.LONGEST_QUOTE)


class EditMilestone(Request):
    example = examples.EDIT_MILESTONE

    title = fields.Text(most=values.LONGEST_TITLE)
    description = fields.Text(allow_none=True)


class Progress(Request):
    """An `amount` of a counted milestone or a cadence, or a `stage` of a staged one."""

    example = examples.PROGRESS

    amount = fields.Decimal(allow_none=True)
    stage = fields.Line(allow_none=True)
    effective_on = fields.Date(allow_none=True)
    note = fields.Text(allow_none=True)


class Complete(Request):
    example = examples.COMPLETE

    effective_on = fields.Date(allow_none=True)
    note = fields.Text(allow_none=True)


class Reschedule(Request):
    example = examples.RESCHEDULE

    due = values.DueField(required=True, allow_none=True)
    reason = fields.Text(required=True)


class Rescope(ShapeFields):
    example = examples.RESCOPE

    reason = fields.Text(required=True)


class Reason(Request):
    example = examples.REASON

    reason = fields.Text(required=True)


class DatedAnswer(Answer):
    due = fields.Date(required=True, allow_none=True)
    authored = fields.Anything(required=True, allow_none=True)
    position = fields.Whole(required=True)
    recorded_at = fields.Instant(required=True)
    actor = fields.Nested(values.ActorAnswer(), required=True)
    reason = fields.Text(required=True, allow_none=True)


class EntryAnswer(Answer):
    effective_on = fields.Date(required=True)
    amount = fields.Decimal(required=True, allow_none=True)
    stage = fields.Line(required=True, allow_none=True)
    note = fields.Text(required=True, allow_none=True)
    position = fields.Whole(required=True)


class MilestoneProgressAnswer(Answer):
    """`share`, and the figures of its kind beside it."""

    share = fields.Ratio(required=True, allow_none=True)


class MilestoneAnswer(Answer):
    id = fields.Id(required=True)
    goal_id = fields.Id(required=True)
    title = fields.Text(required=True)
    description = fields.Text(required=True, allow_none=True)
    kind = fields.Choice(MilestoneKind, required=True)
    state = fields.Choice(MilestoneState, required=True)
    due = fields.Date(required=True, allow_none=True)
    due_authored = fields.Anything(required=True, allow_none=True)
    overdue = fields.Flag(required=True)
    dues = fields.Many(fields.Nested(DatedAnswer()), required=True)
    slip_days = fields.Whole(required=True, allow_none=True, least=-(10**7))
    progress = fields.Nested(MilestoneProgressAnswer(), required=True)
    entries = fields.Many(fields.Nested(EntryAnswer()), required=True)
    constraints = fields.Anything(required=True)
    quote = fields.Line(required=True, allow_none=True, most=values.LONGEST_QUOTE)
    completed_on = fields.Date(required=True, allow_none=True)
    version = fields.Whole(required=True, metadata={"description": "The version of its goal."})
    position = fields.Whole(required=True)
    as_of = fields.Instant(required=True)
    on = fields.Date(required=True)

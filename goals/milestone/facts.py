"""What happens to a milestone. Its facts are facts of its goal, and stand in the goal's stream."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from goals.milestone.shape import Constraint, Shape
from goals.sealing import Text
from goals.window import EndOfMonth


class MilestoneAdded(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.added.v1"):
    """A step towards the goal was planned. No `due`: the goal's window ends it."""

    milestone_id: str
    title: Text
    shape: Shape
    due: date | EndOfMonth | None = None
    description: Text | None = None
    constraints: tuple[Constraint, ...] = ()
    quote: str | None = None


class MilestoneEdited(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.edited.v1"):
    """It is called, or described, otherwise."""

    milestone_id: str
    title: Text
    description: Text | None = None


class MilestoneProgressed(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.progressed.v1"):
    """Some of it was done on a day: an `amount` (counted, cadence), or a `stage`."""

    milestone_id: str
    effective_on: date
    amount: Decimal | None = None
    stage: str | None = None
    note: Text | None = None


class MilestoneRescheduled(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.rescheduled.v1"):
    """It is due on another day."""

    milestone_id: str
    before: date | EndOfMonth | None
    after: date | EndOfMonth | None
    reason: Text


class MilestoneRescoped(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.rescoped.v1"):
    """What is to be done changed, or became known."""

    milestone_id: str
    before: Shape
    after: Shape
    reason: Text


class MilestoneCompleted(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.completed.v1"):
    """It is done. The goal is not thereby attained."""

    milestone_id: str
    effective_on: date
    note: Text | None = None


class MilestoneReopened(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.reopened.v1"):
    """It was not done, or not dropped, after all."""

    milestone_id: str
    reason: Text


class MilestoneDropped(Struct, frozen=True, kw_only=True, tag_field="type", tag="milestone.dropped.v1"):
    """It will not be done, and counts no more."""

    milestone_id: str
    reason: Text


MilestoneFact = (
    MilestoneAdded
    | MilestoneEdited
    | MilestoneProgressed
    | MilestoneRescheduled
    | MilestoneRescoped
    | MilestoneCompleted
    | MilestoneReopened
    | MilestoneDropped
)

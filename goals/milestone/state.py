"""What a goal's milestones have come to."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneEdited,
    MilestoneFact,
    MilestoneProgressed,
    MilestoneReopened,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.shape import Constraint, Shape
from goals.quantity import EXACT, ZERO
from goals.sealing import Text
from goals.vocabulary import MilestoneState
from goals.window import Due


class Milestone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A step towards a goal. `amount` is the sum of what was done so far, `stages_done` in their order.

    `progressed_on` is the latest day on which some of it was done.
    """

    title: Text
    description: Text | None = None
    shape: Shape
    due: Due | None = None
    constraints: tuple[Constraint, ...] = ()
    state: MilestoneState = MilestoneState.PLANNED
    amount: Decimal = ZERO
    stages_done: tuple[str, ...] = ()
    progressed_on: date | None = None
    completed_on: date | None = None

    @property
    def begun(self) -> bool:
        return self.amount != 0 or self.stages_done != ()


def evolve(milestones: Mapping[str, Milestone], fact: MilestoneFact) -> dict[str, Milestone]:
    """A goal's milestones after one more fact. Total: a fact about one that is not there changes none."""
    if isinstance(fact, MilestoneAdded):
        return {**milestones, fact.milestone_id: _added(fact)}
    known = milestones.get(fact.milestone_id)
    if known is None:
        return dict(milestones)
    return {**milestones, fact.milestone_id: _after(known, fact)}


def _added(fact: MilestoneAdded) -> Milestone:
    return Milestone(
        title=fact.title,
        description=fact.description,
        shape=fact.shape,
        due=fact.due,
        constraints=fact.constraints,
    )


def _after(milestone: Milestone, fact: MilestoneFact) -> Milestone:
    match fact:
        case MilestoneAdded():
            return _added(fact)
        case MilestoneEdited():
            return replace(milestone, title=fact.title, description=fact.description)
        case MilestoneProgressed():
            return _progressed(milestone, fact)
        case MilestoneRescheduled():
            return replace(milestone, due=fact.after)
        case MilestoneRescoped():
            return replace(milestone, shape=fact.after)
        case MilestoneCompleted():
            return replace(milestone, state=MilestoneState.DONE, completed_on=fact.effective_on)
        case MilestoneReopened():
            state = MilestoneState.IN_PROGRESS if milestone.begun else MilestoneState.PLANNED
            return replace(milestone, state=state, completed_on=None)
        case MilestoneDropped():
            return replace(milestone, state=MilestoneState.DROPPED)
        case _:
            assert_never(fact)


def _progressed(milestone: Milestone, fact: MilestoneProgressed) -> Milestone:
    amount = milestone.amount if fact.amount is None else EXACT.add(milestone.amount, fact.amount)
    stages = milestone.stages_done
    if fact.stage is not None and fact.stage not in stages:
        stages = (*stages, fact.stage)
    planned = milestone.state is MilestoneState.PLANNED
    state = MilestoneState.IN_PROGRESS if planned else milestone.state
    latest = max(fact.effective_on, milestone.progressed_on or fact.effective_on)
    return replace(milestone, amount=amount, stages_done=stages, state=state, progressed_on=latest)

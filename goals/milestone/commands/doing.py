"""Doing milestones: progress, completion, and how either is withdrawn."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from goals.command import Decision
from goals.goal.commands.command import day
from goals.goal.state import Goal
from goals.milestone.commands.command import MilestoneCommand, require_undone, require_undropped
from goals.milestone.errors import (
    AmountDoesNotCount,
    AmountIsMissing,
    AmountIsNotAboveZero,
    KindHasNoProgress,
    MilestoneIsUnderWay,
    NoSuchStage,
    StageDoesNotCount,
    StageIsDone,
    StageIsMissing,
)
from goals.milestone.facts import (
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneProgressed,
    MilestoneReopened,
)
from goals.milestone.shape import Counted, Rhythm, Staged
from goals.milestone.soundness import is_fulfilled, kind_of
from goals.milestone.state import Milestone, evolve
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import MilestoneState


@dataclass(frozen=True, kw_only=True)
class ProgressMilestone(MilestoneCommand):
    """Some of it was done on a day: an `amount` (counted, cadence) or a `stage` (staged).

    What was done counts whenever it is told, after the milestone was done too. The last piece completes it.
    """

    changes_goal: ClassVar[bool] = False

    amount: Decimal | None = None
    stage: str | None = None
    effective_on: date | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        milestone = self.milestone(goal)
        require_undropped(milestone, wish="worked on")
        self._require_fits(milestone)
        progressed = MilestoneProgressed(
            milestone_id=self.milestone_id,
            effective_on=day(self.effective_on, goal, around, pointer="/effective_on"),
            amount=self.amount,
            stage=self.stage,
            note=self.note,
        )
        after = evolve(goal.milestones, progressed)[self.milestone_id]
        if milestone.state is MilestoneState.DONE or not is_fulfilled(after):
            return [progressed]
        assert after.progressed_on is not None, "it has just progressed"
        completed = MilestoneCompleted(milestone_id=self.milestone_id, effective_on=after.progressed_on)
        return [progressed, completed]

    def _require_fits(self, milestone: Milestone) -> None:
        kind = kind_of(milestone.shape)
        match milestone.shape:
            case Counted() | Rhythm():
                self._require_amount(kind)
            case Staged():
                self._require_stage(milestone, milestone.shape)
            case _:
                raise KindHasNoProgress(kind)

    def _require_amount(self, kind: str) -> None:
        if self.stage is not None:
            raise StageDoesNotCount(kind)
        if self.amount is None:
            raise AmountIsMissing(kind)
        if self.amount <= 0:
            raise AmountIsNotAboveZero(self.amount)

    def _require_stage(self, milestone: Milestone, shape: Staged) -> None:
        if self.amount is not None:
            raise AmountDoesNotCount
        if self.stage is None:
            raise StageIsMissing
        names = tuple(stage.name for stage in shape.stages)
        if self.stage not in names:
            raise NoSuchStage(self.stage, names)
        if self.stage in milestone.stages_done:
            raise StageIsDone(self.stage)


@dataclass(frozen=True, kw_only=True)
class CompleteMilestone(MilestoneCommand):
    """It is done, whatever was recorded of it so far."""

    changes_goal: ClassVar[bool] = False

    effective_on: date | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_undone(self.milestone(goal), wish="completed")
        on = day(self.effective_on, goal, around, pointer="/effective_on")
        return [MilestoneCompleted(milestone_id=self.milestone_id, effective_on=on, note=self.note)]


@dataclass(frozen=True, kw_only=True)
class ReopenMilestone(MilestoneCommand):
    """It was not done, or not dropped, after all."""

    reason: Text

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        if self.milestone(goal).state not in (MilestoneState.DONE, MilestoneState.DROPPED):
            raise MilestoneIsUnderWay
        return [MilestoneReopened(milestone_id=self.milestone_id, reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class DropMilestone(MilestoneCommand):
    """It will not be done, and counts no more."""

    reason: Text

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_undone(self.milestone(goal), wish="dropped")
        return [MilestoneDropped(milestone_id=self.milestone_id, reason=self.reason)]

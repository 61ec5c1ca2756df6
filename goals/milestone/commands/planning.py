"""Planning milestones: what is to be done, and by when."""

from dataclasses import dataclass, field

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from goals.command import Decision
from goals.goal.commands.command import day, require_state
from goals.goal.state import OPEN, Goal
from goals.identity import new_id
from goals.milestone.commands.command import MilestoneCommand, require_undone
from goals.milestone.errors import KindStays, MilestoneExists
from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneEdited,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.shape import Constraint, Shape
from goals.milestone.soundness import is_fulfilled, kind_of, sound_shape
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.window import Due


@dataclass(frozen=True, kw_only=True)
class AddMilestone(MilestoneCommand):
    """No `due`: it is due when the goal's window ends."""

    milestone_id: str = field(default_factory=new_id)
    title: Text
    shape: Shape
    due: Due | None = None
    description: Text | None = None
    constraints: tuple[Constraint, ...] = ()
    quote: str | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *OPEN, wish="changed in its milestones")
        if self.milestone_id in goal.milestones:
            raise MilestoneExists(self.milestone_id)
        return [
            MilestoneAdded(
                milestone_id=self.milestone_id,
                title=self.title,
                shape=sound_shape(self.shape, around),
                due=self.due,
                description=self.description,
                constraints=self.constraints,
                quote=self.quote,
            )
        ]


@dataclass(frozen=True, kw_only=True)
class EditMilestone(MilestoneCommand):
    """A field left UNSET stays as it is."""

    title: Text | UnsetType = UNSET
    description: Text | UnsetType | None = UNSET

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        milestone = self.milestone(goal)
        title = milestone.title if self.title is UNSET else self.title
        description = milestone.description if self.description is UNSET else self.description
        if (title, description) == (milestone.title, milestone.description):
            return []
        return [MilestoneEdited(milestone_id=self.milestone_id, title=title, description=description)]


@dataclass(frozen=True, kw_only=True)
class RescheduleMilestone(MilestoneCommand):
    """`due` None: when the goal's window ends."""

    due: Due | None
    reason: Text

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        milestone = self.milestone(goal)
        require_undone(milestone, wish="rescheduled")
        if self.due == milestone.due:
            return []
        return [
            MilestoneRescheduled(
                milestone_id=self.milestone_id, before=milestone.due, after=self.due, reason=self.reason
            )
        ]


@dataclass(frozen=True, kw_only=True)
class RescopeMilestone(MilestoneCommand):
    """What is to be done, of the same kind. Where that is done already, it is completed."""

    shape: Shape
    reason: Text

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        milestone = self.milestone(goal)
        require_undone(milestone, wish="rescoped")
        if kind_of(self.shape) != kind_of(milestone.shape):
            raise KindStays(kind_of(milestone.shape), kind_of(self.shape))
        after = sound_shape(self.shape, around, before=milestone.shape)
        if after == milestone.shape:
            return []
        rescoped = MilestoneRescoped(
            milestone_id=self.milestone_id, before=milestone.shape, after=after, reason=self.reason
        )
        if not is_fulfilled(replace(milestone, shape=after)):
            return [rescoped]
        today = day(None, goal, around)
        return [rescoped, MilestoneCompleted(milestone_id=self.milestone_id, effective_on=today)]

"""What the commands of a milestone have in common: its facts stand in its goal's stream."""

from dataclasses import dataclass

from goals.errors import NotFound
from goals.goal.commands.command import GoalCommand, require_state
from goals.goal.state import OPEN, Goal
from goals.milestone.errors import MilestoneIsDone, MilestoneIsDropped
from goals.milestone.state import Milestone
from goals.vocabulary import MilestoneState


@dataclass(frozen=True, kw_only=True)
class MilestoneCommand(GoalCommand):
    milestone_id: str

    def milestone(self, goal: Goal) -> Milestone:
        """Raises NotFound, or a Refused where the goal is closed or archived."""
        if self.milestone_id not in goal.milestones:
            raise NotFound("milestone", self.milestone_id)
        require_state(goal, *OPEN, wish="changed in its milestones")
        return goal.milestones[self.milestone_id]


def require_undone(milestone: Milestone, *, wish: str) -> None:
    """Raises MilestoneIsDone or MilestoneIsDropped; `wish` is what is not done, as in "rescheduled"."""
    if milestone.state is MilestoneState.DONE:
        raise MilestoneIsDone(wish)
    require_undropped(milestone, wish=wish)


def require_undropped(milestone: Milestone, *, wish: str) -> None:
    """Raises MilestoneIsDropped."""
    if milestone.state is MilestoneState.DROPPED:
        raise MilestoneIsDropped(wish)

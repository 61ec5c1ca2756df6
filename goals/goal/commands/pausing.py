"""Leaving a goal for a while, and taking it up again."""

from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.goal.commands.command import GoalCommand, day, require_container, require_room, require_state
from goals.goal.errors import GoalIsPausedAlready
from goals.goal.facts import GoalPaused, GoalResumed
from goals.goal.state import Goal
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState


@dataclass(frozen=True, kw_only=True)
class PauseGoal(GoalCommand):
    reason: Text
    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        if goal.state is GoalState.PAUSED:
            raise GoalIsPausedAlready
        require_state(goal, GoalState.ACTIVE, wish="paused")
        return [GoalPaused(on=day(self.on, goal, around), reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class ResumeGoal(GoalCommand):
    on: date | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.PAUSED, wish="resumed")
        require_container(goal.container_id, around)
        require_room(goal.container_id, around)
        return [GoalResumed(on=day(self.on, goal, around), note=self.note)]

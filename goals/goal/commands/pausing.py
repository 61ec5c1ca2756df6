"""Leaving a goal for a while, and taking it up again."""

from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.goal.commands.command import GoalCommand, day_of_life, require_pursuable, require_state
from goals.goal.errors import GoalIsPausedAlready
from goals.goal.facts import GoalPaused, GoalResumed
from goals.goal.following import missed_facts
from goals.goal.state import Goal, evolve
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
        return [GoalPaused(on=day_of_life(self.on, goal, around), reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class ResumeGoal(GoalCommand):
    on: date | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.PAUSED, wish="resumed")
        require_pursuable(goal, around)
        resumed = GoalResumed(on=day_of_life(self.on, goal, around), note=self.note)
        return [resumed, *missed_facts(self.goal_id, evolve(goal, resumed), around)]

"""How a goal ends, and how an ending is withdrawn."""

from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.goal.commands.command import GoalCommand, day_of_life, require_pursuable, require_state
from goals.goal.errors import (
    GoalIsClosedAlready,
    GoalIsPursued,
    NoSuchReference,
    OutcomeNeedsSuccessor,
    SuccessorIsOver,
    SupersededByItself,
)
from goals.goal.facts import GoalArchived, GoalClosed, GoalReopened, GoalSuperseded
from goals.goal.following import missed_facts
from goals.goal.state import OPEN, Goal, evolve
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState, Outcome


@dataclass(frozen=True, kw_only=True)
class CloseGoal(GoalCommand):
    """Its owner says how it ended; what the readings say stands beside it."""

    outcome: Outcome
    reason: Text | None = None
    lessons: Text | None = None
    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        _require_not_closed(goal)
        require_state(goal, GoalState.ACTIVE, GoalState.PAUSED, wish="closed")
        if self.outcome is Outcome.SUPERSEDED:
            raise OutcomeNeedsSuccessor
        on = day_of_life(self.on, goal, around)
        return [GoalClosed(on=on, outcome=self.outcome, reason=self.reason, lessons=self.lessons)]


@dataclass(frozen=True, kw_only=True)
class SupersedeGoal(GoalCommand):
    """Another goal takes its place; a draft's too."""

    by_goal_id: str
    reason: Text | None = None
    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        _require_not_closed(goal)
        require_state(goal, *OPEN, wish="superseded")
        if self.by_goal_id == self.goal_id:
            raise SupersededByItself
        _require_stands(self.by_goal_id, around)
        on = day_of_life(self.on, goal, around)
        return [GoalSuperseded(on=on, by_goal_id=self.by_goal_id, reason=self.reason)]


@dataclass(frozen=True, kw_only=True)
class ReopenGoal(GoalCommand):
    """The closing is withdrawn: it is active again, or a draft if it never was more than that.

    It catches up with what it missed: an anchor recorded or moved, its KPI redefined.
    """

    reason: Text
    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.CLOSED, wish="reopened")
        if goal.activated_on is not None:
            require_pursuable(goal, around)
        reopened = GoalReopened(on=day_of_life(self.on, goal, around), reason=self.reason)
        return [reopened, *missed_facts(self.goal_id, evolve(goal, reopened), around)]


@dataclass(frozen=True, kw_only=True)
class ArchiveGoal(GoalCommand):
    """A draft that came to nothing, or a closed goal, goes out of sight."""

    reason: Text | None = None
    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        if goal.state is GoalState.ARCHIVED:
            return []
        if goal.is_pursued:
            raise GoalIsPursued
        return [GoalArchived(on=day_of_life(self.on, goal, around), reason=self.reason)]


def _require_stands(goal_id: str, around: Surroundings) -> None:
    """Raises NoSuchReference, or SuccessorIsOver."""
    successor = around.goal(goal_id)
    if successor is None:
        raise NoSuchReference("goal", goal_id, pointer="/by_goal_id")
    if successor.state is GoalState.ARCHIVED:
        raise SuccessorIsOver(goal_id, "archived")
    if successor.superseded_by is not None:
        raise SuccessorIsOver(goal_id, "superseded itself")


def _require_not_closed(goal: Goal) -> None:
    if goal.state is GoalState.CLOSED:
        raise GoalIsClosedAlready(goal.outcome)

"""What the commands of a goal have in common."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from goals.container.errors import ContainerIsArchived
from goals.goal.errors import (
    ContainerIsFull,
    DayInFuture,
    GoalIsActive,
    GoalIsArchived,
    GoalIsClosed,
    GoalIsDraft,
    GoalIsPaused,
    NoSuchReference,
)
from goals.goal.state import Goal, evolve
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState

IN_STATE = {
    GoalState.DRAFT: GoalIsDraft,
    GoalState.ACTIVE: GoalIsActive,
    GoalState.PAUSED: GoalIsPaused,
    GoalState.CLOSED: GoalIsClosed,
    GoalState.ARCHIVED: GoalIsArchived,
}


@dataclass(frozen=True, kw_only=True)
class GoalCommand:
    subject: ClassVar[str] = "goal"
    opens: ClassVar[bool] = False

    goal_id: str

    @property
    def stream_id(self) -> str:
        return self.goal_id

    def evolve(self, state: Goal | None, fact: Any) -> Goal:
        return evolve(state, fact)


def require_state(goal: Goal, *allowed: GoalState, wish: str) -> None:
    """Raises the refusal named for the state the goal is in; `wish` is what is not done, as in "closed"."""
    if goal.state not in allowed:
        raise IN_STATE[goal.state](wish)


def day(given: date | None, goal: Goal, around: Surroundings, *, pointer: str = "/on") -> date:
    """The day something was so: today where the goal is, if none was given. Raises DayInFuture."""
    window = goal.definition.window
    today = around.today(None if window is None else window.tz)
    if given is not None and given > today:
        raise DayInFuture(given, today, pointer=pointer)
    return today if given is None else given


def require_container(container_id: str | None, around: Surroundings) -> None:
    """Raises NoSuchReference, or ContainerIsArchived."""
    if container_id is None:
        return
    container = around.container(container_id)
    if container is None:
        raise NoSuchReference("container", container_id, pointer="/container_id")
    if container.archived:
        raise ContainerIsArchived(pointer="/container_id")


def require_room(container_id: str | None, around: Surroundings, *, pointer: str = "") -> None:
    """Raises ContainerIsFull where one more active goal is not allowed."""
    container = None if container_id is None else around.container(container_id)
    if container_id is None or container is None or container.max_active_goals is None:
        return
    active = around.lookups.active_goals_in(container_id)
    if len(active) >= container.max_active_goals:
        raise ContainerIsFull(container_id, allowed=container.max_active_goals, active=active, pointer=pointer)

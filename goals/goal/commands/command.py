"""What the commands of a goal have in common."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from goals.container.errors import ContainerIsArchived
from goals.goal.cycles import require_cycle_open
from goals.goal.definition import Definition
from goals.goal.errors import (
    ContainerIsFull,
    DayBeforeActivation,
    DayInFuture,
    GoalIsActive,
    GoalIsArchived,
    GoalIsClosed,
    GoalIsDraft,
    GoalIsPaused,
    KpiUnitChanged,
    NoSuchReference,
)
from goals.goal.in_force import changed_from
from goals.goal.state import Goal, evolve
from goals.kpi.errors import KpiIsRetired
from goals.kpi.measuring import same_unit
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
    """`changes_goal` is False where a command only tells something about a goal, or of its doing: that goes on in a
    closed cycle."""

    subject: ClassVar[str] = "goal"
    opens: ClassVar[bool] = False
    changes_goal: ClassVar[bool] = True

    goal_id: str

    @property
    def stream_id(self) -> str:
        return self.goal_id

    def evolve(self, state: Goal | None, fact: Any) -> Goal:
        return evolve(state, fact)

    def admit(self, goal: Goal | None, around: Surroundings) -> None:
        """Raises CycleIsClosed. A draft was promised to nobody, and is in no cycle yet."""
        if self.changes_goal and goal is not None and goal.state is not GoalState.DRAFT:
            require_cycle_open(changed_from(goal, around, goal_id=self.goal_id), around)


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


def day_of_life(given: date | None, goal: Goal, around: Surroundings, *, pointer: str = "/on") -> date:
    """The day something happened to a goal once activated. Raises DayBeforeActivation too."""
    if given is not None and goal.activated_on is not None and given < goal.activated_on:
        raise DayBeforeActivation(given, goal.activated_on, pointer=pointer)
    return day(given, goal, around, pointer=pointer)


def require_kpi_in_use(definition: Definition, around: Surroundings, *, pointer: str = "") -> None:
    """Raises KpiIsRetired."""
    kpi = None if definition.kpi_id is None else around.kpi(definition.kpi_id)
    if kpi is not None and kpi.retired:
        raise KpiIsRetired(kpi.key, pointer=pointer)


def require_same_unit(definition: Definition, around: Surroundings) -> None:
    """Raises KpiUnitChanged where the KPI's unit is another than that of the series the goal is measured by."""
    kpi = None if definition.kpi_id is None else around.kpi(definition.kpi_id)
    if kpi is None or definition.series is None:
        return
    was = kpi.measured_in(definition.series)
    if not same_unit(was, kpi.measure):
        raise KpiUnitChanged(was.unit, kpi.measure.unit)


def require_pursuable(goal: Goal, around: Surroundings) -> None:
    """Raises a Refused where the goal cannot be active again as things are."""
    require_container(goal.container_id, around)
    require_room(goal.container_id, around)
    require_kpi_in_use(goal.definition, around)
    require_same_unit(goal.definition, around)


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

"""What a decision may know besides the state it changes: everything as it stands inside the write's transaction."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from goals.vocabulary import Anchor, Effect

if TYPE_CHECKING:
    from goals.container.state import Container
    from goals.facts import Asked
    from goals.goal.definition import Definition
    from goals.goal.state import Goal
    from goals.kpi.state import Kpi
    from goals.workspace.cycle import Cycle
    from goals.workspace.facts import Policy


class Lookups(Protocol):
    """Questions about many streams at once, answered by read models inside the write's transaction."""

    def kpi_with_key(self, key: str) -> str | None:
        """The id of the KPI with this key."""

    def active_goals_in(self, container_id: str) -> Sequence[str]: ...

    def goals_measured_by(self, kpi_id: str) -> Sequence[str]:
        """The goals, neither closed nor archived, whose definition names the KPI."""

    def goals_anchored_on(self, anchor: Anchor) -> Sequence[str]:
        """The goals, neither closed nor archived, whose window is anchored there."""

    def goal_of_milestone(self, milestone_id: str) -> str | None: ...

    def goal_of_proposal(self, proposal_id: str) -> str | None: ...

    def definition_held(self, goal_id: str, on: date) -> "Definition | None":
        """What the goal is measured by on a day, by the last of its versions in force then; None before it has any."""

    def effect_of(self, before: "Definition", after: "Definition", today: date) -> Effect:
        """What the change would do to a goal, by the last reading known."""


class Surroundings(Protocol):
    """`now` is when the facts will be recorded. The states are None where there is no such thing."""

    asked: "Asked"
    now: datetime
    lookups: Lookups

    @property
    def workspace_id(self) -> str: ...

    @property
    def policy(self) -> "Policy": ...

    @property
    def policy_version(self) -> int: ...

    @property
    def cycles(self) -> "Mapping[str, Cycle]": ...

    @property
    def anchors(self) -> Mapping[Anchor, date]: ...

    def kpi(self, kpi_id: str) -> "Kpi | None": ...

    def container(self, container_id: str) -> "Container | None": ...

    def goal(self, goal_id: str) -> "Goal | None": ...

    def today(self, tz: str | None = None) -> date:
        """The local day of `now`, in the workspace's zone unless another is given."""

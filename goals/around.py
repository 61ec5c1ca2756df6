"""The surroundings of one decision, as they stand inside the write's transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from goals.application import Goalpost
from goals.container import state as containers
from goals.container.state import Container
from goals.facts import Asked
from goals.goal import state as goals
from goals.goal.state import Goal
from goals.kpi import state as kpis
from goals.kpi.state import Kpi
from goals.surroundings import Lookups
from goals.vocabulary import Anchor
from goals.window import local_day
from goals.workspace import state as workspaces
from goals.workspace.cycle import Cycle
from goals.workspace.facts import Policy
from goals.workspace.state import Workspace


@dataclass
class Around:
    """`goals.surroundings.Surroundings`, loaded when asked for."""

    application: Goalpost
    lookups: Lookups
    asked: Asked
    now: datetime
    _known: dict[tuple[str, str], Any] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace | None:
        """None only while it is being opened."""
        found: Workspace | None = self._state(self.workspace_id, workspaces.evolve, "workspace")
        return found

    @property
    def workspace_id(self) -> str:
        return self.application.event_log.workspace_id

    @property
    def policy(self) -> Policy:
        return Policy() if self.workspace is None else self.workspace.policy

    @property
    def policy_version(self) -> int:
        return 1 if self.workspace is None else self.workspace.policy_version

    @property
    def cycles(self) -> Mapping[str, Cycle]:
        return {} if self.workspace is None else self.workspace.cycles

    @property
    def anchors(self) -> Mapping[Anchor, date]:
        return {} if self.workspace is None else self.workspace.anchors

    def kpi(self, kpi_id: str) -> Kpi | None:
        found: Kpi | None = self._state(kpi_id, kpis.evolve, "KPI")
        return found

    def container(self, container_id: str) -> Container | None:
        found: Container | None = self._state(container_id, containers.evolve, "container")
        return found

    def goal(self, goal_id: str) -> Goal | None:
        found: Goal | None = self._state(goal_id, goals.evolve, "goal")
        return found

    def today(self, tz: str | None = None) -> date:
        return local_day(self.now, self.policy.tz if tz is None else tz)

    def _state(self, stream_id: str, evolve: Callable[[Any, Any], Any], subject: str) -> Any:
        if (subject, stream_id) not in self._known:
            folded = self.application.folded(stream_id, evolve, subject=subject)
            self._known[subject, stream_id] = None if folded is None else folded.state
        return self._known[subject, stream_id]

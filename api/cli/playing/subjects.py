"""What is an event about, as people call it?"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from api.contract.streams import Snapshot
from projections import containers, goals, kpis
from projections.answers import goal_names
from projections.answers.asking import Asking

KEPT = 1024

Told = Mapping[str, Any]


class Subjects:
    """Looks names up as of an event, and remembers the last of them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self.name = lru_cache(KEPT)(self._name)

    def of(self, event: Told) -> str:
        """A goal with its milestone, a KPI, a container; its id, where the name was erased."""
        ids = (event["goal_id"], event["milestone_id"], event["kpi_id"], event["container_id"])
        if ids == (None, None, None, None):
            return "the workspace"
        return self.name(event["position"], *ids)

    def _name(
        self, position: int, goal_id: str | None, milestone_id: str | None, kpi_id: str | None, container_id: str | None
    ) -> str:
        with self._snapshot() as asking:
            if goal_id is not None:
                goal = goal_names.title_of(asking.known_at(position, asking.as_of), goal_id) or goal_id
                return (
                    goal if milestone_id is None else f"{goal} / {_milestone(asking, goal_id, milestone_id, position)}"
                )
            if kpi_id is not None:
                return _kpi(asking, kpi_id, position)
            assert container_id is not None
            return _container(asking, container_id, position)


def _milestone(asking: Asking, goal_id: str, milestone_id: str, position: int) -> str:
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, position)
    milestone = None if found is None else goals.decoded(found[0]).goal.milestones.get(milestone_id)
    return (None if milestone is None else asking.open_text(milestone.title)) or milestone_id


def _kpi(asking: Asking, kpi_id: str, position: int) -> str:
    found = kpis.view_at(asking.rows, asking.workspace_id, kpi_id, position)
    return (None if found is None else asking.open_text(found.kpi.name)) or kpi_id


def _container(asking: Asking, container_id: str, position: int) -> str:
    found = containers.view_at(asking.rows, asking.workspace_id, container_id, position)
    return (None if found is None else asking.open_text(found.container.name)) or container_id

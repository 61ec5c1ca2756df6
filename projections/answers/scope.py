"""Whose goals: one, a container's, or all?"""

from dataclasses import dataclass

from projections import goals
from projections.answers.asking import Asking
from projections.answers.assembled import Assembled, in_container_on
from projections.answers.integrity.considered import assembled
from projections.answers.within import containers_with


@dataclass(frozen=True, slots=True)
class Scope:
    """Of one goal, of a container and those below it, or, where neither is named, of the workspace."""

    goal_id: str | None = None
    container_id: str | None = None

    def is_known(self, asking: Asking) -> bool:
        """Whether what is named was there."""
        if self.goal_id is not None:
            return goals.versions.at(asking.rows, asking.workspace_id, self.goal_id, asking.position) is not None
        return self.container_id is None or containers_with(asking, self.container_id) is not None

    def goals(self, asking: Asking) -> Assembled:
        """Those that were there, as they stood at the position of the question, by id; in a container, those that were
        by the end of the day, if one was named."""
        if self.goal_id is not None:
            found = goals.versions.at(asking.rows, asking.workspace_id, self.goal_id, asking.position)
            return [] if found is None else [(self.goal_id, goals.decoded(found[0]))]
        if self.container_id is not None and asking.is_on_given:
            return in_container_on(asking, self.container_id, nested=True)
        within = None if self.container_id is None else containers_with(asking, self.container_id) or ()
        return assembled(asking, within)

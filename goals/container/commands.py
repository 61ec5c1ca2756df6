"""What can be asked of a container."""

from dataclasses import dataclass
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType

from goals.command import AtAnyTime, Decision
from goals.container.errors import (
    ContainerExists,
    ContainerIsArchived,
    ContainerStillHasGoals,
    ContainerUnderItself,
    ContainerUnderItsOwnPart,
    LimitBelowActive,
    LimitOutOfRange,
)
from goals.container.facts import (
    ContainerArchived,
    ContainerFact,
    ContainerLimited,
    ContainerMoved,
    ContainerOpened,
    ContainerRenamed,
)
from goals.container.state import Container, evolve
from goals.errors import NotFound
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import ContainerKind


@dataclass(frozen=True, kw_only=True)
class ContainerCommand(AtAnyTime):
    subject: ClassVar[str] = "container"
    opens: ClassVar[bool] = False

    container_id: str

    @property
    def stream_id(self) -> str:
        return self.container_id

    def evolve(self, state: Container | None, fact: Any) -> Container:
        return evolve(state, fact)


@dataclass(frozen=True, kw_only=True)
class OpenContainer(ContainerCommand):
    opens: ClassVar[bool] = True

    name: Text
    kind: ContainerKind
    parent_id: str | None = None
    description: Text | None = None
    max_active_goals: int | None = None

    def decide(self, container: Container | None, around: Surroundings) -> Decision:
        if container is not None:
            raise ContainerExists(self.container_id)
        _require_limit(self.max_active_goals)
        if self.parent_id is not None:
            _parent(around, self.parent_id)
        return [
            ContainerOpened(
                name=self.name,
                kind=self.kind,
                parent_id=self.parent_id,
                description=self.description,
                max_active_goals=self.max_active_goals,
            )
        ]


@dataclass(frozen=True, kw_only=True)
class EditContainer(ContainerCommand):
    """A field left UNSET stays as it is."""

    name: Text | UnsetType = UNSET
    description: Text | UnsetType | None = UNSET
    max_active_goals: int | UnsetType | None = UNSET

    def decide(self, container: Container, around: Surroundings) -> Decision:
        container.require_open()
        return [*self._renamed(container), *self._limited(container, around)]

    def _renamed(self, container: Container) -> list[ContainerFact]:
        name = container.name if self.name is UNSET else self.name
        description = container.description if self.description is UNSET else self.description
        if (name, description) == (container.name, container.description):
            return []
        return [ContainerRenamed(name=name, description=description)]

    def _limited(self, container: Container, around: Surroundings) -> list[ContainerFact]:
        limit = self.max_active_goals
        if limit is UNSET or limit == container.max_active_goals:
            return []
        _require_limit(limit)
        active = len(around.lookups.active_goals_in(self.container_id))
        if limit is not None and limit < active:
            raise LimitBelowActive(limit=limit, active=active)
        return [ContainerLimited(max_active_goals=limit)]


@dataclass(frozen=True, kw_only=True)
class MoveContainer(ContainerCommand):
    parent_id: str | None

    def decide(self, container: Container, around: Surroundings) -> Decision:
        container.require_open()
        if self.parent_id == self.container_id:
            raise ContainerUnderItself
        if self.parent_id == container.parent_id:
            return []
        if self.parent_id is not None:
            self._require_above(around, self.parent_id)
        return [ContainerMoved(parent_id=self.parent_id)]

    def _require_above(self, around: Surroundings, parent_id: str) -> None:
        above = _parent(around, parent_id).parent_id
        while above is not None:
            if above == self.container_id:
                raise ContainerUnderItsOwnPart(parent_id)
            found = around.container(above)
            above = None if found is None else found.parent_id


@dataclass(frozen=True, kw_only=True)
class ArchiveContainer(ContainerCommand):
    reason: Text | None = None

    def decide(self, container: Container, around: Surroundings) -> Decision:
        if container.archived:
            return []
        active = len(around.lookups.active_goals_in(self.container_id))
        if active > 0:
            raise ContainerStillHasGoals(active)
        return [ContainerArchived(reason=self.reason)]


def _parent(around: Surroundings, parent_id: str) -> Container:
    """The container to hang something under. Raises NotFound, ContainerIsArchived."""
    parent = around.container(parent_id)
    if parent is None:
        raise NotFound("container", parent_id, pointer="/parent_id")
    if parent.archived:
        raise ContainerIsArchived(pointer="/parent_id")
    return parent


def _require_limit(limit: int | None) -> None:
    if limit is not None and limit < 1:
        raise LimitOutOfRange(limit)

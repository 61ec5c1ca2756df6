"""What a container's facts add up to."""

from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from goals.container.errors import ContainerIsArchived
from goals.container.facts import (
    ContainerArchived,
    ContainerFact,
    ContainerLimited,
    ContainerMoved,
    ContainerOpened,
    ContainerRenamed,
)
from goals.sealing import Text
from goals.vocabulary import ContainerKind


class Container(Struct, frozen=True, kw_only=True):
    """`parent_id` is None at the top; `max_active_goals` is None where there is no limit."""

    kind: ContainerKind
    name: Text
    description: Text | None
    parent_id: str | None
    max_active_goals: int | None
    archived: bool = False

    def require_open(self) -> None:
        if self.archived:
            raise ContainerIsArchived


def evolve(container: Container | None, fact: ContainerFact) -> Container:
    """The container after one more fact. Total: history is never refused."""
    if isinstance(fact, ContainerOpened):
        return Container(
            kind=fact.kind,
            name=fact.name,
            description=fact.description,
            parent_id=fact.parent_id,
            max_active_goals=fact.max_active_goals,
        )
    assert container is not None, f"history starts with {fact}"
    match fact:
        case ContainerRenamed():
            return replace(container, name=fact.name, description=fact.description)
        case ContainerLimited():
            return replace(container, max_active_goals=fact.max_active_goals)
        case ContainerMoved():
            return replace(container, parent_id=fact.parent_id)
        case ContainerArchived():
            return replace(container, archived=True)
        case _:
            assert_never(fact)

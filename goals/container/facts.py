"""What happens to a container."""

from msgspec import Struct

from goals.sealing import Text
from goals.vocabulary import ContainerKind


class ContainerOpened(Struct, frozen=True, kw_only=True, tag_field="type", tag="container.opened.v1"):
    """A place for goals was made, inside another or at the top."""

    name: Text
    kind: ContainerKind
    parent_id: str | None = None
    description: Text | None = None
    max_active_goals: int | None = None


class ContainerRenamed(Struct, frozen=True, kw_only=True, tag_field="type", tag="container.renamed.v1"):
    """It is called, or described, otherwise."""

    name: Text
    description: Text | None = None


class ContainerLimited(Struct, frozen=True, kw_only=True, tag_field="type", tag="container.limited.v1"):
    """At most so many goals may be active in it at once; None lifts the limit."""

    max_active_goals: int | None


class ContainerMoved(Struct, frozen=True, kw_only=True, tag_field="type", tag="container.moved.v1"):
    """It hangs under another container now, or at the top."""

    parent_id: str | None


class ContainerArchived(Struct, frozen=True, kw_only=True, tag_field="type", tag="container.archived.v1"):
    """No goal is put into it any more."""

    reason: Text | None = None


ContainerFact = ContainerOpened | ContainerRenamed | ContainerLimited | ContainerMoved | ContainerArchived

"""Which events are exported?"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Those from position `first` to `last`; of a goal's own stream, of some topics, asked for by an actor, if named.

    None are selected where `first` comes after `last`.
    """

    first: int
    last: int
    goal_id: str | None = None
    topics: frozenset[str] | None = None
    actor_id: str | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything between `first` and `last` may be left out."""
        return not (self.goal_id is None and self.topics is None and self.actor_id is None)

    @property
    def told(self) -> dict[str, Any]:
        """As the manifest has it: what is not named is left out."""
        topics = None if self.topics is None else sorted(self.topics)
        named = {"goal_id": self.goal_id, "topics": topics, "actor_id": self.actor_id}
        chosen = {name: value for name, value in named.items() if value is not None}
        return {**chosen, "first": self.first, "last": self.last}

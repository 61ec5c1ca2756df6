"""Which events does the manifest say were selected?"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from projections.ledger.verifier.observing import Header, Stored

NAMES = frozenset(("goal_id", "topics", "first", "last", "actor_id"))


class Selected(NamedTuple):
    """What the manifest says was selected; what is None was not asked for."""

    first: int
    last: int
    goal_id: str | None
    topics: frozenset[str] | None
    actor_id: str | None

    def has(self, event: Header | Stored) -> bool:
        """As far as a header says it."""
        return (
            self.first <= event.position <= self.last
            and (self.goal_id is None or event.stream_id == self.goal_id)
            and (self.topics is None or event.topic in self.topics)
        )


def selected(manifest: Mapping[str, Any]) -> Selected:
    """Raises LookupError, TypeError, ValueError where the manifest does not say it."""
    told = manifest["selection"]
    if not told.keys() <= NAMES or not all(isinstance(told[name], int) for name in ("first", "last")):
        raise ValueError("the manifest's selection is not of the form that is known here")
    topics = told.get("topics")
    return Selected(
        first=told["first"],
        last=told["last"],
        goal_id=told.get("goal_id"),
        topics=None if topics is None else frozenset(topics),
        actor_id=told.get("actor_id"),
    )

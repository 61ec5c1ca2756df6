"""One workspace as the event sourcing library sees it: streams, and the states their facts add up to."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, StoredEvent
from eventsourcing.utils import Environment

from goals.event_log import EventLog
from goals.facts import Event
from goals.mapper import FactMapper


class LogFactory(InfrastructureFactory[Any]):
    """Hands the library our recorder for one workspace."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(Environment("goalpost", {}))
        self._log = log

    def application_recorder(self) -> EventLog:
        return self._log

    def aggregate_recorder(self, purpose: str = "events") -> EventLog:
        raise NotImplementedError(f"no {purpose}: streams are short")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        raise NotImplementedError("read models are filled in the transaction that stores the events")

    def process_recorder(self) -> Any:
        raise NotImplementedError("read models are filled in the transaction that stores the events")


class Goalpost(Application[str]):
    """One workspace's streams."""

    def __init__(self, log: EventLog) -> None:
        self.event_log = log
        super().__init__()

    def construct_env(self, name: str, env: Any = None) -> Environment:
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return LogFactory(self.event_log)

    def construct_mapper(self) -> Mapper[str]:
        return FactMapper()

    def folded(
        self, stream_id: str, evolve: Callable[[Any, Any], Any], *, subject: str | None = None
    ) -> "Folded | None":
        """The state a stream's facts add up to, and its version; None if it has none, or is another `subject`'s."""
        try:
            folded: Folded = self.repository.get(stream_id, projector_func=_folding(evolve, subject))
        except AggregateNotFoundError:
            return None
        return folded

    def fold(self, stored: Iterable[StoredEvent], evolve: Callable[[Any, Any], Any]) -> Any:
        """The state that stored events add up to."""
        folded = _folding(evolve, None)(None, map(self.mapper.to_domain_event, stored))
        return None if folded is None else folded.state


@dataclass(frozen=True)
class Folded:
    state: Any
    version: int


def _folding(evolve: Callable[[Any, Any], Any], subject: str | None) -> Callable[[Any, Iterable[Any]], Any]:
    kind = "" if subject is None else f"{subject.lower()}."

    def fold(_: Any, events: Iterable[Event]) -> Folded | None:
        state, version = None, 0
        for event in events:
            if version == 0 and not event.topic.startswith(kind):
                return None
            state, version = evolve(state, event.fact), event.version
        return Folded(state, version) if version else None

    return fold

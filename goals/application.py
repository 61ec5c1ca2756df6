"""Load, decide, record: one path for every command."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, TypeVar

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, StoredEvent
from eventsourcing.utils import Environment
from msgspec.structs import replace

from goals.command import Command, Elsewhere
from goals.container import state as containers
from goals.container.state import Container
from goals.database import Database, Rows
from goals.effective import effective_at
from goals.errors import Changed, NotFound
from goals.event_log import EventLog, Head
from goals.facts import Asked, Envelope, Event, Fact
from goals.goal import state as goals_state
from goals.goal.state import Goal
from goals.group_commit import GroupCommit
from goals.identity import new_id
from goals.kpi import state as kpis
from goals.kpi.state import Kpi
from goals.mapper import FactMapper
from goals.reading import state as readings
from goals.reading.intake import Intake, Outcome, Prepared
from goals.surroundings import Lookups
from goals.vocabulary import Anchor
from goals.window import local_day
from goals.workspace import state as workspaces
from goals.workspace.facts import Policy
from goals.workspace.state import Workspace

T = TypeVar("T")
Project = Callable[[Rows, str, Sequence[Event]], None]
"""Brings the read models of a workspace up to date with events just recorded."""
MakeLookups = Callable[[Rows, str], Lookups]


@dataclass(frozen=True)
class Receipt:
    """What became of a command: the stream's version, the log's position, and the events, none if nothing changed."""

    stream_id: str
    version: int
    position: int
    recorded_at: datetime
    events: tuple[Event, ...]


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

    def folded(self, stream_id: str, evolve: Callable[[Any, Any], Any]) -> "Folded | None":
        """The state a stream's facts add up to, and its version; None if it has none."""
        try:
            return self.repository.get(stream_id, projector_func=_folding(evolve))
        except AggregateNotFoundError:
            return None


    def fold(self, stored: Iterable[StoredEvent], evolve: Callable[[Any, Any], Any]) -> Any:
        """The state that stored events add up to."""
        folded = _folding(evolve)(None, map(self.mapper.to_domain_event, stored))
        return None if folded is None else folded.state


@dataclass(frozen=True)
class Folded:
    state: Any
    version: int


def _folding(evolve: Callable[[Any, Any], Any]) -> Callable[[Any, Iterable[Any]], Any]:
    def fold(_: Any, events: Iterable[Event]) -> Folded | None:
        state, version = None, 0
        for event in events:
            state, version = evolve(state, event.fact), event.version
        return Folded(state, version) if version else None

    return fold


@dataclass
class Around:
    """The surroundings of one decision, loaded when asked for."""

    application: Goalpost
    lookups: Lookups
    asked: Asked
    now: datetime
    _known: dict[str, Any] = field(default_factory=dict)

    @property
    def workspace(self) -> Workspace:
        workspace: Workspace = self._state(self.application.event_log.workspace_id, workspaces.evolve)
        return workspace

    @property
    def policy(self) -> Policy:
        return self.workspace.policy

    @property
    def anchors(self) -> Mapping[Anchor, date]:
        return self.workspace.anchors

    def kpi(self, kpi_id: str) -> Kpi | None:
        found: Kpi | None = self._state(kpi_id, kpis.evolve)
        return found

    def container(self, container_id: str) -> Container | None:
        found: Container | None = self._state(container_id, containers.evolve)
        return found

    def goal(self, goal_id: str) -> Goal | None:
        found: Goal | None = self._state(goal_id, goals_state.evolve)
        return found

    def today(self, tz: str | None = None) -> date:
        return local_day(self.now, self.policy.tz if tz is None else tz)

    def _state(self, stream_id: str, evolve: Callable[[Any, Any], Any]) -> Any:
        if stream_id not in self._known:
            folded = self.application.folded(stream_id, evolve)
            self._known[stream_id] = None if folded is None else folded.state
        return self._known[stream_id]


class Writing:
    """A transaction in which commands are carried out. Its head row is taken."""

    def __init__(self, hub: "Hub", application: Goalpost, rows: Rows, head: Head) -> None:
        self.rows = rows
        self.now = head.now
        self.position = head.position
        self.workspace_id = application.event_log.workspace_id
        self._hub = hub
        self._application = application

    def change(self, command: Command, asked: Asked, *, expected: int | None = None) -> Receipt:
        """Carry out `command`. `expected` is the version its sender decided on; None means any.

        Raises NotFound, Changed, or what `command.decide` refuses with; then nothing of it is recorded.
        """
        with self._application.event_log.entered(self.rows):
            folded = self._application.folded(command.stream_id, command.evolve)
            state, version = self._checked(command, folded, expected)
            around = Around(
                self._application, self._hub.lookups(self.rows, self.workspace_id), asked, self.now
            )
            decided = command.decide(state, around)
            return self._record(command, version, decided, around)

    def take_in(self, kpi_id: str, prepared: Sequence[Prepared], asked: Asked) -> list[Outcome]:
        """Record each reading that is new and right, and say of each what became of it. Raises NotFound for the KPI."""
        log = self._application.event_log
        with log.entered(self.rows):
            folded = self._application.folded(kpi_id, kpis.evolve)
            if folded is None:
                raise NotFound("KPI", kpi_id)
            histories = log.histories(self.rows, [each.reading_id for each in prepared])
            known = {
                stream_id: self._application.fold(stored, readings.evolve) for stream_id, stored in histories.items()
            }
            intake = Intake(kpi_id=kpi_id, kpi=folded.state, asked=asked, now=self.now)
            outcomes, events = intake.decide(prepared, known)
            self._stored(events)
        return outcomes

    def move_clock(self, to: datetime) -> datetime:
        """Set a test workspace's clock forward; what it shows now. Raises what `goals.clock` refuses with."""
        self.now = self._hub.move_clock(self.rows, self.workspace_id, to=to, now=self.now)
        return self.now

    def _checked(self, command: Command, folded: Folded | None, expected: int | None) -> tuple[Any, int]:
        if folded is None:
            if not command.opens:
                raise NotFound(command.subject, command.stream_id)
            return None, 0
        if expected is not None and expected != folded.version:
            raise Changed(expected, folded.version)
        return folded.state, folded.version

    def _record(self, command: Command, version: int, decided: Any, around: Around) -> Receipt:
        events = self._stored(self._placed(command, version, decided, around))
        own = [event.version for event in events if event.stream_id == command.stream_id]
        return Receipt(
            stream_id=command.stream_id,
            version=max(own, default=version),
            position=self.position,
            recorded_at=self.now,
            events=tuple(events),
        )

    def _stored(self, events: Sequence[Event]) -> list[Event]:
        if not events:
            return []
        recordings = self._application.save(*events)
        self.position = recordings[-1].notification.id
        placed = [
            replace(event, position=recording.notification.id, recorded_at=self.now)
            for event, recording in zip(events, recordings, strict=True)
        ]
        self._hub.project(self.rows, self.workspace_id, placed)
        return placed

    def _placed(self, command: Command, version: int, decided: Any, around: Around) -> list[Event]:
        versions = {command.stream_id: version}
        events = []
        for outcome in decided:
            stream_id = outcome.stream_id if isinstance(outcome, Elsewhere) else command.stream_id
            fact = outcome.fact if isinstance(outcome, Elsewhere) else outcome
            if stream_id not in versions:
                folded = self._application.folded(stream_id, _present)
                versions[stream_id] = 0 if folded is None else folded.version
            versions[stream_id] += 1
            events.append(_event(stream_id, versions[stream_id], fact, around))
        return events


def _present(_: Any, __: Any) -> bool:
    return True


def _event(stream_id: str, version: int, fact: Fact, around: Around) -> Event:
    envelope = Envelope(
        event_id=new_id(), effective_at=effective_at(fact, around.policy.tz), asked=around.asked, fact=fact
    )
    return Event(stream_id=stream_id, version=version, envelope=envelope)

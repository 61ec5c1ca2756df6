"""Load, decide, record: one path for every command."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from goals.application import Folded, Goalpost
from goals.around import Around
from goals.command import Command, Elsewhere
from goals.database import Rows
from goals.effective import effective_at
from goals.errors import Changed, NotFound
from goals.facts import Asked, Envelope, Event, Fact
from goals.identity import new_id
from goals.kpi import state as kpis
from goals.reading import state as readings
from goals.reading.intake import Intake, Outcome, Prepared
from goals.surroundings import Lookups
from goals.workspace.errors import ClockGoesForward, ClockIsLive

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


class Writing:
    """A transaction in which commands are carried out. Its head row is taken."""

    def __init__(self, application: Goalpost, rows: Rows, *, project: Project, lookups: MakeLookups) -> None:
        head = application.event_log.take(rows)
        self.rows = rows
        self.now = head.now
        self.position = head.position
        self.workspace_id = application.event_log.workspace_id
        self._application = application
        self._project = project
        self._lookups = lookups

    def change(self, command: Command, asked: Asked, *, expected: Collection[int] | None = None) -> Receipt:
        """Carry out `command`. `expected` are the versions its sender may have decided on; None means any.

        Raises NotFound, Changed, or what the command is refused with; then nothing of it is recorded.
        """
        with self._application.event_log.entered(self.rows):
            folded = self._application.folded(command.stream_id, command.evolve, subject=command.subject)
            state, version = self._checked(command, folded, expected)
            around = Around(self._application, self._lookups(self.rows, self.workspace_id), asked, self.now)
            command.admit(state, around)
            decided = command.decide(state, around)
            return self._record(command, version, decided, around)

    def take_in(self, kpi_id: str, prepared: Sequence[Prepared], asked: Asked) -> list[Outcome]:
        """Record each reading that is new and right, and say of each what became of it. Raises NotFound for the KPI."""
        log = self._application.event_log
        with log.entered(self.rows):
            folded = self._application.folded(kpi_id, kpis.evolve, subject="KPI")
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
        """Set a test workspace's clock forward; what it shows now. Raises ClockIsLive, or ClockGoesForward."""
        if to < self.now:
            raise ClockGoesForward(to, self.now)
        if not self._application.event_log.move_clock(self.rows, to):
            raise ClockIsLive()
        self.now = to
        return to

    def _checked(self, command: Command, folded: Folded | None, expected: Collection[int] | None) -> tuple[Any, int]:
        if folded is None:
            if not command.opens:
                raise NotFound(command.subject, command.stream_id)
            return None, 0
        if expected is not None and folded.version not in expected:
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
        recordings = self._application.events.put(events)
        self.position = recordings[-1].notification.id
        placed = [
            replace(event, position=recording.notification.id, recorded_at=self.now)
            for event, recording in zip(events, recordings, strict=True)
        ]
        self._project(self.rows, self.workspace_id, placed)
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

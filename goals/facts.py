"""Every fact there is, and the envelope around it."""

from datetime import datetime
from typing import get_args

from msgspec import Struct

from goals.actor import Actor
from goals.container.facts import ContainerFact
from goals.goal.facts import GoalFact
from goals.kpi.facts import KpiFact
from goals.milestone.facts import MilestoneFact
from goals.reading.facts import ReadingFact
from goals.subject.facts import SubjectFact
from goals.workspace.facts import WorkspaceFact

Fact = WorkspaceFact | ContainerFact | KpiFact | ReadingFact | GoalFact | MilestoneFact | SubjectFact

__all__ = ["FACT_TYPES", "Actor", "Asked", "Envelope", "Event", "Fact", "Source", "topic_of"]

FACT_TYPES: dict[str, type[Struct]] = {fact.__struct_config__.tag: fact for fact in get_args(Fact)}


class Source(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Through which door it came: http, cli, import or sample."""

    channel: str
    client: str | None = None
    ip: str | None = None


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asks for a change, for whom, and in the course of what."""

    actor: Actor
    on_behalf_of: str | None = None
    request_id: str | None = None
    correlation_id: str | None = None
    causation_id: str | None = None
    source: Source


class Envelope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The stored form: a fact, and who told it. Position, version and time stand in the log's own columns."""

    event_id: str
    effective_at: datetime | None = None
    asked: Asked
    fact: Fact


class Event(Struct, frozen=True, kw_only=True):
    """A fact in its place in the log. `position` is 0 until it is recorded."""

    stream_id: str
    version: int
    envelope: Envelope
    position: int = 0
    recorded_at: datetime | None = None

    @property
    def fact(self) -> Fact:
        return self.envelope.fact

    @property
    def topic(self) -> str:
        return topic_of(self.envelope.fact)

    @property
    def originator_id(self) -> str:
        return self.stream_id

    @property
    def originator_version(self) -> int:
        return self.version


def topic_of(fact: Fact) -> str:
    """The permanent type name, such as `goal.retargeted.v1`."""
    return str(fact.__struct_config__.tag)

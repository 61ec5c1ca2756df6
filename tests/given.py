"""Given facts, when a command, then facts, nothing, or a refusal: on the real application, over a SQLite file.

Every story is told in a test workspace of its own, whose clock stands at NOW.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from api.migrate import migrate
from goals.command import AtAnyTime, Command, Decision, Elsewhere
from goals.database import Database
from goals.errors import GoalpostError
from goals.facts import Actor, Asked, Event, Fact, Source
from goals.hub import Hub
from goals.identity import new_id
from goals.surroundings import Surroundings
from goals.vocabulary import ActorType, WorkspaceKind
from projections.catalogue import project
from projections.lookups import lookups_in
from tests import postgres

NOW = datetime(2023, 6, 15, 12, tzinfo=UTC)
TODAY = date(2023, 6, 15)
GOAL = "01900000-0000-7000-8000-000000000001"
ASKED = Asked(actor=Actor(type=ActorType.USER, id="ana"), source=Source(channel="http"))

Told = Fact | Elsewhere


def elsewhere(stream_id: str, *facts: Fact) -> tuple[Elsewhere, ...]:
    """Facts of another stream than the goal's."""
    return tuple(Elsewhere(stream_id, fact) for fact in facts)


def given(*told: Told) -> "Story":
    """A workspace in which these are recorded, in this order: the facts of GOAL, and of streams elsewhere."""
    story = Story(hub().open_workspace(name=new_id(), kind=WorkspaceKind.TEST, asked=ASKED))
    hub().write(story.workspace_id, lambda writing: writing.move_clock(NOW))
    if told:
        story.change(Tell(told=told))
    return story


@dataclass(frozen=True)
class Story:
    """`asked` is who asks in what comes next."""

    workspace_id: str
    asked: Asked = ASKED

    def by(self, actor: str, *, on_behalf_of: str | None = None, actor_type: ActorType = ActorType.USER) -> "Story":
        """The story goes on, and somebody else acts."""
        asked = Asked(actor=Actor(type=actor_type, id=actor), on_behalf_of=on_behalf_of, source=ASKED.source)
        return replace(self, asked=asked)

    def at(self, now: datetime) -> "Story":
        """The story goes on at a later time."""
        hub().write(self.workspace_id, lambda writing: writing.move_clock(now))
        return self

    def when(self, command: Any, **asked: Any) -> "Outcome":
        """What becomes of the command; its goal is GOAL unless another is named."""
        if "goal_id" in {each.name for each in fields(command)}:
            asked = {"goal_id": GOAL} | asked
        carried_out: Command = command(**asked)
        before = self.position()
        try:
            return Outcome(self, before, events=self.change(carried_out))
        except GoalpostError as error:
            return Outcome(self, before, error=error)

    def tell(self, stream_id: str, *facts: Fact) -> None:
        """Record facts of a stream elsewhere."""
        self.change(Tell(told=elsewhere(stream_id, *facts)))

    def change(self, command: Command) -> Sequence[Event]:
        return hub().write(self.workspace_id, lambda writing: writing.change(command, self.asked)).events

    def position(self) -> int:
        position: int = hub().write(self.workspace_id, lambda writing: writing.position)
        return position


@dataclass(frozen=True)
class Outcome:
    story: Story
    before: int
    events: Sequence[Event] = ()
    error: GoalpostError | None = None

    @property
    def facts(self) -> list[Told]:
        assert self.error is None, f"refused: {self.error}"
        return [
            event.fact if event.stream_id == GOAL else Elsewhere(event.stream_id, event.fact) for event in self.events
        ]

    def then(self, *facts: Told) -> Story:
        """These facts, and no others, were recorded; the story goes on."""
        assert self.facts == list(facts)
        return self.story

    def then_nothing(self) -> Story:
        assert self.facts == []
        assert self.story.position() == self.before
        return self.story

    def then_refused(self, refusal: type[GoalpostError], *, at: str | None = None) -> GoalpostError:
        """Refused with exactly this error, `at` this pointer, in a sentence; and nothing was recorded."""
        assert type(self.error) is refusal, f"not {refusal.__name__}: {self.error!r} {self.events}"
        assert self.story.position() == self.before
        assert self.error.message.endswith(".")
        if at is not None:
            assert self.error.pointer == at
        return self.error


@dataclass(frozen=True, kw_only=True)
class Tell(AtAnyTime):
    """Records facts as they are told, without a rule."""

    told: Sequence[Told]
    stream_id: str = GOAL
    subject: str = field(default="goal", init=False)
    opens: bool = field(default=True, init=False)

    def evolve(self, state: Any, fact: Any) -> Any:
        return fact

    def decide(self, state: Any, around: Surroundings) -> Decision:
        return self.told


@cache
def hub() -> Hub:
    """The stories' hub, on one SQLite file for all."""
    url = f"sqlite:///{Path(_home().name, 'stories.sqlite')}"
    migrate(url, keys_url=url)
    return Hub(Database(url, pool_size=2), project=project, lookups=lookups_in)


@cache
def _home() -> tempfile.TemporaryDirectory[str]:
    """Kept until the tests end, and then removed."""
    return tempfile.TemporaryDirectory(prefix="goalpost-", dir=postgres.roomy())

"""Facts in, answers out: read models filled with told facts, in a database of the test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from goals.database import Database, Rows
from goals.facts import Actor, Asked, Envelope, Event, Fact, Source
from goals.identity import new_id
from goals.tables import durable
from goals.vocabulary import ActorType, WorkspaceKind
from goals.workspace.facts import Policy
from goals.workspace.state import Workspace
from projections.answers.asking import Asking
from projections.catalogue import project
from projections.tables import read_models
from tests.sides import side_on

ASKED = Asked(actor=Actor(type=ActorType.USER, id="ana"), source=Source(channel="http"))
START = datetime(2023, 1, 1, 9, tzinfo=UTC)
FIRST_DAY = date(2023, 1, 1)
WORKSPACE = "0190a0a0-0000-7000-8000-000000000001"
PLAIN = Workspace(name="Ours", kind=WorkspaceKind.TEST, policy=Policy(), policy_version=1, anchors={})


@dataclass
class Told:
    """What was told so far. Each fact is recorded a day after the one before."""

    database: Database
    events: list[Event] = field(default_factory=list)

    def tell(self, stream_id: str, *facts: Fact) -> int:
        """The position reached."""
        told = [self._event(stream_id, fact) for fact in facts]
        with self.database.writing() as rows:
            rows.side = side_on(self.database)
            project(rows, WORKSPACE, told)
        return len(self.events)

    @contextmanager
    def asking(self, position: int | None = None, *, on: date = FIRST_DAY) -> Iterator[Asking]:
        with self.database.reading() as rows:
            rows.side = side_on(self.database)
            yield asking(rows, len(self.events) if position is None else position, on)

    def _event(self, stream_id: str, fact: Fact) -> Event:
        event = Event(
            stream_id=stream_id,
            version=1 + sum(event.stream_id == stream_id for event in self.events),
            position=len(self.events) + 1,
            recorded_at=START + timedelta(days=len(self.events)),
            envelope=Envelope(event_id=new_id(), asked=ASKED, fact=fact),
        )
        self.events.append(event)
        return event


def asking(rows: Rows, position: int, on: date) -> Asking:
    return Asking(
        rows=rows,
        workspace_id=WORKSPACE,
        position=position,
        as_of=START,
        on=on,
        workspace=PLAIN,
        open_text=lambda text: text if isinstance(text, str | None) else "[sealed]",
    )


@contextmanager
def telling(database_url: str) -> Iterator[Told]:
    database = Database(database_url, pool_size=2)
    durable.create_all(database.engine)
    read_models.create_all(database.engine)
    yield Told(database)
    database.close()

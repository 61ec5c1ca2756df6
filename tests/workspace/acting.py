"""Commands carried out in a workspace of the test's own: given commands, when a command, then facts or a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.migrate import migrate
from goals.command import Command
from goals.database import Database
from goals.facts import Fact
from goals.hub import Hub
from goals.vocabulary import WorkspaceKind
from goals.writing import Receipt
from projections.catalogue import project
from projections.lookups import lookups_in
from tests.workspace.telling import ASKED


@dataclass(frozen=True)
class Acting:
    hub: Hub
    workspace_id: str

    def given(self, *commands: Command) -> None:
        for command in commands:
            self.change(command)

    def when(self, command: Command) -> list[Fact]:
        """The facts that were recorded."""
        return [event.fact for event in self.change(command).events]

    def change(self, command: Command) -> Receipt:
        return self.hub.write(self.workspace_id, lambda writing: writing.change(command, ASKED))


@contextmanager
def acting(path: str) -> Iterator[Acting]:
    url = f"sqlite:///{path}"
    migrate(url, keys_url=url)
    database = Database(url, pool_size=2)
    hub = Hub(database, project=project, lookups=lookups_in)
    yield Acting(hub, hub.open_workspace(name="Ours", kind=WorkspaceKind.TEST, asked=ASKED))
    database.close()

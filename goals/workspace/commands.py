"""What can be asked of a workspace."""

from dataclasses import dataclass
from typing import Any, ClassVar

from goals.command import Decision
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import WorkspaceKind
from goals.workspace.errors import WorkspaceIsOpen
from goals.workspace.facts import WorkspaceOpened
from goals.workspace.state import Workspace, evolve


@dataclass(frozen=True, kw_only=True)
class WorkspaceCommand:
    subject: ClassVar[str] = "workspace"
    opens: ClassVar[bool] = False

    workspace_id: str

    @property
    def stream_id(self) -> str:
        return self.workspace_id

    def evolve(self, state: Workspace | None, fact: Any) -> Workspace:
        return evolve(state, fact)


@dataclass(frozen=True, kw_only=True)
class OpenWorkspace(WorkspaceCommand):
    opens: ClassVar[bool] = True

    name: str
    kind: WorkspaceKind
    note: Text | None = None

    def decide(self, workspace: Workspace | None, around: Surroundings) -> Decision:
        if workspace is not None:
            raise WorkspaceIsOpen(workspace.name)
        return [WorkspaceOpened(name=self.name, kind=self.kind, note=self.note)]

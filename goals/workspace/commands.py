"""What can be asked of a workspace."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from goals.command import AtAnyTime, Decision
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import ApprovalRule, WorkspaceKind
from goals.workspace.errors import WorkspaceIsOpen
from goals.workspace.facts import Policy, PolicyChanged, WorkspaceOpened
from goals.workspace.rules import require_possible
from goals.workspace.state import Workspace, evolve


@dataclass(frozen=True, kw_only=True)
class WorkspaceCommand(AtAnyTime):
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


@dataclass(frozen=True, kw_only=True)
class ChangePolicy(WorkspaceCommand):
    """A rule left UNSET stays as it is."""

    approval: ApprovalRule | UnsetType = UNSET
    easing_notice_days: int | UnsetType = UNSET
    freeze_days: int | UnsetType = UNSET
    on_track: Decimal | UnsetType = UNSET
    at_risk: Decimal | UnsetType = UNSET
    grace_days: int | UnsetType = UNSET
    fiscal_year_start: int | UnsetType = UNSET
    tz: str | UnsetType = UNSET
    reason: Text | None = None

    def decide(self, workspace: Workspace, around: Surroundings) -> Decision:
        said = {name: getattr(self, name) for name in Policy.__struct_fields__}
        policy = replace(workspace.policy, **{name: rule for name, rule in said.items() if rule is not UNSET})
        require_possible(policy)
        if policy == workspace.policy:
            return []
        return [PolicyChanged(policy=policy, reason=self.reason)]

"""What a workspace's facts add up to."""

from datetime import date
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from goals.vocabulary import Anchor, WorkspaceKind
from goals.workspace import cycle as cycles_of
from goals.workspace.cycle import Cycle, CycleClosed, CycleLocked, CycleOpened
from goals.workspace.facts import (
    AnchorRecorded,
    PeriodReviewed,
    Policy,
    PolicyChanged,
    WorkspaceFact,
    WorkspaceOpened,
)


class Workspace(Struct, frozen=True, kw_only=True):
    """`policy_version` is 1 for the policy it was opened with, and one more for each change."""

    name: str
    kind: WorkspaceKind
    policy: Policy
    policy_version: int
    anchors: dict[Anchor, date]
    cycles: dict[str, Cycle] = {}


def evolve(workspace: Workspace | None, fact: WorkspaceFact) -> Workspace:
    """The workspace after one more fact. Total: history is never refused."""
    if isinstance(fact, WorkspaceOpened):
        return Workspace(name=fact.name, kind=fact.kind, policy=Policy(), policy_version=1, anchors={})
    assert workspace is not None, f"history starts with {fact}"
    match fact:
        case PolicyChanged():
            return replace(workspace, policy=fact.policy, policy_version=workspace.policy_version + 1)
        case AnchorRecorded():
            return replace(workspace, anchors={**workspace.anchors, fact.anchor: fact.on})
        case CycleOpened() | CycleLocked() | CycleClosed():
            return replace(workspace, cycles=cycles_of.evolve(workspace.cycles, fact))
        case PeriodReviewed():
            return workspace
        case _:
            assert_never(fact)

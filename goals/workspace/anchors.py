"""A launch or a market entry took place: what windows and days that waited for it come to."""

from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.goal.following import window_resolved_facts
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import Anchor
from goals.workspace.commands import WorkspaceCommand
from goals.workspace.errors import AnchorIsNotRecorded
from goals.workspace.facts import AnchorRecorded
from goals.workspace.state import Workspace


@dataclass(frozen=True, kw_only=True)
class RecordAnchor(WorkspaceCommand):
    """Another day than the one recorded moves the anchor."""

    anchor: Anchor
    on: date
    note: Text | None = None

    def decide(self, workspace: Workspace, around: Surroundings) -> Decision:
        if self.anchor is Anchor.GOAL_START:
            raise AnchorIsNotRecorded
        if workspace.anchors.get(self.anchor) == self.on:
            return []
        return [
            AnchorRecorded(anchor=self.anchor, on=self.on, note=self.note),
            *window_resolved_facts(around, anchor=self.anchor, on=self.on),
        ]

"""Where a goal belongs: its container, the goals it serves, its owner."""

from dataclasses import dataclass
from decimal import Decimal

from goals.command import Decision
from goals.goal.commands.alignment import sound_alignment
from goals.goal.commands.command import GoalCommand, require_container, require_room, require_state
from goals.goal.facts import GoalAligned, GoalMoved, GoalUnaligned, OwnerChanged
from goals.goal.state import OPEN, Alignment, Goal
from goals.surroundings import Surroundings
from goals.vocabulary import AlignmentKind, GoalState

NOT_ARCHIVED = (*OPEN, GoalState.CLOSED)


@dataclass(frozen=True, kw_only=True)
class MoveGoal(GoalCommand):
    """Into another container, or, with None, into none."""

    container_id: str | None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *NOT_ARCHIVED, wish="moved")
        if self.container_id == goal.container_id:
            return []
        require_container(self.container_id, around)
        if goal.state is GoalState.ACTIVE:
            require_room(self.container_id, around, pointer="/container_id")
        return [GoalMoved(container_id=self.container_id)]


@dataclass(frozen=True, kw_only=True)
class AlignGoal(GoalCommand):
    """Under a parent goal, or with another weight under one it serves already."""

    parent_id: str
    kind: AlignmentKind
    weight: Decimal | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *OPEN, wish="aligned")
        asked = Alignment(parent_id=self.parent_id, kind=self.kind, weight=self.weight)
        sound = sound_alignment(asked, goal_id=self.goal_id, around=around)
        if sound in goal.parents:
            return []
        return [GoalAligned(parent_id=sound.parent_id, kind=sound.kind, weight=sound.weight)]


@dataclass(frozen=True, kw_only=True)
class UnalignGoal(GoalCommand):
    parent_id: str

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *OPEN, wish="unaligned")
        if self.parent_id not in {each.parent_id for each in goal.parents}:
            return []
        return [GoalUnaligned(parent_id=self.parent_id)]


@dataclass(frozen=True, kw_only=True)
class ChangeOwner(GoalCommand):
    """`owner` is an opaque id; None: nobody answers for it for now."""

    owner: str | None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *NOT_ARCHIVED, wish="given to another owner")
        return [] if self.owner == goal.owner else [OwnerChanged(owner=self.owner)]

"""Creating and editing goals."""

from dataclasses import dataclass, field
from typing import ClassVar

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from goals.command import Decision
from goals.goal.changes import DefinitionChange
from goals.goal.commands.alignment import sound_alignment
from goals.goal.commands.command import GoalCommand, require_container, require_state
from goals.goal.definition import Definition
from goals.goal.errors import GoalExists, UseARetarget
from goals.goal.facts import Description, GoalAligned, GoalCreated, GoalEdited, Link, Provenance
from goals.goal.settling import settled
from goals.goal.state import Alignment, Goal
from goals.identity import new_id
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState, Maturity, Trigger

NOTHING_SAID = Definition()


@dataclass(frozen=True, kw_only=True)
class CreateGoal(DefinitionChange, GoalCommand):
    """A draft may lack anything but a title; what is given must be right."""

    opens: ClassVar[bool] = True

    goal_id: str = field(default_factory=new_id)
    title: Text
    aim: Text | None = None
    why: Text | None = None
    reviewer: str | None = None
    tags: tuple[str, ...] = ()
    trigger: Trigger = Trigger.NONE
    links: tuple[Link, ...] = ()
    provenance: Provenance | None = None
    owner: str | None = None
    container_id: str | None = None
    maturity: Maturity = Maturity.COMMITTED
    parents: tuple[Alignment, ...] = ()

    def decide(self, goal: Goal | None, around: Surroundings) -> Decision:
        if goal is not None:
            raise GoalExists(self.goal_id)
        require_container(self.container_id, around)
        said = self.applied(NOTHING_SAID, tz=around.policy.tz)
        return [
            GoalCreated(
                description=self._description(),
                definition=settled(said, around, before=NOTHING_SAID),
                owner=self.owner,
                container_id=self.container_id,
                maturity=self.maturity,
            ),
            *self._alignments(around),
        ]

    def _description(self) -> Description:
        return Description(
            title=self.title,
            aim=self.aim,
            why=self.why,
            reviewer=self.reviewer,
            tags=self.tags,
            trigger=self.trigger,
            links=self.links,
            provenance=self.provenance,
        )

    def _alignments(self, around: Surroundings) -> list[GoalAligned]:
        sound = [
            sound_alignment(each, goal_id=self.goal_id, around=around, pointer=f"/parents/{n}")
            for n, each in enumerate(self.parents)
        ]
        by_parent = {each.parent_id: each for each in sound}
        return [
            GoalAligned(parent_id=each.parent_id, kind=each.kind, weight=each.weight) for each in by_parent.values()
        ]


@dataclass(frozen=True, kw_only=True)
class EditGoal(DefinitionChange, GoalCommand):
    """A field left UNSET stays as it is. Words are edited at any time, the definition while it is a draft."""

    title: Text | UnsetType = UNSET
    aim: Text | UnsetType | None = UNSET
    why: Text | UnsetType | None = UNSET
    reviewer: str | UnsetType | None = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    trigger: Trigger | UnsetType = UNSET
    links: tuple[Link, ...] | UnsetType = UNSET

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        self._require_editable(goal)
        description = replace(goal.description, **self._words())
        definition = goal.definition
        if self.given():
            said = self.applied(goal.definition, tz=around.policy.tz)
            definition = settled(said, around, before=goal.definition)
        edited = GoalEdited(
            description=None if description == goal.description else description,
            definition=None if definition == goal.definition else definition,
        )
        return [] if edited == GoalEdited() else [edited]

    def _require_editable(self, goal: Goal) -> None:
        require_state(goal, GoalState.DRAFT, GoalState.ACTIVE, GoalState.PAUSED, GoalState.CLOSED, wish="edited")
        for name in self.given():
            if goal.state is not GoalState.DRAFT:
                raise UseARetarget(goal.state, name)

    def _words(self) -> dict[str, object]:
        names = ("title", "aim", "why", "reviewer", "tags", "trigger", "links")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not UNSET}

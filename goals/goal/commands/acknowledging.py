"""Saying of a raised flag that it was seen, and what was found."""

from dataclasses import dataclass
from typing import ClassVar

from goals.command import Decision
from goals.goal.commands.command import GoalCommand
from goals.goal.facts import FlagAcknowledged
from goals.goal.flag_errors import FlagIsNotRaised, FlagNeedsEvent
from goals.goal.state import Goal
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import FlagId

Raised = tuple[FlagId, str]
"""A flag, and the id of the event that raised it."""


@dataclass(frozen=True, kw_only=True)
class AcknowledgeFlag(GoalCommand):
    """A flag stays raised: it is only known to have been seen. `raised` are those of the goal as it stands, `noted`
    those that the same actor acknowledged with the same note before. The event may be left out where there is one."""

    changes_goal: ClassVar[bool] = False

    flag: FlagId
    event_id: str | None = None
    note: Text
    raised: frozenset[Raised]
    noted: frozenset[Raised] = frozenset()

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        if (self.flag, self.about) in self.noted:
            return []
        return [FlagAcknowledged(flag=self.flag, event_id=self.about, note=self.note)]

    @property
    def about(self) -> str:
        """The event that raised it. Raises FlagIsNotRaised, or FlagNeedsEvent."""
        events = sorted(event_id for flag, event_id in self.raised if flag is self.flag)
        if not events or (self.event_id is not None and self.event_id not in events):
            raise FlagIsNotRaised(self.flag, self.event_id)
        if self.event_id is not None:
            return self.event_id
        if len(events) > 1:
            raise FlagNeedsEvent(self.flag, events)
        return events[0]

"""Accepting for a while that a goal is off its way: the honest alternative to lowering its target."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from goals.command import Decision
from goals.goal.commands.command import GoalCommand, day, day_of_life, require_state
from goals.goal.errors import SHORTEST_REASON
from goals.goal.facts import WaiverGranted
from goals.goal.state import Goal
from goals.goal.waiver_errors import WaiverIsOver, WaiverReasonTooShort
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState


@dataclass(frozen=True, kw_only=True)
class GrantWaiver(GoalCommand):
    """From `on`, today unless given, to the end of `until`. The target stays, and so does the health."""

    changes_goal: ClassVar[bool] = False

    until: date
    reason: Text
    on: date | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.ACTIVE, GoalState.PAUSED, wish="granted a waiver")
        self._require_reason()
        on = day_of_life(self.on, goal, around)
        today = day(None, goal, around)
        if self.until < today:
            raise WaiverIsOver(self.until, today)
        return [WaiverGranted(on=on, until=self.until, reason=self.reason)]

    def _require_reason(self) -> None:
        """Sealed text was measured before it was sealed."""
        if isinstance(self.reason, str) and len(self.reason.strip()) < SHORTEST_REASON:
            raise WaiverReasonTooShort

"""What is said about a goal: reviews, check-ins, comments."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from goals.command import Decision
from goals.goal.commands.command import GoalCommand, day, require_state
from goals.goal.errors import ConfidenceOutOfRange, NothingAssessed, StatusIsNotAnAssessment
from goals.goal.facts import CheckedIn, Commented, GoalReviewed
from goals.goal.state import OPEN, Goal
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import GoalState, Health, ReviewVerdict

ASSESSMENTS = (Health.ON_TRACK, Health.AT_RISK, Health.OFF_TRACK)


@dataclass(frozen=True, kw_only=True)
class ReviewGoal(GoalCommand):
    changes_goal: ClassVar[bool] = False

    verdict: ReviewVerdict
    on: date | None = None
    note: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, *OPEN, wish="reviewed")
        return [GoalReviewed(verdict=self.verdict, on=day(self.on, goal, around), note=self.note)]


@dataclass(frozen=True, kw_only=True)
class CheckIn(GoalCommand):
    """An owner's own assessment: at least one of `confidence`, from 0 to 1, `status` and `story`."""

    changes_goal: ClassVar[bool] = False

    on: date | None = None
    confidence: Decimal | None = None
    status: Health | None = None
    story: Text | None = None

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        require_state(goal, GoalState.ACTIVE, GoalState.PAUSED, wish="checked in on")
        self._require_sound()
        return [
            CheckedIn(
                on=day(self.on, goal, around),
                confidence=self.confidence,
                status=self.status,
                story=self.story,
            )
        ]

    def _require_sound(self) -> None:
        if self.confidence is None and self.status is None and self.story is None:
            raise NothingAssessed
        if self.confidence is not None and not 0 <= self.confidence <= 1:
            raise ConfidenceOutOfRange(self.confidence)
        if self.status is not None and self.status not in ASSESSMENTS:
            raise StatusIsNotAnAssessment(self.status)


@dataclass(frozen=True, kw_only=True)
class Comment(GoalCommand):
    """At any time, whatever the goal's state."""

    changes_goal: ClassVar[bool] = False

    text: Text

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        return [Commented(text=self.text)]

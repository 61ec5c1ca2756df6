"""Moving the goalposts."""

from dataclasses import dataclass
from datetime import date

from goals.command import Decision
from goals.goal.changes import DefinitionChange
from goals.goal.commands.activating import missing_in
from goals.goal.commands.command import GoalCommand, day_of_life, require_state
from goals.goal.definition import Definition, changed
from goals.goal.errors import SHORTEST_REASON, ActiveGoalNeeds, BaselineIsNotYetKnown, DraftIsEdited, ReasonTooShort
from goals.goal.facts import GoalRetargeted
from goals.goal.settling import settled
from goals.goal.state import Goal
from goals.reading.facts import Evidence
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import BaselineState, GoalState, ReasonCode, Trigger


@dataclass(frozen=True, kw_only=True)
class Retarget(DefinitionChange, GoalCommand):
    """Any change of a controlled field of an active goal. A field left UNSET stays; so do a window's."""

    reason_code: ReasonCode
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    effective_on: date | None = None
    trigger: Trigger = Trigger.NONE

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        before = goal.definition
        require_retargetable(goal)
        require_reason(self.reason)
        effective_on = day_of_life(self.effective_on, goal, around, pointer="/effective_on")
        said = self.applied(before, tz=around.policy.tz)
        after = settled(said, around, before=before, goal_start=goal.activated_on)
        _require_nothing_taken_away(after)
        if not changed(before, after):
            return []
        _require_not_establishing(before, after)
        return [
            GoalRetargeted(
                before=before,
                after=after,
                reason_code=self.reason_code,
                reason=self.reason,
                evidence=self.evidence,
                effective_on=effective_on,
                trigger=self.trigger,
            )
        ]


def require_retargetable(goal: Goal) -> None:
    """Raises a Refused where the goal's definition is not to be changed as it stands."""
    if goal.state is GoalState.DRAFT:
        raise DraftIsEdited
    require_state(goal, GoalState.ACTIVE, wish="retargeted")


def require_reason(reason: Text) -> None:
    """Raises ReasonTooShort. Sealed text was measured before it was sealed."""
    if isinstance(reason, str) and len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort


def _require_nothing_taken_away(after: Definition) -> None:
    for missing in missing_in(after):
        raise ActiveGoalNeeds(missing)


def _require_not_establishing(before: Definition, after: Definition) -> None:
    waiting = before.baseline.state in (BaselineState.UNKNOWN, BaselineState.MEASURING)
    if (
        waiting
        and before.baseline != after.baseline
        and (before.kpi_id, before.target)
        == (
            after.kpi_id,
            after.target,
        )
    ):
        raise BaselineIsNotYetKnown(before.baseline.state)

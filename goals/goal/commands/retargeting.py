"""Moving the goalposts."""

from dataclasses import dataclass, field
from datetime import date

from msgspec import UNSET, UnsetType

from goals.actor import Actor
from goals.command import Decision
from goals.goal.approval import lapses
from goals.goal.approval_errors import OnlyImportsTell, ProposerNeedsApprover
from goals.goal.changes import DefinitionChange
from goals.goal.commands.activating import missing_in
from goals.goal.commands.command import GoalCommand, require_state
from goals.goal.cycles import require_cycle_open
from goals.goal.definition import Definition, changed
from goals.goal.errors import SHORTEST_REASON, ActiveGoalNeeds, BaselineIsNotYetKnown, DraftIsEdited, ReasonTooShort
from goals.goal.facts import Approval, GoalRetargeted
from goals.goal.proposal import RetargetProposed
from goals.goal.settling import settled
from goals.goal.state import Goal
from goals.goal.weighing import Weighed, effective_day, weighed
from goals.identity import new_id
from goals.reading.facts import Evidence
from goals.sealing import Text
from goals.surroundings import Surroundings
from goals.vocabulary import ActorType, BaselineState, GoalState, ReasonCode, Trigger


@dataclass(frozen=True, kw_only=True)
class Retarget(DefinitionChange, GoalCommand):
    """Any change of a controlled field of an active goal. A field left UNSET stays; so do a window's.

    Where somebody else has to approve, it is proposed under `proposal_id`, and nothing moves. Who proposed and approved
    what is imported, is told.
    """

    reason_code: ReasonCode
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    effective_on: date | None = None
    trigger: Trigger = Trigger.NONE
    proposed_by: str | None = None
    approved_by: str | None = None
    proposal_id: str = field(default_factory=new_id)

    def decide(self, goal: Goal, around: Surroundings) -> Decision:
        before = goal.definition
        require_retargetable(goal)
        require_reason(self.reason)
        approval = self._approval(around)
        said = self.applied(before, tz=around.policy.tz)
        after = settled(said, around, before=before, goal_start=goal.activated_on)
        _require_nothing_taken_away(after)
        require_cycle_open([after], around)
        found = weighed(goal, after, around, goal_id=self.goal_id)
        effective_on = effective_day(self.effective_on, goal, found, around)
        if not changed(before, after):
            return []
        _require_not_establishing(before, after)
        if found.grounds:
            return [self._proposed(goal, after, found, around)]
        return [self._done(before, after, effective_on, approval), *lapses(goal)]

    def _done(
        self, before: Definition, after: Definition, effective_on: date, approval: Approval | UnsetType
    ) -> GoalRetargeted:
        return GoalRetargeted(
            before=before,
            after=after,
            reason_code=self.reason_code,
            reason=self.reason,
            evidence=self.evidence,
            effective_on=effective_on,
            trigger=self.trigger,
            approval=approval,
        )

    def _proposed(self, goal: Goal, after: Definition, found: Weighed, around: Surroundings) -> RetargetProposed:
        return RetargetProposed(
            proposal_id=self.proposal_id,
            n=next_version(goal),
            before=goal.definition,
            after=after,
            reason_code=self.reason_code,
            reason=self.reason,
            evidence=self.evidence,
            effective_on=self.effective_on,
            trigger=self.trigger,
            proposer=around.asked.actor,
            proposer_for=around.asked.on_behalf_of,
            grounds=found.grounds,
            policy_version=around.policy_version,
        )

    def _approval(self, around: Surroundings) -> Approval | UnsetType:
        if around.asked.actor.type is not ActorType.IMPORT:
            for name in ("proposed_by", "approved_by"):
                if getattr(self, name) is not None:
                    raise OnlyImportsTell(name)
        if self.approved_by is None:
            if self.proposed_by is not None:
                raise ProposerNeedsApprover
            return UNSET
        proposer = None if self.proposed_by is None else _told(self.proposed_by)
        return Approval(approver=_told(self.approved_by), proposer=proposer)


def require_retargetable(goal: Goal) -> None:
    """Raises a Refused where the goal's definition is not to be changed as it stands."""
    if goal.state is GoalState.DRAFT:
        raise DraftIsEdited
    require_state(goal, GoalState.ACTIVE, wish="retargeted")


def next_version(goal: Goal) -> int:
    """The number of the version that the next retarget of a committed goal makes: 1 is the original."""
    return goal.retargets + 2


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


def _told(actor_id: str) -> Actor:
    """Somebody of whom an import knows no more than the id."""
    return Actor(type=ActorType.USER, id=actor_id)

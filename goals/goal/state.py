"""What a goal's facts add up to: just enough to decide what may happen to it next."""

from datetime import date
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from goals.goal import proposal as proposals_of
from goals.goal.definition import Definition
from goals.goal.facts import (
    BaselineEstablished,
    CheckedIn,
    Commented,
    Description,
    FlagAcknowledged,
    GoalActivated,
    GoalAligned,
    GoalArchived,
    GoalClosed,
    GoalCommitted,
    GoalCreated,
    GoalEdited,
    GoalFact,
    GoalMoved,
    GoalPaused,
    GoalReopened,
    GoalResumed,
    GoalRetargeted,
    GoalReviewed,
    GoalSuperseded,
    GoalUnaligned,
    OwnerChanged,
    WaiverGranted,
    WindowResolved,
)
from goals.goal.proposal import (
    Proposal,
    ProposalLapsed,
    RetargetApproved,
    RetargetProposed,
    RetargetRejected,
    RetargetWithdrawn,
)
from goals.goal.waiting import with_anchor, with_baseline
from goals.milestone import state as milestones
from goals.milestone.facts import MilestoneFact
from goals.milestone.state import Milestone
from goals.vocabulary import AlignmentKind, GoalState, Maturity, Outcome

Lived = GoalPaused | GoalResumed | GoalClosed | GoalReopened | GoalArchived | GoalSuperseded
OPEN = (GoalState.DRAFT, GoalState.ACTIVE, GoalState.PAUSED)


class Alignment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The goal serves a parent goal; `weight`, 0 to 1, is its share in the parent's roll-up."""

    parent_id: str
    kind: AlignmentKind
    weight: Decimal | None = None


class Goal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A goal as it stands.

    `original` is the definition it was committed with, None before; `retargets` counts those since. What
    the original waited for (a baseline, an anchor) is filled in when it is known. `definition` is the last recorded;
    after a retarget it is in force from `effective_on`, which notice may put into the future.
    """

    description: Description
    definition: Definition
    state: GoalState = GoalState.DRAFT
    outcome: Outcome | None = None
    maturity: Maturity = Maturity.COMMITTED
    original: Definition | None = None
    retargets: int = 0
    owner: str | None = None
    container_id: str | None = None
    parents: tuple[Alignment, ...] = ()
    activated_on: date | None = None
    closed_on: date | None = None
    superseded_by: str | None = None
    milestones: dict[str, Milestone] = {}
    proposals: dict[str, Proposal] = {}
    effective_on: date | None = None

    @property
    def committed(self) -> bool:
        return self.original is not None

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it: a draft, active or paused."""
        return self.state in OPEN

    @property
    def is_pursued(self) -> bool:
        return self.state in (GoalState.ACTIVE, GoalState.PAUSED)


def evolve(goal: Goal | None, fact: GoalFact | MilestoneFact) -> Goal:
    """The goal after one more fact. Total: history is never refused."""
    if isinstance(fact, GoalCreated):
        return _created(fact)
    assert goal is not None, f"history starts with {fact}"
    match fact:
        case GoalReviewed() | CheckedIn() | Commented() | FlagAcknowledged() | WaiverGranted():
            return goal
        case GoalEdited() | GoalActivated() | GoalCommitted() | GoalRetargeted():
            return _defined(goal, fact)
        case BaselineEstablished():
            return _established(goal, fact)
        case WindowResolved():
            return _window_resolved(goal, fact)
        case GoalPaused() | GoalResumed() | GoalClosed() | GoalReopened() | GoalArchived() | GoalSuperseded():
            return _lived(goal, fact)
        case GoalMoved():
            return replace(goal, container_id=fact.container_id)
        case GoalAligned() | GoalUnaligned():
            return _aligned(goal, fact)
        case OwnerChanged():
            return replace(goal, owner=fact.owner)
        case RetargetProposed() | RetargetApproved() | RetargetRejected() | RetargetWithdrawn() | ProposalLapsed():
            return replace(goal, proposals=proposals_of.evolve(goal.proposals, fact))
        case _:
            return replace(goal, milestones=milestones.evolve(goal.milestones, fact))


def _created(fact: GoalCreated) -> Goal:
    return Goal(
        description=fact.description,
        definition=fact.definition,
        maturity=fact.maturity,
        owner=fact.owner,
        container_id=fact.container_id,
    )


def _defined(goal: Goal, fact: GoalEdited | GoalActivated | GoalCommitted | GoalRetargeted) -> Goal:
    match fact:
        case GoalEdited():
            return replace(
                goal,
                description=goal.description if fact.description is None else fact.description,
                definition=goal.definition if fact.definition is None else fact.definition,
            )
        case GoalActivated():
            original = fact.definition if goal.maturity is Maturity.COMMITTED else None
            return replace(
                goal,
                definition=fact.definition,
                original=original,
                state=GoalState.ACTIVE,
                activated_on=fact.on,
            )
        case GoalCommitted():
            return replace(goal, maturity=Maturity.COMMITTED, original=goal.definition)
        case GoalRetargeted():
            return replace(
                goal,
                definition=fact.after,
                retargets=goal.retargets + goal.committed,
                effective_on=fact.effective_on,
            )


def _established(goal: Goal, fact: BaselineEstablished) -> Goal:
    definition = replace(
        goal.definition,
        baseline=fact.baseline,
        resolved=fact.resolved,
        direction=goal.definition.direction if fact.direction is None else fact.direction,
    )
    if goal.original is None:
        return replace(goal, definition=definition)
    is_same_kpi = (goal.original.kpi_id, goal.original.series) == (definition.kpi_id, definition.series)
    if goal.original.baseline.value not in (None, fact.baseline.value) or not is_same_kpi:
        return replace(goal, definition=definition)
    return replace(goal, definition=definition, original=with_baseline(goal.original, fact.baseline))


def _window_resolved(goal: Goal, fact: WindowResolved) -> Goal:
    definition = replace(goal.definition, span=fact.span)
    if goal.original is None or goal.original.span is not None:
        return replace(goal, definition=definition)
    return replace(goal, definition=definition, original=with_anchor(goal.original, fact.anchor, fact.on))


def _lived(goal: Goal, fact: Lived) -> Goal:
    match fact:
        case GoalPaused():
            return replace(goal, state=GoalState.PAUSED)
        case GoalResumed():
            return replace(goal, state=GoalState.ACTIVE)
        case GoalClosed():
            return replace(goal, state=GoalState.CLOSED, outcome=fact.outcome, closed_on=fact.on)
        case GoalSuperseded():
            return replace(
                goal,
                state=GoalState.CLOSED,
                outcome=Outcome.SUPERSEDED,
                closed_on=fact.on,
                superseded_by=fact.by_goal_id,
            )
        case GoalReopened():
            begun = goal.activated_on is not None
            state = GoalState.ACTIVE if begun else GoalState.DRAFT
            return replace(goal, state=state, outcome=None, closed_on=None, superseded_by=None)
        case GoalArchived():
            return replace(goal, state=GoalState.ARCHIVED)


def _aligned(goal: Goal, fact: GoalAligned | GoalUnaligned) -> Goal:
    others = tuple(each for each in goal.parents if each.parent_id != fact.parent_id)
    if isinstance(fact, GoalUnaligned):
        return replace(goal, parents=others)
    alignment = Alignment(parent_id=fact.parent_id, kind=fact.kind, weight=fact.weight)
    return replace(goal, parents=(*others, alignment))

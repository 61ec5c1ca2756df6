"""What happens to a goal, its milestones apart."""

from datetime import date
from decimal import Decimal

from msgspec import UNSET, Struct, UnsetType

from goals.actor import Actor
from goals.goal.definition import Definition
from goals.goal.proposal import (
    ProposalLapsed,
    RetargetApproved,
    RetargetProposed,
    RetargetRejected,
    RetargetWithdrawn,
)
from goals.reading.facts import Evidence
from goals.sealing import Text
from goals.target import Baseline, Resolved
from goals.vocabulary import (
    AlignmentKind,
    Anchor,
    Direction,
    FlagId,
    Health,
    Maturity,
    Outcome,
    ReasonCode,
    ReviewVerdict,
    Trigger,
)
from goals.window import Window


class Link(Struct, frozen=True, kw_only=True):
    """Roadmap work the goal guides: an item `ref` in a `system`."""

    system: str
    ref: str
    url: str | None = None


class Provenance(Struct, frozen=True, kw_only=True):
    """Where an example comes from: the `quote` its source says, and the names of the fields invented for it."""

    quote: str
    sources: tuple[str, ...] = ()
    illustrative: tuple[str, ...] = ()


class Description(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a goal is for, in words: the fields that may be edited at any time."""

    title: Text
    aim: Text | None = None
    why: Text | None = None
    reviewer: str | None = None
    tags: tuple[str, ...] = ()
    trigger: Trigger = Trigger.NONE
    links: tuple[Link, ...] = ()
    provenance: Provenance | None = None


class GoalCreated(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.created.v1"):
    """A draft: it counts for nothing until it is activated."""

    description: Description
    definition: Definition
    owner: str | None = None
    container_id: str | None = None
    maturity: Maturity = Maturity.COMMITTED


class GoalEdited(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.edited.v1"):
    """Its words changed; while a draft, its definition too. None: that part stayed."""

    description: Description | None = None
    definition: Definition | None = None


class GoalActivated(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.activated.v1"):
    """It is pursued from `on`. A committed goal's definition here is its original."""

    on: date
    definition: Definition


class GoalCommitted(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.committed.v1"):
    """A preliminary goal is meant from here on: the definition in force now is its original."""

    on: date
    note: Text | None = None


class BaselineEstablished(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.baseline-established.v1"):
    """The baseline that was unknown or being measured is this, and the target that waited for it is resolved.

    `direction` is there where it follows only now.
    """

    baseline: Baseline
    resolved: Resolved | None
    direction: Direction | None = None


class WindowResolved(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.window-resolved.v1"):
    """The anchor the window waited for was recorded."""

    anchor: Anchor
    on: date
    span: Window


class Approval(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who approved a retarget, and whose proposal it was: both by actor, and by the id each acted for.

    Imported facts have no proposal here; their `approver` is as it was told.
    """

    approver: Actor
    approver_for: str | None = None
    proposal_id: str | None = None
    proposer: Actor | None = None
    proposer_for: str | None = None


class GoalRetargeted(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.retargeted.v1"):
    """The goalposts moved: what it was measured by, and what it is measured by from `effective_on`.

    `follows` is the stream whose change it follows (a KPI redefined, a workspace's anchor moved), where it was not
    asked for by itself.
    """

    before: Definition
    after: Definition
    reason_code: ReasonCode
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    effective_on: date
    trigger: Trigger = Trigger.NONE
    approval: Approval | UnsetType = UNSET
    follows: str | UnsetType = UNSET


class GoalReviewed(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.reviewed.v1"):
    """Somebody asked whether it is still the right goal."""

    verdict: ReviewVerdict
    on: date
    note: Text | None = None


class CheckedIn(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.checked-in.v1"):
    """An owner's own assessment, kept beside the derived health. `confidence` is in [0, 1]."""

    on: date
    confidence: Decimal | None = None
    status: Health | None = None
    story: Text | None = None


class GoalPaused(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.paused.v1"):
    """It is not pursued for now. Its window does not wait."""

    on: date
    reason: Text


class GoalResumed(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.resumed.v1"):
    """It is pursued again."""

    on: date
    note: Text | None = None


class GoalClosed(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.closed.v1"):
    """Its owner says how it ended; what the readings say stands beside it."""

    on: date
    outcome: Outcome
    reason: Text | None = None
    lessons: Text | None = None


class GoalReopened(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.reopened.v1"):
    """The closing was withdrawn: it is active again, or a draft if it never was more than that."""

    on: date
    reason: Text


class GoalArchived(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.archived.v1"):
    """It is out of sight. Its history stays."""

    on: date
    reason: Text | None = None


class GoalMoved(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.moved.v1"):
    """It is assembled in another container, or in none."""

    container_id: str | None


class GoalAligned(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.aligned.v1"):
    """It serves a parent goal. `weight`, 0 to 1, is its share in the parent's roll-up, null if it supports."""

    parent_id: str
    kind: AlignmentKind
    weight: Decimal | None = None


class GoalUnaligned(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.unaligned.v1"):
    """It serves that parent no more."""

    parent_id: str


class GoalSuperseded(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.superseded.v1"):
    """Another goal takes its place; it is closed with the outcome superseded."""

    on: date
    by_goal_id: str
    reason: Text | None = None


class OwnerChanged(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.owner-changed.v1"):
    """Somebody else answers for it: an opaque id, the name is kept elsewhere."""

    owner: str | None


class Commented(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.commented.v1"):
    """Somebody said something about it."""

    text: Text


class FlagAcknowledged(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.flag-acknowledged.v1"):
    """A reviewer has seen a flag about an event, and what it asks was answered. It stays raised."""

    flag: FlagId
    event_id: str
    note: Text


class WaiverGranted(Struct, frozen=True, kw_only=True, tag_field="type", tag="goal.waiver-granted.v1"):
    """Until the end of a day the goal may be off its way. The target stays."""

    on: date
    until: date
    reason: Text


GoalFact = (
    GoalCreated
    | GoalEdited
    | GoalActivated
    | GoalCommitted
    | BaselineEstablished
    | WindowResolved
    | GoalRetargeted
    | GoalReviewed
    | CheckedIn
    | GoalPaused
    | GoalResumed
    | GoalClosed
    | GoalReopened
    | GoalArchived
    | GoalMoved
    | GoalAligned
    | GoalUnaligned
    | GoalSuperseded
    | OwnerChanged
    | Commented
    | RetargetProposed
    | RetargetApproved
    | RetargetRejected
    | RetargetWithdrawn
    | ProposalLapsed
    | FlagAcknowledged
    | WaiverGranted
)

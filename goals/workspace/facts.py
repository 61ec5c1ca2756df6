"""What happens to a workspace."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from goals.sealing import Text
from goals.vocabulary import Anchor, ApprovalRule, ScopeKind, WorkspaceKind
from goals.workspace.cycle import CycleClosed, CycleLocked, CycleOpened


class Policy(Struct, frozen=True, kw_only=True):
    """The workspace's rules: how changes are approved, how pace is judged, and its calendar.

    `on_track` and `at_risk` are the lowest paces so called; `fiscal_year_start` is a month, 1 to 12;
    `tz` is the zone of the workspace's days.
    """

    approval: ApprovalRule = ApprovalRule.NONE
    easing_notice_days: int = 0
    freeze_days: int = 0
    on_track: Decimal = Decimal("0.9")
    at_risk: Decimal = Decimal("0.7")
    grace_days: int = 7
    fiscal_year_start: int = 1
    tz: str = "UTC"


class WorkspaceOpened(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.opened.v1"):
    """A log of its own begins. A test workspace's clock stands until it is moved."""

    name: str
    kind: WorkspaceKind
    note: Text | None = None


class PolicyChanged(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.policy-changed.v1"):
    """From here on these rules hold. Earlier judgements keep the policy they were made by."""

    policy: Policy
    reason: Text | None = None


class AnchorRecorded(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.anchor-recorded.v1"):
    """A launch or a market entry took place on this day; windows that waited for it are resolved by it."""

    anchor: Anchor
    on: date
    note: Text | None = None


class Scope(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a review looked at: the whole workspace, or one container or goal by its id."""

    kind: ScopeKind
    id: str | None = None


class PeriodReviewed(Struct, frozen=True, kw_only=True, tag_field="type", tag="workspace.period-reviewed.v1"):
    """An auditor signed off what was recorded of a period up to a position. Who, stands in the envelope."""

    start: date
    end: date
    scope: Scope
    reviewed_position: int
    note: Text


WorkspaceFact = (
    WorkspaceOpened | PolicyChanged | AnchorRecorded | CycleOpened | CycleLocked | CycleClosed | PeriodReviewed
)

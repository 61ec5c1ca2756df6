"""What is told of a retarget: what moved, who, when, why, and what it did by what was known then?"""

from datetime import date, datetime
from typing import Any

from msgspec import Struct, UnsetType, to_builtins

from goals.facts import Actor, Event
from goals.goal.definition import Definition
from goals.goal.facts import Approval, GoalRetargeted
from goals.goal.state import Goal
from goals.reading.facts import Evidence
from goals.sealing import Text
from goals.vocabulary import ReasonCode, Trigger
from goals.window import local_day
from projections.changes import Change, changes
from projections.judging import Judgement, LastReading
from projections.written import decimal, instant, public_type, share


class Move(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One retarget. `counted` is False for a preliminary goal's calibration; `follows` is the stream whose change it
    follows; `backdated_days` from the day it took effect to the day it was recorded, below 0 for an announced one."""

    position: int
    event_id: str
    type: str
    goal_id: str
    container_id: str | None = None
    recorded_at: datetime
    effective_at: datetime
    effective_on: date
    backdated_days: int
    actor: Actor
    on_behalf_of: str | None = None
    approval: Approval | None = None
    follows: str | None = None
    changes: tuple[Change, ...]
    reason_code: ReasonCode
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    trigger: Trigger = Trigger.NONE
    counted: bool = True
    policy_version: int
    judgement: Judgement


def of(event: Event, fact: GoalRetargeted, *, goal: Goal | None, policy_version: int, judgement: Judgement) -> Move:
    """`goal` is as it stood before; `judgement` that of the day on which it was recorded."""
    assert event.recorded_at is not None
    approval = None if isinstance(fact.approval, UnsetType) else fact.approval
    actor, on_behalf_of = _mover(event, approval)
    return Move(
        position=event.position,
        event_id=event.envelope.event_id,
        type=event.topic,
        goal_id=event.stream_id,
        container_id=None if goal is None else goal.container_id,
        recorded_at=event.recorded_at,
        effective_at=event.envelope.effective_at or event.recorded_at,
        effective_on=fact.effective_on,
        backdated_days=(recorded_day(event, fact) - fact.effective_on).days,
        actor=actor,
        on_behalf_of=on_behalf_of,
        approval=approval,
        follows=None if isinstance(fact.follows, UnsetType) else fact.follows,
        changes=changes(fact.before, fact.after),
        reason_code=fact.reason_code,
        reason=fact.reason,
        evidence=fact.evidence,
        trigger=fact.trigger,
        counted=goal is not None and goal.original is not None,
        policy_version=policy_version,
        judgement=judgement,
    )


def _mover(event: Event, approval: Approval | None) -> tuple[Actor, str | None]:
    """Who moved it, and for whom: of what was approved, the proposer."""
    if approval is not None and approval.proposer is not None:
        return approval.proposer, approval.proposer_for
    return event.envelope.asked.actor, event.envelope.asked.on_behalf_of


def recorded_day(event: Event, fact: GoalRetargeted) -> date:
    """In the zone of the definition that was in force."""
    assert event.recorded_at is not None
    return local_day(event.recorded_at, _zone(fact.before))


def told(move: Move, reason: str | None) -> dict[str, Any]:
    """An item of the trail, its flags left out. `reason` is its text, unsealed."""
    return {
        "position": move.position,
        "event_id": move.event_id,
        "type": public_type(move.type),
        "goal_id": move.goal_id,
        "container_id": move.container_id,
        "recorded_at": instant(move.recorded_at),
        "effective_at": instant(move.effective_at),
        "effective_on": move.effective_on.isoformat(),
        "actor": to_builtins(move.actor),
        "on_behalf_of": move.on_behalf_of,
        "approved_by": None if move.approval is None else to_builtins(move.approval.approver),
        "proposal_id": None if move.approval is None else move.approval.proposal_id,
        "follows": move.follows,
        "changes": list(to_builtins(move.changes)),
        "reason_code": move.reason_code.value,
        "reason": reason,
        "evidence": list(to_builtins(move.evidence)),
        "trigger": move.trigger.value,
        "counted": move.counted,
        "policy_version": move.policy_version,
        **judged(move.judgement),
    }


def judged(judgement: Judgement) -> dict[str, Any]:
    return {
        "effect": judgement.effect.value,
        "ratio": share(judgement.ratio),
        "magnitude": share(judgement.magnitude),
        "days_to_deadline": judgement.days_to_deadline,
        "window_elapsed": share(judgement.window_elapsed),
        "last_reading": _last(judgement.last_reading),
        "progress_then": share(judgement.progress),
        "expected_then": share(judgement.expected),
        "pace_then": share(judgement.pace),
    }


def _last(reading: LastReading | None) -> dict[str, Any] | None:
    if reading is None:
        return None
    return {
        "value": decimal(reading.value),
        "observed_at": instant(reading.observed_at),
        "reading_id": reading.reading_id,
    }


def _zone(definition: Definition) -> str:
    if definition.span is not None:
        return definition.span.tz
    return "UTC" if definition.window is None else definition.window.tz

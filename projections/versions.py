"""What was each goal measured by, when?

One row per definition a goal had. Version 0 is a preliminary goal's before it was committed, 1 the one it was committed
with, and every retarget since makes one more; what a version waited for (a baseline, an anchor) makes a new row of the
same number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import assert_never

import msgspec
from msgspec import Struct
from msgspec.structs import replace as changed
from sqlalchemy import Column, Integer, Text

from goals.database import Rows
from goals.facts import Event
from goals.goal import state as goals_state
from goals.goal.definition import Definition
from goals.goal.facts import (
    BaselineEstablished,
    Description,
    GoalActivated,
    GoalCommitted,
    GoalCreated,
    GoalRetargeted,
    WindowResolved,
)
from goals.goal.state import Goal
from goals.goal.waiting import with_anchor, with_baseline
from goals.vocabulary import GoalState, Maturity
from projections.versioned import Versions, versioned

table = versioned("versions", Column("n", Integer, nullable=False), Column("kind", Text, nullable=False))
kept = Versions(table)

Defining = GoalCreated | GoalActivated | GoalCommitted | GoalRetargeted | BaselineEstablished | WindowResolved


class Kind(StrEnum):
    """What made a version what it is."""

    DRAFTED = "drafted"
    ACTIVATED = "activated"
    CALIBRATED = "calibrated"
    COMMITTED = "committed"
    RETARGETED = "retargeted"
    BASELINE_ESTABLISHED = "baseline_established"
    WINDOW_RESOLVED = "window_resolved"


class Version(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A definition, in force from `effective_on`. `original` is what the goal was committed with, None before."""

    n: int
    kind: Kind
    effective_on: date
    recorded_at: datetime
    event_id: str
    maturity: Maturity
    definition: Definition
    original: Definition | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A version and the positions between which it stood; `to_position` is None while it stands."""

    version: Version
    from_position: int
    to_position: int | None

    @property
    def n(self) -> int:
        return self.version.n

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def effective_on(self) -> date:
        return self.version.effective_on


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Version)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals and of their milestones."""
    known: dict[str, Version] = {}
    put = []
    for event in events:
        if not isinstance(event.fact, Defining):
            continue
        before = known.get(event.stream_id) or _standing(rows, workspace_id, event)
        after = evolve(before, event.fact, event)
        if after is None:
            continue
        known[event.stream_id] = after
        put.append(
            kept.version(
                workspace_id,
                event.stream_id,
                position=event.position,
                version=event.version,
                doc=_encoder.encode(after),
                n=after.n,
                kind=after.kind.value,
            )
        )
    kept.put(rows, put)


def evolve(before: Version | None, fact: Defining, event: Event) -> Version | None:
    """The version that stands after the fact; None if it made none."""
    drafted = before is None or before.kind is Kind.DRAFTED
    if before is None and not isinstance(fact, GoalCreated):
        return None
    if drafted and not isinstance(fact, GoalCreated | GoalActivated):
        return None
    assert event.recorded_at is not None
    goal = goals_state.evolve(None if before is None else _goal(before), fact)
    return Version(
        n=0 if goal.original is None else 1 + goal.retargets,
        kind=_kind(fact, goal),
        effective_on=_effective_on(fact, before, event.recorded_at),
        recorded_at=event.recorded_at,
        event_id=event.envelope.event_id,
        maturity=goal.maturity,
        definition=goal.definition,
        original=goal.original,
    )


def of(rows: Rows, workspace_id: str, goal_id: str, position: int) -> list[Placed]:
    """Every version since the goal was activated, as known at a position, oldest first."""
    found = kept.all(rows, workspace_id, goal_id)
    placed = [
        Placed(decoded(doc), since, until if until <= position else None)
        for doc, _, since, until in found
        if since <= position
    ]
    return [each for each in placed if each.version.kind is not Kind.DRAFTED]


def counted(rows: Rows, workspace_id: str, goal_id: str, position: int) -> list[Placed]:
    """The versions from 1 on, each as it was last resolved, be it by what was established under a later one."""
    return counted_of(of(rows, workspace_id, goal_id, position))


def counted_of(placed: Sequence[Placed]) -> list[Placed]:
    """As `counted`, by what is known of all its versions."""
    found = [each for each in placed if each.n > 0]
    last = {each.n: each for each in found}
    return [_with_what_it_waited_for(last[n], found) for n in sorted(last)]


def _with_what_it_waited_for(placed: Placed, all_of_them: Sequence[Placed]) -> Placed:
    """A version that was retargeted while it waited, as it would stand now."""
    definition = placed.definition
    for later in all_of_them:
        if later.from_position > placed.from_position:
            definition = resolved_by(definition, later.version)
    if definition == placed.definition:
        return placed
    return replace(placed, version=changed(placed.version, definition=definition))


def resolved_by(definition: Definition, later: Version) -> Definition:
    """With what it waited for, where that came to be known under a later version."""
    known = later.definition
    is_same = (definition.kpi_id, definition.series) == (known.kpi_id, known.series)
    if later.kind is Kind.BASELINE_ESTABLISHED and definition.baseline.value is None and is_same:
        return with_baseline(definition, known.baseline)
    if later.kind is Kind.WINDOW_RESOLVED and definition.span is None and known.span is not None:
        anchor = None if known.window is None else known.window.anchor
        return definition if anchor is None else with_anchor(definition, anchor, known.span.start)
    return definition


def effective_by(known: Sequence[Placed], day: date) -> Placed:
    """The last of them effective by a day; before all of them, the first."""
    return next((each for each in reversed(known) if each.effective_on <= day), known[0])


@lru_cache(maxsize=512)
def decoded(doc: str) -> Version:
    return _decoder.decode(doc)


def _standing(rows: Rows, workspace_id: str, event: Event) -> Version | None:
    if event.version == 1:
        return None
    row = kept.at(rows, workspace_id, event.stream_id)
    return None if row is None else decoded(row[0])


def _goal(before: Version) -> Goal:
    return Goal(
        description=Description(title=""),
        definition=before.definition,
        original=before.original,
        maturity=before.maturity,
        retargets=max(before.n - 1, 0),
        state=GoalState.ACTIVE,
    )


def _kind(fact: Defining, goal: Goal) -> Kind:
    match fact:
        case GoalCreated():
            return Kind.DRAFTED
        case GoalActivated():
            return Kind.ACTIVATED
        case GoalCommitted():
            return Kind.COMMITTED
        case GoalRetargeted():
            return Kind.CALIBRATED if goal.original is None else Kind.RETARGETED
        case BaselineEstablished():
            return Kind.BASELINE_ESTABLISHED
        case WindowResolved():
            return Kind.WINDOW_RESOLVED
        case _:
            assert_never(fact)


def _effective_on(fact: Defining, before: Version | None, recorded_at: datetime) -> date:
    """What was waited for holds from when the version did."""
    match fact:
        case GoalActivated(on=on) | GoalCommitted(on=on) | GoalRetargeted(effective_on=on):
            return on
        case _:
            return recorded_at.date() if before is None else before.effective_on

"""Which questions does what was recorded raise?

One row per flag that an event raised when it was recorded. Flags that depend on what came later, or on the day, are
computed when they are asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct, UnsetType
from sqlalchemy import BigInteger, Column, Index, Text, bindparam, insert, select

from goals.database import Prepared, Rows
from goals.facts import Event
from goals.flags import Input, Raised
from goals.goal.definition import Definition
from goals.goal.facts import CheckedIn, GoalArchived, GoalClosed, GoalRetargeted, GoalSuperseded
from goals.goal.state import Goal
from goals.milestone.facts import MilestoneDropped, MilestoneRescheduled
from goals.vocabulary import FlagId, GoalState
from goals.window import local_day
from projections import flagging, trail, workspaces
from projections.flagging import Retargeting
from projections.lives import definition_on, held_before, view_of
from projections.standing import Question
from projections.tables import read_model

table = read_model(
    "flags",
    Column("workspace_id", Text, primary_key=True),
    Column("goal_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("flag", Text, primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("doc", Text, nullable=False),
    Index("flags_raised", "workspace_id", "flag", "position"),
    sqlite_with_rowid=False,
)
"""`position` and `event_id` are those of the event that raised it, `day` the one it is about in the world."""

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
OF_GOAL = Prepared(
    select(table.c.position, table.c.flag, table.c.doc)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.goal_id == bindparam("goal_id"),
        table.c.position <= bindparam("position"),
        table.c.day <= bindparam("by"),
    )
    .order_by(table.c.position, table.c.flag)
)
IDS_OF_GOAL = Prepared(
    select(table.c.flag).where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.goal_id == bindparam("goal_id"),
        table.c.position <= bindparam("position"),
        table.c.day <= bindparam("by"),
    )
)
GOALS_WITH = Prepared(
    select(table.c.goal_id).where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.flag == bindparam("flag"),
        table.c.position <= bindparam("position"),
        table.c.day <= bindparam("by"),
    )
)

Ending = GoalClosed | GoalArchived | GoalSuperseded
Raising = GoalRetargeted | CheckedIn | Ending | MilestoneRescheduled | MilestoneDropped


class Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a flag was judged by, and when."""

    inputs: dict[str, Input]
    event_ids: tuple[str, ...]
    policy_version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Flagged:
    """A flag as it was raised at a position."""

    flag: FlagId
    position: int
    kept: Kept


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Kept)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals and of their milestones."""
    rows.run_many(
        INSERT,
        [
            _flagged(rows, workspace_id, event, each)
            for event in events
            if isinstance(event.fact, Raising)
            for each in _raised(rows, workspace_id, event, event.fact)
        ],
    )


def of_goal(rows: Rows, workspace_id: str, goal_id: str, position: int, *, by: date = date.max) -> list[Flagged]:
    """Those of a goal known at a position, and about a day up to `by`, in the order in which they were raised."""
    found = rows.all(OF_GOAL, workspace_id=workspace_id, goal_id=goal_id, position=position, by=by.isoformat())
    return [Flagged(FlagId(flag), raised_at, _decoder.decode(doc)) for raised_at, flag, doc in found]


def ids_of(rows: Rows, workspace_id: str, goal_id: str, position: int, *, by: date = date.max) -> set[str]:
    """Which there are among those."""
    found = rows.all(IDS_OF_GOAL, workspace_id=workspace_id, goal_id=goal_id, position=position, by=by.isoformat())
    return {row[0] for row in found}


def goals_with(rows: Rows, workspace_id: str, flag: FlagId, position: int, *, by: date = date.max) -> set[str]:
    """The goals that had the flag raised by something recorded up to a position, about a day up to `by`."""
    found = rows.all(GOALS_WITH, workspace_id=workspace_id, flag=flag.value, position=position, by=by.isoformat())
    return {row[0] for row in found}


def _raised(rows: Rows, workspace_id: str, event: Event, fact: Raising) -> list[Raised]:
    if isinstance(fact, GoalRetargeted):
        return _by_retarget(rows, workspace_id, event, fact)
    if isinstance(fact, CheckedIn):
        question = Question(rows, workspace_id, event.position, fact.on)
        return flagging.of_check_in(question, event.stream_id, fact, event.envelope.event_id)
    view = view_of(Question(rows, workspace_id, event.position - 1, date.max), event.stream_id)
    if view is None or view.goal.state is GoalState.DRAFT:
        return []
    question = Question(rows, workspace_id, event.position, _day(event, view.goal.definition))
    definition = definition_on(question, event.stream_id, view.goal)
    return _by_change(question, view.goal, definition, event, fact)


def _by_change(
    question: Question,
    before: Goal,
    definition: Definition,
    event: Event,
    fact: Ending | MilestoneRescheduled | MilestoneDropped,
) -> list[Raised]:
    event_id = event.envelope.event_id
    match fact:
        case GoalClosed() | GoalArchived() | GoalSuperseded():
            return flagging.of_ending(question, before, definition, fact, event_id)
        case MilestoneRescheduled():
            return flagging.of_rescheduling(question, definition, fact, event_id)
        case MilestoneDropped():
            return flagging.of_dropping(question, definition, fact, event_id)


def _by_retarget(rows: Rows, workspace_id: str, event: Event, fact: GoalRetargeted) -> list[Raised]:
    move = trail.at(rows, workspace_id, event.position)
    if move is None or not move.counted:
        return []
    question = Question(rows, workspace_id, event.position, _day(event, fact.before))
    view = view_of(replace(question, position=event.position - 1), event.stream_id)
    moved = Retargeting(
        before=fact.before,
        after=fact.after,
        held=held_before(question, event.stream_id, None if view is None else view.goal, fact.before),
        original=None if view is None else view.goal.original,
        judgement=move.judgement,
        effective_on=fact.effective_on,
        today=_today(rows, workspace_id, event),
        reason_code=fact.reason_code,
        asked=event.envelope.asked,
        approval=None if isinstance(fact.approval, UnsetType) else fact.approval,
        earlier=flagging.earlier(question, event.stream_id),
        event_id=event.envelope.event_id,
    )
    return flagging.of_retarget(question, moved)


def _today(rows: Rows, workspace_id: str, event: Event) -> date:
    """On which it was recorded, in the workspace's days."""
    assert event.recorded_at is not None
    return local_day(event.recorded_at, workspaces.at(rows, workspace_id, event.position).policy.tz)


def _flagged(rows: Rows, workspace_id: str, event: Event, each: Raised) -> dict[str, Any]:
    assert event.recorded_at is not None
    workspace = workspaces.at(rows, workspace_id, event.position)
    kept = Kept(
        inputs=each.inputs,
        event_ids=each.event_ids,
        policy_version=workspace.policy_version,
        recorded_at=event.recorded_at,
    )
    return {
        "workspace_id": workspace_id,
        "goal_id": event.stream_id,
        "position": event.position,
        "flag": each.flag.value,
        "event_id": event.envelope.event_id,
        "day": _about(rows, workspace_id, event).isoformat(),
        "doc": _encoder.encode(kept).decode(),
    }


def _about(rows: Rows, workspace_id: str, event: Event) -> date:
    """The day that was said, or that on which it was recorded, where the goal is."""
    match event.fact:
        case GoalRetargeted(effective_on=on) | CheckedIn(on=on):
            return on
        case GoalClosed(on=on) | GoalArchived(on=on) | GoalSuperseded(on=on):
            return on
        case _:
            view = view_of(Question(rows, workspace_id, event.position - 1, date.max), event.stream_id)
            assert view is not None, f"nothing was flagged at {event.position}"
            return _day(event, view.goal.definition)


def _day(event: Event, definition: Definition) -> date:
    """On which it was recorded, in the zone of the definition."""
    assert event.recorded_at is not None
    window = definition.span or definition.window
    return local_day(event.recorded_at, "UTC" if window is None else window.tz)

"""Who moved the goalposts, when, how far, and why?

One row per retarget, judged when it was recorded by what the log knew then. The calibration of a preliminary goal has
its row too, but is not counted.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, Index, Integer, Table, bindparam, insert, select
from sqlalchemy import Text as TextColumn

from goals.database import Prepared, Row, Rows
from goals.facts import Actor, Event
from goals.goal.definition import Definition
from goals.goal.facts import GoalRetargeted
from goals.goal.state import Goal
from goals.instants import to_us
from goals.quantity import ratio
from goals.reading.facts import Evidence
from goals.retargeting import churn
from goals.sealing import Text
from goals.vocabulary import Effect, ReasonCode, Trigger
from goals.window import local_day
from projections import goals
from projections.changes import Change, changes
from projections.judging import Judgement, judge
from projections.standing import Question
from projections.tables import read_models

table = Table(
    "trail",
    read_models,
    Column("workspace_id", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", TextColumn, nullable=False),
    Column("goal_id", TextColumn, nullable=False),
    Column("container_id", TextColumn),
    Column("recorded_at", BigInteger, nullable=False),
    Column("effective_at", BigInteger, nullable=False),
    Column("actor_id", TextColumn, nullable=False),
    Column("reason_code", TextColumn, nullable=False),
    Column("effect", TextColumn, nullable=False),
    Column("counted", Integer, nullable=False),
    Column("doc", TextColumn, nullable=False),
    Index("trail_of_goal", "workspace_id", "goal_id", "position"),
    sqlite_with_rowid=False,
)

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
OF_GOAL = Prepared(
    select(table.c.doc)
    .where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.goal_id == bindparam("goal_id"),
        table.c.position <= bindparam("position"),
        table.c.counted == 1,
    )
    .order_by(table.c.position)
)
AT = Prepared(
    select(table.c.doc).where(
        table.c.workspace_id == bindparam("workspace_id"), table.c.position == bindparam("position")
    )
)


class Move(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One retarget. `counted` is False for a preliminary goal's calibration."""

    position: int
    event_id: str
    type: str
    goal_id: str
    container_id: str | None = None
    recorded_at: datetime
    effective_at: datetime
    effective_on: date
    actor: Actor
    on_behalf_of: str | None = None
    changes: tuple[Change, ...]
    reason_code: ReasonCode
    reason: Text
    evidence: tuple[Evidence, ...] = ()
    trigger: Trigger = Trigger.NONE
    counted: bool = True
    judgement: Judgement


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Move)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals and of their milestones."""
    for event in events:
        if isinstance(event.fact, GoalRetargeted):
            _add(rows, workspace_id, event, event.fact)


def at(rows: Rows, workspace_id: str, position: int) -> Move | None:
    """The retarget recorded at a position."""
    row = rows.one(AT, workspace_id=workspace_id, position=position)
    return None if row is None else decoded(row)


def tally(rows: Rows, workspace_id: str, goal_id: str, position: int, *, by: date = date.max) -> dict[str, Any]:
    """How often a goal's counted retargets eased or hardened it, and how far they moved its target.

    Those known at a position, and effective by a day.
    """
    found = rows.all(OF_GOAL, workspace_id=workspace_id, goal_id=goal_id, position=position)
    moves = [move for move in map(decoded, found) if move.effective_on <= by]
    moved = churn([move.judgement.magnitude for move in moves])
    effects = [move.judgement.effect for move in moves]
    return {
        "count": moved.count,
        "easier": effects.count(Effect.EASIER),
        "harder": effects.count(Effect.HARDER),
        "churn_gross": ratio(moved.gross),
        "churn_net": ratio(moved.net),
    }


def decoded(row: Row) -> Move:
    return _decoded(row[0])


@lru_cache(maxsize=512)
def _decoded(doc: str) -> Move:
    return _decoder.decode(doc)


def _add(rows: Rows, workspace_id: str, event: Event, fact: GoalRetargeted) -> None:
    stood = goals.versions.at(rows, workspace_id, event.stream_id, event.position - 1)
    goal = None if stood is None else goals.decoded(stood[0]).goal
    move = _move(rows, workspace_id, event, fact, goal)
    rows.run(
        INSERT,
        workspace_id=workspace_id,
        position=event.position,
        event_id=move.event_id,
        goal_id=event.stream_id,
        container_id=move.container_id,
        recorded_at=to_us(move.recorded_at),
        effective_at=to_us(move.effective_at),
        actor_id=move.actor.id,
        reason_code=fact.reason_code.value,
        effect=move.judgement.effect.value,
        counted=int(move.counted),
        doc=_encoder.encode(move).decode(),
    )


def _move(rows: Rows, workspace_id: str, event: Event, fact: GoalRetargeted, goal: Goal | None) -> Move:
    assert event.recorded_at is not None
    asked = event.envelope.asked
    original = None if goal is None else goal.original
    today = local_day(event.recorded_at, _zone(fact.before))
    question = Question(rows, workspace_id, event.position, today)
    return Move(
        position=event.position,
        event_id=event.envelope.event_id,
        type=event.topic,
        goal_id=event.stream_id,
        container_id=None if goal is None else goal.container_id,
        recorded_at=event.recorded_at,
        effective_at=event.envelope.effective_at or event.recorded_at,
        effective_on=fact.effective_on,
        actor=asked.actor,
        on_behalf_of=asked.on_behalf_of,
        changes=changes(fact.before, fact.after),
        reason_code=fact.reason_code,
        reason=fact.reason,
        evidence=fact.evidence,
        trigger=fact.trigger,
        counted=original is not None,
        judgement=judge(question, before=fact.before, after=fact.after, original=original),
    )


def _zone(definition: Definition) -> str:
    if definition.span is not None:
        return definition.span.tz
    return "UTC" if definition.window is None else definition.window.tz

"""Who moved the goalposts, when, how far, and why?

One row per retarget, judged when it was recorded by what the log knew then: in `trail` what it is found and sorted by,
in `trail_items` what is told of it, in `trail_fields` each field it changed. The calibration of a preliminary goal has
its rows too, but is not counted.
"""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BigInteger, Column, Index, Integer, bindparam, func, insert, select
from sqlalchemy import Text as TextColumn

from goals.database import Prepared, Rows
from goals.facts import Event
from goals.goal.facts import GoalRetargeted
from goals.instants import to_us
from goals.quantity import EXACT, plain, ratio, resolved
from goals.retargeting import churn
from goals.sealing import Text
from goals.vocabulary import Effect
from projections import goals, moves, workspaces
from projections.judging import judge
from projections.listing import Sortable
from projections.lives import held_before
from projections.moves import Move
from projections.standing import Question
from projections.tables import read_model

FAR = 10**50
DIGEST_BYTES = 16

table = read_model(
    "trail",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", TextColumn, nullable=False),
    Column("goal_id", TextColumn, nullable=False),
    Column("recorded_at", BigInteger, nullable=False),
    Column("effective_on", Sortable, nullable=False),
    Column("backdated_days", Integer, nullable=False),
    Column("actor_id", TextColumn, nullable=False),
    Column("approver_id", TextColumn),
    Column("reason_code", TextColumn, nullable=False),
    Column("reason_digest", TextColumn),
    Column("effect", TextColumn, nullable=False),
    Column("magnitude", TextColumn),
    Column("magnitude_order", Sortable),
    Column("ratio_order", Sortable),
    Column("days_to_deadline", Integer),
    Column("has_evidence", Integer, nullable=False),
    Column("counted", Integer, nullable=False),
    Index("trail_of_goal", "workspace_id", "goal_id", "position"),
    Index("trail_of_actor", "workspace_id", "actor_id", "position"),
    Index("trail_of_approver", "workspace_id", "approver_id", "position"),
    Index("trail_of_reason_code", "workspace_id", "reason_code", "position"),
    Index("trail_of_effect", "workspace_id", "effect", "position"),
    Index("trail_of_reason", "workspace_id", "reason_digest", "position"),
)
"""`reason_digest` is of the words of a counted retarget's reason; None if sealed, or if it follows another change."""

items = read_model(
    "trail_items",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("doc", TextColumn, nullable=False),
    Column("told", TextColumn),
)
"""`told` is the answer's JSON up to its flags; None where something in it is sealed, and has to be opened each time."""

fields = read_model(
    "trail_fields",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("field", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

INSERT, INSERT_ITEM, INSERT_FIELD = (
    Prepared(insert(each).values({c.name: bindparam(c.name) for c in each.c})) for each in (table, items, fields)
)
_known = (
    table.c.workspace_id == bindparam("workspace_id"),
    table.c.goal_id == bindparam("goal_id"),
    table.c.position <= bindparam("position"),
    table.c.counted == 1,
)
STEPS = Prepared(
    select(table.c.position, table.c.event_id, table.c.effect, table.c.magnitude, table.c.effective_on)
    .where(*_known)
    .order_by(table.c.position)
)
COUNTED = Prepared(
    select(items.c.doc)
    .join(table, (table.c.workspace_id == items.c.workspace_id) & (table.c.position == items.c.position))
    .where(*_known)
    .order_by(table.c.position)
)
USES = Prepared(
    select(func.count()).where(
        table.c.workspace_id == bindparam("workspace_id"),
        table.c.reason_digest == bindparam("digest"),
        table.c.position <= bindparam("position"),
    )
)
AT = Prepared(
    select(items.c.doc).where(
        items.c.workspace_id == bindparam("workspace_id"), items.c.position == bindparam("position")
    )
)


class Step(NamedTuple):
    """As much of a counted retarget as is needed to count it; `effective_on` is ISO text, which sorts as days do."""

    position: int
    event_id: str
    effect: Effect
    magnitude: Decimal | None
    effective_on: str


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Move)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the tables up to date with `events`, facts of goals and of their milestones."""
    moved = [_move(rows, workspace_id, event, event.fact) for event in events if isinstance(event.fact, GoalRetargeted)]
    rows.run_many(INSERT, [_place(workspace_id, move) | _found_by(move) for move in moved])
    rows.run_many(INSERT_ITEM, [_place(workspace_id, move) | _item(move) for move in moved])
    rows.run_many(
        INSERT_FIELD,
        [
            _place(workspace_id, move) | {"field": field}
            for move in moved
            for field in dict.fromkeys(change.field for change in move.changes)
        ],
    )


def at(rows: Rows, workspace_id: str, position: int) -> Move | None:
    """The retarget recorded at a position."""
    row = rows.one(AT, workspace_id=workspace_id, position=position)
    return None if row is None else decoded(row[0])


def counted(rows: Rows, workspace_id: str, goal_id: str, position: int) -> list[Move]:
    """All that is told of a goal's counted retargets known at a position, the first first."""
    found = rows.all(COUNTED, workspace_id=workspace_id, goal_id=goal_id, position=position)
    return [decoded(row[0]) for row in found]


def steps(rows: Rows, workspace_id: str, goal_id: str, position: int) -> list[Step]:
    """A goal's counted retargets known at a position, the first first."""
    found = rows.all(STEPS, workspace_id=workspace_id, goal_id=goal_id, position=position)
    return [
        Step(at, event_id, Effect(effect), None if magnitude is None else Decimal(magnitude), effective_on)
        for at, event_id, effect, magnitude, effective_on in found
    ]


def tally(
    rows: Rows, workspace_id: str, goal_id: str, position: int, *, by: date = date.max, without: Collection[int] = ()
) -> dict[str, Any]:
    """How often a goal's counted retargets eased or hardened it, and how far they moved its target.

    Those known at a position, and effective by a day, `without` some at their positions.
    """
    last = by.isoformat()
    found = steps(rows, workspace_id, goal_id, position)
    known = [step for step in found if step.effective_on <= last and step.position not in without]
    moved = churn([step.magnitude for step in known])
    effects = [step.effect for step in known]
    return {
        "count": moved.count,
        "easier": effects.count(Effect.EASIER),
        "harder": effects.count(Effect.HARDER),
        "churn_gross": ratio(moved.gross),
        "churn_net": ratio(moved.net),
    }


def uses_of(rows: Rows, workspace_id: str, reason: Text, position: int) -> int:
    """On how many counted retargets known at a position these were the words; 0 where they are sealed."""
    if not isinstance(reason, str):
        return 0
    found = rows.one(USES, workspace_id=workspace_id, digest=_digested(reason), position=position)
    return 0 if found is None else int(found[0])


@lru_cache(maxsize=512)
def decoded(doc: str) -> Move:
    return _decoder.decode(doc)


def order_of(value: Decimal | None) -> str | None:
    """Text whose order is that of the numbers, to nine places."""
    return None if value is None else f"{int(EXACT.scaleb(resolved(value), 9)) + FAR:051d}"


def _move(rows: Rows, workspace_id: str, event: Event, fact: GoalRetargeted) -> Move:
    stood = goals.versions.at(rows, workspace_id, event.stream_id, event.position - 1)
    goal = None if stood is None else goals.decoded(stood[0]).goal
    question = Question(rows, workspace_id, event.position, moves.recorded_day(event, fact))
    original = None if goal is None else goal.original
    held = held_before(question, event.stream_id, goal, fact.before)
    judgement = judge(question, before=fact.before, after=fact.after, held=held, original=original)
    policy_version = workspaces.at(rows, workspace_id, event.position).policy_version
    return moves.of(event, fact, goal=goal, policy_version=policy_version, judgement=judgement)


def _place(workspace_id: str, move: Move) -> dict[str, Any]:
    return {"workspace_id": workspace_id, "position": move.position}


def _item(move: Move) -> dict[str, Any]:
    return {"doc": _encoder.encode(move).decode(), "told": _told(move)}


def _found_by(move: Move) -> dict[str, Any]:
    judgement = move.judgement
    return {
        "event_id": move.event_id,
        "goal_id": move.goal_id,
        "recorded_at": to_us(move.recorded_at),
        "effective_on": move.effective_on.isoformat(),
        "backdated_days": move.backdated_days,
        "actor_id": move.actor.id,
        "approver_id": None if move.approval is None else move.approval.approver.id,
        "reason_code": move.reason_code.value,
        "reason_digest": _digest(move),
        "effect": judgement.effect.value,
        "magnitude": None if judgement.magnitude is None else plain(judgement.magnitude),
        "magnitude_order": order_of(judgement.magnitude),
        "ratio_order": order_of(judgement.ratio),
        "days_to_deadline": judgement.days_to_deadline,
        "has_evidence": int(bool(move.evidence)),
        "counted": int(move.counted),
    }


def _digest(move: Move) -> str | None:
    if not move.counted or move.follows is not None or not isinstance(move.reason, str):
        return None
    return _digested(move.reason)


def _digested(reason: str) -> str:
    return blake2b(" ".join(reason.split()).encode(), digest_size=DIGEST_BYTES).hexdigest()


def _told(move: Move) -> str | None:
    if not isinstance(move.reason, str):
        return None
    return _encoder.encode(moves.told(move, move.reason))[:-1].decode()

"""What are a goal's milestones, how have they gone, and when were they due?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import BigInteger, Column, Text, bindparam, insert, select

from goals.database import Prepared, Row, Rows
from goals.facts import Actor, Event
from goals.milestone import state as milestones_state
from goals.milestone.facts import (
    MilestoneAdded,
    MilestoneCompleted,
    MilestoneDropped,
    MilestoneFact,
    MilestoneProgressed,
    MilestoneReopened,
    MilestoneRescheduled,
    MilestoneRescoped,
)
from goals.milestone.state import Milestone
from goals.quantity import plain
from goals.sealing import Text as FreeText
from goals.window import Due
from projections.tables import read_model
from projections.versioned import Standing, Versions, versioned

milestones = versioned(
    "milestones",
    Column("goal_id", Text, nullable=False),
    Column("state", Text, nullable=False),
)
versions = Versions(milestones)

entries = read_model(
    "milestone_entries",
    Column("workspace_id", Text, primary_key=True),
    Column("goal_id", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("milestone_id", Text, nullable=False),
    Column("effective_on", Text, nullable=False),
    Column("amount", Text),
    Column("stage", Text),
    Column("note", Text),
    sqlite_with_rowid=False,
)

INSERT = Prepared(insert(entries).values({c.name: bindparam(c.name) for c in entries.c}))
ENTRIES = Prepared(
    select(
        entries.c.milestone_id,
        entries.c.position,
        entries.c.effective_on,
        entries.c.amount,
        entries.c.stage,
        entries.c.note,
    )
    .where(
        entries.c.workspace_id == bindparam("workspace_id"),
        entries.c.goal_id == bindparam("goal_id"),
        entries.c.position <= bindparam("position"),
    )
    .order_by(entries.c.position)
)


class Dated(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A due date it had from a position on, and why."""

    due: Due | None
    position: int
    recorded_at: datetime
    actor: Actor
    reason: FreeText | None = None


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The last thing said about completing, reopening, rescoping or dropping it."""

    position: int
    recorded_at: datetime
    actor: Actor
    fact: str
    text: FreeText | None = None


class View(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A milestone as it stands. `dues` are all it ever had, the last one now."""

    goal_id: str
    milestone: Milestone
    quote: str | None = None
    added_at: datetime
    dues: tuple[Dated, ...]
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Some of a milestone done on a day."""

    position: int
    effective_on: date
    amount: Decimal | None
    stage: str | None
    note: FreeText | None


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(View)
_note = msgspec.json.Decoder(FreeText)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the tables up to date with `events`, facts of goals and of their milestones."""
    known: dict[str, View] = {}
    put, entered = [], []
    for event in events:
        fact = event.fact
        if not isinstance(fact, MilestoneFact):
            continue
        before = known.get(fact.milestone_id) or view_at(rows, workspace_id, fact.milestone_id)
        after = evolve(before, fact, event)
        if after is None:
            continue
        known[fact.milestone_id] = after
        put.append(_version(workspace_id, fact.milestone_id, after, event))
        if isinstance(fact, MilestoneProgressed):
            entered.append(_entered(workspace_id, fact, event))
    versions.put(rows, put)
    rows.run_many(INSERT, entered)


def evolve(before: View | None, fact: MilestoneFact, event: Event) -> View | None:
    """The view after one more event; None where it is about a milestone that is not there."""
    assert event.recorded_at is not None
    if isinstance(fact, MilestoneAdded):
        return View(
            goal_id=event.stream_id,
            milestone=milestones_state.evolve({}, fact)[fact.milestone_id],
            quote=fact.quote,
            added_at=event.recorded_at,
            dues=(_dated(fact.due, None, event),),
        )
    if before is None:
        return None
    milestone = milestones_state.evolve({fact.milestone_id: before.milestone}, fact)[fact.milestone_id]
    after = replace(before, milestone=milestone)
    match fact:
        case MilestoneRescheduled(after=due, reason=reason):
            return replace(after, dues=(*before.dues, _dated(due, reason, event)))
        case MilestoneCompleted(note=text) | MilestoneReopened(reason=text) | MilestoneDropped(reason=text):
            return replace(after, told=_told(text, event))
        case MilestoneRescoped(reason=text):
            return replace(after, told=_told(text, event))
        case _:
            return after


def view_at(rows: Rows, workspace_id: str, milestone_id: str, position: int | None = None) -> View | None:
    """As of a position, now if None."""
    row = versions.at(rows, workspace_id, milestone_id, position)
    return None if row is None else decoded(row[0])


def decoded(doc: str) -> View:
    return _decoder.decode(doc)


def entries_of(rows: Rows, workspace_id: str, goal_id: str, position: int) -> dict[str, list[Entry]]:
    """What was done, by milestone, in the order it was recorded."""
    found: dict[str, list[Entry]] = {}
    for row in rows.all(ENTRIES, workspace_id=workspace_id, goal_id=goal_id, position=position):
        found.setdefault(row[0], []).append(_entry(row))
    return found


def _version(workspace_id: str, milestone_id: str, view: View, event: Event) -> Standing:
    return versions.version(
        workspace_id,
        milestone_id,
        position=event.position,
        version=event.version,
        doc=_encoder.encode(view),
        goal_id=view.goal_id,
        state=view.milestone.state.value,
    )


def _entered(workspace_id: str, fact: MilestoneProgressed, event: Event) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "goal_id": event.stream_id,
        "position": event.position,
        "milestone_id": fact.milestone_id,
        "effective_on": fact.effective_on.isoformat(),
        "amount": None if fact.amount is None else plain(fact.amount),
        "stage": fact.stage,
        "note": None if fact.note is None else _encoder.encode(fact.note).decode(),
    }


def _entry(row: Row) -> Entry:
    return Entry(
        position=row[1],
        effective_on=date.fromisoformat(row[2]),
        amount=None if row[3] is None else Decimal(row[3]),
        stage=row[4],
        note=None if row[5] is None else _note.decode(row[5]),
    )


def _dated(due: Due | None, reason: FreeText | None, event: Event) -> Dated:
    assert event.recorded_at is not None
    return Dated(
        due=due,
        position=event.position,
        recorded_at=event.recorded_at,
        actor=event.envelope.asked.actor,
        reason=reason,
    )


def _told(text: FreeText | None, event: Event) -> Told:
    assert event.recorded_at is not None
    return Told(
        position=event.position,
        recorded_at=event.recorded_at,
        actor=event.envelope.asked.actor,
        fact=event.topic,
        text=text,
    )

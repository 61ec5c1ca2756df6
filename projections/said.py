"""What was said about each goal, when, and by whom: check-ins, reviews and comments."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Column, Integer, bindparam, insert, select
from sqlalchemy import Text as TextColumn

from goals.database import Prepared, Rows
from goals.facts import Actor, Event
from goals.goal.facts import CheckedIn, Commented, GoalReviewed
from projections.tables import read_model

table = read_model(
    "said",
    Column("workspace_id", TextColumn, primary_key=True),
    Column("goal_id", TextColumn, primary_key=True),
    Column("kind", TextColumn, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("doc", TextColumn, nullable=False),
    sqlite_with_rowid=False,
)

INSERT = Prepared(insert(table).values({c.name: bindparam(c.name) for c in table.c}))
_of_kind = (
    table.c.workspace_id == bindparam("workspace_id"),
    table.c.goal_id == bindparam("goal_id"),
    table.c.kind == bindparam("kind"),
)
_most = bindparam("most", type_=Integer)
NEWEST = Prepared(
    select(table.c.doc)
    .where(*_of_kind, table.c.position < bindparam("before"))
    .order_by(table.c.position.desc())
    .limit(_most)
)
OLDEST = Prepared(
    select(table.c.doc)
    .where(*_of_kind, table.c.position > bindparam("after"), table.c.position <= bindparam("position"))
    .order_by(table.c.position)
    .limit(_most)
)


class Kind(StrEnum):
    CHECK_IN = "check_in"
    REVIEW = "review"
    COMMENT = "comment"


KINDS = {CheckedIn: Kind.CHECK_IN, GoalReviewed: Kind.REVIEW, Commented: Kind.COMMENT}


class Said(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one of them said, when the log learnt it."""

    position: int
    recorded_at: datetime
    event_id: str
    actor: Actor
    on_behalf_of: str | None = None
    fact: CheckedIn | GoalReviewed | Commented

    def is_by(self, day: date) -> bool:
        """Whether it is about a day up to this one; a comment is about none."""
        return isinstance(self.fact, Commented) or self.fact.on <= day


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Said)


def project(rows: Rows, workspace_id: str, events: Sequence[Event]) -> None:
    """Bring the table up to date with `events`, facts of goals and of their milestones."""
    rows.run_many(
        INSERT,
        [
            {
                "workspace_id": workspace_id,
                "goal_id": event.stream_id,
                "kind": KINDS[type(event.fact)].value,
                "position": event.position,
                "doc": _encoder.encode(_said(event, event.fact)).decode(),
            }
            for event in events
            if isinstance(event.fact, CheckedIn | GoalReviewed | Commented)
        ],
    )


def newest(rows: Rows, workspace_id: str, goal_id: str, kind: Kind, *, before: int, most: int) -> list[Said]:
    """What was said before a position, the last first."""
    found = rows.all(NEWEST, workspace_id=workspace_id, goal_id=goal_id, kind=kind.value, before=before, most=most)
    return [_decoder.decode(row[0]) for row in found]


def oldest(
    rows: Rows, workspace_id: str, goal_id: str, kind: Kind, *, after: int, position: int, most: int
) -> list[Said]:
    """What was said after a position, and not after `position`, the first first."""
    found = rows.all(
        OLDEST,
        workspace_id=workspace_id,
        goal_id=goal_id,
        kind=kind.value,
        after=after,
        position=position,
        most=most,
    )
    return [_decoder.decode(row[0]) for row in found]


def _said(event: Event, fact: CheckedIn | GoalReviewed | Commented) -> Said:
    assert event.recorded_at is not None
    asked = event.envelope.asked
    return Said(
        position=event.position,
        recorded_at=event.recorded_at,
        event_id=event.envelope.event_id,
        actor=asked.actor,
        on_behalf_of=asked.on_behalf_of,
        fact=fact,
    )
